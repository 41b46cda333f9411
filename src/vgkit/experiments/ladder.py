"""The ladder: one network, improved step by step; what a step is worth decides whether it stays.

Everything here is a pure function of rows that `sweep.run` gives, so the same measurements always
lead up the same ladder.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace

from vgkit.experiments.setting import Setting
from vgkit.experiments.sweep_row import SweepRow

BASE = Setting(name="base", pixels="0-1", validation="training tail", epochs=100)
LAST_EPOCHS = 10


@dataclass(frozen=True)
class Step:
    """One idea.

    Attributes:
        name: for figures and tables.
        changes: fields of `Setting` and what it makes of them; a normalization is added to those
            that are there.
        published: the lowest and the highest test accuracy that the edition of 2022 gives for this
            rung, as far as it gives one.
    """

    name: str
    changes: dict
    published: tuple = ()

    def onto(self, setting: Setting) -> Setting:
        """The setting that this step makes of another."""
        changes = dict(self.changes)
        if "normalization" in changes:
            changes["normalization"] = setting.normalization + changes["normalization"]
        return replace(setting, name=self.name, **changes)


STEPS = (
    Step("base", {}),
    Step("std 1.0", {"stddev": 1.0}, (0.74, 0.74)),
    Step("ReLU", {"activation": "relu", "stddev": 0.05}, (0.81, 0.81)),
    Step("Adam", {"optimizer": "Adam", "learning_rate": 0.01}, (0.87, 0.87)),
    Step("batch norm", {"normalization": ("batch",)}, (0.87, 0.89)),
    Step("skip connections", {"skips": ((1, 3), (4, 7))}, (0.87, 0.89)),
    Step("stages", {"stages": (2, 2, 2, 1)}, (0.87, 0.89)),
    Step("gradient normalization", {"normalization": ("gradient",)}, (0.87, 0.89)),
)


def score(row: SweepRow) -> float | None:
    """What decides about a step: the mean validation accuracy of the last ten epochs.

    A single epoch jitters; the test images are left for the end, so that no choice is made on them.

    Args:
        row: a `SweepRow`.

    Returns:
        A float, 0 to 1, or None where the training failed.
    """
    if row.failed:
        return None
    return statistics.fmean(row.metrics["val_accuracy"][-LAST_EPOCHS:])


def _shown(row):
    value = score(row)
    return value if value is None else f"{value:.4f}"


def is_of(row: SweepRow, setting: Setting) -> bool:
    """Whether a row is of the training that a setting says, whatever either is called."""
    return replace(Setting(**row.setting), name=".") == replace(setting, name=".")


def row_of(rows: list[SweepRow], setting: Setting) -> SweepRow | None:
    """The first row of a setting's training, or None where the rows hold none."""
    return next((row for row in rows if is_of(row, setting)), None)


@dataclass(frozen=True)
class Rung:
    """A step that was tried: what was trained, what it measured, whether it is kept."""

    step: Step
    setting: Setting
    row: SweepRow
    kept: bool

    def __repr__(self):
        return (
            f"{type(self).__name__}({self.step.name!r}, kept={self.kept}, score={_shown(self.row)})"
        )


@dataclass(frozen=True)
class Climb:
    """The rungs so far, and what comes next.

    Attributes:
        rungs: a tuple of `Rung`, the lowest first.
        step, next: the step to be tried and its `Setting`; both None at the top.
    """

    rungs: tuple
    step: Step | None
    next: Setting | None

    def __repr__(self):
        kept = [rung.step.name for rung in self.rungs if rung.kept]
        step = self.step and self.step.name
        return f"{type(self).__name__}({len(self.rungs)} rungs, kept={kept}, step={step!r})"

    @property
    def settings(self) -> list[Setting]:
        """The settings of all rungs, kept or dropped."""
        return [rung.setting for rung in self.rungs]

    @property
    def top(self) -> Rung | None:
        """The last rung that was kept, or None."""
        return next((rung for rung in reversed(self.rungs) if rung.kept), None)

    @property
    def kept(self) -> Setting:
        """The setting that the next step builds on."""
        return self.top.setting if self.top else BASE

    def below(self, rung: Rung) -> Rung | None:
        """The rung that another was measured against: the last one kept before it, or None."""
        earlier = self.rungs[: self.rungs.index(rung)]
        return next((each for each in reversed(earlier) if each.kept), None)


def climb(rows: list[SweepRow]) -> Climb:
    """Go up the ladder as far as the rows reach.

    A step is kept if its `score` is higher than that of the rung below, by however little; the
    next step builds on what was kept. A training that failed is not kept.

    Args:
        rows: `SweepRow`s, in any order; those of other settings are passed
            over.

    Returns:
        A `Climb`.
    """
    rungs = []
    for step in STEPS:
        so_far = Climb(tuple(rungs), None, None)
        setting = step.onto(so_far.kept)
        row = row_of(rows, setting)
        if row is None:
            return Climb(tuple(rungs), step, setting)
        below = score(so_far.top.row) if so_far.top else None
        kept = score(row) is not None and (below is None or score(row) > below)
        rungs.append(Rung(step, setting, row, kept))
    return Climb(tuple(rungs), None, None)


ACTIVATIONS = {"sigmoid": "sigmoid", "relu": "ReLU"}  # as Keras calls it: as people do
ALONE = tuple(step for step in STEPS if step.name not in ("base", "ReLU"))
SEEDS = (1, 2, 3)


def alone() -> list[Setting]:
    """Each step by itself, on the base and on the base with ReLU.

    Returns:
        A list of `Setting`: for each activation the base and every step of `ALONE` on it.
    """
    found = []
    for activation, name in ACTIVATIONS.items():
        base = replace(BASE, name=name, activation=activation)
        found.append(base)
        found += [replace(step.onto(base), name=f"{name}, {step.name}") for step in ALONE]
    return found


def repeated() -> dict[str, list[Setting]]:
    """Trainings that differ by their seed only.

    Returns:
        A dict from a name to a list of `Setting`, one for each of `SEEDS`: the base with ReLU; with
        Adam as well; and with batch normalization as well.
    """
    relu = replace(BASE, activation="relu")
    adam = replace(relu, optimizer="Adam")
    norm = replace(adam, normalization=("batch",))
    return {
        name: [replace(setting, name=f"{name}, seed {seed}", seed=seed) for seed in SEEDS]
        for name, setting in {
            "ReLU": relu,
            "ReLU, Adam": adam,
            "ReLU, Adam, batch norm": norm,
        }.items()
    }


def spread(rows: list[SweepRow], group: list[Setting], measure: Callable) -> float:
    """How far the trainings of a group lie apart; those that failed are left out.

    Args:
        rows: `SweepRow`s.
        group: a list of `Setting`, all among the rows.
        measure: a function from a row to a number, `score` or `accuracy`.

    Returns:
        The highest value less the lowest, a float.
    """
    values = [measure(row_of(rows, setting)) for setting in group]
    values = [value for value in values if value is not None]
    return max(values) - min(values) if values else 0.0


def noise(rows: list[SweepRow], measure: Callable) -> float:
    """The largest `spread` of trainings that differ by their seed only: see `repeated`."""
    return max(spread(rows, group, measure) for group in repeated().values())


def accuracy(row: SweepRow) -> float | None:
    """The accuracy on the test images after the last epoch, or None where the training failed."""
    return row.test_accuracy


@dataclass(frozen=True)
class Effect:
    """What one step does by itself.

    Attributes:
        step: a `Step`.
        activation: one of `ACTIVATIONS`.
        without, row: the rows of the base and of the step on it.
    """

    step: Step
    activation: str
    without: SweepRow
    row: SweepRow

    def __repr__(self):
        scores = f"{_shown(self.without)} → {_shown(self.row)}"
        return f"{type(self).__name__}({self.step.name!r}, {self.activation!r}, score: {scores})"

    def change(self, measure: Callable) -> float | None:
        """By how much a measure rises, or None where one of the two trainings failed."""
        before, after = measure(self.without), measure(self.row)
        return None if None in (before, after) else after - before

    def sign(self, level: float) -> int:
        """1, −1, or 0 for a change of `score` of at most `level`.

        A step whose training failed hurts, one that rescues a failed training helps; 0 for both.
        """
        change = self.change(score)
        if change is None:
            return (score(self.row) is not None) - (score(self.without) is not None)
        return 0 if abs(change) <= level else (1 if change > 0 else -1)


def effects(rows: list[SweepRow]) -> list[Effect]:
    """Every step's effect by itself.

    Args:
        rows: `SweepRow`s, those of `alone` among them.

    Returns:
        A list of `Effect`, in the order of `ALONE`, for each activation.
    """
    found = []
    for step in ALONE:
        for activation in ACTIVATIONS:
            base = replace(BASE, activation=activation)
            without, row = row_of(rows, base), row_of(rows, step.onto(base))
            found.append(Effect(step, activation, without, row))
    return found
