"""Kernels of a first convolution as images, and what one of them makes of an image."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from vgkit.figures.pictures import Picture, new_figure, picture, set_title
from vgkit.messages import say


def _show(axes: Axes, values: np.ndarray, limit: float) -> None:
    """Numbers of both signs as greys: 0 in the middle, negative dark, positive light."""
    axes.imshow(values, cmap="gray", vmin=-limit, vmax=limit)
    axes.set_xticks([])
    axes.set_yticks([])


def _largest(values: np.ndarray) -> float:
    """The largest size of a number in it, and never 0, which no scale of greys can end at."""
    return float(np.max(np.abs(values))) or 1.0


def kernels(networks: Mapping[str, np.ndarray]) -> Picture:
    """The kernels of a first convolution, a row for each network; each row has its own greys.

    Args:
        networks: for each network its name and a kernel `(height, width, 1, filters)`, all of as
            many filters.

    Returns:
        A `Picture`.
    """
    filters = next(iter(networks.values())).shape[-1]
    figure = new_figure(1.15 * filters + 1.6, 1.35 * len(networks) + 0.3)
    grid = figure.subplots(len(networks), filters, squeeze=False)
    parts = []
    for row, (name, kernel) in zip(grid, networks.items(), strict=True):
        limit = _largest(kernel)
        for number, axes in enumerate(row):
            _show(axes, kernel[:, :, 0, number], limit)
        row[0].set_ylabel(name, fontsize=9, rotation=0, ha="right", va="center")
        sizes = ", ".join(f"{np.max(np.abs(kernel[..., n])):.2f}" for n in range(filters))
        parts.append(say("{name}: largest weight of each {sizes}", name=name, sizes=sizes))
    for number, axes in enumerate(grid[0], start=1):
        axes.set_title(str(number), fontsize=9)
    opening = say(
        "Kernels of {height} × {width} weights as grey squares, negative dark, positive light, "
        "{filters} for each network. ",
        height=kernel.shape[0],
        width=kernel.shape[1],
        filters=filters,
    )
    return picture(figure, opening + "; ".join(parts) + ".")


def filtering(image: np.ndarray, kernel: np.ndarray, result: np.ndarray) -> Picture:
    """An image, the kernel that slides over it with its weights, and the feature map it leaves.

    Args:
        image: `(height, width)`, pixels from dark to light.
        kernel: `(size, size)`.
        result: `(rows, columns)`, what the convolution gives.

    Returns:
        A `Picture`.
    """
    figure = new_figure(9.0, 3.2)
    left, middle, right = figure.subplots(1, 3)
    left.imshow(image, cmap="gray_r")
    set_title(left, say("image, {size}", size=_size(image)), 10)
    _show(middle, kernel, _largest(kernel))
    for (row, column), weight in np.ndenumerate(kernel):
        color = "white" if weight < 0 else "black"
        text = f"{weight:g}".replace("-", "−")
        middle.text(column, row, text, ha="center", va="center", color=color, fontsize=11)
    set_title(middle, say("kernel, {size}", size=_size(kernel)), 10)
    _show(right, result, _largest(result))
    set_title(right, say("feature map, {size}", size=_size(result)), 10)
    for axes in (left, right):
        axes.set_xticks([])
        axes.set_yticks([])
    alt = say(
        "Three pictures: an image of {image} pixels, a kernel of {kernel} weights, and the feature "
        "map of {result} numbers, from {low:.2g} (dark) to {high:.2g} (light).",
        image=_size(image),
        kernel=_size(kernel),
        result=_size(result),
        low=np.min(result),
        high=np.max(result),
    )
    return picture(figure, alt)


def _size(values):
    return " × ".join(map(str, values.shape))
