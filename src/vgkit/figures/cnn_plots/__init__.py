"""Figures of convolutional networks: digits, kernels, feature maps, predictions."""

from vgkit.figures.cnn_plots.feature_maps import feature_maps
from vgkit.figures.cnn_plots.kernels import filtering, kernels
from vgkit.figures.cnn_plots.predictions import confusion_matrix, misclassified, probabilities
from vgkit.figures.cnn_plots.sheets import sheet

__all__ = [
    "confusion_matrix",
    "feature_maps",
    "filtering",
    "kernels",
    "misclassified",
    "probabilities",
    "sheet",
]
