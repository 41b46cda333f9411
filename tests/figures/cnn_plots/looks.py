"""What every figure of this folder must do: be drawn, and be described in both languages."""

import io

import matplotlib.image

from vgkit.messages import LANGUAGES, set_language


def is_drawn(draw):
    """A PNG with something on it, the same again for the same numbers, and no figure left open."""
    from matplotlib import pyplot

    for language in LANGUAGES:
        set_language(language)
        picture = draw()
        assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
        pixels = matplotlib.image.imread(io.BytesIO(picture.png))
        height, width, _ = pixels.shape
        assert width > 600 and height > 150
        assert pixels[..., :3].std() > 0.05
        assert draw() == picture
    assert pyplot.get_fignums() == []


def described_in_both_languages(draw):
    """Two descriptions, each a sentence or more, that differ."""
    told = []
    for language in LANGUAGES:
        set_language(language)
        told.append(draw().alt)
        assert len(told[-1]) > 60 and told[-1].endswith(".")
        assert told[-1] == told[-1].strip()
    assert len(set(told)) == len(LANGUAGES)
