"""What shares one mean: as many means as there are, each of as many numbers."""

from tests.figures.looks import described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots


def test_the_figure_is_drawn_and_described(thorough):
    is_drawn(cnn_plots.shared_statistics, thorough)
    described_in_both_languages(cnn_plots.shared_statistics)


def test_all_means_together_are_of_the_whole_batch():
    alt = cnn_plots.shared_statistics(images=2, height=3, width=4, channels=5).alt
    assert "batch normalization: 5 means, each of 24 numbers" in alt
    assert "layer normalization: 2 means, each of 60 numbers" in alt
    assert "instance normalization: 10 means, each of 12 numbers" in alt
