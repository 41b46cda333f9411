"""The map against networks measured one at a time, and against what theory expects."""

import doctest
import warnings

import numpy as np
import pytest

from tests.conftest import thorough_but, tiny_images
from vgkit import data
from vgkit.course import EXERCISES
from vgkit.diagnostics import gradient_map, gradients
from vgkit.diagnostics.activations import MAPPED_ACTIVATIONS
from vgkit.diagnostics.mean_field import mean_field
from vgkit.errors import VgkitError
from vgkit.networks import mlp, starting_point
from vgkit.training import records

HE = np.sqrt(2 / 128)
EPSILON = np.finfo(np.float32).eps


@pytest.fixture(scope="module")
def images():
    return tiny_images()


def one_at_a_time(activation, stddev, depth, images):
    model = mlp.mlp(depth, stddev, activation)
    starting_point.set_initial_weights(model)
    norms = gradients.measure(model, *gradients.probe(images), gradients.kernels(model))
    return norms["gradient_norm"][0], norms["gradient_norm"][-1]


# Both multiply the same float32 matrices. Where the processor adds their products up in the same
# order they agree to about 1e-7; where matrices of other shapes are added up in another order, the
# rounding differs, and each of the layers passes it on. 1e-3 leaves room for that.
@pytest.mark.parametrize("activation", MAPPED_ACTIVATIONS)
def test_the_map_agrees_with_networks_measured_one_at_a_time(activation, images):
    stddevs, depths = [0.05, 0.3], [1, 3]
    first, last = gradient_map.gradient_norms(activation, stddevs, depths, images)
    expected = np.array(
        [[one_at_a_time(activation, s, d, images) for d in depths] for s in stddevs]
    )
    np.testing.assert_allclose(first, expected[..., 0], rtol=1e-3)
    np.testing.assert_allclose(last, expected[..., 1], rtol=1e-3)
    ratios = gradient_map.gradient_ratios(activation, stddevs, depths, images)
    np.testing.assert_allclose(ratios, expected[..., 0] / expected[..., 1], rtol=1e-3)


@pytest.mark.parametrize(
    ("activation", "stddev"),
    thorough_but([("sigmoid", 0.6)], [("sigmoid", 0.6), ("tanh", 0.1), ("relu", HE)]),
)
def test_the_map_agrees_at_depth_30(activation, stddev, images):
    first, last = one_at_a_time(activation, stddev, 30, images)
    ratio = gradient_map.gradient_ratios(activation, [stddev], [30], images)
    assert ratio[0, 0] == pytest.approx(first / last, rel=1e-3)


def test_pixels_are_taken_as_the_data_set_scales_them(images):
    scaled = data.prepare(images, pixels="0-1")
    ratio = gradient_map.gradient_ratios("tanh", [0.05], [2], scaled)[0, 0]
    first, last = one_at_a_time("tanh", 0.05, 2, scaled)
    assert ratio == pytest.approx(first / last, rel=1e-3)
    unscaled = gradient_map.gradient_ratios("tanh", [0.05], [2], images)[0, 0]
    assert ratio != pytest.approx(unscaled, rel=0.1)


@pytest.mark.parametrize("name", ["baseline_3", "baseline_5", "baseline_7", "1a", "2"])
def test_the_map_agrees_with_the_shipped_records(name, real_data):
    norms = records.load_reference(name).snapshot(0)["gradient_norm"]
    settings = {"depth": 7, "stddev": 0.05, "activation": "sigmoid"} | EXERCISES[name].settings
    ratio = gradient_map.gradient_ratios(
        settings["activation"], [settings["stddev"]], [settings["depth"]]
    )
    tolerance = EXERCISES[name].gradient_tolerance
    assert ratio[0, 0] == pytest.approx(norms[0] / norms[-1], rel=tolerance)


def test_depths_may_come_in_any_order(images):
    mixed = gradient_map.gradient_ratios("tanh", [0.1, 0.2], (5, 2, 5), images)
    ordered = gradient_map.gradient_ratios("tanh", [0.1, 0.2], range(1, 6), images)
    np.testing.assert_allclose(mixed, ordered[:, [4, 1, 4]], rtol=1e-6)


def test_numbers_that_float32_cannot_hold_come_out_as_they_are(images):
    # Sigmoid: each of 29 layers leaves less than 1e-5 of the gradient, the output sees 0.5.
    # ReLU: at 1e-3 both ends vanish, at 1e3 activations grow beyond 1e38.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert gradient_map.gradient_ratios("sigmoid", [1e-6], [30], images)[0, 0] == 0
        assert np.isnan(gradient_map.gradient_ratios("relu", [1e-3, 1e3], [30], images)).all()
        first, last = gradient_map.gradient_norms("relu", [1e-3], [30], images)
    assert first[0, 0] == last[0, 0] == 0


def test_norms_are_not_lost_where_their_squares_would_be(images):
    ratio = gradient_map.gradient_ratios("sigmoid", [0.01], range(1, 22), images)[0]
    assert 1e-38 < ratio[-1] < 1e-25
    # From depth to depth the same factor: 0.01 · √128 / 4 = 0.0283, and a little noise.
    assert (ratio[20] / ratio[10]) ** 0.1 == pytest.approx(0.0283, rel=0.05)


@pytest.mark.parametrize("depths", [[0, 1], [2.5], []])
def test_depths_must_be_integers_from_1(depths, images):
    with pytest.raises(VgkitError) as error:
        gradient_map.gradient_norms("relu", [0.05], depths, images)
    assert "integers from 1" in str(error.value)
    assert str(depths) in str(error.value)


def test_the_factor_per_layer_is_that_of_a_geometric_sequence():
    depths = np.arange(1, 21)
    norms = np.array([3 * 0.5**depths, 7 * 2.0**depths])
    norms[:, :4] = 1e9  # shallower than the fit looks
    norms[0, 15], norms[1, 10], norms[1, 11] = 0, np.inf, np.nan
    assert gradient_map.factor_per_layer(norms, depths) == pytest.approx([0.5, 2])


def test_no_factor_per_layer_from_fewer_than_five_networks():
    norms = np.array([[1.0] * 9, [1.0] * 8 + [0.0]])
    factors = gradient_map.factor_per_layer(norms, range(1, 10))
    assert factors[0] == pytest.approx(1)
    assert np.isnan(factors[1])


@pytest.mark.parametrize(
    ("activation", "stddev", "chaotic"),
    [("sigmoid", 0.05, False), ("relu", 3.0, False), ("sigmoid", 10.0, True), ("tanh", 2.0, True)],
)
def test_where_rounding_errors_grow(activation, stddev, chaotic, images, monkeypatch):
    assert mean_field(activation, [stddev]).chaotic.tolist() == [chaotic]
    before = gradient_map.gradient_norms(activation, [stddev], [12], images)[0]
    drawn, signs = starting_point.normal_kernel, np.random.default_rng(0)

    def nudged(shape, seed, **settings):
        return drawn(shape, seed, **settings) * (1 + signs.choice([-1, 1], shape) * EPSILON)

    monkeypatch.setattr(starting_point, "normal_kernel", nudged)
    change = abs(gradient_map.gradient_norms(activation, [stddev], [12], images)[0] / before - 1)
    assert (change > 0.01) == chaotic
    assert change > 0


@pytest.mark.parametrize(
    ("activation", "stddev"), [("sigmoid", 0.05), ("tanh", 0.05), ("relu", 0.2)]
)
def test_theory_tells_what_a_layer_does_to_the_gradient(activation, stddev, images):
    depths = range(5, 16)
    first, last = gradient_map.gradient_norms(activation, [stddev], depths, images)
    found = mean_field(activation, [stddev])
    assert gradient_map.factor_per_layer(first, depths) == pytest.approx(
        found.signal_factor, rel=0.1
    )
    assert gradient_map.factor_per_layer(first / last, depths) == pytest.approx(
        found.ratio_factor, rel=0.1
    )


def test_the_examples_in_the_docstrings(real_data):
    result = doctest.testmod(gradient_map)
    assert result.failed == 0
    assert result.attempted > 0
