"""Checks of how a student scales pixels: their mean and standard deviation, and what is made of them."""

from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

MEAN, STD = 0.1307, 0.3081  # of MNIST's training images, divided by 255
TEST_MEAN, TEST_STD = 0.1325, 0.3105  # of its test images
ROUNDED = 1e-3  # so that four decimals of the numbers above are enough


def pixel_statistics_findings(function: Callable) -> list[Finding]:
    """`pixel_statistics(images)`: mean and standard deviation of pixels that go from 0 to 1."""
    images = np.random.default_rng(1).integers(0, 256, (3, 4, 4, 1)).astype(np.uint8)
    images[0] //= 4  # no two images alike, so that an axis shows
    found, finding = tried(function, (images.copy(),), "pixel_mean")
    if finding:
        return [finding]
    x = images / 255
    if not isinstance(found, tuple | list) or len(found) != 2:
        return values_findings("pixel_statistics", found, (x.mean(), x.std()), {}, None)
    if _near(found[0], x.std()) and _near(found[1], x.mean()):
        message = say("pixel_statistics: mean and standard deviation are swapped.")
        return [Finding("statistics_swapped", message, "pixel_mean")]
    scale = say("its pixels go from 0 to 255. The network's are to go from 0 to 1 first.")
    axis = say("there is more than one number. Over which axes is it taken, and over which not?")
    means = {
        "mean_not_scaled": (x.mean() * 255, scale),
        "mean_scaled_twice": (x.mean() / 255, say("it was divided by 255 twice.")),
        "mean_for_each_image": (x.mean(axis=(1, 2, 3)), axis),
        "mean_for_each_pixel": (x.mean(axis=0), axis),
        "median": (np.median(x), say("that is the median.")),
    }
    stds = {
        "std_not_scaled": (x.std() * 255, scale),
        "std_scaled_twice": (x.std() / 255, say("it was divided by 255 twice.")),
        "variance": (x.var(), say("that is the variance.")),
        "variance_not_scaled": (x.var() * 255**2, say("that is the variance.")),
        "variance_scaled_once": (x.var() * 255, say("that is the variance.")),
        "std_for_each_image": (x.std(axis=(1, 2, 3)), axis),
        "std_for_each_pixel": (x.std(axis=0), axis),
        "std_of_a_sample": (
            x.std(ddof=1),
            say("it divides by one less than the number of pixels (ddof=1)."),
        ),
    }
    return [
        *values_findings("mean", found[0], x.mean(), means, "pixel_mean"),
        *values_findings("std", found[1], x.std(), stds, "pixel_std"),
    ]


def _near(value, right):
    try:
        return bool(np.allclose(value, right, rtol=1e-5))
    except TypeError:
        return False


def normalize_findings(function: Callable) -> list[Finding]:
    """`normalize(pixels)`: (x/255 − mean) / std with the numbers of MNIST's training images."""
    pixels = np.array([[0, 51, 128], [200, 254, 255]], np.uint8)[..., None]
    found, finding = tried(function, (pixels.copy(),), "normalized")
    if finding:
        return [finding]
    x = pixels / 255
    right = (x - MEAN) / STD
    likely = {
        "test_images": (
            (x - TEST_MEAN) / TEST_STD,
            say(
                "the two numbers are those of the test images. Which images may a network know "
                "before it is tested?"
            ),
        ),
        "pixels_not_scaled": (
            (pixels - MEAN) / STD,
            say("mean and standard deviation are those of pixels from 0 to 1. And these pixels?"),
        ),
        "not_centred": (x / STD, say("the mean is not subtracted.")),
        "not_divided": (x - MEAN, say("it does not divide by the standard deviation.")),
        "only_scaled": (x, say("it only divides by 255.")),
        "brackets": (
            x - MEAN / STD,
            say("only the mean is divided by the standard deviation: look at the brackets."),
        ),
        "swapped": ((x - STD) / MEAN, say("mean and standard deviation are swapped.")),
        "sum_for_difference": (
            (x + MEAN) / STD,
            say("it adds the mean where it should subtract it."),
        ),
        "multiplied": ((x - MEAN) * STD, say("it multiplies by the standard deviation.")),
        "variance_for_std": (
            (x - MEAN) / STD**2,
            say("it divides by the variance, not by its square root."),
        ),
        "statistics_of_its_own": (
            (x - x.mean()) / x.std(),
            say(
                "it measures mean and standard deviation of the pixels that it is given. Take those "
                "that were measured once."
            ),
        ),
    }
    findings = values_findings("normalize", found, right, likely, "normalized", ROUNDED)
    if findings and findings[0].code == "test_images":
        return [Finding("test_images", findings[0].message, "which_images")]
    return findings
