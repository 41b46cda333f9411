"""The one table of exercises, and that the rest of the house agrees with it."""

from pathlib import Path

import numpy as np
import pytest

from vgkit import course, quiz
from vgkit.backend import keras
from vgkit.messages import set_language
from vgkit.networks import description, mlp
from vgkit.training import records

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
EXERCISES = list(course.EXERCISES.values())
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


@each_exercise
def test_every_builder_exists_and_builds_a_network(row):
    model = row.build()
    assert (model.input_shape, model.output_shape) == (
        (None, *row.input_shape),
        (None, row.classes),
    )


PART_ONE = [
    "baseline_3",
    "baseline_5",
    "baseline_7",
    "1a",
    "1b",
    "2",
    "3",
    "4a",
    "4b",
    "5",
    "6",
    "8",
]


@pytest.mark.parametrize("exercise", [*PART_ONE, "8b", "8c"])
def test_exercises_of_part_one_train_on_the_same_images_under_the_same_conditions(exercise):
    row = course.get(exercise)
    assert (row.dataset, row.input_shape, row.classes) == ("fashion_mnist", (784,), 10)
    assert (row.batch_size, row.seed) == (512, 1)
    assert row.epochs == (900 if exercise == "6" else 300)
    assert row.builder.startswith("mlp.")


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


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.id)
def test_every_shipped_record_is_of_the_exercise_as_the_table_has_it(row):
    record = records.load_reference(row.id)
    assert (record.exercise, record.epochs) == (row.id, row.epochs)
    assert record.dataset == row.images_name
    assert (record.trial is not None) == (row.trial is not None)
    assert record.fingerprint == description.fingerprint(row.compiled())
    assert record.diagnostics["layers"] == description.layer_names(row.build())


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
