"""The photographs of CIFAR-10."""

from collections.abc import Sequence

import numpy as np

from vgkit.data.cifar10 import CLASS_NAMES
from vgkit.figures.pictures import Picture, picture
from vgkit.figures.plots.images import first_of_each_class
from vgkit.messages import say


def photographs(images: np.ndarray, labels: Sequence[int]) -> Picture:
    """The first image of each of CIFAR-10's ten classes, with its number and name.

    Args:
        images: `(n, 32, 32, 3)`, uint8, pixels 0…255.
        labels: `(n,)` integers; each of 0…9 occurs.

    Returns:
        A `Picture`.
    """
    figure, names = first_of_each_class(images, labels, CLASS_NAMES)
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
