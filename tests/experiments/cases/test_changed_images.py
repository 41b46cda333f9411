"""Networks that are shown other images: what these are, and what the numbers decide."""

from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import random_images
from tests.experiments.cases.deciding import decides
from vgkit import course, data
from vgkit.backend import keras
from vgkit.experiments import cases
from vgkit.experiments.cases import changed_images as changed
from vgkit.networks import cnn, starting_point
from vgkit.training import trained_weights


def test_digits_are_moved_to_the_right():
    row = np.arange(7).reshape(1, 1, 7, 1)
    assert changed.moved(row, 2).ravel().tolist() == [5, 6, 0, 1, 2, 3, 4]
    assert changed.moved(np.zeros((2, 28, 28, 1))).shape == (2, 28, 28, 1)
    assert changed.moved(row).ravel().tolist() == [2, 3, 4, 5, 6, 0, 1]


def test_the_lessons_own_network_gives_the_shipped_numbers():
    row = course.get("11")
    model, images = row.compiled(), row.images()
    trained_weights.load_reference(model, row.id)
    inputs = images.to_input(changed.moved(images.x_test))
    shipped = cases.load_evidence("C11").numbers[str(changed.MOVED)][0]
    assert changed.share_right(model, inputs, images.y_test) == pytest.approx(shipped, abs=0.03)


@pytest.mark.parametrize(("found", "letter"), [
    ([0.98, 0.96], "A"), ([0.9, 0.82], "B"), ([0.4, 0.6], "C"), ([0.1, 0.15], "D"),
    ([0.6, 0.75], None), ([0.1, 0.5], None),
])  # fmt: skip
def test_how_many_moved_digits_are_read(found, letter):
    decides(changed.decide_moved_digits, {"0": [0.99, 0.99], "5": found}, letter)


@pytest.mark.parametrize("per_image", [False, True])
def test_a_network_without_biases_has_kernels_only(per_image):
    model = cnn.color_convnet(per_image)
    network = changed.without_biases(model)
    assert [type(layer) for layer in network.layers] == [type(layer) for layer in model.layers]
    assert [weight.shape for weight in network.weights] == [
        weight.shape for weight in model.weights if weight.name == "kernel"
    ]


@pytest.mark.parametrize(
    ("scale", "all_the_same"), [("0-1", True), ("0-255", True), ("-1-1", False)]
)
def test_dimmed_images_keep_their_answers_where_nothing_is_subtracted(scale, all_the_same):
    images = data.prepare(random_images((32, 32, 3), train=1, test=200), scale)
    network = changed.without_biases(cnn.color_convnet())
    starting_point.set_initial_weights(network)
    assert (changed.same_answers(network, images) == 1) == all_the_same


def _shares(*every):
    return {name: [1.0, 1.0] if name in every else [0.2, 0.4] for name in changed.SCALES}


@pytest.mark.parametrize(("numbers", "letter"), [
    (_shares("per image"), "A"),
    (_shares("per image", "0–255", "0–1"), "B"),
    (_shares("per image", "per channel"), "C"),
    (_shares(*changed.SCALES), "D"),
    (_shares(), None),
    (_shares("per image", "0–255"), None),
    (_shares("per image") | {"0–1": [0.95, 1.0]}, None),
])  # fmt: skip
def test_on_which_scales_answers_stay(numbers, letter):
    decides(changed.decide_without_biases, numbers, letter)


def test_a_base_sees_photographs_that_are_nearly_black():
    base = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Activation("linear")])
    images = random_images((4, 4, 3), train=5, test=3)
    images = replace(images, x_train=np.full_like(images.x_train, 51))
    features = changed.black_features(base, images)
    assert features.x_train == pytest.approx(np.full((5, 1, 1, 3), 0.2))
    assert features.x_test.shape == (3, 1, 1, 3)


def test_ridge_regression_finds_what_a_line_can_tell_apart():
    images = random_images((4, 4, 3), train=200, test=100)
    bright = {
        f"y_{part}": (getattr(images, f"x_{part}")[:, 0, 0, 0] > 127).astype(np.uint8)
        for part in ("train", "test")
    }
    assert changed.linear_accuracy(replace(images, **bright), penalty=1.0) > 0.85
    odd = {name: np.arange(len(labels), dtype=np.uint8) % 2 for name, labels in bright.items()}
    assert 0.35 < changed.linear_accuracy(replace(images, **odd), penalty=1.0) < 0.65


@pytest.mark.parametrize(("found", "letter"), [
    ([0.5, 0.51], "A"), ([0.85, 0.84], "B"), ([0.75, 0.76], "C"), ([0.6, 0.59], "D"),
    ([0.6, 0.7], None), ([0.54, 0.5], None),
])  # fmt: skip
def test_what_is_left_of_black_photographs(found, letter):
    numbers = {"0–255": [0.85, 0.84], "0–1": found, "0–1, linear": [0.6]}
    decides(changed.decide_black_photographs, numbers, letter)
