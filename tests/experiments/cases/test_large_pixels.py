"""Pixels from 0 to 255: what the networks see, how they begin, and what the numbers decide."""

import numpy as np
import pytest

from tests.conftest import random_images
from tests.experiments.cases.deciding import decides
from vgkit import course, data
from vgkit.experiments.cases import large_pixels as large
from vgkit.networks import cnn, starting_point
from vgkit.networks.description import kernel_layers
from vgkit.training import records


@pytest.fixture
def trainings(monkeypatch):
    """What is trained, each with what it sees and how it begins; the loss falls in epoch 4."""
    asked = []

    def metrics_of_training(model, exercise, images, epochs, seed, change):
        starting_point.set_initial_weights(model, seed)
        before = [layer.kernel.numpy() for layer in kernel_layers(model)]
        change(model)
        after = [layer.kernel.numpy() for layer in kernel_layers(model)]
        asked.append(
            {
                "exercise": exercise, "epochs": epochs, "seed": seed,
                "largest": images.to_input(images.x_train).max(),
                "kernels": list(zip(before, after, strict=True)),
            }
        )  # fmt: skip
        return {"loss": [2.3, 2.2, 2.15, falls_to[0], *[1.0] * 6][:epochs]}

    falls_to = [2.0]
    plain = random_images((32, 32, 3), train=20, test=5)
    monkeypatch.setattr(course.Exercise, "images", lambda row: data.prepare(plain, row.pixels))
    monkeypatch.setattr(large, "metrics_of_training", metrics_of_training)
    return asked, falls_to


def test_the_first_epoch_below_is_counted_from_1():
    assert large.first_below([2.0, 1.5]) == 1
    assert large.first_below([2.3, 2.1, 2.09]) == 3
    assert large.first_below([2.3, 2.3]) == 3
    assert large.first_below([1.2, 0.9], low=1.0) == 2


@pytest.mark.parametrize("see_large", [False, True])
def test_the_pixels_and_the_first_kernel_are_what_was_asked_for(trainings, see_large):
    asked, _ = trainings
    assert large.descent(see_large, 1 / 255, seed=3) == 4
    (training,) = asked
    assert (training["exercise"], training["epochs"], training["seed"]) == ("12_sigmoid_2", 4, 3)
    assert training["largest"] == pytest.approx(255 if see_large else 1, rel=0.05)
    (before, after), *others = training["kernels"]
    assert after == pytest.approx(before / 255)
    assert all((one == other).all() for one, other in others)


def test_whose_plateau_lasts_four_epochs_is_trained_for_all_ten(trainings):
    asked, falls_to = trainings
    falls_to[0] = 2.2
    assert large.descent(True, 1.0, seed=1) == 5
    assert [training["epochs"] for training in asked] == [4, 10]


def test_what_the_lesson_shows_is_not_measured_again(trainings, monkeypatch):
    monkeypatch.setattr(large, "SEEDS", (1,))
    first = large.measure_plateau()
    assert first[large.SMALL] == [5, 4, 4, 4, 4]
    assert set(first[large.LARGE]) == {4} and len(first) == 4
    second = large.measure_first_answers()
    for exercise, name in ((large.FROM_0_TO_255, large.LARGE), (large.FROM_0_TO_1, large.SMALL)):
        for epoch in large.EPOCHS:
            assert second[f"{name}, epoch {epoch}"][0] == records.shipped(exercise).at(
                "loss", epoch
            )
    assert second[f"{large.LARGE}{large.ZERO}, epoch 10"] == [1.0]
    assert second[f"{large.SMALL}{large.ZERO}, epoch 1"] == [2.3]


def test_the_last_kernel_and_no_other_begins_with_zeros(trainings):
    asked, _ = trainings
    assert large.silenced("13_0_255", 2, seed=4) == [2.3, 2.2]
    *others, (before, after) = asked[0]["kernels"]
    assert before.any() and not after.any()
    assert all((one == other).all() for one, other in others)
    model = cnn.color_convnet()
    large.silence(model)
    assert not model(np.ones((2, 32, 32, 3), np.float32)).numpy().any()


@pytest.mark.parametrize(("epochs", "letter"), [
    ([4, 5], "A"), ([6, 10], "B"), ([2, 3], "C"), ([11, 11], "D"), ([3, 4], None), ([5, 6], None),
    ([10, 11], None),
])  # fmt: skip
def test_how_long_the_plateau_lasts_decides(epochs, letter):
    decides(large.decide_plateau, {large.LARGE: epochs}, letter)


@pytest.mark.parametrize(("found", "letter"), [
    ([3.6, 4.0], "A"), ([2.4, 3.1], "B"), ([1.9, 1.95], "C"), ([2.01, 2.15], "D"),
    ([1.9, 2.05], None), ([2.1, 2.4], None), ([1.9, 1.99], None), ([3.1, 3.5], None),
])  # fmt: skip
def test_the_loss_of_the_first_epoch_decides(found, letter):
    small = [2.05, 1.98]
    numbers = {f"{large.LARGE}{large.ZERO}, epoch 1": found, f"{large.SMALL}, epoch 1": small}
    decides(large.decide_first_answers, numbers, letter)
