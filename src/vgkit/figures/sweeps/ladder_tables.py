"""The ladder in tables: the climb, each step by itself, trainings that differ by their seed."""

from collections.abc import Callable, Sequence

from vgkit.experiments import ladder
from vgkit.experiments.sweep_row import SweepRow
from vgkit.figures.sweeps.variation_tables import failure
from vgkit.figures.tables import Table
from vgkit.messages import say


def shown(row: SweepRow, measure: Callable[[dict], float | None]) -> str:
    """A measure of a row as text: in per cent, or how the training failed; – where there is none.

    Args:
        row: a `SweepRow`.
        measure: `ladder.score` or `ladder.accuracy`.
    """
    value = measure(row)
    if value is not None:
        return f"{100 * value:.1f} %"
    return failure(row) if row.failed else "–"


def _points(change):
    return "–" if change is None else f"{100 * change:+.1f}".replace("-", "−")


def _range(row):
    """The lowest and the highest validation accuracy of the epochs that `ladder.score` averages."""
    if row.failed:
        return "–"
    values = row.metrics["val_accuracy"][-ladder.LAST_EPOCHS :]
    return f"{100 * min(values):.1f}–{100 * max(values):.1f}"


def published(step: ladder.Step) -> str:
    """What the edition of 2022 gives for a rung, as text; empty where it gives nothing."""
    low, high = step.published or (None, None)
    if low is None:
        return ""
    return f"≈ {100 * low:.0f} %" if low == high else f"≈ {100 * low:.0f}–{100 * high:.0f} %"


def climb(climbed: ladder.Climb) -> Table:
    """The rungs so far.

    Args:
        climbed: a `ladder.Climb`.

    Returns:
        A `Table`, one row per rung: its score, the range of the epochs that it averages, by how
        many percentage points it is above the rung it builds on, its test accuracy, the one of
        2022, and whether it is kept.
    """
    rows = []
    for rung in climbed.rungs:
        below, score = climbed.below(rung), ladder.score(rung.row)
        change = None if below is None or score is None else score - ladder.score(below.row)
        kept = say("kept") if rung.kept else say("dropped")
        rows.append(
            (
                rung.step.name,
                shown(rung.row, ladder.score),
                _range(rung.row),
                _points(change),
                shown(rung.row, ladder.accuracy),
                published(rung.step) or "–",
                kept,
            )
        )
    return Table(
        say(
            "The ladder: validation accuracy is the mean of the last {epochs} epochs, test "
            "accuracy that of the last; changes in percentage points",
            epochs=ladder.LAST_EPOCHS,
        ),
        (
            say("rung"),
            say("validation"),
            say("of these epochs"),
            say("change"),
            say("test"),
            say("test, 2022"),
            say("verdict"),
        ),
        tuple(rows),
    )


def signs(effects: Sequence[ladder.Effect], level: float) -> Table:
    """What each step does by itself, to sigmoid and to ReLU.

    Args:
        effects: a list of `ladder.Effect`.
        level: changes of the score up to this one count as no difference, 0 to 1.

    Returns:
        A `Table`, one row per step: for each activation the verdict, and the changes of the
        validation and of the test accuracy.
    """
    words = {
        1: say("+ helps"),
        0: say("0 no difference"),
        -1: say("− hurts"),
    }
    rows = []
    for step in ladder.ALONE:
        cells = [step.name]
        for activation in ladder.ACTIVATIONS:
            effect = next(e for e in effects if (e.step, e.activation) == (step, activation))
            changes = [effect.change(measure) for measure in (ladder.score, ladder.accuracy)]
            if changes[0] is None:
                ends = [shown(each, ladder.score) for each in (effect.without, effect.row)]
                text = ends[1] if effect.row.failed else " → ".join(ends)
            else:
                text = " / ".join(_points(change) for change in changes)
            cells += [words[effect.sign(level)], text]
        rows.append(tuple(cells))
    header = [say("step")]
    for name in ladder.ACTIVATIONS.values():
        header += [name, say("validation / test")]
    return Table(
        say(
            "Each step by itself, in percentage points; up to {level:.1f} counts as no difference",
            level=100 * level,
        ),
        tuple(header),
        tuple(rows),
    )


def seeds(rows: Sequence[SweepRow]) -> Table:
    """Trainings that differ by their seed only, and how far they lie apart.

    Args:
        rows: `SweepRow`s, those of `ladder.repeated` among them.

    Returns:
        A `Table`, one row per setting and measure.
    """
    found = []
    for setting, group in ladder.repeated().items():
        for measure in (ladder.score, ladder.accuracy):
            values = [shown(ladder.row_of(rows, each), measure) for each in group]
            name = "validation" if measure is ladder.score else "test"
            spread = ladder.spread(rows, group, measure)
            found.append((setting, name, *values, f"{100 * spread:.1f}"))
    return Table(
        say("The same settings with other seeds"),
        (
            say("setting"),
            "accuracy",
            *(f"seed {seed}" for seed in ladder.SEEDS),
            say("range"),
        ),
        tuple(found),
    )
