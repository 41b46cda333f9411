"""Part one: every exercise under the conditions of 2022."""

import pytest

from vgkit import course
from vgkit.course.part_one import PART_ONE

IDS = [
    "baseline_3", "baseline_5", "baseline_7", "1a", "1b", "2", "3", "4a", "4b", "5", "6", "8", "8b",
    "8c",
]  # fmt: skip


def test_its_exercises_are_those_that_were_published():
    assert [row.id for row in PART_ONE] == IDS


@pytest.mark.parametrize("exercise", IDS)
def test_its_exercises_train_on_the_same_images_under_the_same_conditions(exercise):
    row = course.get(exercise)
    assert (row.dataset, row.pixels) == ("fashion_mnist", "0-255")
    assert (row.input_shape, row.classes) == ((784,), 10)
    assert (row.batch_size, row.seed) == (512, 1)
    assert row.epochs == (900 if exercise == "6" else 300)
    assert row.builder.startswith("mlp.")
    assert row.optimizer == ("Adam" if exercise == "3" else "SGD")
    assert row.learning_rate == (None if exercise == "3" else 0.01)


@pytest.mark.parametrize("exercise", IDS)
def test_a_quick_run_trains_their_first_epochs_whole_and_has_no_weights_to_give(exercise):
    row = course.get(exercise)
    assert (row.trial, row.ships_weights, row.tested_on) == (None, False, ())
