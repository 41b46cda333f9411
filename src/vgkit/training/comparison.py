"""A live run held against a record: whether rounding explains how far they lie apart."""

import math

from vgkit.messages import say
from vgkit.training.records import METRICS, Record, RecordError


def compare(
    live: Record,
    recorded: Record,
    epochs: int | None,
    tolerance: float,
    gradient_tolerance: float | None = None,
) -> None:
    """Hold the first epochs of a live run against a record.

    Args:
        live, recorded: two `Record`s.
        epochs: how many epochs to compare.
        tolerance: the largest difference of a metric that rounding explains.
        gradient_tolerance: the same for the gradient norms before training, relative; None leaves
            them out.

    Raises:
        RecordError: they disagree; the message names the epoch, the metric and both values.
    """
    for epoch in range(1, epochs + 1):
        for metric in METRICS:
            ours, theirs = live.at(metric, epoch), recorded.at(metric, epoch)
            if not abs(ours - theirs) <= tolerance:
                raise _disagreement(recorded, f"{metric}, epoch {epoch}", ours, theirs, tolerance)
    if live.diagnostics["layers"] != recorded.diagnostics["layers"]:
        layers = len(live.diagnostics["layers"]), len(recorded.diagnostics["layers"])
        raise _disagreement(recorded, "number of layers", *layers, 0)
    if gradient_tolerance is None:
        return
    norms = zip(
        live.diagnostics["layers"],
        live.snapshot(0)["gradient_norm"],
        recorded.snapshot(0)["gradient_norm"],
        strict=True,
    )
    for layer, ours, theirs in norms:
        if not math.isclose(ours, theirs, rel_tol=gradient_tolerance):
            what = f"gradient_norm, {layer}, epoch 0"
            raise _disagreement(recorded, what, ours, theirs, gradient_tolerance)


def _disagreement(recorded, what, ours, theirs, tolerance):
    return RecordError(
        say(
            "Exercise {exercise}: {what} is {ours:.6g} here and {theirs:.6g} in the record, "
            "further apart than {tolerance:g}. Rounding does not explain that: the model, its "
            "optimizer or the data differ from the exercise's.",
            exercise=recorded.exercise,
            what=what,
            ours=ours,
            theirs=theirs,
            tolerance=tolerance,
        )
    )
