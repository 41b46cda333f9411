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


@pytest.mark.parametrize("still", [None, "hidden_4", "output"])
def test_one_layer_stands_still_and_adam_moves_the_others(still, tiny):
    model = adam.one_held_still(still)
    adam.metrics_of_training(model, "3", tiny, 1, 2)
    start = course.get("3").build()
    set_initial_weights(start, 2)
    stood = {
        layer.name
        for layer, old in zip(model.layers, start.layers, strict=True)
        if np.array_equal(layer.kernel.numpy(), old.kernel.numpy())
    }
    assert stood == ({still} if still else set())
    assert isinstance(model.optimizer, keras.optimizers.Adam)


def test_what_hidden_7_gives_is_enlarged_before_the_output_layer_and_nowhere_else():
    plain, large = adam.one_held_still(None), adam.one_held_still("hidden_7", enlarged=True)
    for model in (plain, large):
        set_initial_weights(model)
    images = np.random.default_rng(1).integers(0, 256, (4, 784)).astype(np.float32)
    h = images
    for layer in plain.layers[:-1]:
        h = layer(h)
    expected = plain.layers[-1](7 * (h - 0.5))
    np.testing.assert_allclose(large(images), expected, rtol=1e-4, atol=1e-5)
    assert [layer.name for layer in large.layers if not layer.trainable] == ["hidden_7"]


def test_every_setting_is_measured_by_its_name(monkeypatch):
    built = []
    monkeypatch.setattr(adam, "one_held_still", lambda *setting: built.append(setting))
    monkeypatch.setattr(adam, "last_epoch", lambda model, metric, seed: (metric, seed))
    monkeypatch.setattr(adam, "SEEDS", (4,))
    found = adam.measure_held_still()
    assert set(map(tuple, found.values())) == {(("loss", 4),)}
    assert dict(zip(found, built, strict=True)) == {
        "none": (None, False),
        **{name: (name, False) for name in ("hidden_1", "hidden_7", "output", "hidden_4")},
        "none, 7 (h − 1/2)": (None, True),
        "hidden_7, 7 (h − 1/2)": ("hidden_7", True),
    }


def losses(first, seventh, output, fourth):
    names = ("hidden_1", "hidden_7", "output", "hidden_4")
    return dict(zip(names, (first, seventh, output, fourth), strict=True))


@pytest.mark.parametrize(("numbers", "letter"), [
    (losses([1.7, 1.8], [1.3, 1.3], [1.2, 1.2], [1.2, 1.2]), "A"),
    (losses([1.3, 1.5], [1.7, 1.8], [1.2, 1.2], [1.2, 1.2]), "B"),
    (losses([1.3, 1.3], [1.3, 1.3], [1.7, 1.8], [1.2, 1.2]), "C"),
    (losses([1.3, 1.3], [1.3, 1.3], [1.2, 1.2], [1.7, 1.8]), "D"),
    (losses([1.3, 1.8], [1.7, 1.3], [1.2, 1.2], [1.2, 1.2]), None),
    (losses([1.3, 1.3], [1.35, 1.8], [1.2, 1.2], [1.2, 1.2]), None),
])  # fmt: skip
def test_the_layer_that_is_missed_most_for_every_seed_decides(numbers, letter):
    decides(adam.decide_held_still, numbers, letter)
