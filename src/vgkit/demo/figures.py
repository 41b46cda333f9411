"""The page's own figures: narrow enough to be read on a phone, and without colour."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import INK, Picture, new_figure, per_cent, picture, style_axes
from vgkit.messages import say

WIDTH = 5.2  # inches


def percent(share: float) -> str:
    """A probability as people read it; what is rounded is not shown as certain."""
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return "< 0.1 %" if 0 < share < 0.0005 else f"{share:.1%}".replace("%", " %")


def seen(values: np.ndarray) -> Picture:
    """What the first layer with weights sees of a picture, with a scale of its numbers.

    Args:
        values: `(height, width, 1)`, or `(height, width, 3)` for red, green and blue.

    Returns:
        A `Picture`: a grey square for each channel, the smallest number black for colours; for a
        digit it is white, as paper is.
    """
    grey = values.shape[-1] == 1
    names = [""] if grey else [say("red"), say("green"), say("blue")]
    figure = new_figure(*((3.4, 2.6) if grey else (WIDTH, 2.2)))
    grid = figure.subplots(1, len(names), squeeze=False)[0]
    low, high = float(values.min()), float(values.max())
    for axes, name, channel in zip(grid, names, np.moveaxis(values, -1, 0), strict=True):
        drawn = axes.imshow(channel, cmap="gray_r" if grey else "gray", vmin=low, vmax=high)
        axes.set_title(name, fontsize=10)
        axes.set_xticks([])
        axes.set_yticks([])
    bar = figure.colorbar(drawn, ax=list(grid), shrink=0.8)
    bar.ax.tick_params(labelsize=9)
    height, width, _ = values.shape
    told = say(
        "{height} × {width} numbers from {low:.2f} to {high:.2f}, mean {mean:.2f}, in levels of grey.",
        height=height,
        width=width,
        low=low,
        high=high,
        mean=float(values.mean()),
    )
    if not grey:
        told = (
            say("The channels {names}, each a grey picture.", names=", ".join(names)) + " " + told
        )
    return picture(figure, told)


def probabilities(class_names: Sequence[str], values: Sequence[float]) -> Picture:
    """A horizontal bar for the probability of each class, with its number.

    Args:
        class_names: as they are to be read.
        values: for each class 0 to 1.

    Returns:
        A `Picture`. The largest bar is filled, the others are hatched.
    """
    figure = new_figure(WIDTH, 0.9 + 0.27 * len(class_names))
    axes = figure.subplots()
    style_axes(axes, "x")
    best = int(np.argmax(values))
    places = range(len(class_names))
    bars = axes.barh(places, values, color="white", edgecolor=INK, hatch="////", linewidth=1)
    bars[best].set(facecolor=INK, hatch="")
    told = [percent(value) for value in values]
    for place, value, text in zip(places, values, told, strict=True):
        axes.text(value + 0.01, place, text, va="center", fontsize=10)
    axes.set_yticks(places, class_names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.17)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(per_cent)
    axes.set_xlabel(say("probability"))
    pairs = ", ".join(f"{name} {text}" for name, text in zip(class_names, told, strict=True))
    return picture(figure, say("Bar chart, the probability of each class: {pairs}.", pairs=pairs))
