"""Networks that are shown other images: what these are, and what the numbers decide."""

import numpy as np
import pytest

from tests.conftest import random_images
from tests.experiments.cases.deciding import decides
from vgkit import course, data
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
    trained_weights.load_reference(model, row)
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
