"""The two signals, read out with their numbers."""

import pytest

from tests.figures.plots.made_up import SIGNALS
from vgkit.figures import plots
from vgkit.messages import set_language


@pytest.mark.parametrize(("language", "words"), [
    ("en", "from hidden 1 to output"),
    ("vi", "từ hidden 1 đến output"),
])  # fmt: skip
def test_the_two_signals_are_described_with_their_numbers(language, words):
    set_language(language)
    picture = plots.two_signals(["hidden 1", "output"], SIGNALS)
    assert words in picture.alt
    for text in ("baseline: 0.3, 0.04", "baseline: 1.2e-09, 0.0002", "mine: 0.0001, 0.0002"):
        assert text in picture.alt
