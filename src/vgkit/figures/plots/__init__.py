"""Figures of measured numbers: gradient norms, weight changes, curves, images."""

from vgkit.figures.plots.gradients import gradient_by_depth, gradient_norms
from vgkit.figures.plots.images import garments
from vgkit.figures.plots.learning_curves import accuracies, curves
from vgkit.figures.plots.signals import two_signals
from vgkit.figures.plots.stages import stage_curves
from vgkit.figures.plots.strips import spread_strip
from vgkit.figures.plots.weights import weight_change

__all__ = [
    "accuracies",
    "curves",
    "garments",
    "gradient_by_depth",
    "gradient_norms",
    "spread_strip",
    "stage_curves",
    "two_signals",
    "weight_change",
]
