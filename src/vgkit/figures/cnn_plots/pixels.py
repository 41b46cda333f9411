"""What a network sees of its images: how its numbers are spread, and how it changes with the light."""

from collections.abc import Mapping, Sequence

import numpy as np

from vgkit.figures.pictures import (
    ACCENT,
    BOUND,
    GREEN,
    INK,
    Picture,
    new_figure,
    picture,
    set_title,
    style_axes,
)
from vgkit.messages import say

# From dark to light, and each with a dash of its own: told apart without colours.
_CHANNELS = (
    {"color": INK, "linestyle": "-", "linewidth": 1.4},
    {"color": GREEN, "linestyle": "--", "linewidth": 1.7},
    {"color": ACCENT, "linestyle": ":", "linewidth": 2.1},
)
_BINS = 64
_SHOWN = 0.05, 99.95  # per cent of the values: a few outliers would make the rest narrow


def _channel_names():
    return say("blue"), say("green"), say("red")


def _numbers(values):
    """Numbers of a channel each, red first, for a description; no −0."""
    return ", ".join(f"{value:.3g}" for value in np.round(values, 3) + 0.0)


def input_histograms(inputs: Mapping[str, np.ndarray]) -> Picture:
    """How often each value occurs in what a network sees, channel by channel, one chart a scaling.

    Args:
        inputs: for each scaling its name and the images as a network sees them,
            `(images, height, width, 3)`.

    Returns:
        A `Picture`; its description tells mean and standard deviation of each channel.
    """
    columns = min(3, len(inputs))
    rows = -(-len(inputs) // columns)
    figure = new_figure(3.1 * columns, 2.15 * rows + 0.45)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    parts = []
    for axes, (name, values) in zip(grid, inputs.items(), strict=False):
        style_axes(axes)
        pixels = np.asarray(values, float).reshape(-1, 3)
        for channel, label, style in zip((2, 1, 0), _channel_names(), _CHANNELS, strict=True):
            # Bins of its own: four of the 256 values in each, on whatever scale.
            density, edges = np.histogram(pixels[:, channel], _BINS, density=True)
            axes.plot((edges[:-1] + edges[1:]) / 2, density, label=label, **style)
        low, high = np.percentile(pixels, _SHOWN)
        axes.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
        axes.axvline(0, color=BOUND, linewidth=1, linestyle=(0, (1, 2)))
        axes.set_yticks([])
        axes.set_ylim(bottom=0)
        if axes in grid[::columns]:
            axes.set_ylabel(say("how often"), fontsize=9)
        set_title(axes, name, 10, parse_math=False)
        parts.append(
            say(
                "{name}: mean {means}, standard deviation {stds}",
                name=name,
                means=_numbers(pixels.mean(0)),
                stds=_numbers(pixels.std(0)),
            )
        )
    for axes in grid[len(inputs) :]:
        axes.set_axis_off()
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(
        handles[::-1],
        labels[::-1],
        loc="outside upper center",
        ncols=3,
        frameon=False,
        handlelength=4,
    )
    opening = say(
        "Line charts of how often each number occurs in what the network sees, one line for each "
        "channel; a dotted vertical line at 0. In the order red, green, blue: "
    )
    return picture(figure, opening + "; ".join(parts) + ".")


def before_and_after(
    before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], rows: Sequence[str]
) -> Picture:
    """Some images in the first row, changed ones in the second; one group of them for each scaling.

    All images of one scaling are drawn with the same range from black to white: what is between the
    lowest and the highest value of its images before the change.

    Args:
        before: for each scaling its name and the images as a network sees them,
            `(images, height, width, 3)`.
        after: the same for the changed images, under the same names.
        rows: what the two rows are called.

    Returns:
        A `Picture`; its description tells mean and standard deviation before and after.
    """
    count = len(next(iter(before.values())))
    figure = new_figure(0.95 * count * len(before) + 0.9, 2.5)
    groups = figure.subfigures(1, len(before), squeeze=False)[0]
    parts = []
    for place, (group, name) in enumerate(zip(groups, before, strict=True)):
        group.suptitle(name, fontsize=10, parse_math=False)
        grid = group.subplots(2, count, squeeze=False)
        first, second = (np.asarray(images[name], float) for images in (before, after))
        low, high = first.min(), first.max()
        for line, images, label in zip(grid, (first, second), rows, strict=True):
            for axes, image in zip(line, images, strict=True):
                axes.imshow(np.clip((image - low) / (high - low), 0, 1))
                axes.set_xticks([])
                axes.set_yticks([])
                axes.spines[:].set_visible(False)
            if place == 0:
                line[0].set_ylabel(label, fontsize=9)
        parts.append(
            say(
                "{name}: mean {mean}, standard deviation {std} before, {new_mean} and {new_std} after",
                name=name,
                mean=_numbers([first.mean()]),
                std=_numbers([first.std()]),
                new_mean=_numbers([second.mean()]),
                new_std=_numbers([second.std()]),
            )
        )
    opening = say(
        "Small photographs in two rows, {first} and {second}, once for each scaling. Over all of them, ",
        first=rows[0],
        second=rows[1],
    )
    return picture(figure, opening + "; ".join(parts) + ".")
