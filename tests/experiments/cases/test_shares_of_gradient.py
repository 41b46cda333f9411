"""Gradients that are small for several reasons: what is changed, and what the numbers decide."""

import numpy as np
import pytest

from tests.conftest import random_images, skip_without_images
from tests.experiments.cases.deciding import decides
from vgkit import course
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments import cases
from vgkit.experiments.cases import shares_of_gradient as shares
from vgkit.networks import cnn, starting_point


def test_the_norms_are_those_of_the_first_and_the_last_kernel():
    model = cnn.lenet()
    starting_point.set_initial_weights(model)
    images = random_images((28, 28, 1), train=4, test=1)
    pixels, labels = images.to_input(images.x_train), images.y_train
    measured = gradients.measure(model, pixels, labels, gradients.kernels(model))
    norms = measured["gradient_norm"]
    assert shares.outer_norms(model, pixels, labels) == pytest.approx([norms[0], norms[-1]], 1e-4)


@pytest.mark.parametrize(("apart", "letter"), [
    ([1, 3], "A"), ([60, 100], "B"), ([230, 300], "C"), ([800, 900], "D"),
    ([230, 100], None), ([3, 60], None), ([500, 900], None),
])  # fmt: skip
def test_what_becomes_of_the_ratio_when_images_are_apart(apart, letter):
    decides(shares.decide_images_apart, {shares.TOGETHER: [250, 250], shares.APART: apart}, letter)


def test_at_the_border_fewer_places_of_a_window_lie_inside():
    assert shares.places_inside(1) == 1
    assert shares.places_inside(2) == 4
    assert shares.places_inside(4) == pytest.approx((10 / 4) ** 2)
    assert shares.places_inside(1000) == pytest.approx(9, abs=0.02)
    assert shares.places_inside(4, size=1) == 1


def test_kernels_are_scaled_by_what_lies_inside():
    model = cnn.vgg(6)
    starting_point.set_initial_weights(model)
    before = {weight.path: weight.numpy() for weight in model.weights}
    shares.scale_for_the_border(model)
    for weight in model.weights:
        factor = 1.0
        if weight.path.startswith("conv") and weight.path.endswith("kernel"):
            side = model.get_layer(weight.path.split("/")[0]).output.shape[1]
            factor = 3 / np.sqrt(shares.places_inside(side))
            assert factor > 1
        assert np.allclose(weight.numpy(), factor * before[weight.path]), weight.path


def test_the_changed_networks_differ_in_one_thing():
    plain, strided, wide = (
        shares.changed(6, **change) for change in ({}, {"strided": True}, {"wide": True})
    )
    assert [w.shape for w in plain.weights] == [w.shape for w in strided.weights]
    assert plain.output_shape == strided.output_shape == wide.output_shape
    assert [layer.output.shape for layer in plain.layers] == [
        layer.output.shape for layer in strided.layers
    ]
    for one, other in zip(plain.layers, wide.layers, strict=True):
        if isinstance(one, keras.layers.Conv2D):
            assert other.filters == 2 * one.filters
    strided.set_weights(plain.get_weights())
    x = np.random.default_rng(0).uniform(0, 1, (2, 32, 32, 3))
    assert not np.allclose(plain(x), strided(x))


def _ratios(*gone):
    names = (shares.AS_IT_IS, shares.NO_MAX, shares.ALONE, shares.WIDE, shares.SCALED)
    return {name: [1.5, 0.1] if name in gone else [50, 6] for name in names}


@pytest.mark.parametrize(("numbers", "letter"), [
    (_ratios(shares.NO_MAX), "A"), (_ratios(shares.ALONE), "B"), (_ratios(shares.WIDE), "C"),
    (_ratios(shares.SCALED), "D"), (_ratios(), None), (_ratios(shares.ALONE, shares.WIDE), None),
    (_ratios(shares.SCALED) | {shares.ALONE: [6, 2.5]}, None),
    (_ratios(shares.AS_IT_IS), None),
])  # fmt: skip
def test_which_change_takes_the_fading_away(numbers, letter):
    decides(shares.decide_fading_with_he, numbers, letter)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["Q11.why", "Q12.why"])
def test_the_first_seed_can_be_measured_again(name, monkeypatch):
    skip_without_images(course.get("12"))
    monkeypatch.setattr(shares, "SEEDS", (1,))
    shipped, measured = cases.load_evidence(name).numbers, cases.CASES[name].measure()
    assert list(measured) == list(shipped)
    for network, values in measured.items():
        assert values == pytest.approx(shipped[network][:1], rel=0.02)
