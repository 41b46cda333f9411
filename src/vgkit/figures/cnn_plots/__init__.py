"""Figures of convolutional networks: what their normalizations share, how averages move, channels."""

from vgkit.figures.cnn_plots.channels import channel_spread
from vgkit.figures.cnn_plots.moving_averages import moving_averages
from vgkit.figures.cnn_plots.shared_statistics import shared_statistics

__all__ = ["channel_spread", "moving_averages", "shared_statistics"]
