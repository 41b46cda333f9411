"""Methods compared at the same epoch: what each has reached after the same few."""

from collections.abc import Mapping
from dataclasses import replace

from vgkit.errors import VgkitError
from vgkit.figures.tables import Table, first_epoch, outcome
from vgkit.messages import say
from vgkit.training import records
from vgkit.training.records import Record

EPOCHS = 20  # where all methods are compared
MARKS = (0.4, 0.6, 0.8)  # validation accuracies; how soon each is reached tells how fast

# Short names of the course's methods. Exercise 6 is missing: its first training is of one submodel.
METHODS = {
    "baseline": "baseline_7",
    "stddev 1": "1a",
    "stddev 10": "1b",
    "ReLU": "2",
    "Adam": "3",
    "batch norm": "4a",
    "my norm": "4b",
    "skip": "5",
    "gradient normalization": "8",
    "gradient normalization / batch": "8b",
}


def first_epochs(run: Record, epochs: int = EPOCHS) -> Record:
    """The first epochs of a run, as if it had ended there.

    Args:
        run: a `records.Record`; it stays as it is.
        epochs: how many; its diagnostics after the last of them must be among those taken.

    Returns:
        A `records.Record` of that many epochs.

    Raises:
        VgkitError: the run is shorter.
    """
    if run.epochs < epochs:
        raise VgkitError(
            say(
                "The run {exercise!r} has {epochs} epochs; the yardstick needs {epochs_}. Train "
                "it with epochs={epochs_}.",
                exercise=run.exercise,
                epochs=run.epochs,
                epochs_=epochs,
            )
        )
    kept = [row for row, epoch in enumerate(run.diagnostics["epochs"]) if epoch <= epochs]
    diagnostics = {
        name: values if name == "layers" else [values[row] for row in kept]
        for name, values in run.diagnostics.items()
    }
    metrics = {name: values[:epochs] for name, values in run.metrics.items()}
    return replace(run, metrics=metrics, seconds=run.seconds[:epochs], diagnostics=diagnostics)


def line_up(own: Mapping[str, Record], epochs: int = EPOCHS) -> dict[str, Record]:
    """Runs of one's own beside the course's methods, all cut to the same number of epochs.

    Args:
        own: for each run its name and its `records.Record`.
        epochs: how many to keep of every run.

    Returns:
        A dict from names to `records.Record`s, the course's methods first.

    Raises:
        VgkitError: a run is shorter.
    """
    runs = {name: records.load_reference(exercise) for name, exercise in METHODS.items()} | own
    return {name: first_epochs(run, epochs) for name, run in runs.items()}


def comparison(runs: Mapping[str, Record]) -> Table:
    """Methods side by side: how far each has come, and how fast.

    Args:
        runs: as `line_up` gives them, all of the same number of epochs.

    Returns:
        A `Table`, one row per run: the last loss and validation accuracy, the best validation
        accuracy, and the first epoch that reaches each of `MARKS`.
    """
    rows = [
        (name, *outcome(run), *(first_epoch(run, mark) for mark in MARKS))
        for name, run in runs.items()
    ]
    epochs = next(iter(runs.values())).epochs
    return Table(
        say("All methods after {epochs} epochs", epochs=epochs),
        (
            say("network"),
            "loss",
            "val_accuracy",
            say("best val_accuracy"),
            *(say("{mark:.0%} at epoch", mark=mark).replace("%", " %") for mark in MARKS),
        ),
        tuple(rows),
    )
