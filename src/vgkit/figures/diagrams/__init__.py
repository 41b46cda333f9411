"""Drawings: what is joined with what, what is frozen, what shares one mean, what goes backwards."""

from vgkit.figures.diagrams.backward import backward_diagram
from vgkit.figures.diagrams.normalization import normalization_groups
from vgkit.figures.diagrams.skip_connections import skip_diagram
from vgkit.figures.diagrams.stages import stages_diagram

__all__ = ["backward_diagram", "normalization_groups", "skip_diagram", "stages_diagram"]
