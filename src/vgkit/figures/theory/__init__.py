"""Curves that theory draws before any network runs: activations, updates, fading, distributions."""

from vgkit.figures.theory.activations import activation_diagram
from vgkit.figures.theory.normalization import normalization_diagram
from vgkit.figures.theory.optimizers import adam_diagram
from vgkit.figures.theory.response import response_diagram
from vgkit.figures.theory.sigmoid_layers import stddev_diagram, vanishing_diagram

__all__ = [
    "activation_diagram",
    "adam_diagram",
    "normalization_diagram",
    "response_diagram",
    "stddev_diagram",
    "vanishing_diagram",
]
