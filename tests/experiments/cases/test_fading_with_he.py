"""Gradients that are small for several reasons: what is changed, and what the lesson shows of it."""

import numpy as np
import pytest

from tests.conftest import skip_without_images
from vgkit import course
from vgkit.backend import keras
from vgkit.experiments import cases
from vgkit.experiments.cases import fading_with_he as fading
from vgkit.networks import cnn, starting_point


def test_at_the_border_fewer_places_of_a_window_lie_inside():
    assert fading.places_inside(1) == 1
    assert fading.places_inside(2) == 4
    assert fading.places_inside(4) == pytest.approx((10 / 4) ** 2)
    assert fading.places_inside(1000) == pytest.approx(9, abs=0.02)
    assert fading.places_inside(4, size=1) == 1


def test_kernels_are_scaled_by_what_lies_inside():
    model = cnn.vgg(6)
    starting_point.set_initial_weights(model)
    before = {weight.path: weight.numpy() for weight in model.weights}
    fading.scale_for_the_border(model)
    for weight in model.weights:
        factor = 1.0
        if weight.path.startswith("conv") and weight.path.endswith("kernel"):
            side = model.get_layer(weight.path.split("/")[0]).output.shape[1]
            factor = 3 / np.sqrt(fading.places_inside(side))
            assert factor > 1
        assert np.allclose(weight.numpy(), factor * before[weight.path]), weight.path


def test_the_changed_networks_differ_in_one_thing():
    plain, strided, wide = (
        fading.changed(6, **change) for change in ({}, {"strided": True}, {"wide": True})
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


def test_the_lesson_shows_that_the_zeros_around_the_image_do_most_of_it():
    numbers = cases.load_evidence("fading_with_he").numbers
    others = [found for name, found in numbers.items() if name != fading.SCALED]
    assert max(numbers[fading.SCALED]) < 2
    assert min(map(min, others)) > 3 and len(others) == 4


@pytest.mark.thorough
def test_the_first_seed_can_be_measured_again(monkeypatch):
    skip_without_images(course.get("12"))
    monkeypatch.setattr(fading, "SEEDS", (1,))
    shipped, measured = (
        cases.load_evidence("fading_with_he").numbers,
        fading.measure_fading_with_he(),
    )
    assert list(measured) == list(shipped)
    for network, values in measured.items():
        assert values == pytest.approx(shipped[network][:1], rel=0.02)
