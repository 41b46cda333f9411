"""The drawing of a residual block."""

from tests.figures.looks import described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots


def test_the_figure_is_drawn_and_described(thorough):
    is_drawn(cnn_plots.residual_block, thorough)
    described_in_both_languages(cnn_plots.residual_block)
