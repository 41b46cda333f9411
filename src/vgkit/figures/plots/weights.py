"""How far training moved the weights."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import ticker

from vgkit.figures.pictures import (
    HATCHES,
    STYLES,
    Picture,
    layer_ticks,
    new_axes,
    per_cent,
    picture,
    set_title,
)
from vgkit.messages import say


def weight_change(layers: Sequence[str], snapshots: Mapping[str, dict]) -> Picture:
    """How far training moved each kernel, relative to its start, on a logarithmic axis.

    Args:
        layers: names of the layers, first one first.
        snapshots: for each network its name and a dict of `gradients.measure`. A kernel that was 0
            before training has no bar.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes()
    parts, width = [], 0.8 / len(snapshots)
    moved = [c for s in snapshots.values() for c in s["weight_change"] if 0 < c < np.inf] or [1.0]
    # From one power of ten to another; a little more, so that the smallest bar is seen.
    floor, top = 10 ** np.floor(np.log10(min(moved) / 1.2)), 10 ** np.ceil(np.log10(max(moved)))
    for index, (name, snapshot) in enumerate(snapshots.items()):
        change = np.array(snapshot["weight_change"], float)
        change[np.isinf(change)] = np.nan
        x = np.arange(len(layers)) + (index - (len(snapshots) - 1) / 2) * width
        axes.bar(
            x,
            change - floor,
            width * 0.92,
            bottom=floor,
            label=name,
            edgecolor="white",
            color=STYLES[index % len(STYLES)]["color"],
            hatch=HATCHES[index % len(HATCHES)],
        )
        told = (
            f"{layer} –" if np.isnan(value) else f"{layer} {value:.2%}"
            for layer, value in zip(layers, change, strict=True)
        )
        parts.append(f"{name}: " + ", ".join(told))
    axes.set_yscale("log")
    axes.set_ylim(floor, top)
    axes.yaxis.set_major_formatter(per_cent)
    axes.yaxis.set_minor_formatter(ticker.NullFormatter())
    layer_ticks(axes, layers)
    axes.set_ylabel(say("change of the kernel"))
    set_title(axes, say("How far training moved each kernel, relative to its initial norm"))
    figure.legend(loc="outside lower center", ncols=min(4, len(snapshots)), frameon=False)
    opening = say(
        "Bar chart, change of each layer's kernel through training, relative to its initial "
        "norm, on a logarithmic axis. "
    )
    return picture(figure, opening + ". ".join(parts) + ".")
