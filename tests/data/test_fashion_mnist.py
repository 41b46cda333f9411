"""Fashion-MNIST, the real thing."""

import numpy as np
import pytest

from vgkit.data import fashion_mnist


def test_the_real_images_are_those_of_the_paper(real_data):
    assert real_data.x_train.shape == (60_000, 784)
    assert real_data.x_test.shape == (10_000, 784)
    assert real_data.y_train[:10].tolist() == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]
    assert real_data.y_test[:10].tolist() == [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]
    assert np.bincount(real_data.y_train).tolist() == [6_000] * 10
    assert np.bincount(real_data.y_test).tolist() == [1_000] * 10
    # The mean pixel, 0.2860 of 255, is the number that everyone's normalization quotes.
    assert real_data.x_train.mean() / 255 == pytest.approx(0.2860, abs=5e-5)


def test_the_ten_classes_have_names():
    assert len(set(fashion_mnist.CLASS_NAMES)) == 10
    assert fashion_mnist.CLASS_NAMES[9] == "Ankle boot"
