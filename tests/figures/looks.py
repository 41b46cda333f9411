"""What every figure must do: be drawn, and be described in both languages."""

import functools
import io
from unittest import mock

import matplotlib.image
from matplotlib.figure import Figure

from vgkit.messages import LANGUAGES, set_language


def shows_something(picture, height=150):
    """A PNG, more than 600 pixels wide and so many high, with something on it."""
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    pixels = matplotlib.image.imread(io.BytesIO(picture.png))
    rows, columns, _ = pixels.shape
    assert columns > 600 and rows > height
    assert pixels[..., :3].std() > 0.05


@functools.cache
def drawn(draw, language="en"):
    """A figure in a language, drawn once for all that is asked of it."""
    set_language(language)
    return draw()


@functools.cache
def described(draw, language="en"):
    """The description of a figure alone: its pixels, which cost the most, are not painted."""
    set_language(language)
    with mock.patch.object(Figure, "savefig"):
        return draw().alt


def is_drawn(draw):
    """A PNG with something on it, the same again for the same numbers, and no figure left open."""
    from matplotlib import pyplot

    shows_something(drawn(draw))
    set_language("en")
    assert draw() == drawn(draw)
    assert pyplot.get_fignums() == []


def described_in_both_languages(draw):
    """Two descriptions, each a sentence or more, that differ."""
    told = [described(draw, language) for language in LANGUAGES]
    for alt in told:
        assert len(alt) > 60 and alt.endswith(".")
        assert alt == alt.strip()
    assert len(set(told)) == len(LANGUAGES)
