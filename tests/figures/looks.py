"""What every figure must do: be drawn, and be described in both languages."""

import contextlib
import io
from unittest import mock

import matplotlib.image
from matplotlib.figure import Figure

from vgkit.figures import pictures
from vgkit.messages import LANGUAGES, set_language

SAVE, PICTURE = Figure.savefig, pictures.Picture
_drawn, _described = {}, {}


class Description:
    """A picture of which the words alone were wanted: its pixels cost the most."""

    def __init__(self, png, alt):
        self.alt = alt

    @property
    def png(self):
        raise AssertionError("Who looks at pixels asks for the fixture `painted`.")

    def __eq__(self, other):
        return self.png == other.png

    __hash__ = None


@contextlib.contextmanager
def _finishing(save, kind):
    with mock.patch.object(Figure, "savefig", save), mock.patch.object(pictures, "Picture", kind):
        yield


def painting():
    """Figures are painted in here, also where a test has words alone."""
    return _finishing(SAVE, PICTURE)


def describing():
    """Figures are built and described in here, but their pixels are not painted."""
    return _finishing(lambda *arguments, **options: None, Description)


def shows_something(picture, height=150):
    """A `Picture`: a PNG, more than 600 pixels wide and so many high, with something on it."""
    assert isinstance(picture, PICTURE)
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    pixels = matplotlib.image.imread(io.BytesIO(picture.png))
    rows, columns, _ = pixels.shape
    assert columns > 600 and rows > height
    assert pixels[..., :3].std() > 0.05


def drawn(draw, language="en"):
    """A figure in a language, painted once for all that is asked of it; none is left open."""
    from matplotlib import pyplot

    if (draw, language) not in _drawn:
        set_language(language)
        with painting():
            _drawn[draw, language] = draw()
        assert pyplot.get_fignums() == []
    return _drawn[draw, language]


def described(draw, language="en"):
    """The description of a figure alone."""
    if (draw, language) in _drawn:
        return _drawn[draw, language].alt
    if (draw, language) not in _described:
        set_language(language)
        with describing():
            _described[draw, language] = draw().alt
    return _described[draw, language]


def is_the_same_again(draw):
    """The same numbers give the same figure."""
    set_language("en")
    with painting():
        assert draw() == drawn(draw)


def is_drawn(draw, thorough=True, height=150):
    """A PNG with something on it; if thoroughly, in each language, and the same again."""
    for language in LANGUAGES if thorough else ("en",):
        shows_something(drawn(draw, language), height)
    if thorough:
        is_the_same_again(draw)


def described_in_both_languages(draw):
    """Two descriptions, each a sentence or more, that differ."""
    told = [described(draw, language) for language in LANGUAGES]
    for alt in told:
        assert len(alt) > 60 and alt.endswith(".")
        assert alt == alt.strip()
    assert len(set(told)) == len(LANGUAGES)
