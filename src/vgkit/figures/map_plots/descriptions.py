"""What the map shows, in words."""

from collections.abc import Sequence

import numpy as np

from vgkit.diagnostics.mean_field import RECOMMENDED, mean_field
from vgkit.figures.map_plots.marks import Mark
from vgkit.messages import say

FALLEN = 1e-3  # of a signal: what counts as nearly gone; and one over it, as grown


def panel(
    values: np.ndarray,
    stddevs: np.ndarray,
    depths: np.ndarray,
    activation: str,
    marks: Sequence[Mark],
) -> str:
    """One activation's map: its rows at the marks and at the recommended stddevs.

    Args:
        values: float array `(len(stddevs), len(depths))`.
        stddevs, depths: ascending.
        activation: Keras name.
        marks: those of this panel.
    """
    asked = [mark.stddev for mark in marks] + list(RECOMMENDED.values())
    rows = sorted({int(np.argmin(abs(np.log(stddevs / stddev)))) for stddev in asked})
    theory = mean_field(activation, stddevs[rows])
    reach = zip(theory.depth_to(FALLEN), theory.depth_to(1 / FALLEN), strict=True)
    texts = [
        _row(values[row], stddevs[row], depths, *each)
        for row, *each in zip(rows, reach, theory.chaotic, strict=True)
    ]
    lost, no_number = int(np.sum(values == 0)), int(np.sum(~np.isfinite(values)))
    return (
        f"{activation}: "
        + ". ".join(texts)
        + say(
            ". Of {total} networks {lost} give exactly 0 and {no_number} no number.",
            total=values.size,
            lost=lost,
            no_number=no_number,
        )
    )


def _row(values, stddev, depths, reach, chaotic):
    """What a row of the map shows.

    Not where theory expects rounding errors to grow a thousandfold: the description is compared to
    the letter with that of another machine.
    """
    fallen, grown = reach
    if chaotic and grown <= depths[-1]:
        return say(
            "stddev {stddev:.3g}: theory: the signal grows to 1000 times at depth "
            "{grown:.1f}, and rounding errors with it",
            stddev=stddev,
            grown=grown,
        )
    near = depths[(values >= 0.1) & (values <= 10)]
    between = say("within 1/10 to 10 at ") + (
        say("depths {depths}", depths=_runs(near)) if near.size else say("no depth")
    )
    ends = say(
        "{first:.2g} at depth {shallowest}, {last:.2g} at depth {deepest}",
        first=values[0],
        shallowest=depths[0],
        last=values[-1],
        deepest=depths[-1],
    )
    if fallen <= depths[-1]:
        theory = say("theory: the signal falls to 1/1000 at depth {fallen:.1f}", fallen=fallen)
    elif grown <= depths[-1]:
        theory = say("theory: the signal grows to 1000 times at depth {grown:.1f}", grown=grown)
    else:
        theory = say("theory: the signal neither falls to 1/1000 nor grows to 1000 times")
    return f"stddev {stddev:.3g}: {between}; {ends}; {theory}"


def _runs(numbers):
    """Integers as a person would list them: 1–3, 5."""
    parts, numbers = [], sorted(numbers)
    for index, number in enumerate(numbers):
        if index and number == numbers[index - 1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in parts)
