"""What a lesson on gradient normalization shows, under the short name that its notebook imports."""

from vgkit.figures.diagrams.backward import backward_diagram
from vgkit.figures.plots.learning_curves import accuracies
from vgkit.figures.plots.signals import two_signals

__all__ = ["accuracies", "backward_diagram", "two_signals"]
