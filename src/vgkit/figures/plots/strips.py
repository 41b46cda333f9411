"""Numbers on a line: runs that differ by rounding alone beside the options of a question."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import (
    ACCENT,
    BOUND,
    GREEN,
    INK,
    Picture,
    new_axes,
    picture,
    set_title,
)
from vgkit.messages import say


def spread_strip(
    question: str,
    what: str,
    values: Sequence[float],
    options: Sequence[str],
    own: float | None = None,
) -> Picture:
    """Where runs that differ by rounding alone lie, beside the published options of a question.

    Args:
        question: its id, such as `"Q1"`.
        what: is asked for, such as `"loss, epoch 300"`.
        values: what the kit's runs measured, the reference first.
        options: the four published options, as text.
        own: what this session's own run measured, or None.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(height=2.2)
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.set_ylim(-1, 1.6)
    published = [float(option) for option in options]
    axes.vlines(published, -0.3, 0.9, color=BOUND, linewidth=1)
    letters = f"A–D: {options[0]}–{options[-1]}"
    axes.text(float(np.mean(published)), 1.05, letters, ha="center", fontsize=9)
    replicas = say("runs differing by rounding")
    axes.plot(values[1:], [0] * (len(values) - 1), "o", color=ACCENT, mfc="none", label=replicas)
    axes.plot(values[:1], [0], "D", color=INK, label=say("the kit's run"))
    if own is not None:
        axes.plot([own], [-0.45], "^", color=GREEN, label=say("your run"))
    figure.legend(frameon=False, ncols=3, loc="outside lower center", fontsize=9)
    set_title(axes, f"{question} · {what}")
    axes.ticklabel_format(useOffset=False)
    return picture(figure, _strip_text(question, what, values, options, own))


def _strip_text(question, what, values, options, own):
    text = say(
        "{question}, {what}: the published options run from {first} to {last}. Runs that "
        "differ by rounding alone gave {shown}; they lie up to {width:.2g} apart.",
        question=question,
        what=what,
        first=options[0],
        last=options[-1],
        shown=", ".join(f"{value:.4f}" for value in values),
        width=max(values) - min(values),
    )
    return text if own is None else text + " " + say("Your run gave {own:.4f}.", own=own)
