"""Heads that see few dogs: what they learn from, what is counted, and what the numbers decide."""

import dataclasses

import numpy as np
import pytest

from tests.conftest import random_images
from tests.experiments.cases.deciding import decides
from vgkit.experiments.cases import few_dogs
from vgkit.networks import fine_tuning


def _features(train=200, test=100):
    """Features of two classes, of which one in three tells them apart; about 5 ± 2."""
    images = random_images((1, 1, 3), train=train, test=test)
    draw = np.random.default_rng(1)
    found = {}
    for part, count in (("train", train), ("test", test)):
        classes = np.arange(count) % 2
        values = draw.normal(5, 2, (count, 1, 1, 3)).astype(np.float32)
        values[:, 0, 0, 0] += 8 * classes
        found |= {f"x_{part}": values, f"y_{part}": classes}
    return dataclasses.replace(images, **found)


def test_all_cats_are_kept_and_so_many_dogs():
    images = _features()
    one, again, other = (few_dogs.with_few_dogs(images, seed, count=7) for seed in (1, 1, 2))
    assert np.bincount(one.y_train).tolist() == [100, 7]
    cats = images.x_train[images.y_train == few_dogs.CAT]
    assert (one.x_train[one.y_train == few_dogs.CAT] == cats).all()
    dogs = {tuple(each.ravel()) for each in images.x_train[images.y_train == few_dogs.DOG]}
    assert {tuple(each.ravel()) for each in one.x_train[one.y_train == few_dogs.DOG]} < dogs
    assert (one.x_train == again.x_train).all() and (one.x_train != other.x_train).any()
    assert one.x_test is images.x_test


def test_features_are_standardized_by_the_training_images_alone():
    images = dataclasses.replace(_features(), x_test=_features().x_test + 100)
    found = few_dogs.standardized(images)
    seen = found.to_input(found.x_train)
    assert seen.shape == images.x_train.shape
    assert seen.mean(axis=0).ravel() == pytest.approx([0, 0, 0], abs=1e-4)
    assert seen.std(axis=0).ravel() == pytest.approx([1, 1, 1], rel=1e-3)
    assert found.to_input(found.x_test).mean() > 20


def test_the_bare_head_lacks_the_normalization_only():
    names = [layer.name for layer in fine_tuning.new_head().layers]
    assert [layer.name for layer in few_dogs.bare_head().layers] == [
        name for name in names if name != "normalization"
    ]


def test_a_head_learns_to_tell_the_classes_apart(untraced, monkeypatch):
    quick = dataclasses.replace(few_dogs.WAYS["frozen"], learning_rate=0.2)
    monkeypatch.setitem(few_dogs.WAYS, "frozen", quick)
    features = few_dogs.standardized(_features(32, 40))
    found = few_dogs.recognized(few_dogs.bare_head(3), features, seed=1, epochs=10)
    assert min(found.values()) > 0.8
    opposite = dataclasses.replace(features, y_train=1 - features.y_train)
    found = few_dogs.recognized(few_dogs.bare_head(3), opposite, seed=1, epochs=10)
    assert max(found.values()) < 0.2


def test_each_class_is_counted_by_itself(monkeypatch):
    def fit(head, *rest, **settings):
        kernel, bias = head.layers[-1].weights
        kernel.assign([[0.0]] * 3)
        bias.assign([-1.0])

    monkeypatch.setattr(few_dogs.fitting, "fit", fit)
    found = few_dogs.recognized(few_dogs.bare_head(3), _features(), seed=1)
    assert found == {few_dogs.CAT: 1.0, few_dogs.DOG: 0.0}


def test_the_heads_differ_in_what_their_names_tell(monkeypatch):
    asked = []

    def recognized(head, features, seed, epochs=few_dogs.EPOCHS):
        names = [layer.name for layer in head.layers]
        dogs = int((features.y_train == few_dogs.DOG).sum())
        asked.append((dogs, epochs, "normalization" in names, seed))
        return {few_dogs.CAT: 0.9, few_dogs.DOG: len(asked) / 10}

    monkeypatch.setattr(few_dogs, "pooled_features", _features)
    monkeypatch.setattr(few_dogs, "recognized", recognized)
    monkeypatch.setattr(few_dogs.transfer, "SEEDS", (3,))
    numbers = few_dogs.measure_few_dogs()
    assert numbers[few_dogs.CATS] == [0.9]
    said = {value: name for name, (value,) in numbers.items()}
    told = {said[(place + 1) / 10]: training for place, training in enumerate(asked)}
    assert told == {
        few_dogs.MANY: (100, 15, False, 3),
        few_dogs.DOGS: (50, 15, False, 3),
        few_dogs.LONGER: (50, 60, False, 3),
        few_dogs.SHIFTS: (50, 15, True, 3),
    }


@pytest.mark.parametrize(("dogs", "letter"), [
    ([0.1, 0.19], "A"), ([0.33, 0.44], "B"), ([0.51, 0.6], "C"), ([0.74, 0.8], "D"),
    ([0.1, 0.33], None), ([0.64, 0.72], None), ([0.68, 0.8], None),
])  # fmt: skip
def test_the_share_of_dogs_decides(dogs, letter):
    decides(few_dogs.decide_few_dogs, {few_dogs.DOGS: dogs}, letter)
