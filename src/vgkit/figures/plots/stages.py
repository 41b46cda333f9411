"""Trainings that follow one another, on one axis of epochs."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import (
    DIVIDER,
    STYLES,
    Picture,
    legend_above,
    new_axes,
    picture,
    set_title,
)
from vgkit.messages import say
from vgkit.training.records import Record


def _has_frozen(run):
    """Whether some layer of a training did not change at all."""
    last = run.diagnostics["epochs"][-1]
    return last > 0 and 0.0 in run.snapshot(last)["weight_change"]


def _stage_text(number, run, label, start):
    """What both curves of a training show, in words."""
    return say(
        "Training {number}, {label}, epochs {start} to {last}: validation loss "
        "{first_loss:.4f} after its first epoch, {last_loss:.4f} after its last; "
        "validation accuracy {first_accuracy:.4f} and {last_accuracy:.4f}.",
        number=number,
        label=label,
        start=start + 1,
        last=start + run.epochs,
        first_loss=run.at("val_loss", 1),
        last_loss=run.at("val_loss", run.epochs),
        first_accuracy=run.at("val_accuracy", 1),
        last_accuracy=run.at("val_accuracy", run.epochs),
    )


def _draw(axes, number, values, start, style):
    """One curve, its number above it, a line between it and the one before."""
    axes.plot(start + np.arange(1, len(values) + 1), values, **style)
    if start:
        axes.axvline(start + 0.5, color=DIVIDER, linewidth=0.8, zorder=0)
    axes.annotate(
        str(number),
        (start + len(values) / 2, 1),
        xycoords=("data", "axes fraction"),
        ha="center",
        va="bottom",
        fontsize=9,
    )


def stage_curves(runs: Sequence[Record]) -> Picture:
    """Loss and accuracy on the validation images of trainings that follow one another.

    All stand on one epoch axis. A training in which some layers were frozen, that is, did not
    change at all, is drawn dashed.

    Args:
        runs: a list of `records.Record`s, as `stages.train_in_stages` gives it.

    Returns:
        A `Picture`. Where a run was continued from a record, the figure says so.
    """
    figure, (left, right) = new_axes(width=9.0, columns=2)
    labels = {False: say("all layers trained"), True: say("earlier layers frozen")}
    parts, seen, start = [], set(), 0
    for number, run in enumerate(runs, start=1):
        frozen = _has_frozen(run)
        # Markers would hide that each training is a curve of its own; one stands at its end.
        style = {**STYLES[frozen], "markevery": [-1], "markersize": 5, "linewidth": 1.6}
        style["label"] = None if frozen in seen else labels[frozen]
        _draw(left, number, run.metrics["val_loss"], start, style)
        _draw(right, number, run.metrics["val_accuracy"], start, style)
        seen.add(frozen)
        parts.append(_stage_text(number, run, labels[frozen], start))
        start += run.epochs
    for axes, title in ((left, "validation loss"), (right, "validation accuracy")):
        axes.set_xlabel(say("epoch, all trainings together"))
        set_title(axes, title, pad=16)
        axes.set_ylim(bottom=0)
    right.set_ylim(0, 1)
    legend_above(right)
    if any(run.live is not None for run in runs):
        live = sum(run.live or 0 for run in runs)
        figure.supxlabel(
            say("epochs {first}–{start} from the record", first=live + 1, start=start),
            fontsize=9,
        )
    opening = say(
        "Two line charts, validation loss and validation accuracy of trainings that follow "
        "one another, over their epochs. "
    )
    return picture(figure, opening + " ".join(parts))
