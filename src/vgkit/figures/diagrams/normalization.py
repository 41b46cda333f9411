"""What a normalization takes its mean over."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.diagrams.shapes import box, cell, drawing_area
from vgkit.figures.pictures import ACCENT, DIVIDER, INK_TINT, Picture, new_figure, picture
from vgkit.messages import say


def normalization_groups(
    batch: Sequence[Sequence[float]] = ((0.5, 0.6, 0.4), (0.6, 0.6, 0.5), (0.7, 0.9, 0.3)),
) -> Picture:
    """Which elements of a batch share one mean and one standard deviation.

    BatchNormalization: (x − mean) / std of each column, one unit over all images (Ioffe & Szegedy,
    2015). `MyNormalization`: (x − mean) / std of everything.

    Args:
        batch: rows of numbers, an image each; its columns are the units.

    Returns:
        A `Picture`.
    """
    x = np.array(batch)
    images, units = x.shape
    by_column = (x - x.mean(axis=0)) / x.std(axis=0)
    by_all = (x - x.mean()) / x.std()
    figure = new_figure(9.4, 2.9)
    left, middle, right = figure.subplots(1, 3)
    _table(left, say("the batch x"), x, ())
    _table(middle, "BatchNormalization", by_column, [(column, 1) for column in range(units)])
    _table(right, "MyNormalization", by_all, [(0, units)])
    figure.supxlabel(
        say("a thick frame: the elements that share one mean and one standard deviation"),
        fontsize=9.5,
    )
    return picture(
        figure,
        say(
            "Three tables of {images} images by {units} units. The batch: {batch}. "
            "BatchNormalization, each column framed by itself: {by_column}. MyNormalization, one "
            "frame around everything: {by_all}.",
            images=images,
            units=units,
            batch=_told(x, False),
            by_column=_told(by_column, True),
            by_all=_told(by_all, True),
        ),
    )


def _table(axes, title, values, groups):
    """Numbers in cells, images as rows, units as columns.

    Args:
        axes: to draw on.
        title: above the table.
        values: float array `(images, units)`.
        groups: for each frame around some columns its first column and how many there are.
    """
    images, units = values.shape
    drawing_area(axes, (-0.2, units + 0.2), (images + 0.2, -0.45), aspect="equal")
    axes.set_title(title, fontsize=11)
    face, edge = (INK_TINT, "white") if groups else ("white", DIVIDER)
    for row in range(images):
        name = say("image {number}", number=row + 1)
        axes.text(-0.1, row + 0.5, name, ha="right", va="center", fontsize=9)
        for column in range(units):
            text = _signed(values[row, column], bool(groups))
            cell(axes, (column, row), 1, text, facecolor=face, edgecolor=edge)
    for column in range(units):
        axes.text(column + 0.5, -0.12, f"unit {column + 1}", ha="center", va="bottom", fontsize=9)
    frame = {"facecolor": "none", "edgecolor": ACCENT, "linewidth": 2.0}
    for first, width in groups:
        box(axes, first + 0.07, 0.05, width - 0.14, images - 0.1, **frame)


def _told(values, signed):
    return "; ".join(" ".join(_signed(value, signed) for value in line) for line in values)


def _signed(value, signed):
    """Two decimals; where asked for, with a sign (a true minus, none for zero)."""
    if not signed:
        return f"{value:.1f}"
    rounded = round(float(value), 2) + 0.0
    return "0.00" if rounded == 0 else f"{rounded:+.2f}".replace("-", "−")
