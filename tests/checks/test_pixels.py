"""Pixels: their statistics and their normalization; the right ones pass, each wrong one is named."""

import numpy as np
import pytest

from tests.checks.test_lenet import each_language
from vgkit import data
from vgkit.backend import keras
from vgkit.checks import pixels

MEAN, STD = pixels.MEAN, pixels.STD


def statistics(mean=lambda x: x.mean() / 255, std=lambda x: x.std() / 255):
    return lambda images: (mean(images), std(images))


STATISTICS = {
    "statistics_swapped": (lambda x: (x.std() / 255, x.mean() / 255), "pixel_mean"),
    "mean_not_scaled": (statistics(mean=np.mean), "pixel_mean"),
    "mean_scaled_twice": (statistics(mean=lambda x: (x / 255).mean() / 255), "pixel_mean"),
    "mean_for_each_image": (statistics(lambda x: x.mean((1, 2, 3)) / 255), "pixel_mean"),
    "mean_for_each_pixel": (statistics(lambda x: x.mean(0) / 255), "pixel_mean"),
    "median": (statistics(lambda x: np.median(x) / 255), "pixel_mean"),
    "std_not_scaled": (statistics(std=np.std), "pixel_std"),
    "std_scaled_twice": (statistics(std=lambda x: (x / 255).std() / 255), "pixel_std"),
    "variance": (statistics(std=lambda x: (x / 255).var()), "pixel_std"),
    "variance_not_scaled": (statistics(std=np.var), "pixel_std"),
    "variance_scaled_once": (statistics(std=lambda x: x.var() / 255), "pixel_std"),
    "std_for_each_image": (statistics(std=lambda x: x.std((1, 2, 3)) / 255), "pixel_std"),
    "std_for_each_pixel": (statistics(std=lambda x: x.std(0) / 255), "pixel_std"),
    "std_of_a_sample": (statistics(std=lambda x: x.std(ddof=1) / 255), "pixel_std"),
    "wrong_shape": (lambda x: x.mean() / 255, None),
    "function_fails": (lambda x: x.average(), "pixel_mean"),
    "returns_nothing": (lambda x: None, "pixel_mean"),
}


@pytest.mark.parametrize("code", STATISTICS)
def test_each_wrong_statistic_has_its_own_message(code):
    function, blank = STATISTICS[code]
    each_language(pixels.pixel_statistics_findings, function, code, blank)


def test_neither_number_scaled_is_said_of_both():
    found = pixels.pixel_statistics_findings(statistics(np.mean, np.std))
    assert [f.code for f in found] == ["mean_not_scaled", "std_not_scaled"]


@pytest.mark.parametrize("function", [
    statistics(),
    lambda x: ((x / 255).mean(), (x / 255).std()),
    lambda x: [np.float32(x.mean() / 255), np.sqrt((x / 255.0).var())],
    lambda x: (keras.ops.mean(x / 255), keras.ops.std(x / 255)),
])  # fmt: skip
def test_every_way_of_measuring_pixels_passes(function):
    assert pixels.pixel_statistics_findings(function) == []


def test_the_numbers_are_those_of_mnist():
    images = data.load("mnist")
    for x, mean, std in (
        (images.x_train, MEAN, STD),
        (images.x_test, pixels.TEST_MEAN, pixels.TEST_STD),
    ):
        assert x.mean() / 255 == pytest.approx(mean, abs=6e-5)
        assert x.std() / 255 == pytest.approx(std, abs=6e-5)


NORMALIZATIONS = {
    "test_images": (lambda x: (x / 255 - 0.13251) / 0.31048, "which_images"),
    "pixels_not_scaled": (lambda x: (x - MEAN) / STD, "normalized"),
    "not_centred": (lambda x: x / 255 / STD, "normalized"),
    "not_divided": (lambda x: x / 255 - MEAN, "normalized"),
    "only_scaled": (lambda x: x / 255, "normalized"),
    "brackets": (lambda x: x / 255 - MEAN / STD, "normalized"),
    "swapped": (lambda x: (x / 255 - STD) / MEAN, "normalized"),
    "sum_for_difference": (lambda x: (x / 255 + MEAN) / STD, "normalized"),
    "multiplied": (lambda x: (x / 255 - MEAN) * STD, "normalized"),
    "variance_for_std": (lambda x: (x / 255 - MEAN) / STD**2, "normalized"),
    "statistics_of_its_own": (lambda x: (x - x.mean()) / x.std(), "normalized"),
    "wrong_values": (lambda x: x / 127.5 - 1, "normalized"),
    "wrong_shape": (lambda x: (x.ravel() / 255 - MEAN) / STD, "normalized"),
    "returns_nothing": (lambda x: None, "normalized"),
}


@pytest.mark.parametrize("code", NORMALIZATIONS)
def test_each_wrong_normalization_has_its_own_message(code):
    function, blank = NORMALIZATIONS[code]
    each_language(pixels.normalize_findings, function, code, blank)


@pytest.mark.parametrize("function", [
    lambda x: (x / 255 - MEAN) / STD,
    lambda x: (x / 255 - 0.1306604762738429) / 0.30810780385646264,
    lambda x: (x.astype(np.float32) - 255 * MEAN) / (255 * STD),
    lambda x: (keras.ops.cast(x, "float32") / 255 - MEAN) / STD,
])  # fmt: skip
def test_every_way_of_normalizing_passes(function):
    assert pixels.normalize_findings(function) == []
