"""Figures of convolutional networks: pixels as a network sees them."""

from vgkit.figures.cnn_plots.pixels import before_and_after, input_histograms

__all__ = [
    "before_and_after",
    "input_histograms",
]
