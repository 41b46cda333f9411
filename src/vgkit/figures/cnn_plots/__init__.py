"""Figures of convolutional networks: photographs, receptive fields, gradients over depth."""

from vgkit.figures.cnn_plots.depth_map import depth_map
from vgkit.figures.cnn_plots.pairs import gradients_of_pairs, pair_table
from vgkit.figures.cnn_plots.photographs import photographs
from vgkit.figures.cnn_plots.receptive_fields import receptive_fields

__all__ = [
    "depth_map",
    "gradients_of_pairs",
    "pair_table",
    "photographs",
    "receptive_fields",
]
