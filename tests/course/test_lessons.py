"""The one table of exercises, and that the rest of the house agrees with it."""

import functools
import importlib
import importlib.resources
import math
from pathlib import Path

import numpy as np
import pytest

from vgkit import course, quiz
from vgkit.backend import keras
from vgkit.course.part_one import PART_ONE
from vgkit.course.part_two import PART_TWO
from vgkit.messages import set_language
from vgkit.networks import description, mlp
from vgkit.training import records, trained_weights

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
EXERCISES = list(course.EXERCISES.values())


@functools.cache
def compiled(exercise):
    """An exercise's network, built once for all tests that only look at it."""
    return course.get(exercise).compiled()


each_exercise = pytest.mark.parametrize("row", EXERCISES, ids=lambda row: row.id)


def test_the_table_holds_the_exercises_of_the_course_under_their_own_ids():
    assert {"baseline_7", "5"} <= set(course.EXERCISES)
    assert all(key == row.id for key, row in course.EXERCISES.items())


def test_the_names_of_the_table_are_told_apart():
    everything = (course.EXERCISES | course.NOTEBOOKS).values()
    names = [name.lower() for row in everything for name in (row.id, *row.also)]
    assert len(names) == len(set(names))


@each_exercise
def test_every_exercise_has_a_title_in_both_languages(row):
    assert row.heading == row.title
    set_language("vi")
    assert row.heading != row.title or row.title in {"Batch normalization", "LeNet"}


def test_the_table_is_part_one_and_then_part_two():
    assert [*PART_ONE, *PART_TWO] == EXERCISES


@pytest.mark.parametrize(("name", "number"), [
    ("baseline_3", 0), ("baseline_7", 0), ("1a", 1), ("4b", 4), ("9", 9), ("10", 10),
    ("12_he_18", 12), ("13_0_255", 13), ("quiz", math.inf),
])  # fmt: skip
def test_a_row_stands_in_the_course_by_the_number_that_its_id_begins_with(name, number):
    rows = course.EXERCISES | course.NOTEBOOKS
    assert course.place(rows[name]) == number


def test_the_notebooks_stand_in_the_order_of_the_course():
    places = [course.place(row) for row in course.NOTEBOOKS.values()]
    assert places == sorted(places) and list(course.NOTEBOOKS)[-1] == "quiz"
    names = list(course.NOTEBOOKS)
    assert names.index("6") < names.index("7") < names.index("8") < names.index("9")
    assert names.index("10") < names.index("11") < names.index("12") < names.index("13")


@each_exercise
def test_whatever_looks_at_a_students_work_exists(row):
    for name in (*row.checks, *row.functions.values()):
        module, _, function = name.partition(".")
        assert callable(getattr(importlib.import_module(f"vgkit.checks.{module}"), function))


def test_the_notebooks_of_the_table_are_the_notebooks_in_the_folder():
    listed = {row.notebook for row in course.NOTEBOOKS.values()}
    assert listed == {path.stem for path in NOTEBOOKS.glob("*.py")}


def test_every_question_and_prediction_belongs_to_an_exercise_or_a_page():
    known = set(course.EXERCISES) | set(course.NOTEBOOKS)
    assert {item.exercise for item in quiz.all_items().values()} <= known


@pytest.mark.parametrize("row", [row for row in EXERCISES if row.notebook], ids=lambda row: row.id)
def test_every_exercise_with_a_notebook_has_its_record_and_that_of_the_baseline(row):
    first = f"{row.id}.1" if row.id == "6" else row.id
    assert records.load_reference(first) is not None
    assert records.load_reference("baseline_7") is not None


SHIPPED = [row for row in EXERCISES if row.id != "6" and records.load_reference(row.id)]


@each_exercise
def test_every_exercise_builds_a_network_that_of_its_record_as_the_table_has_it(row):
    model = compiled(row.id)
    shapes = (None, *row.input_shape), (None, row.logits)
    assert (model.input_shape, model.output_shape) == shapes
    if row in SHIPPED:
        record = records.load_reference(row.id)
        assert (record.exercise, record.epochs) == (row.id, row.epochs)
        assert record.dataset == row.images_name
        assert (record.trial is not None) == (row.trial is not None)
        assert record.fingerprint == description.fingerprint(model)
        assert record.diagnostics["layers"] == description.layer_names(model)


def test_every_exercise_that_ships_trained_weights_has_them_and_no_other():
    folder = importlib.resources.files("vgkit.course") / "trained"
    shipped = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
    assert shipped == {f"{row.id}.npz" for row in EXERCISES if row.ships_weights}


@pytest.mark.parametrize("row", [row for row in EXERCISES if row.ships_weights], ids=lambda r: r.id)
def test_shipped_weights_are_of_the_exercise_as_the_table_has_it(row):
    model = row.compiled()
    before = model.get_weights()
    trained_weights.load_reference(model, row)
    changed = [
        np.any(ours != theirs) for ours, theirs in zip(model.get_weights(), before, strict=True)
    ]
    assert all(changed) and all(np.all(np.isfinite(w)) for w in model.get_weights())


@pytest.mark.parametrize("exercise", ["baseline_7", "5"])
def test_a_compiled_exercise_trains_with_plain_sgd_on_logits(exercise):
    model = course.get(exercise).compiled()
    optimizer = model.optimizer
    assert type(optimizer) is keras.optimizers.SGD
    assert float(optimizer.learning_rate) == pytest.approx(0.01)
    assert (optimizer.momentum, optimizer.nesterov, optimizer.weight_decay) == (0, False, None)
    assert isinstance(model.loss, keras.losses.SparseCategoricalCrossentropy)
    assert model.loss.get_config()["from_logits"] is True


def settings(optimizer):
    return type(optimizer), {**optimizer.get_config(), "name": None}


def test_exercise_3_has_adam_with_keras_own_settings():
    found = settings(course.get("3").compiled().optimizer)
    assert found == settings(keras.optimizers.Adam())


def test_a_students_model_is_compiled_as_the_exercise_asks():
    model = mlp.mlp(depth=1)
    assert course.get("5").compile(model) is model
    assert settings(model.optimizer) == settings(course.get("5").compiled().optimizer)


def test_a_compiled_exercise_reports_loss_and_accuracy():
    model = course.get("5").compiled()
    images, labels = np.zeros((4, 784), np.float32), np.array([0, 1, 2, 3])
    assert set(model.evaluate(images, labels, verbose=0, return_dict=True)) == {"loss", "accuracy"}


def test_every_compiled_exercise_has_an_optimizer_of_its_own():
    first, second = course.get("5").compiled(), course.get("5").compiled()
    assert first.optimizer is not second.optimizer
