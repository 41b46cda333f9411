"""The map against networks measured one at a time, and theory against numbers worked out by hand."""

import doctest
import warnings

import numpy as np
import pytest

from tests.conftest import tiny_images
from vgkit import data
from vgkit.course import EXERCISES
from vgkit.diagnostics import gradient_map, gradients
from vgkit.errors import VgkitError
from vgkit.figures import theory
from vgkit.messages import set_language
from vgkit.networks import mlp, starting_point
from vgkit.training import records

HE = np.sqrt(2 / 128)
EPSILON = np.finfo(np.float32).eps
LECUN = np.sqrt(1 / 128)


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
@pytest.mark.parametrize("activation", gradient_map.ACTIVATIONS)
def test_the_map_agrees_with_networks_measured_one_at_a_time(activation, images):
    stddevs, depths = [0.05, 0.3], [1, 2, 6]
    first, last = gradient_map.gradient_norms(activation, stddevs, depths, images)
    expected = np.array(
        [[one_at_a_time(activation, s, d, images) for d in depths] for s in stddevs]
    )
    np.testing.assert_allclose(first, expected[..., 0], rtol=1e-3)
    np.testing.assert_allclose(last, expected[..., 1], rtol=1e-3)
    ratios = gradient_map.gradient_ratios(activation, stddevs, depths, images)
    np.testing.assert_allclose(ratios, expected[..., 0] / expected[..., 1], rtol=1e-3)


def test_the_map_agrees_at_depth_30(images):
    for activation, stddev in (("sigmoid", 0.6), ("tanh", 0.1), ("relu", HE)):
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


@pytest.mark.parametrize("function", [gradient_map.gradient_ratios, gradient_map.mean_field])
def test_an_unknown_activation_is_told_which_are_known(function):
    with pytest.raises(VgkitError) as error:
        function("softmax", [0.05])
    assert "'softmax'" in str(error.value)
    assert ", ".join(gradient_map.ACTIVATIONS) in str(error.value)


def test_the_error_speaks_vietnamese():
    set_language("vi")
    with pytest.raises(VgkitError, match="Bản đồ không biết activation 'tahn'"):
        gradient_map.mean_field("tahn", [0.05])


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


def test_the_recommended_stddevs():
    expected = {"LeCun": 0.08839, "Glorot": 0.08839, "He": 0.125}
    assert gradient_map.RECOMMENDED.keys() == expected.keys()
    assert list(gradient_map.RECOMMENDED.values()) == pytest.approx(
        list(expected.values()), rel=1e-4
    )


def test_relu_is_critical_at_the_stddev_of_he():
    # Half of the pre-activations pass, whatever their size: χ₁ = σ_w² / 2, and so goes q.
    found = gradient_map.mean_field("relu", [0.05, HE, 0.3])
    assert found.chi == pytest.approx([0.16, 1, 5.76])
    assert found.growth == pytest.approx(found.chi)
    assert found.variance[0] == 0
    assert found.variance[2] == np.inf
    assert found.ratio_factor == pytest.approx([1, 1, 1])
    assert found.signal_factor == pytest.approx([0.4, 1, 2.4])


def test_tanh_is_critical_at_the_stddev_of_lecun():
    # Below it tanh is linear in the end, q* = 0 and χ₁ = σ_w². At it q creeps to 0 as 1 / (2 l): with
    # tanh²(z) = z² − ⅔ z⁴ and E z⁴ = 3 q² a layer takes 2 q² away, and leaves χ₁ = 1 − 2 q.
    found = gradient_map.mean_field("tanh", [0.05, LECUN, 0.12, 1.0])
    assert found.chi[0] == pytest.approx(0.32)
    assert found.variance[0] == 0
    assert found.chi[1] == pytest.approx(1 - 1 / 500, abs=1e-4)
    assert 1 < found.chi[2] < found.chi[3]
    assert found.growth[2:] == pytest.approx([1, 1])


def test_selu_keeps_variance_1_at_the_stddev_of_lecun():
    # The fixed point that it was made for (Klambauer et al., 2017).
    found = gradient_map.mean_field("selu", [LECUN])
    assert found.variance == pytest.approx([1], abs=1e-5)
    assert found.growth == pytest.approx([1])


@pytest.mark.parametrize("activation", ["gelu", "swish"])
def test_gelu_and_swish_are_linear_near_0_and_like_relu_far_away(activation):
    # φ'(0) = ½: a fading signal has χ₁ = σ_w² / 4. A growing one has σ_w² / 2.
    found = gradient_map.mean_field(activation, [0.05, 0.13, 1.0])
    assert found.chi == pytest.approx([0.08, 128 * 0.13**2 / 2, 64], rel=1e-5)


@pytest.mark.parametrize("stddev", [0.05, 0.5, 1.0, 10.0])
def test_sigmoid_agrees_with_the_course_s_other_way_of_working_it_out(stddev):
    spread, _, factor = theory._sigmoid_layer(stddev)
    found = gradient_map.mean_field("sigmoid", [stddev])
    assert np.sqrt(found.variance) == pytest.approx([spread], rel=1e-3)
    assert found.signal_factor == pytest.approx([factor], rel=1e-3)


def test_sigmoid_far_out_worked_out_by_hand():
    # Half of the activations are 1: q* = σ_w² / 2. ∫σ'² dz = 1/6: E σ'² = 1 / (6 √(2π q*)), and
    # χ₁ = σ_w / (6 √π). Nodes of a quadrature that miss the peak of σ' would show here.
    found = gradient_map.mean_field("sigmoid", [1000.0])
    assert found.chi == pytest.approx([1000 * np.sqrt(128) / 6 / np.sqrt(np.pi)], rel=1e-3)


@pytest.mark.parametrize("stddev", [0.05, 0.4, 1.0])
def test_sigmoid_agrees_with_a_wide_random_network(stddev):
    units, layers = 1500, 10
    generator = np.random.default_rng(4)
    sigma = stddev * np.sqrt(128 / units)
    h, back = generator.uniform(size=units), generator.normal(size=units)
    variances, factors = [], []
    for _ in range(layers):
        kernel = sigma * generator.normal(size=(units, units))
        z = h @ kernel
        h = 1 / (1 + np.exp(-z))
        variances.append(np.mean(z**2))
        # A kernel drawn anew, as the theory assumes of the way back.
        passed = sigma * generator.normal(size=(units, units)) @ (h * (1 - h) * back)
        factors.append(np.mean(passed**2) / np.mean(back**2))
    found = gradient_map.mean_field("sigmoid", [stddev])
    assert found.variance[0] == pytest.approx(np.mean(variances[3:]), rel=0.05)
    assert found.chi[0] == pytest.approx(np.mean(factors[3:]), rel=0.05)


@pytest.mark.parametrize(
    ("activation", "stddev", "chaotic"),
    [("sigmoid", 0.05, False), ("relu", 3.0, False), ("sigmoid", 10.0, True), ("tanh", 2.0, True)],
)
def test_where_rounding_errors_grow(activation, stddev, chaotic, images, monkeypatch):
    assert gradient_map.mean_field(activation, [stddev]).chaotic.tolist() == [chaotic]
    before = gradient_map.gradient_norms(activation, [stddev], [12], images)[0]
    drawn, signs = starting_point.normal_kernel, np.random.default_rng(0)

    def nudged(shape, seed, **settings):
        return drawn(shape, seed, **settings) * (1 + signs.choice([-1, 1], shape) * EPSILON)

    monkeypatch.setattr(starting_point, "normal_kernel", nudged)
    change = abs(gradient_map.gradient_norms(activation, [stddev], [12], images)[0] / before - 1)
    assert (change > 0.01) == chaotic
    assert change > 0


def test_what_follows_from_chi():
    chi = np.array([np.exp(-0.5), np.exp(0.25), 1.0])
    found = gradient_map.MeanField(np.ones(3), np.array([1.0, 4.0, 1.0]), chi)
    assert found.depth_scale == pytest.approx([2, -4, -np.inf])
    assert found.signal_factor == pytest.approx([np.exp(-0.25), np.exp(0.125), 1])
    assert found.ratio_factor == pytest.approx([np.exp(-0.25), np.exp(0.125) / 2, 1])
    # exp(−0.25) for every layer passed: e⁻¹ after four, at depth 5. The others never fall.
    np.testing.assert_allclose(found.depth_to(np.exp(-1)), [5, np.nan, np.nan])
    np.testing.assert_allclose(found.depth_to(np.exp(1)), [np.nan, 9, np.nan])


@pytest.mark.parametrize(
    ("activation", "stddev"), [("sigmoid", 0.05), ("tanh", 0.05), ("relu", 0.2)]
)
def test_theory_tells_what_a_layer_does_to_the_gradient(activation, stddev, images):
    depths = range(5, 16)
    first, last = gradient_map.gradient_norms(activation, [stddev], depths, images)
    found = gradient_map.mean_field(activation, [stddev])
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
