"""Moving averages: what is left of their first value, worked out by hand."""

from tests.figures.looks import described, described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots


def test_the_figure_is_drawn_and_described(thorough):
    is_drawn(cnn_plots.moving_averages, thorough)
    described_in_both_languages(cnn_plots.moving_averages)


def test_what_is_left_is_the_momentum_to_the_power_of_the_steps():
    alt = described(cnn_plots.moving_averages)
    assert "momentum 0.9: 0.024 %, 0 %" in alt  # 0.9 to the 79th is 0.000243
    assert "momentum 0.99: 45 %, 20 %, 9.2 %, 4.2 %, 1.9 %" in alt
    alt = cnn_plots.moving_averages((0.5,), steps_per_epoch=2, epochs=3).alt
    assert "momentum 0.5: 25 %, 6.2 %, 1.6 %" in alt
    assert "3 epochs of 2 steps" in alt
