"""A head that learns from swapped labels: which are swapped, how it starts, what the numbers decide."""

import dataclasses

import numpy as np
import pytest

from tests.conftest import random_images
from tests.experiments.cases.deciding import decides
from vgkit.backend import keras
from vgkit.experiments.cases import wrong_labels as wrong
from vgkit.networks import fine_tuning


def _features(train=200, test=100):
    """Features of two classes, of which two in three tell them apart without fail."""
    images = random_images((1, 1, 3), train=train, test=test)
    classes = {f"y_{part}": np.arange(n) % 2 for part, n in (("train", train), ("test", test))}
    seen = {
        f"x_{part}": np.stack([y, 1 - y, np.arange(len(y)) % 3], axis=1).astype(np.float32)
        for part, y in (("train", classes["y_train"]), ("test", classes["y_test"]))
    }
    seen = {name: values[:, None, None, :] for name, values in seen.items()}
    return dataclasses.replace(images, **classes, **seen)


def test_so_many_labels_are_swapped_and_no_others():
    images = _features()
    one, again, other = (wrong.swapped(images, seed) for seed in (1, 1, 2))
    differ = one.y_train != images.y_train
    assert differ.sum() == 60
    assert (one.y_train[differ] == 1 - images.y_train[differ]).all()
    assert (one.y_train == again.y_train).all()
    assert (one.y_train != other.y_train).any()
    assert one.y_test is images.y_test
    assert one.x_train is images.x_train


def test_the_bare_head_lacks_the_normalization_only():
    names = [layer.name for layer in fine_tuning.new_head().layers]
    assert [layer.name for layer in wrong.bare_head().layers] == [
        name for name in names if name != "normalization"
    ]


def test_a_head_learns_what_its_labels_say(untraced):
    features = _features(32, 20)
    head = fine_tuning.new_head(features=3, dropout=0.0)
    accuracy = wrong.accuracy_of_a_head(features, 1, 10, head, learning_rate=0.2, zero=True)
    assert accuracy == 1
    opposite = wrong.swapped(features, seed=1, share=1.0)
    head = fine_tuning.new_head(features=3, dropout=0.0)
    assert wrong.accuracy_of_a_head(opposite, 1, 10, head, learning_rate=0.2) == 0


def test_weights_that_begin_at_0_stay_there_without_a_step(untraced):
    features = _features(32, 20)
    head = fine_tuning.new_head(features=3)
    wrong.accuracy_of_a_head(features, 1, head=head, learning_rate=0.0, zero=True)
    assert not keras.ops.convert_to_numpy(head.get_layer("logit").kernel).any()
    head = fine_tuning.new_head(features=3)
    wrong.accuracy_of_a_head(features, 1, head=head, learning_rate=0.0)
    assert keras.ops.convert_to_numpy(head.get_layer("logit").kernel).all()


CHANGES = (wrong.SMALL_STEPS, wrong.MORE_DROPOUT, wrong.BARE, wrong.FROM_ZERO)


def _accuracies(**changed):
    return {wrong.FIRST: [0.7, 0.72]} | {name: [0.68, 0.74] for name in CHANGES} | changed


@pytest.mark.parametrize(("numbers", "letter"), [
    *((_accuracies(**{name: [0.8, 0.79]}), letter) for name, letter in zip(CHANGES, "ABCD", strict=True)),
    (_accuracies(), None),
    (_accuracies(**{wrong.FROM_ZERO: [0.8, 0.75]}), None),
    (_accuracies(**dict.fromkeys(CHANGES[:2], [0.8, 0.8])), None),
])  # fmt: skip
def test_which_change_makes_one_epoch_worth_while(numbers, letter):
    decides(wrong.decide_wrong_labels, numbers, letter)
