"""A plain and a separable convolution as drawings: which channel meets which window."""

from vgkit.figures.diagrams.shapes import arrow, box, drawing_area, label
from vgkit.figures.pictures import (
    ACCENT,
    ACCENT_TINT,
    INK,
    INK_TINT,
    Picture,
    new_figure,
    picture,
    set_title,
)
from vgkit.messages import say

_CHANNELS, _FILTERS, _STEP = 3, 4, 1.0


def separable_convolution(size: int = 3) -> Picture:
    """A plain convolution beside a separable one, of three channels into four filters.

    Source: Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions".

    Args:
        size: height and width of the windows.

    Returns:
        A `Picture`.
    """
    figure = new_figure(9.4, 3.9)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.35))
    window = f"{size} × {size}"
    _plain(left, window)
    _separable(right, window)
    figure.supxlabel(
        say("a solid arrow: a window of {window}    a dashed arrow: one number", window=window),
        fontsize=9.5,
    )
    return picture(
        figure,
        say(
            "Two diagrams. Plain convolution: each of {channels} channels is joined to each of "
            "{filters} filters by a window of {window}, {plain} windows. Separable convolution: first "
            "each channel has one window of {window} and becomes one map; then each of these "
            "{channels} maps is joined to each of {filters} filters by one number.",
            channels=_CHANNELS,
            filters=_FILTERS,
            window=window,
            plain=_CHANNELS * _FILTERS,
        ),
    )


def _column(axes, x, count, style, name, height):
    """Maps below each other, around the middle; returns the height of each middle."""
    top = -_STEP * (count - 1) / 2
    middles = [top + _STEP * number for number in range(count)]
    for middle in middles:
        box(axes, x - 0.3, middle - 0.3, 0.6, 0.6, **style)
    label(axes, x, height, name, 9.5)
    return middles


_MAP = {"facecolor": INK_TINT, "edgecolor": INK}
_NEW = {"facecolor": ACCENT_TINT, "edgecolor": ACCENT}


def _plain(axes, window):
    drawing_area(axes, (-0.7, 3.7), (2.6, -2.3))
    starts = _column(axes, 0, _CHANNELS, _MAP, say("channels"), 2.3)
    ends = _column(axes, 3, _FILTERS, _NEW, say("filters"), 2.3)
    for start in starts:
        for end in ends:
            arrow(axes, (0.36, start), (2.64, end), 8, color=INK, linewidth=1.1)
    set_title(axes, say("plain: every channel, every filter, {window}", window=window), 10)


def _separable(axes, window):
    drawing_area(axes, (-0.7, 5.7), (2.6, -2.3))
    starts = _column(axes, 0, _CHANNELS, _MAP, say("channels"), 2.3)
    middles = _column(axes, 2.3, _CHANNELS, _MAP, say("channels, filtered"), 2.3)
    ends = _column(axes, 5, _FILTERS, _NEW, say("filters"), 2.3)
    for start in starts:
        arrow(axes, (0.36, start), (1.94, start), 8, color=INK, linewidth=1.1)
    for start in middles:
        for end in ends:
            style = {"color": ACCENT, "linewidth": 1.1, "linestyle": "--"}
            arrow(axes, (2.66, start), (4.64, end), 8, **style)
    label(axes, 1.15, -2.0, say("depthwise\n{window}", window=window), 9.5)
    label(axes, 3.65, -2.0, say("pointwise\n1 × 1"), 9.5)
    set_title(axes, say("separable: first by itself, then mixed"), 10)
