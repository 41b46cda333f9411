"""What a network with one logit answers: how its logits lie, and what it says of single images."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import (
    ACCENT,
    BOUND,
    INK,
    Picture,
    new_axes,
    new_figure,
    per_cent,
    picture,
    set_title,
)
from vgkit.messages import say

# Wide at both ends: there a few images say little.
_EDGES = np.arange(-6, 6.5, 0.5)


def logit_histograms(
    logits: Sequence[float], labels: Sequence[int], class_names: tuple[str, str]
) -> Picture:
    """The logits of the images of two classes, with the probabilities that they stand for.

    Args:
        logits: `(n,)` floats; those beyond ±6 are counted at the ends.
        labels: `(n,)` integers, 0 or 1.
        class_names: of class 0 and of class 1.

    Returns:
        A `Picture`.
    """
    logits, labels = np.clip(np.asarray(logits), *_EDGES[[0, -1]]), np.asarray(labels)
    figure, axes = new_axes(8.4, 3.4)
    parts = []
    for number, (name, color, fill) in enumerate(
        zip(class_names, (INK, ACCENT), (None, "///"), strict=True)
    ):
        found = logits[labels == number]
        style = {"edgecolor": color, "linewidth": 1.6, "hatch": fill, "fill": False}
        axes.stairs(np.histogram(found, _EDGES)[0], _EDGES, label=name, **style)
        right = float(np.mean((found > 0) == number))
        parts.append(
            say("{name}: {right} on the right side", name=name, right=per_cent(round(right, 2)))
        )
    axes.axvline(0, color=BOUND, linewidth=1.2, linestyle=":")
    axes.set_xlabel(say("logit"))
    axes.set_ylabel(say("images"))
    above = axes.secondary_xaxis("top")
    ticks = (0.01, 0.1, 0.5, 0.9, 0.99)
    above.set_xticks([np.log(p / (1 - p)) for p in ticks], [f"{p:g}" for p in ticks])
    above.set_xlabel(say("probability of {name}", name=class_names[1]))
    axes.legend(frameon=False)
    opening = say(
        "Histogram of the logits of {count} images, a line for each of two classes; at 0 a dotted "
        "line, the decision. ",
        count=len(logits),
    )
    return picture(figure, opening + "; ".join(parts) + ".")


def two_class_sheet(
    images: np.ndarray,
    labels: Sequence[int],
    class_names: tuple[str, str],
    probabilities: Sequence[float] | None = None,
    columns: int = 6,
) -> Picture:
    """Images with what each is, and with what a network says of it.

    Args:
        images: `(n, height, width, 3)`, uint8.
        labels: `(n,)` integers, 0 or 1.
        class_names: of class 0 and of class 1.
        probabilities: `(n,)`, of class 1, as the network gives them; None where none was asked.
        columns: images in a row.

    Returns:
        A `Picture`.
    """
    rows = -(-len(images) // columns)
    figure = new_figure(9.4, (1.5 if probabilities is None else 1.75) * rows)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in grid:
        axes.axis("off")
    parts = []
    for number, (axes, image, label) in enumerate(zip(grid, images, labels, strict=False)):
        axes.imshow(image)
        told, right = [class_names[label]], True
        if probabilities is not None:
            p = float(probabilities[number])
            right = (p > 0.5) == label
            answer = f"{class_names[int(p > 0.5)]}, {per_cent(round(max(p, 1 - p), 2))}"
            told = [answer, "✓" if right else f"✗ {class_names[label]}"]
        set_title(axes, "\n".join(told), 9, color=INK if right else ACCENT)
        parts.append(" ".join(told))
    told = "; ".join(parts)
    if probabilities is None:
        alt = say("{count} photographs and what is on them: {told}.", count=len(parts), told=told)
    else:
        alt = say(
            "{count} photographs, each with the network's answer and its probability, and whether that "
            "is right: {told}.",
            count=len(parts),
            told=told,
        )
    return picture(figure, alt)
