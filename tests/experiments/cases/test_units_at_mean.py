"""Lesson 6's third why: units that give their mean, how many they are, and what decides."""

import numpy as np
import pytest

from tests.experiments.cases.deciding import decides
from vgkit.backend import keras
from vgkit.experiments.cases import units_at_mean
from vgkit.networks import mlp, starting_point
from vgkit.networks.description import kernel_layers


@pytest.mark.parametrize("factor", [1.0, 2.5])
def test_the_layer_computes_as_if_units_before_it_gave_their_mean(factor):
    draw = np.random.default_rng(1)
    h = draw.random((5, 128), np.float32)
    means, kept = draw.random(128), np.arange(128) < 40
    layer = keras.layers.Dense(7, activation="sigmoid", bias_initializer="normal")
    layer.build((None, 128))
    expected = layer(np.where(kept, means + factor * (h - means), means).astype(np.float32)).numpy()
    assert not np.allclose(layer(h), expected, atol=1e-2)
    units_at_mean.put_to_mean(layer, means, kept, factor)
    np.testing.assert_allclose(layer(h), expected, atol=1e-4)


def test_each_number_of_units_is_put_to_its_mean_in_the_trained_layer(tiny, monkeypatch):
    subs, seen = mlp.submodels(), []
    chain = mlp.chain(subs[:2])
    starting_point.set_initial_weights(chain, 2)
    learnt = kernel_layers(chain)[3].get_weights()

    def share_right(model, inputs, labels):
        kernel = kernel_layers(model)[3].kernel.numpy()
        used = np.any(kernel != 0, axis=1)
        factors = kernel[used] / learnt[0][used]
        assert np.ptp(factors) < 1e-3
        seen.append((int(used.sum()), float(factors[0, 0])))
        return float(used.sum())

    monkeypatch.setattr(units_at_mean.course.Exercise, "images", lambda row: tiny)
    monkeypatch.setattr(units_at_mean, "SEEDS", (2,))
    monkeypatch.setattr(units_at_mean, "share_right", share_right)
    monkeypatch.setattr(units_at_mean.short_plan, "trained", lambda count, seed: (subs, chain))
    numbers = units_at_mean.Q9.measure()
    counts = [count for count, _ in seen]
    left = np.subtract(128, units_at_mean.OFF)
    assert counts == [128, *np.repeat(left, 2 * units_at_mean.DRAWS)]
    assert numbers["none"] == [128.0] and numbers["8, the others enlarged"] == [120.0]
    assert [factor for _, factor in seen[-20:]] == pytest.approx([1.0] * 10 + [128 / 8] * 10)
    assert all(map(np.array_equal, kernel_layers(chain)[3].get_weights(), learnt))


def accuracies(*pairs):
    """Numbers of two seeds by how many units are put to their mean; without any, 0.80."""
    lines = zip(units_at_mean.OFF, pairs, strict=True)
    return {units_at_mean.AS_LEARNT: [0.8, 0.8]} | {f"{count}": pair for count, pair in lines}


GOOD, BAD = [0.79, 0.785], [0.7, 0.75]


@pytest.mark.parametrize(("numbers", "letter"), [
    (accuracies(GOOD, BAD, BAD, BAD), "A"), (accuracies(GOOD, GOOD, BAD, BAD), "B"),
    (accuracies(GOOD, GOOD, GOOD, BAD), "C"), (accuracies(GOOD, GOOD, GOOD, GOOD), "D"),
    (accuracies(BAD, BAD, BAD, BAD), None), (accuracies(GOOD, BAD, GOOD, BAD), None),
    (accuracies(GOOD, [0.79, 0.77], BAD, BAD), None),
])  # fmt: skip
def test_the_largest_number_that_costs_little_for_every_seed_decides(numbers, letter):
    decides(units_at_mean.decide, numbers, letter)
