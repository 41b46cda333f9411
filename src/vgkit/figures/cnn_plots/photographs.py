"""The photographs of CIFAR-10."""

from collections.abc import Sequence

import numpy as np

from vgkit.data.cifar10 import CLASS_NAMES
from vgkit.figures.pictures import Picture, new_figure, picture
from vgkit.messages import say


def photographs(images: np.ndarray, labels: Sequence[int]) -> Picture:
    """The first image of each of CIFAR-10's ten classes, with its number and name.

    Args:
        images: `(n, 32, 32, 3)`, uint8, pixels 0…255.
        labels: `(n,)` integers; each of 0…9 occurs.

    Returns:
        A `Picture`.
    """
    figure = new_figure(9.4, 1.6)
    firsts = [list(labels).index(number) for number in range(len(CLASS_NAMES))]
    grid = figure.subplots(1, len(CLASS_NAMES))
    for number, (axes, index) in enumerate(zip(grid, firsts, strict=True)):
        axes.imshow(images[index])
        axes.set_title(f"{number}\n{CLASS_NAMES[number]}", fontsize=9)
        axes.axis("off")
    names = ", ".join(f"{number} {name}" for number, name in enumerate(CLASS_NAMES))
    height, width = images.shape[1:3]
    return picture(
        figure,
        say(
            "Ten colour photographs of {height} × {width} pixels, one of each class: {names}.",
            height=height,
            width=width,
            names=names,
        ),
    )
