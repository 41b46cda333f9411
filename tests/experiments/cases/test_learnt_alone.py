"""Lesson 2's why: what hidden kernels are made of, what is measured, and what decides."""

import numpy as np
import pytest

from tests.experiments.cases.deciding import decides
from vgkit.experiments.cases import learnt_alone
from vgkit.networks.mlp import mlp
from vgkit.networks.starting_point import set_initial_weights


def test_only_hidden_kernels_are_taken_and_set():
    model = mlp(depth=2)
    set_initial_weights(model, 2)
    first, second, output = (layer.get_weights() for layer in model.layers)
    kernels = learnt_alone.kernels_of(model)
    assert np.array_equal(kernels[0], first[0]) and np.array_equal(kernels[1], second[0])
    learnt_alone.set_kernels(model, [2 * kernel for kernel in kernels])
    after = [value for layer in model.layers for value in layer.get_weights()]
    expected = [2 * first[0], first[1], 2 * second[0], second[1], *output]
    assert all(map(np.array_equal, after, expected))


def kernel_of(model, seed):
    """The third kernel of a model, as it starts from a seed."""
    set_initial_weights(model, seed)
    return learnt_alone.kernels_of(model)[2]


def test_each_way_makes_a_kernel_of_what_was_drawn_and_learnt(tiny, monkeypatch):
    monkeypatch.setattr(learnt_alone, "SEEDS", (3, 4))
    monkeypatch.setattr(learnt_alone.course.Exercise, "images", lambda row: tiny)

    def trained(model, exercise, images, epochs, seed):
        assert (exercise, images, epochs) == ("2", tiny, 10)
        set_initial_weights(model, seed)
        learnt_alone.set_kernels(model, [k + 0.5 for k in learnt_alone.kernels_of(model)])

    monkeypatch.setattr(learnt_alone, "trained", trained)
    monkeypatch.setattr(
        learnt_alone, "share_right", lambda model, *_: learnt_alone.kernels_of(model)[2]
    )
    found = learnt_alone.measure()
    fresh = mlp(activation="relu")
    for number, (seed, other) in enumerate([(3, 5), (4, 6)]):
        initial, others = (kernel_of(fresh, n) for n in (seed, other))
        whole, half, alone, learnt, enlarged, moved = (each[number] for each in found.values())
        np.testing.assert_allclose(whole, initial + 0.5, atol=1e-6)
        np.testing.assert_allclose(half, initial + 0.25, atol=1e-6)
        np.testing.assert_array_equal(alone, initial)
        np.testing.assert_allclose(learnt, np.full_like(initial, 0.5), atol=1e-6)
        assert np.linalg.norm(enlarged) == pytest.approx(np.linalg.norm(whole), rel=1e-5)
        assert np.ptp(enlarged) < 1e-5
        np.testing.assert_allclose(moved, others + 0.5, atol=1e-6)


@pytest.mark.parametrize(("alone", "letter"), [
    ([0.71, 0.85], "A"), ([0.6, 0.69], "B"), ([0.21, 0.49], "C"), ([0.1, 0.12], "D"),
    ([0.1, 0.3], None), ([0.6, 0.85], None), ([0.15, 0.16], None),
])  # fmt: skip
def test_the_accuracy_of_every_seed_decides(alone, letter):
    decides(learnt_alone.decide, {"initial + learnt": [0.8, 0.8], "learnt alone": alone}, letter)
