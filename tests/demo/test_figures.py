"""The page's own figures: drawn, described, and narrow enough for a phone."""

import io

import matplotlib.image
import numpy as np
import pytest

from tests.figures.looks import described_in_both_languages
from vgkit.demo import figures

FIGURES = {
    "seen, grey": lambda: figures.seen(np.linspace(-0.4, 2.8, 28 * 28).reshape(28, 28, 1)),
    "seen, in colours": lambda: figures.seen(np.linspace(-1, 1, 32 * 32 * 3).reshape(32, 32, 3)),
    "probabilities": lambda: figures.probabilities("0123456789", [0.91] + 9 * [0.01]),
    "two": lambda: figures.probabilities(["cat", "dog"], [0.00001, 0.99999]),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_narrow_and_described(name):
    drawn = FIGURES[name]()
    rows, columns, _ = matplotlib.image.imread(io.BytesIO(drawn.png)).shape
    assert 300 < columns < 600 and rows > 120
    described_in_both_languages(FIGURES[name])


def test_the_description_holds_every_number():
    alt = figures.probabilities(["cat", "dog"], [0.25, 0.75]).alt
    assert "cat 25.0 %, dog 75.0 %" in alt
    assert "from -0.40 to 2.80, mean 1.20" in FIGURES["seen, grey"]().alt


@pytest.mark.parametrize(("share", "told"), [
    (0, "0.0 %"), (1e-9, "< 0.1 %"), (0.0004, "< 0.1 %"), (0.0006, "0.1 %"), (0.5, "50.0 %"),
    (0.9994, "99.9 %"), (0.9999, "> 99.9 %"), (1, "100.0 %"),
])  # fmt: skip
def test_what_is_rounded_is_not_shown_as_certain(share, told):
    assert figures.percent(share) == told
