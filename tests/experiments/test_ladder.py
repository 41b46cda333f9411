"""The ladder: what is kept, what is built on it, what a step does by itself; and the shipped rows."""

from dataclasses import replace

import pytest

from vgkit.experiments import ladder, sweep
from vgkit.experiments.setting import Setting
from vgkit.experiments.sweep_row import SweepRow

NAMES = [step.name for step in ladder.STEPS]


def row(setting, accuracy, tested=None):
    """A row as a sweep gives it; None for a training that failed."""
    found = SweepRow(setting.to_dict(), "made up")
    if accuracy is None:
        return replace(found, error="VgkitError: the loss became nan")
    metrics = {"val_accuracy": [0.1] * 90 + [accuracy] * 10}
    return replace(found, metrics=metrics, test_accuracy=accuracy if tested is None else tested)


def climbed(accuracies):
    """The ladder of made-up accuracies, one for each step from the base on, trained in order."""
    rows = []
    for accuracy in accuracies:
        rows.append(row(ladder.climb(rows).next, accuracy))
    return ladder.climb(rows)


def kept(accuracies):
    return [rung.step.name for rung in climbed(accuracies).rungs if rung.kept]


def test_the_base_is_what_the_edition_asks_for():
    base = ladder.BASE
    assert (base.pixels, base.validation, base.epochs) == ("0-1", "training tail", 100)
    assert (base.activation, base.stddev, base.depth) == ("sigmoid", 0.05, 7)
    assert (base.optimizer, base.learning_rate) == ("SGD", 0.01)
    assert (base.normalization, base.skips, base.stages) == ((), (), ())


def test_the_steps_stand_in_the_order_of_the_edition():
    assert NAMES == [
        "base", "std 1.0", "ReLU", "Adam", "batch norm", "skip connections", "stages",
        "gradient normalization",
    ]  # fmt: skip


def test_what_a_notebook_shows_bare_is_one_line():
    climb, rows = climbed([0.8, 0.7]), [row(ladder.BASE, 0.25), row(ladder.BASE, None)]
    effect = ladder.Effect(ladder.STEPS[1], "relu", *rows)
    assert [repr(each) for each in (climb, *climb.rungs, *rows, effect)] == [
        "Climb(2 rungs, kept=['base'], step='ReLU')",
        "Rung('base', kept=True, score=0.8000)",
        "Rung('std 1.0', kept=False, score=0.7000)",
        "SweepRow('base', epochs=100, val_accuracy=0.2500)",
        "SweepRow('base', error='VgkitError: the loss became nan')",
        "Effect('std 1.0', 'relu', score: 0.2500 → None)",
    ]


def test_the_score_is_the_mean_of_the_last_ten_epochs():
    values = [0.0] * 90 + [0.8] * 9 + [0.9]
    assert ladder.score(SweepRow({}, "made up", metrics={"val_accuracy": values})) == pytest.approx(
        0.81
    )


def test_a_training_that_failed_has_no_score():
    assert ladder.score(row(ladder.BASE, None)) is None


def test_without_rows_the_base_comes_first():
    first = ladder.climb([])
    assert (first.rungs, first.step.name, first.next) == ((), "base", ladder.BASE)


def test_what_is_better_is_kept_and_what_is_not_is_dropped():
    assert kept([0.1, 0.7, 0.8, 0.79, 0.8, 0.85]) == ["base", "std 1.0", "ReLU", "skip connections"]


def test_no_gain_is_no_reason_to_keep_a_step():
    assert kept([0.1, 0.7, 0.7]) == ["base", "std 1.0"]


def test_a_step_is_measured_against_the_last_one_kept_not_the_last_one_tried():
    climb = climbed([0.1, 0.7, 0.8, 0.5, 0.6])
    assert [rung.kept for rung in climb.rungs] == [True, True, True, False, False]
    assert climb.below(climb.rungs[4]).step.name == "ReLU"
    assert climb.below(climb.rungs[0]) is None


def test_a_training_that_failed_is_dropped():
    assert kept([0.1, 0.7, 0.8, None, 0.81]) == ["base", "std 1.0", "ReLU", "batch norm"]


def test_the_test_images_have_no_say():
    rows = [row(ladder.BASE, 0.1, tested=0.9)]
    rows.append(row(ladder.climb(rows).next, 0.2, tested=0.1))
    assert ladder.climb(rows).rungs[1].kept


def test_with_every_step_kept_the_top_holds_them_all():
    climb = climbed([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    assert climb.next is None and climb.step is None
    assert climb.kept == replace(
        ladder.BASE,
        name="gradient normalization",
        activation="relu",
        stddev=0.05,
        optimizer="Adam",
        learning_rate=0.01,
        normalization=("batch", "gradient"),
        skips=((1, 3), (4, 7)),
        stages=(2, 2, 2, 1),
    )


def test_with_every_step_dropped_each_is_tried_on_the_base():
    climb = climbed([0.9] + [0.1] * 7)
    assert climb.kept == ladder.BASE
    for rung in climb.rungs[1:]:
        assert rung.setting == rung.step.onto(ladder.BASE)
    assert climb.rungs[3].setting.activation == "sigmoid"


def test_relu_goes_back_to_the_first_stddev():
    assert climbed([0.1, 0.7]).next.stddev == 0.05
    assert climbed([0.1, 0.7]).kept.stddev == 1.0


def test_the_order_of_the_rows_their_names_and_other_rows_change_nothing():
    climb = climbed([0.1, 0.7, 0.8, 0.85])
    rows = [rung.row.named("x") for rung in climb.rungs]
    rows.append(row(replace(ladder.BASE, depth=3), 0.99))
    again = ladder.climb(rows[::-1])
    assert [rung.kept for rung in again.rungs] == [rung.kept for rung in climb.rungs]
    assert again.next == climb.next


def test_each_step_alone_differs_from_its_base_in_what_it_changes():
    settings = ladder.alone()
    assert len(settings) == 14 and len({setting.name for setting in settings}) == 14
    for start, activation in ((0, "sigmoid"), (7, "ReLU")):
        base, *others = settings[start : start + 7]
        assert base == replace(ladder.BASE, name=activation, activation=activation.lower())
        for step, setting in zip(ladder.ALONE, others, strict=True):
            differing = {
                field
                for field, value in setting.to_dict().items()
                if value != base.to_dict()[field] and field != "name"
            }
            assert differing and differing <= set(step.changes)


def all_rows(accuracy_of):
    settings = ladder.alone() + [s for group in ladder.repeated().values() for s in group]
    return [row(setting, accuracy_of(setting)) for setting in settings]


def test_effects_are_changes_against_the_base_of_the_same_activation():
    def accuracy(setting):
        base = 0.1 if setting.activation == "sigmoid" else 0.8
        return base + (0.05 if setting.optimizer == "Adam" else 0.0)

    effects = ladder.effects(all_rows(accuracy))
    assert [(e.step.name, e.activation) for e in effects[:3]] == [
        ("std 1.0", "sigmoid"), ("std 1.0", "relu"), ("Adam", "sigmoid"),
    ]  # fmt: skip
    for effect in effects:
        assert effect.change(ladder.score) == pytest.approx(0.05 * (effect.step.name == "Adam"))


@pytest.mark.parametrize(("after", "sign"), [
    (0.84, 1), (0.814, 0), (0.8, 0), (0.786, 0), (0.76, -1), (None, -1),
])  # fmt: skip
def test_a_change_within_the_noise_is_none(after, sign):
    effect = ladder.Effect(ladder.STEPS[3], "relu", row(ladder.BASE, 0.8), row(ladder.BASE, after))
    assert effect.sign(0.015) == sign


@pytest.mark.parametrize(("after", "sign"), [(0.8, 1), (None, 0)])
def test_against_a_base_that_failed_there_is_no_change_but_a_sign(after, sign):
    effect = ladder.Effect(ladder.STEPS[3], "relu", row(ladder.BASE, None), row(ladder.BASE, after))
    assert effect.change(ladder.score) is None
    assert effect.sign(0.015) == sign


def test_noise_is_the_largest_range_between_seeds():
    values = {"SGD": (0.80, 0.81, 0.805), "Adam": (0.85, 0.88, 0.86)}
    rows = all_rows(lambda setting: values[setting.optimizer][setting.seed - 1])
    assert ladder.noise(rows, ladder.score) == pytest.approx(0.03)
    relu = ladder.repeated()["ReLU"]
    assert ladder.spread(rows, relu, ladder.accuracy) == pytest.approx(0.01)


def test_a_seed_that_failed_does_not_count_as_noise():
    rows = all_rows(lambda setting: None if setting.seed == 2 else 0.8 + setting.seed / 100)
    assert ladder.noise(rows, ladder.score) == pytest.approx(0.02)


@pytest.fixture(scope="module")
def shipped():
    return sweep.load_reference("ladder")


def test_the_shipped_rows_reach_the_top(shipped):
    climb = ladder.climb(list(shipped.values()))
    assert climb.next is None
    assert [rung.step.name for rung in climb.rungs] == NAMES


def test_the_shipped_rows_hold_every_step_alone_and_every_seed_and_nothing_else(shipped):
    rungs = [rung.setting for rung in ladder.climb(list(shipped.values())).rungs]
    seeds = [setting for group in ladder.repeated().values() for setting in group]
    wanted = {replace(setting, name=".") for setting in rungs + ladder.alone() + seeds}
    found = [replace(Setting(**row.setting), name=".") for row in shipped.values()]
    assert set(found) == wanted and len(found) == len(wanted)


def test_every_shipped_row_is_a_whole_training_on_the_real_images(shipped):
    for key, row in shipped.items():
        setting = Setting(**row.setting)
        assert row.dataset == "fashion_mnist-0-1-tail"
        assert key == row.key == sweep.key(setting, row.dataset)
        if row.failed:
            assert row.diverged
            continue
        assert {len(values) for values in row.metrics.values()} == {100}
        assert all(0 <= a <= 1 for a in [*row.metrics["val_accuracy"], row.test_accuracy])
        # 6,000 validation images and 10,000 test images: so many can be right, no other share.
        assert row.test_accuracy * 10_000 == pytest.approx(round(row.test_accuracy * 10_000))


def test_the_shipped_rows_show_no_climb_without_the_base_learning_nothing(shipped):
    base, *others = ladder.climb(list(shipped.values())).rungs
    assert ladder.score(base.row) == pytest.approx(0.1, abs=0.01)
    assert max(ladder.accuracy(rung.row) or 0 for rung in others) > 0.85
