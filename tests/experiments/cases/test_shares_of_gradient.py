"""Gradients that are small for several reasons: what is changed, and what the numbers decide."""

import numpy as np
import pytest

from tests.conftest import random_images, skip_without_images
from tests.experiments.cases.deciding import decides
from vgkit import course
from vgkit.backend import keras
from vgkit.experiments import cases
from vgkit.experiments.cases import shares_of_gradient as shares
from vgkit.networks import cnn, starting_point


@pytest.mark.parametrize(("with_max", "letter"), [
    ([60, 70], "A"), ([15, 18], "B"), ([230, 170], "C"), ([120, 130], "D"),
    ([230, 120], None), ([60, 18], None),
])  # fmt: skip
def test_what_average_pooling_does_to_the_ratio(with_max, letter):
    numbers = {shares.OLD: [250, 250], shares.WITH_MAX: with_max, shares.WITH_RELU: [0.5, 0.5]}
    decides(shares.decide_halves_of_1998, numbers, letter)


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


def test_on_the_large_scale_an_error_is_larger_and_conv_1_sees_255_times_as_much():
    model, count = cnn.color_convnet(), shares.COUNT
    starting_point.set_initial_weights(model)
    images = random_images((32, 32, 3), train=count, test=1)
    pixels, labels = images.x_train.astype("float32"), images.y_train
    small, large = (shares.large_pixels(model, x, labels) for x in (pixels / 255, pixels))
    ratios = {name: large[name] / small[name] for name in small}
    assert 1 < ratios[shares.ERROR] < 1.5
    assert 200 < ratios[shares.EACH] < 500
    assert small[shares.BATCH] < small[shares.EACH]


def _pixels(mean, error, way_back):
    ratios = {shares.BATCH: 255 * mean * error * way_back, shares.EACH: 255 * error * way_back}
    return {name: [value] * 2 for name, value in (ratios | {shares.ERROR: error}).items()}


@pytest.mark.parametrize(("numbers", "letter"), [
    (_pixels(6, 1.3, 1), "B"), (_pixels(1.3, 4, 1), "C"), (_pixels(1.3, 1.2, 5), "D"),
    (_pixels(2, 1.8, 1), None), (_pixels(1, 1, 1), None),
    (_pixels(6, 1.3, 1) | {shares.BATCH: [2000, 255]}, None),
])  # fmt: skip
def test_what_the_factor_beyond_255_is_due_to(numbers, letter):
    decides(shares.decide_large_pixels, numbers, letter)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["Q12.why", "Q13.why"])
def test_the_first_seed_can_be_measured_again(name, monkeypatch):
    skip_without_images(course.get("12"))
    monkeypatch.setattr(shares, "SEEDS", (1,))
    shipped, measured = cases.load_evidence(name).numbers, cases.CASES[name].measure()
    assert list(measured) == list(shipped)
    for network, values in measured.items():
        assert values == pytest.approx(shipped[network][:1], rel=0.02)
