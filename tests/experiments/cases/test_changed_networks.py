"""Convolutional networks with one thing changed: what was changed, and what the numbers decide."""

import numpy as np
import pytest

from tests.conftest import skip_without_images
from tests.experiments.cases.deciding import decides
from vgkit import course
from vgkit.backend import tf
from vgkit.experiments import cases
from vgkit.experiments.cases import changed_networks as changed
from vgkit.networks import cnn, starting_point, xception
from vgkit.training import records


def test_the_norms_are_those_that_the_lesson_shows(monkeypatch):
    exercise = "12_sigmoid_2"
    skip_without_images(course.get(exercise))
    monkeypatch.setattr(changed, "IMAGES", 512)
    found = changed.norms_at_start(course.get(exercise).build(), exercise, seed=1)
    record = records.load_reference(exercise)
    assert list(found) == record.diagnostics["layers"]
    assert list(found.values()) == pytest.approx(record.snapshot(0)["gradient_norm"], rel=1e-3)


def test_only_one_kernel_is_made_smaller():
    model = cnn.vgg(13)
    starting_point.set_initial_weights(model)
    before = {weight.path: weight.numpy() for weight in model.weights}
    changed.weaken(model)
    for weight in model.weights:
        factor = 0.1 if weight.path == "conv_7/kernel" else 1
        assert np.allclose(weight.numpy(), factor * before[weight.path]), weight.path


def _weak(before, own, behind):
    values = dict(zip(changed.SHOWN, (before, before, own, behind, behind, behind), strict=True))
    return {name: [value, value] for name, value in values.items()}


@pytest.mark.parametrize(("numbers", "letter"), [
    (_weak(0.1, 1, 1), "A"), (_weak(1, 1, 0.1), "B"), (_weak(1, 0.1, 1), "C"),
    (_weak(0.1, 1, 0.1), "D"), (_weak(0.1, 0.1, 0.1), None), (_weak(1, 1, 1), None),
    (_weak(0.3, 1, 0.1), None), (_weak(0.1, 1, 0.1) | {"conv 6": [0.1, 0.9]}, None),
])  # fmt: skip
def test_which_layers_lose_gradient(numbers, letter):
    decides(changed.decide_weak_layer, numbers, letter)


def test_a_centred_sigmoid_has_the_derivative_of_the_sigmoid():
    x = tf.constant([-3.0, 0.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        plain, centred = tf.sigmoid(x), changed.centred_sigmoid(x)
    assert (plain - centred).numpy() == pytest.approx([0.5] * 3)
    assert tape.gradient(centred, x).numpy() == pytest.approx(tape.gradient(plain, x).numpy())


@pytest.mark.parametrize(("plain", "centred", "letter"), [
    ([17, 130], [0.8, 1.4], "A"), ([17, 130], [20, 120], "B"), ([17, 130], [50, 400], "C"),
    ([17, 130], [1e10, 1e9], "D"), ([17, 130], [0.8, 20], None), ([3, 130], [1, 1], None),
])  # fmt: skip
def test_how_far_the_gradient_falls(plain, centred, letter):
    numbers = {"σ(x)": plain, "σ(x) − 1/2": centred}
    decides(changed.decide_centred_sigmoid, numbers, letter)


def test_only_in_the_middle_blocks_relu_moves_behind_the_sum():
    model = xception.small_xception(32, (4, 4, 4, 4), middle=2)
    network = changed.behind_the_sums(model)
    differing = {
        one.name for one, other in zip(model.layers, network.layers, strict=True)
        if type(one) is not type(other)
    }  # fmt: skip
    assert differing == {
        f"middle_{block}_{name}" for block in (1, 2) for name in ("conv_1_relu", "add")
    }
    assert [weight.shape for weight in network.weights] == [
        weight.shape for weight in model.weights
    ]


@pytest.mark.parametrize("directions", [
    {}, {"backward": False}, {"forward": False}, {"forward": False, "backward": False}
])  # fmt: skip
def test_a_sum_is_cut_off_at_0_in_the_directions_that_are_asked_for(directions):
    layer = changed.ActivatedSum(**directions)
    x = tf.constant([[-3.0, 1.0, 4.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer([x, tf.ones_like(x)])
    cut = [0.0, 2.0, 5.0] if layer.forward else [-2.0, 2.0, 5.0]
    assert y.numpy().tolist() == [cut]
    passed = [0.0, 1.0, 1.0] if layer.backward else [1.0, 1.0, 1.0]
    assert tape.gradient(y, x).numpy().tolist() == [passed]


@pytest.mark.parametrize(("behind", "letter"), [
    ([0.9, 1.2], "A"), ([0.4, 0.5], "B"), ([0.15, 0.1], "C"), ([0.05, 0.001], "D"),
    ([0.4, 0.2], None), ([0.5, 0.7], None),
])  # fmt: skip
def test_what_a_relu_behind_the_sum_does_to_the_gradient(behind, letter):
    numbers = {changed.BEFORE: [0.4, 0.4], changed.BEHIND: behind}
    decides(changed.decide_moved_relu, numbers, letter)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["C14", "Q15.why"])
def test_the_first_seed_can_be_measured_again(name, monkeypatch):
    skip_without_images(course.get("12"))
    monkeypatch.setattr(changed, "SEEDS", (1,))
    shipped, measured = cases.load_evidence(name).numbers, cases.CASES[name].measure()
    assert list(measured) == list(shipped)
    for network, values in measured.items():
        assert values == pytest.approx(shipped[network][:1], rel=0.02)
