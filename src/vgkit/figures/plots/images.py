"""The images themselves."""

from collections.abc import Sequence

import numpy as np

from vgkit.data.fashion_mnist import CLASS_NAMES
from vgkit.figures.pictures import Picture, new_figure, picture
from vgkit.messages import say


def garments(images: np.ndarray, labels: Sequence[int]) -> Picture:
    """The first image of each of the ten classes, dark on white, with its number and name.

    Args:
        images: `(n, 784)`, uint8, pixels 0…255.
        labels: `(n,)` integers; each of 0…9 occurs.

    Returns:
        A `Picture`.
    """
    figure = new_figure(9.4, 1.6)
    firsts = [list(labels).index(number) for number in range(len(CLASS_NAMES))]
    grid = figure.subplots(1, len(CLASS_NAMES))
    for number, (axes, index) in enumerate(zip(grid, firsts, strict=True)):
        axes.imshow(images[index].reshape(28, 28), cmap="gray_r", vmin=0, vmax=255)
        axes.set_title(f"{number}\n{CLASS_NAMES[number]}", fontsize=9)
        axes.axis("off")
    names = ", ".join(f"{number} {name}" for number, name in enumerate(CLASS_NAMES))
    return picture(
        figure,
        say("Ten grey images of 28 × 28 pixels, one of each class: {names}.", names=names),
    )
