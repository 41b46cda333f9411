"""The images themselves."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from vgkit.data.fashion_mnist import CLASS_NAMES
from vgkit.figures.pictures import Picture, new_figure, picture
from vgkit.messages import say


def first_of_each_class(
    images: np.ndarray, labels: Sequence[int], class_names: Sequence[str], **options: Any
) -> tuple[Figure, str]:
    """The first image of each class in a row, with its number and name.

    Args:
        images: `(n, height, width)` or `(n, height, width, channels)`.
        labels: `(n,)` integers; each class occurs.
        class_names: in the order of their numbers.
        options: as matplotlib's `imshow` takes them.

    Returns:
        The figure, and numbers and names of the classes for its description.
    """
    figure = new_figure(9.4, 1.6)
    firsts = [list(labels).index(number) for number in range(len(class_names))]
    grid = figure.subplots(1, len(class_names))
    for number, (axes, index) in enumerate(zip(grid, firsts, strict=True)):
        axes.imshow(images[index], **options)
        axes.set_title(f"{number}\n{class_names[number]}", fontsize=9)
        axes.axis("off")
    return figure, ", ".join(f"{number} {name}" for number, name in enumerate(class_names))


def garments(images: np.ndarray, labels: Sequence[int]) -> Picture:
    """The first image of each of the ten classes, dark on white, with its number and name.

    Args:
        images: `(n, 784)`, uint8, pixels 0…255.
        labels: `(n,)` integers; each of 0…9 occurs.

    Returns:
        A `Picture`.
    """
    grids = images.reshape(-1, 28, 28)
    figure, names = first_of_each_class(grids, labels, CLASS_NAMES, cmap="gray_r", vmin=0, vmax=255)
    return picture(
        figure,
        say("Ten grey images of 28 × 28 pixels, one of each class: {names}.", names=names),
    )
