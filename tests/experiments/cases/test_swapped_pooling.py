"""Another pooling in a trained LeNet: what it gives, what stays as it was, and what decides."""

import dataclasses

import numpy as np
import pytest

from tests.conftest import random_images, skip_without_images
from tests.experiments.cases.deciding import decides
from vgkit import course
from vgkit.backend import keras
from vgkit.experiments import cases
from vgkit.experiments.cases import swapped_pooling as swapped
from vgkit.networks import cnn, starting_point
from vgkit.training import trained_weights

FOUR = np.array([[1.0, 2.0], [3.0, 10.0]], np.float32).reshape(1, 2, 2, 1)


@pytest.mark.parametrize(("kind", "left"), [(swapped.AVERAGE, 4.0), (swapped.CORNER, 1.0)])
def test_what_is_left_of_four_numbers(kind, left):
    model = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.MaxPooling2D(2)])
    assert model(FOUR).numpy().ravel() == [10.0]
    assert swapped.with_pooling(model, kind)(FOUR).numpy().ravel() == [left]


def test_both_poolings_are_replaced_and_no_weight_is():
    model = cnn.lenet()
    starting_point.set_initial_weights(model, 3)
    changed = swapped.with_pooling(model, swapped.AVERAGE)
    kinds = [type(layer).__name__ for layer in changed.layers]
    assert kinds.count("AveragePooling2D") == 2 and "MaxPooling2D" not in kinds
    assert all(map(np.array_equal, model.get_weights(), changed.get_weights()))
    average = cnn.lenet(pooling="average")
    average.set_weights(model.get_weights())
    pixels = np.random.default_rng(1).normal(size=(3, 28, 28, 1)).astype(np.float32)
    assert np.allclose(changed(pixels), average(pixels), atol=1e-5)
    assert not np.allclose(changed(pixels), model(pixels), atol=1e-2)


def test_each_seed_is_trained_as_in_the_exercise(monkeypatch):
    images, asked = random_images((28, 28, 1), train=1, test=1), []

    def trained(model, exercise, images, epochs, seed):
        asked.append((exercise, epochs, seed))
        return model

    def share_right(model, inputs, labels):
        return sum("Average" in type(layer).__name__ for layer in model.layers) / 10

    monkeypatch.setattr(course.Exercise, "images", lambda row: images)
    monkeypatch.setattr(swapped, "trained", trained)
    monkeypatch.setattr(swapped, "share_right", share_right)
    monkeypatch.setattr(swapped, "SEEDS", (3, 4))
    numbers = swapped.measure_swapped_pooling()
    assert asked == [("11", 5, 3), ("11", 5, 4)]
    assert numbers == {
        swapped.MAX: [0.0, 0.0], swapped.AVERAGE: [0.2, 0.2], swapped.CORNER: [0.0, 0.0],
    }  # fmt: skip


def test_the_lessons_own_network_gives_the_shipped_numbers():
    row = course.get("11")
    skip_without_images(row)
    model, images = row.compiled(), row.images()
    trained_weights.load_reference(model, row)
    few = dataclasses.replace(images, x_test=images.x_test[:2000], y_test=images.y_test[:2000])
    shipped = cases.load_evidence("Q11.why").numbers
    for name, found in swapped.accuracies(model, few).items():
        assert found == pytest.approx(shipped[name][0], abs=0.03), name


@pytest.mark.parametrize(("found", "letter"), [
    ([0.1, 0.2], "A"), ([0.45, 0.6], "B"), ([0.85, 0.9], "C"), ([0.96, 0.98], "D"),
    ([0.9, 0.96], None), ([0.2, 0.45], None), ([0.65, 0.85], None),
])  # fmt: skip
def test_the_share_of_digits_that_are_read_decides(found, letter):
    decides(swapped.decide_swapped_pooling, {swapped.AVERAGE: found}, letter)
