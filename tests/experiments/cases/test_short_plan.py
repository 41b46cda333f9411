"""The shortened plan of lesson 6: what is trained, how fast, and from where."""

import numpy as np
import pytest

from vgkit.experiments.cases import short_plan
from vgkit.networks import starting_point
from vgkit.networks.mlp import chain, submodels
from vgkit.training import fitting


def watched(monkeypatch, tiny):
    """The trainings that are asked for, none of which moves a weight."""
    seen = []

    def fit(model, name, epochs, images, row, **settings):
        rate = round(float(model.optimizer.learning_rate), 4)
        frozen = [not layer.trainable for layer in model.layers[:-1]]
        seen.append((frozen, epochs, rate, settings["seed"], settings["keep"]))

    monkeypatch.setattr(short_plan.course.Exercise, "images", lambda row: tiny)
    monkeypatch.setattr(fitting, "fit", fit)
    return seen


@pytest.fixture(autouse=True)
def nothing_done_before():
    kept = short_plan.weights_of_training_1
    kept.cache_clear()
    yield
    kept.cache_clear()


def test_the_first_trainings_of_the_plan_are_done_five_times_as_fast(tiny, monkeypatch):
    seen = watched(monkeypatch, tiny)
    subs, model = short_plan.trained(3, 4)
    assert seen == [
        ([False], 20, 0.05, 4, False),
        ([True, False], 20, 0.05, 4, False),
        ([False, False], 20, 0.05, 4, False),
    ]
    assert [len(sub.layers) for sub in subs] == [2, 2, 2, 1]
    assert model.layers[:-1] == subs[:2]


def test_training_1_starts_from_the_seed_and_is_done_once(tiny, monkeypatch):
    seen = watched(monkeypatch, tiny)
    weights = short_plan.weights_of_training_1(5)
    subs, _ = short_plan.trained(2, 5)
    assert [frozen for frozen, *_ in seen] == [[False], [True, False]]
    start = chain(submodels()[:1])
    starting_point.set_initial_weights(start, 5)
    for learnt, initial in zip(weights, start.get_weights(), strict=True):
        assert np.array_equal(learnt, initial)
    assert np.array_equal(subs[0].get_weights()[0], weights[0])


def test_what_training_1_has_learnt_is_what_the_next_ones_go_on_from(tiny, monkeypatch):
    watched(monkeypatch, tiny)
    learnt = [np.full_like(each, 0.5) for each in short_plan.weights_of_training_1(6)]
    monkeypatch.setattr(short_plan, "weights_of_training_1", lambda seed: learnt)
    subs, model = short_plan.trained(2, 6)
    assert all((each == 0.5).all() for each in subs[0].get_weights())
    assert not (model.layers[-1].get_weights()[0] == 0.5).any()
