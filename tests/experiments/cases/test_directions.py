"""The directions of lesson 6: how many a kernel has, and how many of them it takes."""

import numpy as np
import pytest

from tests.experiments.cases.deciding import decides
from vgkit import data
from vgkit.backend import keras
from vgkit.experiments import cases
from vgkit.experiments.cases import directions
from vgkit.networks import mlp, starting_point
from vgkit.networks.description import kernel_layers


def test_what_the_lesson_shows_is_four_directions_that_have_grown_and_carry_the_gradient():
    numbers = cases.load_evidence("directions").numbers
    fresh, trained = (
        np.array([numbers[f"singular value {number}, {state}"][0] for number in range(1, 6)])
        for state in directions.STATES
    )
    growth = trained / fresh
    assert growth[: directions.GROWN].min() > 2.5 and growth[directions.GROWN :].max() < 1.6
    above, *below = (numbers[f"share {place}"][0] for place in directions.PLACES)
    assert above < 0.1 and min(below) > 0.6


def test_singular_values_are_by_how_much_a_kernel_stretches_its_directions():
    kernel = np.zeros((6, 7))
    np.fill_diagonal(kernel, [1.0, 2.0, 6.0, 5.0, 4.0, 3.0])
    assert directions.singular_values(kernel) == pytest.approx([6.0, 5.0, 4.0, 3.0, 2.0])


def _subs(kernel_of):
    """Two submodels whose last two kernels are made by hand."""
    subs = mlp.submodels()[:2]
    starting_point.set_initial_weights(keras.Sequential([keras.Input((784,)), *subs]))
    for layer in subs[1].layers:
        layer.kernel.assign(kernel_of())
    return subs


def test_a_kernel_with_four_directions_puts_the_whole_gradient_there(tiny, monkeypatch):
    monkeypatch.setattr(data, "load", lambda: tiny)
    random = np.random.default_rng(1)

    def four_directions():
        return random.normal(size=(128, 4)) @ random.normal(size=(4, 128)) / 128

    above, below_4, below_3 = directions.shares_in_grown_directions(_subs(four_directions))
    assert above < 0.3
    assert (below_4, below_3) == pytest.approx((1.0, 1.0), abs=1e-4)


def test_a_fresh_kernel_prefers_no_direction(tiny, monkeypatch):
    monkeypatch.setattr(data, "load", lambda: tiny)
    random = np.random.default_rng(1)
    subs = _subs(lambda: random.normal(0, 0.05, (128, 128)))
    assert max(directions.shares_in_grown_directions(subs)) < 0.4
    fresh = random.normal(0, 0.05, (128, 128))
    found = directions.directions(fresh, subs)
    assert list(found) == list(cases.load_evidence("directions").numbers)
    assert found["singular value 1, fresh"] == [directions.singular_values(fresh)[0]]


# How many directions it takes ---------------------------------------------------------------------


def test_the_largest_directions_are_kept_and_the_others_are_gone():
    kernel = np.random.default_rng(1).normal(size=(20, 20)).astype(np.float32)
    kept = directions.largest_directions(kernel, 3)
    before, after = (np.linalg.svd(each, compute_uv=False) for each in (kernel, kept))
    assert after[:3] == pytest.approx(before[:3], rel=1e-4)
    assert after[3:].max() < 1e-4 and kept.dtype == np.float32
    assert directions.largest_directions(kernel, 20) == pytest.approx(kernel, abs=1e-4)


def test_each_number_of_directions_is_taken_of_the_trained_kernel(tiny, monkeypatch):
    subs, seen = mlp.submodels(), []
    chain = mlp.chain(subs[:2])
    starting_point.set_initial_weights(chain, 2)

    def share_right(model, inputs, labels):
        seen.append(np.linalg.matrix_rank(kernel_layers(model)[2].kernel.numpy(), tol=1e-3))
        return seen[-1] / 128

    monkeypatch.setattr(directions.course.Exercise, "images", lambda row: tiny)
    monkeypatch.setattr(directions, "SEEDS", (2,))
    monkeypatch.setattr(directions, "share_right", share_right)
    monkeypatch.setattr(directions.short_plan, "trained", lambda count, seed: (subs, chain))
    numbers = directions.FEW_DIRECTIONS.measure()
    assert seen == [128, *directions.KEPT]
    assert numbers["9 of 128"] == [9 / 128] and len(numbers) == 5


def kept(*accuracies):
    """Numbers of two seeds by the directions that are kept, the whole kernel giving 0.80."""
    lines = zip(directions.KEPT, accuracies, strict=True)
    return {directions.WHOLE: [0.8, 0.8]} | {f"{count} of 128": pair for count, pair in lines}


@pytest.mark.parametrize(("accuracies", "letter"), [
    ([[0.6, 0.7], [0.795, 0.801], [0.8, 0.8], [0.8, 0.8]], "B"),
    ([[0.795, 0.799], [0.8, 0.8], [0.8, 0.8], [0.8, 0.8]], "A"),
    ([[0.6, 0.7], [0.7, 0.75], [0.795, 0.8], [0.8, 0.8]], "C"),
    ([[0.6, 0.7], [0.7, 0.75], [0.7, 0.78], [0.795, 0.8]], "D"),
    ([[0.6, 0.7], [0.7, 0.75], [0.7, 0.78], [0.7, 0.7]], None),
])  # fmt: skip
def test_the_smallest_number_that_is_enough_decides(accuracies, letter):
    decides(directions.decide_kept, kept(*accuracies), letter)


def test_enough_for_one_seed_only_decides_nothing():
    decides(directions.decide_kept, kept([0.6, 0.7], [0.795, 0.78], [0.8, 0.8], [0.8, 0.8]), None)
