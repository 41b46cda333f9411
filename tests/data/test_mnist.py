"""MNIST: the shape that convolutions want, and the real thing."""

import numpy as np
import pytest

from tests.data.tiny import consists_of, empty_machine, put, tiny_content
from vgkit import data
from vgkit.data import mnist

__all__ = ["empty_machine"]  # fixtures


def test_images_have_rows_columns_and_one_channel(empty_machine, monkeypatch, tmp_path):
    put(tmp_path / "mnist", consists_of(monkeypatch, mnist.FILES, tiny_content()))
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path))
    images = data.load("mnist")
    assert (images.name, images.source) == ("mnist", str(tmp_path / "mnist"))
    assert not images.is_synthetic
    assert (images.x_train.shape, images.x_test.shape) == ((6, 28, 28, 1), (4, 28, 28, 1))
    assert (images.x_train.dtype, images.y_train.dtype) == (np.uint8, np.uint8)
    assert images.y_test.tolist() == [5, 6, 8, 4]
    # Pixel number n of the whole set is 7n mod 251.
    assert images.x_train[1, 2, 3, 0] == 7 * (784 + 2 * 28 + 3) % 251


def test_the_ten_classes_are_the_digits():
    assert mnist.CLASS_NAMES == ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")


def test_the_real_digits_are_those_of_the_paper():
    try:
        images = data.load("mnist")
    except data.DataError as error:
        pytest.skip(f"NOT TESTED, no MNIST: {error}")
    assert images.x_train.shape == (60_000, 28, 28, 1)
    assert images.x_test.shape == (10_000, 28, 28, 1)
    assert images.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert images.y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(images.y_train).tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]  # fmt: skip
    # The two numbers that everyone's normalization quotes.
    assert images.x_train.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
    assert images.x_train.std() / 255 == pytest.approx(0.3081, abs=5e-5)
    assert images.x_train.ctypes.data % data.ALIGNMENT == 0
