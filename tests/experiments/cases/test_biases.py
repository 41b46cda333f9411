"""Question C7: what its network starts from, and what decides between its options."""

import numpy as np
import pytest

from vgkit.experiments import variations
from vgkit.experiments.cases import biases
from vgkit.networks import starting_point


def test_only_the_biases_of_hidden_layers_differ_from_the_starting_point():
    ours, plain = (variations.build(biases.FADING) for _ in range(2))
    biases.start(ours, 0.1, seed=3)
    starting_point.set_initial_weights(plain, 3)
    *hidden, output = zip(ours.layers[1:], plain.layers[1:], strict=True)
    assert len(hidden) == 20
    for layer, start in hidden:
        assert layer.activation.__name__ == "relu"
        np.testing.assert_array_equal(layer.get_weights()[0], start.get_weights()[0])
        np.testing.assert_allclose(layer.get_weights()[1], 0.1)
    for found, start in zip(*(layer.get_weights() for layer in output), strict=True):
        np.testing.assert_array_equal(found, start)
    assert not np.any(output[0].get_weights()[1])


def _numbers(first, ratio, seeds=5):
    """Made-up numbers: by what biases of 0.1 multiply the norm of hidden 1, and the ratio."""
    return {
        "bias 0, hidden 1": [1e-6] * seeds,
        "bias 0, hidden 1 / output": [2.0] * seeds,
        "bias 0.1, hidden 1": [1e-6 * factor for factor in first],
        "bias 0.1, hidden 1 / output": [2.0 * factor for factor in ratio],
    }


@pytest.mark.parametrize(("letter", "first", "ratio"), [
    ("A", [1, 2, 0.5, 3, 1], [1, 1, 2, 0.4, 3]),
    ("B", [40] * 5, [20] * 5),
    ("C", [40] * 5, [0.01] * 5),
    ("D", [0.01] * 5, [1, 2, 0.5, 1, 1]),
])  # fmt: skip
def test_what_holds_for_every_seed_decides(letter, first, ratio):
    assert biases.decide_biases(_numbers(first, ratio)) == letter


@pytest.mark.parametrize(("first", "ratio"), [
    ([40, 40, 40, 40, 5], [0.01] * 5),
    ([40] * 5, [0.01, 0.01, 0.01, 0.01, 0.5]),
    ([40] * 5, [1] * 5),
    ([0.01] * 5, [0.01] * 5),
    ([float("nan")] * 5, [0.01] * 5),
])  # fmt: skip
def test_what_does_not_hold_for_every_seed_decides_nothing(first, ratio):
    with pytest.raises(ValueError, match="holding: none"):
        biases.decide_biases(_numbers(first, ratio))
