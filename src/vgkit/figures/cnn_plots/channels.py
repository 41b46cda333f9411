"""How widely the numbers of each channel are spread, convolution by convolution."""

from collections.abc import Mapping, Sequence

import numpy as np

from vgkit.diagnostics.channels import Channels
from vgkit.figures.pictures import ACCENT, INK, Picture, new_axes, picture, set_title
from vgkit.messages import say

FLOOR = 1e-6  # smaller differences between numbers of about 1 drown in float32


def channel_spread(networks: Mapping[str, Sequence[Channels]]) -> Picture:
    """Standard deviation of each channel, and the part of it that tells images apart.

    Args:
        networks: for each network its name and what `diagnostics.channels.measure` gives; one pair
            of axes for each.

    Returns:
        A `Picture`. What is smaller than `FLOOR` is drawn there.
    """
    figure, panels = new_axes(width=9.4, height=4.0, columns=len(networks))
    parts = []
    for axes, (name, convolutions) in zip(np.atleast_1d(panels), networks.items(), strict=True):
        parts.append(f"{name}: {_panel(axes, convolutions)}")
        set_title(axes, name, 10.5)
    bottom = min(axes.get_ylim()[0] for axes in np.atleast_1d(panels))
    for axes in np.atleast_1d(panels):
        axes.set_ylim(bottom, 3)
        axes.set_xlabel(say("convolution"))
    handles = np.atleast_1d(panels)[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=2, frameon=False)
    opening = say(
        "Scatter charts over the convolutions, logarithmic axes, a point for each channel. Medians "
        "over the channels, convolution by convolution: "
    )
    return picture(figure, opening + " ".join(parts))


def _panel(axes, convolutions):
    """Draw one network; returns its medians, told."""
    kinds = {
        "std": (say("over images and positions"), -0.15, "o", INK, "none"),
        "between_images": (say("between images, at one position"), 0.15, "x", ACCENT, ACCENT),
    }
    told = []
    for kind, (label, shift, marker, color, face) in kinds.items():
        style = {"marker": marker, "color": color, "markerfacecolor": face, "linestyle": ""}
        for number, each in enumerate(convolutions, start=1):
            values = np.maximum(getattr(each, kind), FLOOR)
            places = np.full(len(values), number + shift)
            axes.plot(places, values, markersize=4, label=label if number == 1 else None, **style)
        medians = [np.median(getattr(each, kind)) for each in convolutions]
        told.append(f"{label} " + ", ".join(map(_written, medians)))
    axes.set_yscale("log")
    axes.set_xticks(range(1, len(convolutions) + 1), [each.name[5:] for each in convolutions])
    axes.set_ylabel(say("standard deviation of a channel"))
    return "; ".join(told) + "."


def _written(value):
    return f"{value:.2g}" if value >= FLOOR else f"< {FLOOR:g}"
