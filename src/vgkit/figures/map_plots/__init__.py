"""The map of gradients over stddev and depth, with theory drawn over it, and how well they agree."""

from vgkit.figures.map_plots.factors import layer_factors
from vgkit.figures.map_plots.heat_map import gradient_map
from vgkit.figures.map_plots.marks import Mark, course_marks

__all__ = ["Mark", "course_marks", "gradient_map", "layer_factors"]
