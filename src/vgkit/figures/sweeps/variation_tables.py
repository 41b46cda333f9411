"""The results of a sweep as a table, sorted by any of its columns."""

from collections.abc import Sequence
from typing import Any

from vgkit.errors import VgkitError
from vgkit.experiments.sweep_row import SweepRow
from vgkit.figures.tables import Table
from vgkit.messages import say

COLUMNS = (
    "name",
    "loss",
    "val_loss",
    "accuracy",
    "val_accuracy",
    "best_val_accuracy",
    "test_accuracy",
    "gradient_ratio",
)
_LOWER_IS_BETTER = ("name", "loss", "val_loss")


def summary(row: SweepRow) -> dict[str, Any]:
    """The numbers of one row of a sweep that a table shows: a dict from `COLUMNS` to values.

    Metrics are those of the last epoch. What a row does not have is None.
    """
    metrics = row.metrics or {}
    last = {name: values[-1] for name, values in metrics.items()}
    best = max(metrics["val_accuracy"]) if metrics else None
    found = {"name": row.name, **last, "best_val_accuracy": best}
    found |= {name: getattr(row, name) for name in ("test_accuracy", "gradient_ratio")}
    return {name: found.get(name) for name in COLUMNS}


def failure(row: SweepRow, otherwise: str | None = None) -> str:
    """How a training failed: that it diverged, in the reader's language, or something else.

    Args:
        row: one that failed.
        otherwise: what to say of any other error; "failed" where it is left out.
    """
    return say("diverged") if row.diverged else otherwise or say("failed")


def results(rows: Sequence[SweepRow], by: str = "val_accuracy") -> Table:
    """All rows of a sweep, best first.

    Args:
        rows: `SweepRow`s; those that failed come last, saying why.
        by: the column that decides, one of `COLUMNS`.

    Returns:
        A `Table`. Columns in which no row has a value are left out.

    Raises:
        VgkitError: there is no such column.
    """
    if by not in COLUMNS:
        known = ", ".join(COLUMNS)
        raise VgkitError(
            say("There is no column {by!r} to sort by. Choose one of: {known}.", by=by, known=known)
        )
    found = [(summary(row), row) for row in rows]
    wanted = {by, "val_accuracy"}
    shown = [
        c for c in COLUMNS if c in wanted or any(numbers[c] is not None for numbers, _ in found)
    ]
    known = [each for each in found if each[0][by] is not None and not each[1].failed]
    known.sort(key=lambda each: each[0][by], reverse=by not in _LOWER_IS_BETTER)
    without = [each for each in found if each[0][by] is None and not each[1].failed]
    ordered = known + without + [each for each in found if each[1].failed]
    body = []
    for numbers, row in ordered:
        cells = [_cell(column, numbers[column]) for column in shown]
        if row.failed:
            cells[-1] = failure(row, otherwise=row.error.split("\n")[0])
        body.append(tuple(cells))
    headings = {
        "name": say("setting"),
        "best_val_accuracy": say("best val_accuracy"),
        "test_accuracy": say("test accuracy"),
        "gradient_ratio": say("gradient, hidden 1 / output"),
    }
    return Table(
        say("Settings, sorted by {by}", by=by),
        tuple(headings.get(column, column) for column in shown),
        tuple(body),
    )


def _cell(column, value):
    if value is None:
        return "–"
    if column == "name":
        return value
    return f"{value:.1e}" if column == "gradient_ratio" else f"{value:.4f}"
