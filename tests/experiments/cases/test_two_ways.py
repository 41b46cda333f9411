"""Lesson 4a's why: a seventh normalization, each of its two ways by itself, and what decides."""

import numpy as np
import pytest

from tests.experiments.cases.deciding import decides
from vgkit import course
from vgkit.backend import keras, tf
from vgkit.experiments.cases import two_ways
from vgkit.networks.starting_point import set_initial_weights


@pytest.fixture(scope="module")
def measured():
    """For each setting the model, its logits in training, and the gradient at hidden 7's kernel."""
    draw = np.random.default_rng(1)
    images = draw.integers(0, 256, (64, 784)).astype(np.float32)
    coming_back = draw.normal(size=(64, 10)).astype(np.float32)  # the same to every network
    found = {}
    for name, ways in two_ways.WAYS.items():
        model = two_ways.with_a_seventh(ways)
        set_initial_weights(model, 2)
        with tf.GradientTape() as tape:
            logits = model(images, training=True)
            value = tf.reduce_sum(coming_back * logits)
        kernel = model.get_layer("hidden_7").kernel.value
        found[name] = model, logits.numpy(), tape.gradient(value, kernel).numpy()
    return found


def test_there_are_six_normalizations_or_seven(measured):
    models = [model for model, _, _ in measured.values()]
    counts = [
        sum(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)
        for model in models
    ]
    assert counts == [6, 7, 7, 7]
    assert models[1].count_params() - models[0].count_params() == 4 * 128


def test_forwards_only_gives_the_logits_of_seven_and_backwards_only_those_of_six(measured):
    six, seven, forwards, backwards = (logits for _, logits, _ in measured.values())
    np.testing.assert_allclose(forwards, seven, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(backwards, six, rtol=1e-3, atol=1e-4)
    assert not np.allclose(six, seven, rtol=0.1)


def test_forwards_only_hands_back_what_six_do_and_backwards_only_what_seven_do(measured):
    six, seven, forwards, backwards = (gradient for _, _, gradient in measured.values())
    np.testing.assert_allclose(forwards, six, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(backwards, seven, rtol=1e-3, atol=1e-3)
    assert np.linalg.norm(seven) > 3 * np.linalg.norm(six)


def test_each_network_is_trained_for_one_epoch_from_every_seed(tiny, monkeypatch):
    asked = []

    def metrics_of_training(model, exercise, images, epochs, seed):
        asked.append((exercise, images is tiny, epochs, seed, type(model.optimizer).__name__))
        return {"loss": [float(seed)]}

    monkeypatch.setattr(two_ways, "metrics_of_training", metrics_of_training)
    monkeypatch.setattr(two_ways, "SEEDS", (3, 4))
    monkeypatch.setattr(course.Exercise, "images", lambda row: tiny)
    assert two_ways.measure_two_ways() == {name: [3.0, 4.0] for name in two_ways.WAYS}
    assert set(asked) == {("4a", True, 1, seed, "SGD") for seed in (3, 4)}


def losses(forwards, backwards):
    """Losses with these shares of a gain from 2 to 1."""
    shares = ([0.0, 0.0], [1.0, 1.0], forwards, backwards)
    return {
        name: [2 - share for share in each]
        for name, each in zip(two_ways.WAYS, shares, strict=True)
    }


@pytest.mark.parametrize(("numbers", "letter"), [
    (losses([0.6, 0.55], [0.4, 0.5]), "A"),
    (losses([0.9, 0.95], [0.1, 0.2]), "B"),
    (losses([0.1, 0.2], [0.9, 0.95]), "C"),
    (losses([0.1, 0.2], [0.1, 0.0]), "D"),
    (losses([0.6, 0.3], [0.4, 0.5]), None),
    (losses([0.9, 0.9], [0.5, 0.5]), None),
])  # fmt: skip
def test_the_share_of_each_way_decides(numbers, letter):
    decides(two_ways.decide_two_ways, numbers, letter)
