"""Figures of convolutional networks: digits, kernels, feature maps, predictions."""

from vgkit.figures.cnn_plots.channels import channel_spread
from vgkit.figures.cnn_plots.depth_map import depth_map
from vgkit.figures.cnn_plots.feature_maps import feature_maps
from vgkit.figures.cnn_plots.kernels import filtering, kernels
from vgkit.figures.cnn_plots.moving_averages import moving_averages
from vgkit.figures.cnn_plots.pairs import gradients_of_pairs, pair_table
from vgkit.figures.cnn_plots.photographs import photographs
from vgkit.figures.cnn_plots.pixels import before_and_after, input_histograms
from vgkit.figures.cnn_plots.predictions import confusion_matrix, misclassified, probabilities
from vgkit.figures.cnn_plots.receptive_fields import receptive_fields
from vgkit.figures.cnn_plots.residual_block import residual_block
from vgkit.figures.cnn_plots.separable import separable_convolution
from vgkit.figures.cnn_plots.shared_statistics import shared_statistics
from vgkit.figures.cnn_plots.sheets import sheet
from vgkit.figures.cnn_plots.transfer import (
    accuracy_by_images,
    cats_and_dogs,
    fine_tuning_steps,
    gradient_reach,
)
from vgkit.figures.cnn_plots.two_classes import logit_histograms

__all__ = [
    "accuracy_by_images",
    "before_and_after",
    "cats_and_dogs",
    "channel_spread",
    "confusion_matrix",
    "depth_map",
    "feature_maps",
    "filtering",
    "fine_tuning_steps",
    "gradient_reach",
    "gradients_of_pairs",
    "input_histograms",
    "kernels",
    "logit_histograms",
    "misclassified",
    "moving_averages",
    "pair_table",
    "photographs",
    "probabilities",
    "receptive_fields",
    "residual_block",
    "separable_convolution",
    "shared_statistics",
    "sheet",
]
