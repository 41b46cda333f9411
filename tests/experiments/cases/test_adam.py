"""Lesson 3's new case and its why: what is trained, and when it decides."""

import numpy as np
import pytest

from tests.experiments.cases.deciding import decides
from vgkit import course
from vgkit.backend import keras
from vgkit.experiments.cases import adam
from vgkit.networks.description import describe
from vgkit.networks.starting_point import set_initial_weights


def test_the_network_is_exercise_3_with_another_loss():
    model, plain = adam.scaled_loss(0.01), course.get("3").compiled()
    assert describe(model) == describe(plain)
    settings = [{**each.optimizer.get_config(), "name": ""} for each in (model, plain)]
    assert settings[0] == settings[1]


def test_every_gradient_is_a_hundred_times_smaller():
    """Seen by SGD, whose step is proportional to it."""
    images = np.random.default_rng(1).integers(0, 256, (8, 784)).astype(np.float32)
    labels = np.arange(8)
    changes = []
    for scale in adam.SCALES:
        model = adam.scaled_loss(scale)
        model.optimizer = keras.optimizers.SGD(1.0)
        set_initial_weights(model)
        before = model.layers[-1].kernel.numpy()
        model.train_on_batch(images, labels)
        changes.append(model.layers[-1].kernel.numpy() - before)
    assert np.allclose(changes[1], 0.01 * changes[0], rtol=1e-3, atol=1e-6)


def accuracies(plain, scaled):
    return {"loss × 1": plain, "loss × 0.01": scaled}


def test_it_decides_where_only_the_scaled_loss_learns_nothing():
    assert adam.SMALL_GRADIENTS.decide(accuracies([0.48, 0.46], [0.1, 0.11])) == "A"


@pytest.mark.parametrize("numbers", [
    accuracies([0.48, 0.46], [0.1, 0.2]),
    accuracies([0.48, 0.46], [0.47, 0.48]),
    accuracies([0.48, 0.2], [0.1, 0.1]),
])  # fmt: skip
def test_one_seed_that_differs_leaves_it_undecided(numbers):
    with pytest.raises(ValueError, match="Received: "):
        adam.SMALL_GRADIENTS.decide(numbers)


def test_each_network_is_trained_for_three_epochs_from_every_seed(tiny, monkeypatch):
    asked = []

    def metrics_of_training(model, exercise, images, epochs, seed):
        asked.append((exercise, images is tiny, epochs, seed))
        return {"val_accuracy": [0.1, 0.2, len(asked) / 10], "loss": [9.0, 9.0, 1.0]}

    monkeypatch.setattr(adam, "metrics_of_training", metrics_of_training)
    monkeypatch.setattr(adam.course.Exercise, "images", lambda row: tiny)
    monkeypatch.setattr(adam, "SEEDS", (1, 2))
    found = adam.SMALL_GRADIENTS.measure()
    assert found == {"loss × 1": [0.1, 0.2], "loss × 0.01": [0.3, 0.4]}
    assert asked == 2 * [("3", True, 3, 1), ("3", True, 3, 2)]


@pytest.mark.parametrize("beta", adam.BETAS)
def test_only_the_average_of_the_gradient_is_another_one(beta):
    model, plain = adam.averaged(beta), course.get("3").compiled()
    assert describe(model) == describe(plain)
    settings = {**model.optimizer.get_config(), "name": ""}
    assert settings == {**plain.optimizer.get_config(), "name": "", "beta_1": beta}


def test_a_way_is_as_long_as_its_steps_and_a_distance_is_straight(tiny, monkeypatch):
    model, seen = course.get("3").build(), []

    def train_on_batch(images, labels):
        seen.append((images.shape, len(labels)))
        kernel = model.get_layer("hidden_2").kernel
        kernel.assign(kernel + (-0.5 if len(seen) == 3 else 1.0))

    monkeypatch.setattr(model, "train_on_batch", train_on_batch, raising=False)
    monkeypatch.setattr(adam, "STEPS", 3)
    assert adam.walked(model, tiny, 8, seed=2) == pytest.approx((2.5, 1.5), rel=1e-4)
    assert seen == 3 * [((8, 784), 8)]


def test_each_beta_is_measured_from_every_seed(tiny, monkeypatch):
    monkeypatch.setattr(adam, "SEEDS", (1, 2))
    monkeypatch.setattr(adam.course.Exercise, "images", lambda row: tiny)
    monkeypatch.setattr(adam, "averaged", lambda beta: beta)
    monkeypatch.setattr(
        adam,
        "metrics_of_training",
        lambda beta, exercise, images, epochs, seed: {"loss": [beta + seed, epochs]},
    )
    monkeypatch.setattr(adam, "walked", lambda beta, images, size, seed: (size + beta, seed))
    assert adam.measure_averages() == {
        "β₁ = 0.9, loss of epoch 1": [1.9, 2.9],
        "β₁ = 0.9, loss of epoch 2": [2, 2],
        "β₁ = 0.9, hidden 2, way": [512.9, 512.9],
        "β₁ = 0.9, hidden 2, distance": [1, 2],
        "β₁ = 0, loss of epoch 1": [1.0, 2.0],
        "β₁ = 0, loss of epoch 2": [2, 2],
        "β₁ = 0, hidden 2, way": [512.0, 512.0],
        "β₁ = 0, hidden 2, distance": [1, 2],
    }


def losses(*pairs):
    """Of two seeds alike: epochs 1 and 2 with the average, then without it."""
    names = [f"β₁ = {beta:g}, {loss}" for beta in adam.BETAS for loss in adam.LOSSES]
    return {name: list(pair) for name, pair in zip(names, pairs, strict=True)}


AVERAGED = ([2.3, 2.3], [1.6, 1.7])


@pytest.mark.parametrize(("numbers", "letter"), [
    (losses(*AVERAGED, [2.1, 2.15], [1.5, 1.5]), "B"),
    (losses(*AVERAGED, [2.3, 2.29], [1.6, 1.68]), "C"),
    (losses(*AVERAGED, [2.31, 2.31], [2.0, 2.1]), "A"),
    (losses([2.3, 2.3], [2.2, 2.2], [2.31, 2.31], [2.3, 2.3]), "D"),
    (losses(*AVERAGED, [2.1, 2.25], [1.5, 1.5]), None),
    (losses(*AVERAGED, [2.31, 2.31], [1.6, 2.1]), None),
])  # fmt: skip
def test_the_plateau_decides_for_every_seed(numbers, letter):
    decides(adam.decide_averages, numbers, letter)
