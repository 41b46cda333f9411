"""What every figure must do: be drawn, and be described in both languages."""

import functools
import io

import matplotlib.image

from vgkit.messages import LANGUAGES, set_language


def shows_something(picture, height=150):
    """A PNG, more than 600 pixels wide and so many high, with something on it."""
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    pixels = matplotlib.image.imread(io.BytesIO(picture.png))
    rows, columns, _ = pixels.shape
    assert columns > 600 and rows > height
    assert pixels[..., :3].std() > 0.05


@functools.cache
def _drawn(draw, language):
    """A figure in a language, drawn once for all that is asked of it."""
    set_language(language)
    return draw()


def is_drawn(draw):
    """A PNG with something on it, the same again for the same numbers, and no figure left open."""
    from matplotlib import pyplot

    for language in LANGUAGES:
        shows_something(_drawn(draw, language))
    set_language(LANGUAGES[-1])
    assert draw() == _drawn(draw, LANGUAGES[-1])
    assert pyplot.get_fignums() == []


def described_in_both_languages(draw):
    """Two descriptions, each a sentence or more, that differ."""
    told = []
    for language in LANGUAGES:
        told.append(_drawn(draw, language).alt)
        assert len(told[-1]) > 60 and told[-1].endswith(".")
        assert told[-1] == told[-1].strip()
    assert len(set(told)) == len(LANGUAGES)
