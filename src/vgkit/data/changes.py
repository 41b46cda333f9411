"""Test images as another camera would have taken them: whether a network still knows them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vgkit.data.dataset import Dataset, one_of


def darkened(pixels: np.ndarray) -> np.ndarray:
    """Darker and with less contrast: 0.4 · x + 10 for each pixel x, rounded down.

    Args:
        pixels: uint8, any shape.

    Returns:
        uint8 of that shape, from 10 to 112.
    """
    return (0.4 * pixels.astype(np.float32) + 10).astype(np.uint8)


CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {"darkened": darkened}


def change_test_images(images: Dataset, change: str) -> Dataset:
    """The data set with changed test images. The training images stay, and so do mean and std.

    Args:
        images: a `Dataset`.
        change: a key of `CHANGES`.

    Raises:
        VgkitError: there is no such change.
    """
    one_of("change", change, CHANGES)
    changed = CHANGES[change](images.x_test)
    changed.flags.writeable = False
    return replace(images, name=f"{images.name}-{change}", x_test=changed)
