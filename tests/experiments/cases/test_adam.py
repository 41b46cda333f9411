"""Lesson 3's new case: what is trained, and when it decides."""

import numpy as np
import pytest

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
    trained = []

    def epoch_functions(model, images, batch_size):
        def train(order):
            trained.append((model.layers[0].kernel.numpy()[0, 0], order.numpy()[0]))

        return train, lambda: {"accuracy": len(trained) / 100}

    monkeypatch.setattr(adam.epoch_graph, "epoch_functions", epoch_functions)
    monkeypatch.setattr(adam, "SEEDS", (1, 2))
    found = adam.SMALL_GRADIENTS.measure()
    assert found == {"loss × 1": [0.03, 0.06], "loss × 0.01": [0.09, 0.12]}
    assert trained[:6] == trained[6:]  # both from the same starting points, in the same orders
    assert len({weight for weight, _ in trained}) == 2
