"""Curves of theory, against numbers worked out by hand; what all diagrams share is in
test_diagrams."""

import re

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.figures import theory


def test_what_is_left_of_a_gradient_is_worked_out_by_hand():
    # A layer leaves 0.05 · √128 / 4 = 0.1414: after 2 layers 0.02, after 6 layers 8e-06.
    alt = theory.vanishing_diagram().alt
    assert "by 0.14 in each layer" in alt
    assert "1.0e+00, 1.4e-01, 2.0e-02, 2.8e-03, 4.0e-04, 5.7e-05, 8.0e-06" in alt


def test_the_derivatives_of_the_activations_are_worked_out_by_hand():
    # At ±3 the sigmoid's is 0.9526 · 0.0474 = 0.0452, tanh's 1 − 0.9951² = 0.0099.
    alt = theory.activation_diagram().alt
    assert "sigmoid: derivative at most 0.25, 0.05 at z = −3 and 0.05 at z = 3." in alt
    assert "tanh: derivative at most 1.00, 0.01 at z = −3 and 0.01 at z = 3." in alt
    assert "ReLU: derivative at most 1.00, 0.00 at z = −3 and 1.00 at z = 3." in alt


def test_the_updates_are_those_that_keras_makes():
    def first_step(optimizer, size):
        weight = keras.Variable(np.zeros(1, np.float32))
        optimizer.apply([keras.ops.convert_to_tensor(np.array([size], np.float32))], [weight])
        return f"{abs(float(weight.numpy()[0])):.1e}"

    alt = theory.adam_diagram().alt
    for name, kind in (("SGD(0.01)", lambda: keras.optimizers.SGD(0.01)),
                       ("Adam(), step 1", keras.optimizers.Adam)):  # fmt: skip
        steps = [f"{size:.0e} → {first_step(kind(), size)}" for size in (1e-7, 1e-5, 1e-1)]
        assert f"{name}: {', '.join(steps)}" in alt
    # In the end 0.001 · |g| / (|g| + 1e-7).
    assert "after many steps: 1e-07 → 5.0e-04, 1e-05 → 9.9e-04, 1e-01 → 1.0e-03" in alt


@pytest.mark.parametrize(("stddev", "expected"), [
    # Activations stay near 0.5: z spreads by 0.05 · √128 · 0.5, σ' is nearly 1/4 everywhere.
    (0.05, (0.2828, 0, 0.1414)),
    # Activations are 0 or 1, half of them each: z spreads by 10 · √64 = 80. Within ±2.944, where
    # nothing is saturated, lie 5.89 / (80 · √(2π)) = 2.9 %. ∫σ'² dz = 1/6, so that the mean of
    # σ'² is 1/6 / 200.5.
    (10.0, (80.0, 0.971, 3.26)),
])  # fmt: skip
def test_a_wide_sigmoid_layer_worked_out_by_hand(stddev, expected):
    assert theory._sigmoid_layer(stddev) == pytest.approx(expected, rel=0.03)


def test_normalized_columns_have_mean_0_and_standard_deviation_1():
    columns, spreads = theory._normalization_columns(True)
    assert len(columns) == len(spreads) == 6
    for values in columns:
        np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(values.std(axis=0), 1)
    assert min(spreads) > 0.1


def test_columns_that_are_not_normalized_fade_from_layer_to_layer():
    columns, spreads = theory._normalization_columns(False)
    for values, spread in zip(columns, spreads, strict=True):
        assert np.sqrt(np.mean(values.std(axis=0) ** 2)) == pytest.approx(spread)
    for earlier, later in zip(spreads, spreads[1:], strict=False):
        assert later < earlier / 5


def test_larger_weights_make_the_answer_to_a_small_step_more_ragged():
    counts = re.findall(r"stddev (\S+) there are (\d+) crossings", theory.response_diagram().alt)
    assert [stddev for stddev, _ in counts] == ["1", "10"]
    assert int(counts[0][1]) < int(counts[1][1])
