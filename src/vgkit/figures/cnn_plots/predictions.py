"""What a trained network answers: probabilities, confusions, mistakes."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import INK, Picture, new_figure, per_cent, picture, style_axes
from vgkit.messages import say

CLASSES = 10


def probabilities(image: np.ndarray, values: Sequence[float]) -> Picture:
    """An image beside the probability of each digit.

    Args:
        image: `(28, 28)` or `(28, 28, 1)`, uint8.
        values: `(10,)`, each 0 to 1.

    Returns:
        A `Picture`.
    """
    figure = new_figure(8.0, 2.6)
    left, right = figure.subplots(1, 2, width_ratios=(1, 3))
    left.imshow(image.reshape(image.shape[:2]), cmap="gray_r", vmin=0, vmax=255)
    left.axis("off")
    style_axes(right)
    right.bar(range(CLASSES), values, color=INK)
    right.set_xticks(range(CLASSES))
    right.set_ylim(0, 1)
    right.yaxis.set_major_formatter(per_cent)
    right.set_xlabel(say("digit"))
    right.set_ylabel(say("probability"))
    told = ", ".join(f"{digit}: {value:.2f}" for digit, value in enumerate(values))
    alt = say("A digit, and a bar for the probability of each answer. {told}.", told=told)
    return picture(figure, alt)


def confusion_matrix(labels: Sequence[int], answers: Sequence[int]) -> Picture:
    """How often each digit was given each answer: a row for each digit, a column for each answer.

    Args:
        labels: `(n,)` integers 0…9, what stands on the images.
        answers: `(n,)` integers 0…9, what the network says.

    Returns:
        A `Picture`. Mistakes are shaded, the more the darker; the diagonal holds what is right.
    """
    counts = np.zeros((CLASSES, CLASSES), int)
    np.add.at(counts, (np.asarray(labels), np.asarray(answers)), 1)
    mistakes = counts * (1 - np.eye(CLASSES, dtype=int))
    top = max(1, mistakes.max())
    figure = new_figure(6.4, 5.6)
    axes = figure.subplots()
    axes.imshow(mistakes, cmap="Greys", vmin=0, vmax=1.4 * top)
    for (row, column), count in np.ndenumerate(counts):
        right = row == column
        color = "white" if mistakes[row, column] > 0.7 * top else "black"
        axes.text(
            column,
            row,
            count if count or right else "·",
            ha="center",
            va="center",
            fontsize=9,
            color=color,
            fontweight="bold" if right else "normal",
        )
    axes.set_xticks(range(CLASSES))
    axes.set_yticks(range(CLASSES))
    axes.set_xlabel(say("answer of the network"))
    axes.set_ylabel(say("digit on the image"))
    return picture(figure, _confusions(counts, mistakes))


def _confusions(counts, mistakes):
    """The matrix in words: how many are right, and the most frequent mistakes."""
    opening = say(
        "Confusion matrix, a row for each digit, a column for each answer. {right} of {all} images "
        "are right.",
        right=int(np.trace(counts)),
        all=int(counts.sum()),
    )
    # Equally frequent ones in the order of the digits, on every machine.
    order = np.argsort(-mistakes, axis=None, kind="stable")[:3]
    pairs = [np.unravel_index(place, mistakes.shape) for place in order]
    told = [
        say("{digit} taken for {answer}: {count}", digit=d, answer=a, count=mistakes[d, a])
        for d, a in pairs
        if mistakes[d, a]
    ]
    if not told:
        return opening
    most = say("Most frequent mistakes: {told}.", told="; ".join(told))
    return f"{opening} {most}"


def misclassified(
    images: np.ndarray, labels: Sequence[int], answers: Sequence[int], most: int = 18
) -> Picture:
    """The first images that the network gets wrong, each with its digit and the answer.

    Args:
        images: `(n, 28, 28, 1)`, uint8.
        labels, answers: as in `confusion_matrix`; they differ somewhere.
        most: images that are shown.

    Returns:
        A `Picture`.

    Raises:
        ValueError: every answer is right.
    """
    labels, answers = np.asarray(labels), np.asarray(answers)
    wrong = np.flatnonzero(labels != answers)
    if not len(wrong):
        raise ValueError("Expected at least one wrong answer. Received: none")
    columns = 9
    rows = -(-min(most, len(wrong)) // columns)
    figure = new_figure(9.4, 1.35 * rows)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    parts = []
    for axes in grid:
        axes.axis("off")
    for axes, number in zip(grid, wrong[:most], strict=False):
        axes.imshow(images[number].squeeze(-1), cmap="gray_r", vmin=0, vmax=255)
        axes.set_title(f"{labels[number]} → {answers[number]}", fontsize=10)
        parts.append(f"{labels[number]} → {answers[number]}")
    alt = say(
        "The first {shown} of {all} misclassified images, each with its digit → the answer: {told}.",
        shown=len(parts),
        all=len(wrong),
        told=", ".join(parts),
    )
    return picture(figure, alt)
