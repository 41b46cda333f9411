"""The drawing of a separable convolution."""

from tests.figures.looks import described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots


def test_the_figure_is_drawn_and_described(thorough):
    is_drawn(cnn_plots.separable_convolution, thorough)
    described_in_both_languages(cnn_plots.separable_convolution)


def test_it_counts_the_windows():
    alt = cnn_plots.separable_convolution(5).alt
    assert "12 windows" in alt and "5 × 5" in alt and "3 × 3" not in alt
