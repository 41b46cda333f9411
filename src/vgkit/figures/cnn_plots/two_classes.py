"""What a network with one logit answers: how its logits lie."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import (
    ACCENT,
    BOUND,
    INK,
    Picture,
    new_axes,
    per_cent,
    picture,
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
