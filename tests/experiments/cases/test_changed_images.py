"""Networks that are shown other images: what these are, and what the numbers decide."""

from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import random_images
from vgkit import data
from vgkit.backend import keras
from vgkit.experiments.cases import changed_images as changed
from vgkit.networks import cnn, starting_point


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
    _decides(changed.decide_without_biases, numbers, letter)


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
    _decides(changed.decide_black_photographs, numbers, letter)


def _decides(decide, numbers, letter):
    if letter:
        assert decide(numbers) == letter
    else:
        with pytest.raises(ValueError, match="holding"):
            decide(numbers)
