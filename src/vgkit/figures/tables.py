"""Tables for a notebook: HTML for the eye, plain text for a terminal and for CI."""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vgkit.course.files import epoch_times
from vgkit.diagnostics.signs import signs
from vgkit.messages import say, say_in
from vgkit.training.records import Record


@dataclass(frozen=True)
class Table:
    """Rows of text under a header, with a caption.

    Attributes:
        caption: says what the table shows.
        header: one text for each column.
        rows: for each row one text for each column; the first names the row.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """The table as aligned plain text."""
        lines = [self.header, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.header))]
        body = [
            "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        return "\n".join([self.caption, body[0], "-" * max(map(len, body)), *body[1:]])

    def html(self) -> str:
        """The table as an HTML element."""
        style = 'style="text-align:left"'
        head = "".join(f'<th scope="col" {style}>{html.escape(c)}</th>' for c in self.header)
        rows = "".join(
            f'<tr><td style="text-align:left;white-space:nowrap">{html.escape(row[0])}</td>'
            + "".join(f"<td {style}>{html.escape(c)}</td>" for c in row[1:])
            + "</tr>"
            for row in self.rows
        )
        caption = f'<caption style="text-align:left">{html.escape(self.caption)}</caption>'
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html(), "text/plain": self.text()}


def four_signs(runs: Mapping[str, Record]) -> Table:
    """The four signs of vanishing gradients (`diagnostics.signs`) for one or more runs.

    Args:
        runs: for each run its name and its `records.Record`.

    Returns:
        A `Table`, one row per sign and run.

    Raises:
        VgkitError: a run is too short to judge.
    """
    rows = []
    for lines in zip(*[[(name, s) for s in signs(run)] for name, run in runs.items()], strict=True):
        for index, (name, sign) in enumerate(lines):
            verdict = say("yes") if sign.present else say("no")
            rows.append(
                (sign.name if index == 0 else "", name, sign.measured, sign.threshold, verdict)
            )
    return Table(
        say("The four signs of vanishing gradients"),
        (
            say("sign"),
            say("network"),
            say("measured"),
            say("present if"),
            say("present?"),
        ),
        tuple(rows),
    )


def layers(names: Sequence[str], snapshots: Mapping[str, dict]) -> Table:
    """Gradient norm and saturation of every layer.

    Args:
        names: of the layers, first one first.
        snapshots: for each network its name and a dict of `gradients.measure`.

    Returns:
        A `Table`, one row per layer.
    """
    norm = say("gradient norm")
    flat = say("saturated")
    header = [say("layer")]
    header += [f"{norm}, {name}" for name in snapshots] + [f"{flat}, {name}" for name in snapshots]
    rows = []
    for index, layer in enumerate(names):
        cells = [f"{s['gradient_norm'][index]:.2e}" for s in snapshots.values()]
        shares = [s["saturation"][index] for s in snapshots.values()]
        cells += ["–" if share is None else f"{share:.1%}" for share in shares]
        rows.append((layer, *cells))
    caption = say("Layer by layer")
    return Table(caption, tuple(header), tuple(rows))


def milestones(runs: Mapping[str, Record], epochs: Iterable[int]) -> Table:
    """Metrics of chosen epochs, as many digits as the quiz asks for.

    Args:
        runs: for each run its name and its `records.Record`.
        epochs: numbers of epochs, counted from 1.

    Returns:
        A `Table`, one row per run and epoch: losses in nats, accuracies in 0…1.

    Raises:
        RecordError: a run does not have one of the epochs.
    """
    rows = []
    for name, run in runs.items():
        for epoch in epochs:
            values = [f"{run.at(m, epoch):.4f}" for m in run.metrics]
            rows.append((name, str(epoch), *values))
    return Table(
        say("Metrics at chosen epochs"),
        (say("network"), "epoch", *next(iter(runs.values())).metrics),
        tuple(rows),
    )


def outcome(run: Record) -> tuple[str, str, str]:
    """How a run ended, as three cells of a table.

    Args:
        run: a `records.Record` of at least one epoch.

    Returns:
        The last epoch's training loss in nats; its validation accuracy, 0 to 1; and the best
        validation accuracy of all epochs with the first epoch that reached it, counted from 1.
        Four decimals each.

    Raises:
        ValueError: the run has no epoch.
    """
    accuracy = run.metrics["val_accuracy"]
    best = max(range(run.epochs), key=accuracy.__getitem__)
    return (
        f"{run.at('loss', run.epochs):.4f}",
        f"{accuracy[-1]:.4f}",
        f"{accuracy[best]:.4f} (epoch {best + 1})",
    )


def first_epoch(run: Record, accuracy: float) -> str:
    """When a run first reached a validation accuracy, as a cell of a table.

    Args:
        run: a `records.Record`.
        accuracy: 0 to 1; reached by an epoch with that validation accuracy or more.

    Returns:
        The epoch, counted from 1; or that there is none, in the session's language.
    """
    reached = (e for e, a in enumerate(run.metrics["val_accuracy"], start=1) if a >= accuracy)
    return str(next(reached, say("never")))


def comparison(runs: Mapping[str, Record]) -> Table:
    """Networks side by side: how well they learn, how fast, and what their gradients promised.

    Args:
        runs: for each network its name and its `records.Record`, of an exercise of the course.

    Returns:
        A `Table`, one row per run: loss and validation accuracy at the last epoch, the best
        validation accuracy, the first epoch with 80 %, how long an epoch takes (the baseline's is
        1), the gradient norm of hidden 1 divided by that of the output layer before training, and
        how many of the four signs it shows.
    """
    rows, times = [], epoch_times()
    for name, run in runs.items():
        norms = run.snapshot(0)["gradient_norm"]
        rows.append(
            (
                name,
                *outcome(run),
                first_epoch(run, 0.8),
                f"{times[run.exercise.partition('.')[0]]:.2f}",
                f"{norms[0] / norms[-1]:.1e}",
                f"{sum(sign.present for sign in signs(run))}/4",
            )
        )
    return Table(
        say_in("caption of a table", "All methods side by side"),
        (
            say("network"),
            say("last loss"),
            say("last val_accuracy"),
            say("best val_accuracy"),
            say("80 % at epoch"),
            say("time per epoch"),
            say("gradient, hidden 1 / output"),
            say("signs"),
        ),
        tuple(rows),
    )
