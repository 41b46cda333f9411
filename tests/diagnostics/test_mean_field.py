"""Mean-field theory against numbers worked out by hand, other ways of computing them, and networks."""

import doctest

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.diagnostics import gradient_map
from vgkit.diagnostics import mean_field as module
from vgkit.diagnostics.mean_field import RECOMMENDED, MeanField, fans, mean_field

HE = np.sqrt(2 / 128)
LECUN = np.sqrt(1 / 128)


def test_the_recommended_stddevs():
    expected = {"LeCun": 0.08839, "Glorot": 0.08839, "He": 0.125}
    assert RECOMMENDED.keys() == expected.keys()
    assert list(RECOMMENDED.values()) == pytest.approx(list(expected.values()), rel=1e-4)


def test_relu_is_critical_at_the_stddev_of_he():
    # Half of the pre-activations pass, whatever their size: χ₁ = σ_w² / 2, and so goes q.
    found = mean_field("relu", [0.05, HE, 0.3])
    assert found.chi == pytest.approx([0.16, 1, 5.76])
    assert found.growth == pytest.approx(found.chi)
    assert found.variance[0] == 0
    assert found.variance[2] == np.inf
    assert found.ratio_factor == pytest.approx([1, 1, 1])
    assert found.signal_factor == pytest.approx([0.4, 1, 2.4])


def test_tanh_is_critical_at_the_stddev_of_lecun():
    # Below it tanh is linear in the end, q* = 0 and χ₁ = σ_w². At it q creeps to 0 as 1 / (2 l): with
    # tanh²(z) = z² − ⅔ z⁴ and E z⁴ = 3 q² a layer takes 2 q² away, and leaves χ₁ = 1 − 2 q.
    found = mean_field("tanh", [0.05, LECUN, 0.12, 1.0])
    assert found.chi[0] == pytest.approx(0.32)
    assert found.variance[0] == 0
    assert found.chi[1] == pytest.approx(1 - 1 / 500, abs=1e-4)
    assert 1 < found.chi[2] < found.chi[3]
    assert found.growth[2:] == pytest.approx([1, 1])


def test_selu_keeps_variance_1_at_the_stddev_of_lecun():
    # The fixed point that it was made for (Klambauer et al., 2017).
    found = mean_field("selu", [LECUN])
    assert found.variance == pytest.approx([1], abs=1e-5)
    assert found.growth == pytest.approx([1])


@pytest.mark.parametrize("activation", ["gelu", "swish"])
def test_gelu_and_swish_are_linear_near_0_and_like_relu_far_away(activation):
    # φ'(0) = ½: a fading signal has χ₁ = σ_w² / 4. A growing one has σ_w² / 2.
    found = mean_field(activation, [0.05, 0.13, 1.0])
    assert found.chi == pytest.approx([0.08, 128 * 0.13**2 / 2, 64], rel=1e-5)


def sigmoid_layer(stddev, units=128):
    """The same theory of a sigmoid layer by a plain iteration in NumPy, on an even grid of u.

    Returns:
        `(spread, saturated, factor)`: standard deviation of z; share of activations below 0.05
        or above 0.95; the factor for the gradient's norm.
    """
    u = np.linspace(-8, 8, 4001)
    share = np.exp(-(u**2) / 2)
    share /= share.sum()
    h = np.full_like(u, 0.5)
    for _ in range(100):
        spread = stddev * np.sqrt(units * np.sum(share * h**2))
        h = (1 + np.tanh(spread * u / 2)) / 2
    saturated = np.sum(share[(h < 0.05) | (h > 0.95)])
    factor = stddev * np.sqrt(units * np.sum(share * (h * (1 - h)) ** 2))
    return float(spread), float(saturated), float(factor)


@pytest.mark.parametrize("stddev", [0.02, 0.05, 0.5, 1.0, 10.0, 20.0])
def test_sigmoid_agrees_with_a_plain_iteration_in_numpy(stddev):
    spread, saturated, factor = sigmoid_layer(stddev)
    found = mean_field("sigmoid", [stddev])
    assert np.sqrt(found.variance) == pytest.approx([spread], rel=1e-8)
    assert found.signal_factor == pytest.approx([factor], rel=1e-8)
    # The grid decides for whole steps of u whether they are saturated.
    assert found.share_beyond(np.log(19)) == pytest.approx([saturated], abs=2e-3)


@pytest.mark.parametrize(("stddev", "expected"), [
    # Activations stay near 0.5: z spreads by 0.05 · √128 · 0.5, σ' is nearly 1/4 everywhere.
    (0.05, (0.2828, 0, 0.1414)),
    # Activations are 0 or 1, half of them each: z spreads by 10 · √64 = 80. Within ±2.944, where
    # nothing is saturated, lie 5.89 / (80 · √(2π)) = 2.9 %. ∫σ'² dz = 1/6, so that the mean of
    # σ'² is 1/6 / 200.5.
    (10.0, (80.0, 0.971, 3.26)),
])  # fmt: skip
def test_a_wide_sigmoid_layer_worked_out_by_hand(stddev, expected):
    found = mean_field("sigmoid", [stddev])
    (saturated,) = found.share_beyond(np.log(19))
    worked_out = np.sqrt(found.variance[0]), saturated, found.signal_factor[0]
    assert worked_out == pytest.approx(expected, rel=0.03)


def test_the_share_beyond_a_limit_is_that_of_a_normal_distribution():
    found = MeanField(np.array([1.0, 4.0, 0.0, np.inf]), np.ones(4), np.ones(4))
    # 4.55 % lie beyond two standard deviations, 31.7 % beyond one.
    assert found.share_beyond(2.0) == pytest.approx([0.0455, 0.3173, 0, 1], abs=1e-4)


def test_sigmoid_far_out_worked_out_by_hand():
    # Half of the activations are 1: q* = σ_w² / 2. ∫σ'² dz = 1/6: E σ'² = 1 / (6 √(2π q*)), and
    # χ₁ = σ_w / (6 √π). Nodes of a quadrature that miss the peak of σ' would show here.
    found = mean_field("sigmoid", [1000.0])
    assert found.chi == pytest.approx([1000 * np.sqrt(128) / 6 / np.sqrt(np.pi)], rel=1e-3)


@pytest.mark.parametrize("stddev", [0.05, 0.4, 1.0])
def test_sigmoid_agrees_with_a_wide_random_network(stddev):
    units, layers = 700, 10
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
    found = mean_field("sigmoid", [stddev])
    assert found.variance[0] == pytest.approx(np.mean(variances[3:]), rel=0.05)
    assert found.chi[0] == pytest.approx(np.mean(factors[3:]), rel=0.05)


def test_what_follows_from_chi():
    chi = np.array([np.exp(-0.5), np.exp(0.25), 1.0])
    found = MeanField(np.ones(3), np.array([1.0, 4.0, 1.0]), chi)
    assert found.depth_scale == pytest.approx([2, -4, -np.inf])
    assert found.signal_factor == pytest.approx([np.exp(-0.25), np.exp(0.125), 1])
    assert found.ratio_factor == pytest.approx([np.exp(-0.25), np.exp(0.125) / 2, 1])
    # exp(−0.25) for every layer passed: e⁻¹ after four, at depth 5. The others never fall.
    np.testing.assert_allclose(found.depth_to(np.exp(-1)), [5, np.nan, np.nan])
    np.testing.assert_allclose(found.depth_to(np.exp(1)), [np.nan, 9, np.nan])


@pytest.mark.parametrize(("shape", "expected"), [
    ((784, 128), (784, 128)), ((3, 3, 3, 16), (27, 144)), ((5, 1, 2, 7), (10, 35)),
])  # fmt: skip
def test_fans_are_those_that_keras_initializers_count_with(shape, expected):
    assert fans(shape) == expected
    # Uniform on ±limit, with limit² = 3 / fan: the largest of many draws comes close to it.
    for fan, mode in zip(expected, ("fan_in", "fan_out"), strict=True):
        draw = keras.initializers.VarianceScaling(1.0, mode, "uniform", seed=1)
        largest = float(keras.ops.max(keras.ops.abs(draw(shape))))
        assert largest == pytest.approx(np.sqrt(3 / fan), rel=0.06)


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "tanh"])
def test_theory_knows_a_convolution_by_its_fan_in(activation):
    # Three times three times 64 products, and 128 of a dense layer, at the same σ_w.
    few, many = (
        mean_field(activation, np.array([0.7, 1.0, 1.5]) / np.sqrt(fan_in), fan_in)
        for fan_in in (128, 576)
    )
    assert few.chi == pytest.approx(many.chi)
    assert few.variance == pytest.approx(many.variance)


def test_theory_of_convolutions_agrees_with_convolutions():
    filters, count = 128, 5
    generator = np.random.default_rng(2)
    growths = []
    for _ in range(8):
        x = generator.normal(size=(1, 16, 16, filters)).astype(np.float32)
        squares = []
        for _ in range(count):
            kernel = generator.normal(size=(3, 3, filters, filters)) / np.sqrt(9 * filters)
            x = keras.ops.relu(keras.ops.conv(x, kernel.astype(np.float32), padding="valid"))
            squares.append(float(keras.ops.mean(x**2)))
        growths.append((squares[-1] / squares[0]) ** (1 / (count - 1)))
    expected = mean_field("relu", [1 / np.sqrt(9 * filters)], 9 * filters).growth
    assert expected == pytest.approx([0.5])
    assert np.mean(growths) == pytest.approx(0.5, rel=0.05)


def test_notebooks_find_theory_beside_the_map():
    assert gradient_map.mean_field is mean_field
    assert gradient_map.RECOMMENDED is RECOMMENDED
    assert gradient_map.MeanField is MeanField


def test_the_examples_in_the_docstrings():
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0


def test_shown_bare_it_is_one_line():
    assert (
        repr(mean_field("relu", [0.05, HE, 0.3])) == "MeanField(stddevs: 3, chi=[0.16 1.   5.76])"
    )
    assert len(repr(mean_field("relu", np.linspace(0.05, 0.3, 100)))) < 80
