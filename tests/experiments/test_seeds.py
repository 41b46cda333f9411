"""The same training from several seeds: what is trained, what the kit ships, what is refused."""

import dataclasses
import json

import numpy as np
import pytest

from tests.conftest import random_images
from vgkit import course, data
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.experiments import kept, seeds
from vgkit.experiments.seeds import SeedRun
from vgkit.messages import set_language
from vgkit.networks import starting_point
from vgkit.training import fitting, records, trained_weights


def small():
    return keras.Sequential(
        [
            keras.Input((4, 4, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(6, "relu"),
            keras.layers.Dense(10),
        ]
    )


LESSON = course.Exercise(
    id="dots",
    title="Dots",
    dataset="random",
    pixels="per-channel",
    input_shape=(4, 4, 2),
    batch_size=20,
    builder=small,
    optimizer="Adam",
    learning_rate=None,
    epochs=2,
    tested_on=("darkened",),
)
IMAGES = random_images(LESSON.input_shape)


@pytest.fixture
def lesson(monkeypatch):
    monkeypatch.setattr(data, "load", lambda name=None: IMAGES)
    monkeypatch.setitem(course.EXERCISES, "dots", LESSON)


def test_two_seeds_are_two_trainings_and_the_first_is_the_courses_own(lesson, own_home, untraced):
    one, two = seeds.measure("DOTS", (1, 2), jobs=1)
    assert (one.seed, two.seed) == (1, 2)
    assert one.layers == two.layers == ["hidden 1", "output"]
    assert set(one.metrics) == set(records.METRICS)
    assert all(len(values) == LESSON.epochs for values in one.metrics.values())
    assert one.metrics != two.metrics and one.gradient_norm != two.gradient_norm
    assert not list(own_home.rglob("*.json"))  # nothing is kept
    model = LESSON.compiled()
    starting_point.set_initial_weights(model, 1)
    record = fitting.fit(model, "dots", LESSON.epochs, LESSON.images(), LESSON, keep=False)
    assert one.metrics == record.metrics
    assert one.gradient_norm == record.snapshot(0)["gradient_norm"]
    dark = data.change_test_images(LESSON.images(), "darkened")
    right = model.predict(dark.to_input(dark.x_test), verbose=0).argmax(axis=1) == dark.y_test
    assert one.tested == {"darkened": pytest.approx(np.mean(right), abs=1e-6)}


def test_a_seed_decides_weights_and_the_order_of_the_batches(lesson, monkeypatch):
    started = []

    def fit(model, name, epochs, images, row, keep, seed):
        started.append((name, epochs, keep, seed, model.get_weights()))
        record = records.Record(name, images.name, "")
        record.diagnostics["epochs"].append(0)
        for name in records.DIAGNOSTICS:
            record.diagnostics[name].append([1.0, 2.0])
        return record

    monkeypatch.setattr(fitting, "fit", fit)
    row = dataclasses.replace(LESSON, tested_on=())
    monkeypatch.setitem(course.EXERCISES, "dots", row)
    for seed in (1, 3):
        run = seeds.train_seed(("dots", seed))
        assert (run.seed, run.gradient_norm, run.tested) == (seed, [1.0, 2.0], {})
    for seed, (*asked, weights) in zip((1, 3), started, strict=True):
        assert asked == ["dots", 2, False, seed]
        model = LESSON.compiled()
        starting_point.set_initial_weights(model, seed)
        for ours, theirs in zip(weights, model.get_weights(), strict=True):
            assert np.array_equal(ours, theirs)


@pytest.mark.parametrize(("ships_weights", "changes", "trained"), [
    (False, (), False), (True, ("darkened",), False), (False, ("darkened",), True),
])  # fmt: skip
def test_the_courses_own_seed_is_trained_only_where_what_is_shipped_does_not_do(
    lesson, monkeypatch, ships_weights, changes, trained
):
    row = dataclasses.replace(LESSON, ships_weights=ships_weights, tested_on=changes)
    monkeypatch.setitem(course.EXERCISES, "dots", row)
    record = records.Record("dots", "random", "", {name: [1.0] for name in records.METRICS})
    record.diagnostics["epochs"].append(0)
    for name in records.DIAGNOSTICS:
        record.diagnostics[name].append([1.0, 2.0])
    monkeypatch.setattr(records, "load_reference", lambda exercise: record)
    calls = []
    monkeypatch.setattr(fitting, "fit", lambda *_, **__: calls.append("fit") or record)
    load = lambda model, exercise: calls.append("load")  # noqa: E731
    monkeypatch.setattr(trained_weights, "load_reference", load)
    assert seeds.train_seed(("dots", 1)).metrics == record.metrics
    assert calls == (["fit"] if trained else ["load"] if ships_weights else [])
    del calls[:]
    seeds.train_seed(("dots", 2))
    assert calls == ["fit"]


def made(seed, last=0.5):
    """A run of one epoch in whose numbers the seed can be seen."""
    metrics = {name: [0.25, last] for name in records.METRICS}
    return SeedRun(seed, metrics, ["hidden 1", "output"], [0.125 * seed, 0.5], {"darkened": 0.75})


def test_trainings_come_back_in_the_order_of_the_seeds_however_they_end(lesson, monkeypatch):
    asked = []

    def run_all(function, tasks, folder, jobs, dask):
        asked.append((function, tasks, folder, jobs, dask))
        for _, seed in reversed(tasks):
            yield dataclasses.asdict(made(seed))

    monkeypatch.setattr(kept, "run_all", run_all)
    found = seeds.measure("dots", (4, 2, 9), jobs=3, dask="tcp://host:1")
    assert [run.seed for run in found] == [4, 2, 9]
    assert asked == [
        (seeds.train_as_numbers, [("dots", seed) for seed in (4, 2, 9)], "seeds", 3, "tcp://host:1")
    ]
    seeds.measure("dots")
    assert [seed for _, seed in asked[1][1]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("exercise", "words"), [
    ("6", "Exercise 6 is several trainings in a row."),
    ("99", "There is no exercise '99'."),
    ("9", "Notebook 9 .* trains no network of its own"),
])  # fmt: skip
def test_what_is_not_one_training_is_refused(exercise, words):
    with pytest.raises(VgkitError, match=words):
        seeds.measure(exercise)


# What the kit ships


@pytest.fixture
def shipped(monkeypatch):
    """What stands in the kit's file of exercise `5`; None for no file."""

    def ship(text):
        asked = []
        monkeypatch.setattr(seeds, "read_shipped", lambda *path: asked.append(path) or text)
        return asked

    return ship


def test_what_is_shipped_is_read_as_it_was_measured(shipped):
    runs = [made(1), made(2, last=1 / 3)]
    text = seeds.to_json(runs, {"keras": "3"})
    asked = shipped(text)
    assert seeds.load_reference("5") == runs
    assert asked == [("seeds", "5.json")]
    assert json.loads(text)["environment"] == {"keras": "3"} and text.endswith("}\n")


def test_what_is_not_shipped_is_told(shipped):
    shipped(None)
    with pytest.raises(VgkitError) as refused:
        seeds.load_reference("5")
    assert str(refused.value) == "vgkit ships no trainings of exercise 5 from several seeds."
    set_language("vi")
    with pytest.raises(VgkitError, match="vgkit không kèm các lần train bài 5 từ nhiều seed"):
        seeds.load_reference("5")


@pytest.mark.parametrize("text", [
    "", "<<<<<<< HEAD", "[]", "{}", '{"runs": 3}', '{"runs": [3]}', '{"runs": [{"seed": 1}]}',
    '{"runs": [{"made": "up"}]}',
])  # fmt: skip
def test_a_damaged_file_is_told_with_a_way_out(shipped, text):
    shipped(text)
    with pytest.raises(VgkitError) as refused:
        seeds.load_reference("5")
    assert str(refused.value).startswith("5.json is damaged (")
    assert "Restore it from the repository, or install vgkit again." in str(refused.value)


def test_the_last_epoch_and_the_median_over_the_seeds():
    runs = [made(1, 0.75), made(2, 0.25), made(3, 0.5)]
    assert seeds.last(runs, "val_accuracy") == [0.75, 0.25, 0.5]
    assert seeds.median(runs, "loss") == 0.5
    assert seeds.median(runs[:2], "loss") == 0.5


@pytest.mark.parametrize(("language", "words"), [
    ("en", "There is no metric 'speed'. Choose one of: loss, accuracy, val_loss, val_accuracy."),
    ("vi", "Không có chỉ số 'speed'. Hãy chọn một trong: loss, accuracy, val_loss, val_accuracy."),
])  # fmt: skip
def test_an_unknown_metric_is_refused_with_those_that_exist(language, words):
    set_language(language)
    for function in (seeds.last, seeds.median):
        with pytest.raises(VgkitError) as refused:
            function([made(1)], "speed")
        assert str(refused.value) == words


SHIPPED = [
    row for row in course.EXERCISES.values() if seeds.read_shipped("seeds", f"{row.id}.json")
]


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.id)
def test_the_shipped_seeds_are_five_and_the_first_is_the_record_but_for_rounding(row):
    runs, record = seeds.load_reference(row.id), records.load_reference(row.id)
    assert [run.seed for run in runs] == list(seeds.SEEDS)
    for run in runs:
        assert {len(run.metrics[metric]) for metric in records.METRICS} == {row.epochs}
        assert run.layers == record.diagnostics["layers"]
        assert len(run.gradient_norm) == len(run.layers) and set(run.tested) == set(row.tested_on)
    for metric in records.METRICS:
        assert runs[0].metrics[metric][0] == pytest.approx(record.at(metric, 1), abs=row.tolerance)
    expected = record.snapshot(0)["gradient_norm"]
    assert runs[0].gradient_norm == pytest.approx(expected, rel=row.gradient_tolerance)


@pytest.mark.parametrize(
    "row", [row for row in course.EXERCISES.values() if row.tested_on], ids=lambda r: r.id
)
def test_each_row_that_is_tested_on_changed_images_has_its_seeds(row):
    assert row in SHIPPED
