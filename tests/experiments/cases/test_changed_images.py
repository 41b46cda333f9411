"""A pretrained network that is shown other images: what these are, and what the numbers decide."""

from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import random_images
from vgkit.backend import keras
from vgkit.experiments.cases import changed_images as changed


def test_a_base_sees_photographs_that_are_nearly_black():
    base = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Activation("linear")])
    images = random_images((4, 4, 3), train=5, test=3)
    images = replace(images, x_train=np.full_like(images.x_train, 51))
    features = changed.black_features(base, images)
    assert features.x_train == pytest.approx(np.full((5, 1, 1, 3), 0.2))
    assert features.x_test.shape == (3, 1, 1, 3)


def test_ridge_regression_finds_what_a_line_can_tell_apart():
    images = random_images((4, 4, 3), train=200, test=100)
    bright = {
        f"y_{part}": (getattr(images, f"x_{part}")[:, 0, 0, 0] > 127).astype(np.uint8)
        for part in ("train", "test")
    }
    assert changed.linear_accuracy(replace(images, **bright), penalty=1.0) > 0.85
    odd = {name: np.arange(len(labels), dtype=np.uint8) % 2 for name, labels in bright.items()}
    assert 0.35 < changed.linear_accuracy(replace(images, **odd), penalty=1.0) < 0.65


@pytest.mark.parametrize(("found", "letter"), [
    ([0.5, 0.51], "A"), ([0.85, 0.84], "B"), ([0.75, 0.76], "C"), ([0.6, 0.59], "D"),
    ([0.6, 0.7], None), ([0.54, 0.5], None),
])  # fmt: skip
def test_what_is_left_of_black_photographs(found, letter):
    numbers = {"0–255": [0.85, 0.84], "0–1": found, "0–1, linear": [0.6]}
    _decides(changed.decide_black_photographs, numbers, letter)


def _decides(decide, numbers, letter):
    if letter:
        assert decide(numbers) == letter
    else:
        with pytest.raises(ValueError, match="holding"):
            decide(numbers)
