"""Images of a data set, a row for each class."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import Picture, new_figure, picture
from vgkit.messages import say

CLASSES = 10


def sheet(images: np.ndarray, labels: Sequence[int], columns: int = 12) -> Picture:
    """The first images of each of the ten digits, dark on white, a row for each digit.

    Args:
        images: `(n, 28, 28, 1)`, uint8, pixels 0…255.
        labels: `(n,)` integers; each of 0…9 occurs at least `columns` times.
        columns: images in a row.

    Returns:
        A `Picture`.

    Raises:
        ValueError: a digit occurs less often.
    """
    places = [np.flatnonzero(np.asarray(labels) == digit)[:columns] for digit in range(CLASSES)]
    if (fewest := min(map(len, places))) < columns:
        raise ValueError(f"Expected {columns} images of each digit. Received: {fewest}")
    # One picture of all pixels: a hundred axes would take seconds to draw.
    rows = [np.concatenate([images[n].squeeze(-1) for n in row], axis=1) for row in places]
    figure = new_figure(7.6, 7.6 * CLASSES / columns)
    axes = figure.subplots()
    axes.imshow(np.concatenate(rows), cmap="gray_r", vmin=0, vmax=255)
    size = images.shape[1]
    axes.set_yticks([size * (digit + 0.5) for digit in range(CLASSES)], range(CLASSES))
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    alt = say(
        "Handwritten digits of {size} × {size} pixels, dark on white: {classes} rows, from 0 to 9, "
        "each with the first {columns} training images of that digit.",
        size=size,
        classes=CLASSES,
        columns=columns,
    )
    return picture(figure, alt)
