"""The views of a data set that other editions of the course use."""

import numpy as np
import pytest

from tests.conftest import random_images
from vgkit import data
from vgkit.data import dataset
from vgkit.errors import VgkitError
from vgkit.messages import set_language


@pytest.fixture
def drawn():
    """Twenty training images and five test images of random pixels, labels 0…9 in turn."""
    generator = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", 20), ("test", 5)):
        arrays[f"x_{part}"] = generator.integers(0, 256, (count, 784), dtype=np.uint8)
        arrays[f"y_{part}"] = np.arange(count, dtype=np.uint8) % 10
    return data.Dataset("synthetic", "drawn by a test", **arrays)


@pytest.fixture
def short_tail(monkeypatch):
    monkeypatch.setattr(dataset, "TAIL", 6)


def test_by_default_nothing_changes_and_the_network_sees_the_pixels_as_they_are(drawn):
    assert data.prepare(drawn) is drawn
    seen = drawn.to_input(drawn.x_test)
    assert seen.dtype == np.float32
    assert np.array_equal(seen, drawn.x_test)


def test_pixels_0_to_1_are_divided_by_255(drawn):
    images = data.prepare(drawn, "0-1")
    seen = images.to_input(drawn.x_test)
    assert seen.dtype == np.float32
    assert np.array_equal(seen, drawn.x_test.astype(np.float32) / np.float32(255))
    assert images.to_input(np.uint8([0, 51, 255])).tolist() == [0, np.float32(0.2), 1]


def test_standardised_pixels_have_mean_0_and_deviation_1_over_the_training_images(drawn):
    images = data.prepare(drawn, "standardised")
    pixels = drawn.x_train.astype(np.float64)
    assert images.mean == pytest.approx(pixels.sum() / pixels.size, rel=1e-12)
    assert images.std == pytest.approx(np.sqrt(np.mean((pixels - images.mean) ** 2)), rel=1e-12)
    seen = images.to_input(drawn.x_train)
    assert seen.dtype == np.float32
    assert (seen.mean(), seen.std()) == pytest.approx((0, 1), abs=1e-5)
    # The test images are shifted and scaled by the training images' numbers, not by their own.
    expected = (drawn.x_test - images.mean) / images.std
    np.testing.assert_allclose(images.to_input(drawn.x_test), expected, rtol=1e-6, atol=1e-7)


def test_pixels_from_minus_1_to_1_have_the_middle_at_0(drawn):
    images = data.prepare(drawn, "-1-1")
    assert images.to_input(np.uint8([0, 51, 204, 255])).tolist() == [
        -1, np.float32(-0.6), np.float32(0.6), 1,
    ]  # fmt: skip
    seen = images.to_input(drawn.x_test)
    assert seen.dtype == np.float32
    np.testing.assert_allclose(seen, drawn.x_test / 127.5 - 1, rtol=0, atol=1e-6)


SHAPES = [(8, 8, 3), (6, 5, 2), (28, 28, 1), (784,)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_each_channel_has_the_mean_and_deviation_that_numpy_finds_in_float64(shape):
    pixels = random_images(shape).x_train
    channels = pixels.reshape(-1, shape[-1] if len(shape) == 3 else 1).astype(np.float64)
    mean, std = data.channel_statistics(pixels)
    assert mean.dtype == std.dtype == np.float32
    assert mean.shape == std.shape == (channels.shape[1],)
    np.testing.assert_allclose(mean, channels.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(std, channels.std(axis=0), rtol=1e-6)


def test_statistics_are_those_of_a_channel_and_not_of_all():
    pixels = np.zeros((2, 2, 2, 3), np.uint8)
    pixels[..., 1], pixels[0, ..., 2] = 200, 100
    mean, std = data.channel_statistics(pixels)
    assert (mean.tolist(), std.tolist()) == ([0, 200, 50], [0, 0, 50])


def test_per_channel_each_channel_gets_mean_0_and_deviation_1_over_the_training_images():
    drawn = random_images((8, 8, 3))
    drawn.x_train[..., 0] //= 4  # a dark red
    images = data.prepare(drawn, "per-channel")
    seen = images.to_input(drawn.x_train)
    assert seen.dtype == np.float32 and seen.shape == drawn.x_train.shape
    np.testing.assert_allclose(seen.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(seen.std(axis=(0, 1, 2)), 1, atol=1e-5)
    # The test images by the training images' numbers, and one image as all of them.
    mean, std = data.channel_statistics(drawn.x_train)
    expected = (drawn.x_test.astype(np.float64) - mean) / std
    np.testing.assert_allclose(images.to_input(drawn.x_test), expected, rtol=1e-5, atol=1e-6)
    assert np.array_equal(images.to_input(drawn.x_test[3]), images.to_input(drawn.x_test)[3])


def test_the_tail_of_the_training_images_stands_in_for_the_test_images(drawn, short_tail):
    images = data.prepare(drawn, validation="training tail")
    assert np.array_equal(images.x_train, drawn.x_train[:14])
    assert np.array_equal(images.x_test, drawn.x_train[14:])
    assert images.y_train.tolist() == [*range(10), 0, 1, 2, 3]
    assert images.y_test.tolist() == [4, 5, 6, 7, 8, 9]
    assert np.shares_memory(images.x_test, drawn.x_train)


def test_standardising_does_not_depend_on_the_tail(drawn, short_tail):
    with_tail = data.prepare(drawn, "standardised", "training tail")
    without = data.prepare(drawn, "standardised")
    assert (with_tail.mean, with_tail.std) == (without.mean, without.std)


def test_the_names_of_prepared_data_sets_say_what_was_changed(drawn, short_tail):
    names = [data.prepare(drawn, p, v).name for p in data.PIXEL_SCALES for v in data.VALIDATIONS]
    assert names == [
        "synthetic", "synthetic-tail", "synthetic-0-1", "synthetic-0-1-tail",
        "synthetic-standardised", "synthetic-standardised-tail",
        "synthetic--1-1", "synthetic--1-1-tail",
        "synthetic-per-channel", "synthetic-per-channel-tail",
    ]  # fmt: skip
    assert all(data.prepare(drawn, p).is_synthetic for p in data.PIXEL_SCALES)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "{} must be one of {}. Received: 'other'."),
    ("vi", "{} phải là một trong {}. Nhận được: 'other'."),
])  # fmt: skip
@pytest.mark.parametrize(("name", "known"), [
    ("pixels", "'0-255', '0-1', 'standardised', '-1-1', 'per-channel'"),
    ("validation", "'test', 'training tail'"),
])  # fmt: skip
def test_another_preparation_is_refused_with_those_that_exist(drawn, name, known, language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        data.prepare(drawn, **{name: "other"})
    assert str(refusal.value) == words.format(name, known)


def test_the_real_tail_is_the_last_6000_training_images(real_data):
    images = data.prepare(real_data, "0-1", "training tail")
    assert (images.x_train.shape, images.x_test.shape) == ((54_000, 784), (6_000, 784))
    assert np.array_equal(images.y_test, real_data.y_train[54_000:])
    assert not images.is_synthetic


def test_shown_bare_it_is_one_line(drawn):
    assert repr(drawn) == (
        "Dataset('synthetic', x_train=(20, 784), x_test=(5, 784), source='drawn by a test')"
    )
