"""Moving averages that are out of date: how they are put right, and what the numbers decide."""

import numpy as np
import pytest

from tests.conftest import random_images, skip_without_images
from tests.experiments.cases.deciding import decides
from vgkit import course, data
from vgkit.backend import keras
from vgkit.experiments import cases
from vgkit.experiments.cases import moving_averages as averages


def _normalized():
    layers = [keras.Input((4, 4, 3)), keras.layers.BatchNormalization(momentum=0.99)]
    return keras.Sequential([*layers, keras.layers.BatchNormalization(momentum=0.99)])


def test_means_and_variances_are_put_in_apart():
    model = _normalized()
    fresh = averages.moving_averages(model)
    other = [(mean + 2, variance + 3) for mean, variance in fresh]
    averages.set_moving_averages(model, other, fresh)
    for mean, variance in averages.moving_averages(model):
        assert (mean == 2).all()
        assert (variance == 1).all()
    averages.set_moving_averages(model, fresh, other)
    for mean, variance in averages.moving_averages(model):
        assert (mean == 0).all()
        assert (variance == 4).all()


def test_moving_averages_catch_up_and_weights_stand_still():
    images = data.prepare(random_images((4, 4, 3), train=80, test=1), "0-1")
    model = _normalized()
    before = [weight.numpy() for weight in model.trainable_weights]
    averages.settle(model, images, batch_size=2)
    x = images.to_input(images.x_train)
    (mean, variance), (second, _) = averages.moving_averages(model)
    assert mean == pytest.approx(x.mean(axis=(0, 1, 2)), abs=0.08)
    assert variance == pytest.approx(x.var(axis=(0, 1, 2)), abs=0.04)
    assert abs(second).max() < 0.1
    for weight, old in zip(model.trainable_weights, before, strict=True):
        assert np.array_equal(weight.numpy(), old)


def _accuracies(means, variances, both):
    names = ("as trained", averages.MEANS, averages.VARIANCES, averages.BOTH)
    values = dict(zip(names, (0.12, means, variances, both), strict=True))
    return {name: [value, value] for name, value in values.items()}


@pytest.mark.parametrize(("numbers", "letter"), [
    (_accuracies(0.1, 0.2, 0.42), "A"), (_accuracies(0.4, 0.2, 0.42), "B"),
    (_accuracies(0.1, 0.4, 0.42), "C"), (_accuracies(0.4, 0.38, 0.42), "D"),
    (_accuracies(0.35, 0.2, 0.42), None), (_accuracies(0.1, 0.2, 0.15), None),
    (_accuracies(0.1, 0.2, 0.42) | {averages.MEANS: [0.1, 0.4]}, None),
])  # fmt: skip
def test_what_brings_the_accuracy_back(numbers, letter):
    decides(averages.decide_half_settled, numbers, letter)


@pytest.mark.thorough
def test_the_first_seed_can_be_measured_again_and_decides_alike(monkeypatch):
    """Averages that are out of date make a few points more or less on another processor."""
    skip_without_images(course.get("14"))
    monkeypatch.setattr(averages.seeds, "SEEDS", (1,))
    shipped, measured = cases.load_evidence("Q14.why").numbers, averages.Q14.measure()
    assert list(measured) == list(shipped)
    assert averages.Q14.decide(measured) == averages.Q14.decide(shipped)
    both = averages.BOTH
    assert measured[both] == pytest.approx(shipped[both][:1], abs=0.05)
