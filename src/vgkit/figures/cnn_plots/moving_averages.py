"""How a moving average comes nearer to what it is an average of, step by step."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import BOUND, STYLES, Picture, new_axes, per_cent, picture, set_title
from vgkit.messages import say


def moving_averages(
    momenta: Sequence[float] = (0.9, 0.99), steps_per_epoch: int = 79, epochs: int = 5
) -> Picture:
    """What is left of a moving average's first value, where every batch has the same statistics.

    Formula: after t steps of moving ← m · moving + (1 − m) · batch, the share mᵗ of the first value.

    Args:
        momenta: the values of m, between 0 and 1.
        steps_per_epoch: how many steps an epoch has.
        epochs: how many are drawn.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(height=3.4)
    steps = np.arange(epochs * steps_per_epoch + 1)
    ends = range(steps_per_epoch, len(steps), steps_per_epoch)
    parts = []
    for style, momentum in zip(STYLES, momenta, strict=False):
        left = momentum**steps
        name = say("momentum {momentum:g}", momentum=momentum)
        axes.plot(steps, left, linewidth=1.8, label=name, **{**style, "markevery": steps_per_epoch})
        parts.append(f"{name}: " + ", ".join(_written(left[end]) for end in ends))
    for end in ends:
        axes.axvline(end, color=BOUND, linewidth=0.8, linestyle=":")
    axes.set_xticks(
        [0, *ends], [0, *(f"{end}\nepoch {number}" for number, end in enumerate(ends, 1))]
    )
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter(per_cent)
    axes.set_xlabel(say("steps"))
    axes.legend(frameon=False)
    set_title(axes, say("What is left of the first value in a moving average"))
    opening = say(
        "Line chart over the steps of {epochs} epochs of {steps} steps: the share of the first value "
        "that is left at the end of each epoch. ",
        epochs=epochs,
        steps=steps_per_epoch,
    )
    return picture(figure, opening + "; ".join(parts) + ".")


def _written(share):
    """A share in per cent, two significant digits; none below a thousandth of a per cent."""
    if share < 1e-5:
        return "0 %"
    return f"{np.format_float_positional(100 * share, precision=2, fractional=False, trim='-')} %"
