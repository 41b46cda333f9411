"""The directions of lesson 6: how many have grown, and how much of the gradient lies in them."""

import numpy as np
import pytest

from vgkit import data
from vgkit.backend import keras
from vgkit.experiments import cases
from vgkit.experiments.cases import directions
from vgkit.networks import mlp, starting_point


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
