"""Gradient norms, layer by layer."""

from collections.abc import Mapping, Sequence
from itertools import cycle

from vgkit.figures.pictures import (
    STYLES,
    Picture,
    layer_ticks,
    legend_above,
    new_axes,
    picture,
    set_title,
)
from vgkit.messages import say


def _finish(axes):
    """Axis label, title and legend of a chart of gradient norms."""
    axes.set_ylabel(say("gradient norm (L2)"))
    set_title(axes, say("Gradient norm of each layer's kernel"))
    legend_above(axes)


def gradient_norms(
    layers: Sequence[str], snapshots: Mapping[str, dict], width: float = 8.0, most: int = 26
) -> Picture:
    """Gradient norm of each kernel, layer by layer, on a logarithmic axis.

    Args:
        layers: names of the layers, first one first.
        snapshots: for each network its name and a dict of `gradients.measure`.
        width: of the figure, in inches.
        most: layers that are named along the axis.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(width)
    parts = []
    for style, (name, snapshot) in zip(cycle(STYLES), snapshots.items(), strict=False):
        norms = snapshot["gradient_norm"]
        axes.plot(range(len(layers)), norms, label=name, linewidth=1.8, **style)
        told = (f"{layer} {norm:.3g}" for layer, norm in zip(layers, norms, strict=True))
        parts.append(f"{name}: " + ", ".join(told))
    axes.set_yscale("log")
    layer_ticks(axes, layers, most)
    _finish(axes)
    opening = say("Line chart, gradient norm of each layer's kernel on a logarithmic axis. ")
    return picture(figure, opening + ". ".join(parts) + ".")


def gradient_by_depth(snapshots: Mapping[str, dict]) -> Picture:
    """Gradient norms of networks of different depth, each line ending at the output layer.

    Args:
        snapshots: for each network its name and a dict of `gradients.measure`.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes()
    parts, deepest = [], max(len(s["gradient_norm"]) for s in snapshots.values())
    for style, (name, snapshot) in zip(STYLES, snapshots.items(), strict=False):
        norms = snapshot["gradient_norm"]
        places = range(deepest - len(norms), deepest)
        axes.plot(places, norms, label=name, linewidth=1.8, **style)
        axes.annotate(
            "hidden 1",
            (places[0], norms[0]),
            xytext=(-7, -3),
            textcoords="offset points",
            ha="right",
            fontsize=9,
        )
        parts.append(f"{name}: " + ", ".join(f"{norm:.3g}" for norm in norms))
    axes.set_yscale("log")
    axes.set_xlim(left=-0.8)
    ticks = [str(index - deepest + 1).replace("-", "−") for index in range(deepest - 1)]
    axes.set_xticks(range(deepest), [*ticks, "output"])
    axes.set_xlabel(say("layer, counted from the output backwards"))
    _finish(axes)
    opening = say(
        "Line chart, gradient norm of each layer's kernel on a logarithmic axis, the lines "
        "aligned at the output layer. From hidden 1 to the output, "
    )
    return picture(figure, opening + ". ".join(parts) + ".")
