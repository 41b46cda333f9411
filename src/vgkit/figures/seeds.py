"""Trainings of several seeds side by side: a figure, and a table."""

from collections.abc import Mapping

from vgkit.experiments.seeds import SeedRun, last, load_reference, median
from vgkit.figures.pictures import (
    ACCENT,
    BOUND,
    INK,
    Picture,
    new_axes,
    per_cent,
    picture,
    set_title,
    write_plainly,
)
from vgkit.figures.tables import Table
from vgkit.messages import say

__all__ = ["load_reference", "strip", "table"]


def strip(names: Mapping[str, str], metric: str = "val_accuracy", guessing: float = 0.1) -> Picture:
    """The last epoch of each training that the kit ships, one line for each network.

    Args:
        names: for each line what it is called, and the id of its exercise.
        metric: one of `records.METRICS`, an accuracy for the axis to fit.
        guessing: the accuracy that guessing gives, drawn as a line; 0 for none.

    Returns:
        A `Picture`.

    Raises:
        VgkitError: the kit ships no seeds of an exercise, or there is no such metric.
    """
    figure, axes = new_axes(height=0.42 * len(names) + 1.3)
    parts = []
    for place, (name, exercise) in enumerate(names.items()):
        runs = load_reference(exercise)
        values, middle = last(runs, metric), median(runs, metric)
        axes.plot(values, [place] * len(values), "o", color=INK, mfc="none", markersize=7)
        axes.plot([middle], [place], "|", color=ACCENT, markersize=16, markeredgewidth=2)
        told = ", ".join(f"{value:.3f}" for value in values)
        parts.append(f"{name}: {told}")
    if guessing:
        axes.axvline(guessing, color=BOUND, linewidth=1, linestyle=":")
    axes.set_yticks(range(len(names)), list(names))
    write_plainly(axes.get_yticklabels())
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(per_cent)
    axes.grid(axis="x")
    set_title(
        axes,
        say("{metric}, last epoch; a circle for each seed, a bar at the median", metric=metric),
    )
    opening = say("Circles on lines, {metric} of the last epoch for each seed. ", metric=metric)
    return picture(figure, opening + "; ".join(parts) + ".")


def table(names: Mapping[str, str], metric: str = "val_accuracy") -> Table:
    """The last epoch of each training that the kit ships: lowest, median and highest of the seeds.

    Args:
        names, metric: as in `strip`.

    Returns:
        A `Table`, one row for each network.

    Raises:
        VgkitError: as in `strip`.
    """
    rows = []
    for name, exercise in names.items():
        runs: list[SeedRun] = load_reference(exercise)
        values = last(runs, metric)
        numbers = min(values), median(runs, metric), max(values)
        rows.append((name, str(len(values)), *(f"{number:.4f}" for number in numbers)))
    header = say("network"), say("seeds"), say("lowest"), say("median"), say("highest")
    caption = say("{metric} of the last epoch, over the seeds", metric=metric)
    return Table(caption, header, tuple(rows))
