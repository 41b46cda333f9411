"""A layer that works backwards only."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.diagrams.shapes import LAYER, NEW, arrow, box, cell, drawing_area, label
from vgkit.figures.pictures import ACCENT, ACCENT_TINT, INK, Picture, new_figure, picture
from vgkit.messages import say
from vgkit.networks.layers import GradientNormalization

SCALE = 1e-5  # what the numbers of the gradient in the diagram are multiples of
_FORWARD = {"color": INK}
_BACKWARD = {"color": ACCENT, "linestyle": "--"}
_TOP = -1.72  # of the tables
_ROW = 0.6


def backward_diagram(
    gradient: Sequence[Sequence[float]] = ((0.2, 0.6, 0.1), (0.5, 0.9, 0.4), (0.3, 0.8, 0.2)),
) -> Picture:
    """`GradientNormalization` between two hidden layers: what passes forwards, what backwards.

    Forwards x goes through unchanged. Backwards (g − mean) / (std + 1e-6) is passed on, mean and
    standard deviation taken over the whole gradient g; the numbers are what the layer itself gives.

    Args:
        gradient: rows of numbers, an image each, its columns the units; in units of 1e-5.

    Returns:
        A `Picture`.
    """
    arrives = np.array(gradient)
    leaves = np.array(GradientNormalization().backward((SCALE * arrives).astype(np.float32)))
    figure = new_figure(9.4, 3.5)
    axes = drawing_area(figure.subplots(), (0, 12.6), (-3.65, 1.55), aspect="equal")
    _layers(axes)
    _numbers(axes, 8.1, arrives, "{:.1f}", say("g, times 100,000"))
    _numbers(axes, 3.0, leaves, "{:+.2f}", say("what is passed on"))
    _arrow(axes, 7.95, 6.15, _TOP - 1.5 * _ROW, **_BACKWARD)
    return picture(
        figure,
        say(
            "Diagram: hidden k, GradientNormalization and hidden k+1 in a row. Forwards x passes "
            "through unchanged. Backwards g arrives and (g − mean) / (std + 1e-6) is passed on. "
            "Example, g in units of 1e-5: {arrives}. Passed on: {leaves}.",
            arrives=_told(arrives, "{:.1f}"),
            leaves=_told(leaves, "{:+.2f}"),
        ),
    )


def _layers(axes):
    """The three layers in a row, with what goes to and fro between them."""
    box(axes, 0.7, -0.75, 2.0, 1.5, **LAYER)
    box(axes, 4.7, -0.75, 3.2, 1.5, **NEW, linewidth=2.0)
    box(axes, 9.9, -0.75, 2.0, 1.5, **LAYER)
    for middle, name in ((1.7, "hidden k"), (6.3, "GradientNormalization"), (10.9, "hidden k+1")):
        label(axes, middle, 0, name)
    above = {"ha": "center", "va": "bottom", "fontsize": 11}
    below = {**above, "va": "top"}
    for start, end in ((2.75, 4.65), (7.95, 9.85)):
        _arrow(axes, start, end, 0.42, **_FORWARD)
        _arrow(axes, end, start, -0.42, **_BACKWARD)
        axes.text((start + end) / 2, 0.52, "x", **above)
    axes.text(8.9, -0.54, "g", **below)
    axes.text(3.7, -0.54, r"$\frac{g - mean}{std + 10^{-6}}$", **below)
    hint = say("solid: forwards    dashed: the gradient, backwards")
    axes.text(6.3, 1.2, hint, ha="center", fontsize=9.5)


def _arrow(axes, start, end, y, **style):
    arrow(axes, (start, y), (end, y), head=13, linewidth=1.8, **style)


def _numbers(axes, left, values, form, title):
    """A table of numbers, images as rows, units as columns."""
    axes.text(left + 1.5, -1.62, title, ha="center", va="bottom", fontsize=9.5)
    for (row, column), value in np.ndenumerate(values):
        place = (left + column, _TOP - _ROW * (row + 1))
        text = form.format(value).replace("-", "−")
        cell(axes, place, _ROW, text, 9.5, facecolor=ACCENT_TINT, edgecolor="white")


def _told(values, form):
    lines = (" ".join(form.format(value) for value in line) for line in values)
    return "; ".join(lines).replace("-", "−")
