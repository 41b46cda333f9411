"""Checks of exercise 13, first part: five ways of scaling pixels, as a student has written them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

# Of the first 10,000 training and the first 2,000 test images of CIFAR-10: red, green, blue.
TRAIN = np.array([125.83175, 123.260666, 114.030685]), np.array([63.1434, 62.369205, 66.965805])
TEST = np.array([126.831955, 124.617874, 116.14708]), np.array([63.010674, 61.82315, 66.9572])


def small_images() -> np.ndarray:
    """Three images of 4 × 5 pixels, uint8. No two images, rows, columns or channels are alike."""
    pixels = np.random.default_rng(1).integers(3, 250, (3, 4, 5, 3))
    return (pixels * np.array([0.4, 0.8, 1.0])).astype(np.uint8)


def scale_0_1_findings(function: Callable) -> list[Finding]:
    """`scale_0_1(images)`: pixels from 0 to 1."""
    images = small_images()
    found, finding = tried(function, (images.copy(),), "scale_0_1")
    if finding:
        return [finding]
    x = images.astype(float)
    likely = {
        "nothing_done": (x, say("it returns its input unchanged.")),
        "whole_numbers": (
            x // 255,
            say("it gives whole numbers. What is between 0 and 1 is lost: which division is it?"),
        ),
        "divided_by_256": (x / 256, say("the brightest pixel, 255, does not become 1.")),
        "largest_of_these": (
            x / x.max(),
            say(
                "it divides by the largest pixel of the images that it is given. Then one and the "
                "same image is scaled in another way in another batch."
            ),
        ),
        "range_of_these": (
            (x - x.min()) / (x.max() - x.min()),
            say(
                "it takes the smallest and the largest pixel of the images that it is given. Then "
                "one and the same image is scaled in another way in another batch."
            ),
        ),
        "other_scaling": (x / 127.5 - 1, say("its numbers run from −1 to 1.")),
    }
    return values_findings("scale_0_1", found, x / 255, likely, "scale_0_1")


def scale_centred_findings(function: Callable) -> list[Finding]:
    """`scale_centred(images)`: pixels from −1 to 1."""
    images = small_images()
    found, finding = tried(function, (images.copy(),), "scale_centred")
    if finding:
        return [finding]
    x = images.astype(float)
    overflow = say(
        "it computes with uint8, which knows 0 to 255 only: what goes beyond starts again at the "
        "other end. Divide first, or make the pixels float32."
    )
    likely = {
        "nothing_done": (x, say("it returns its input unchanged.")),
        "half_the_range": (x / 255 - 0.5, say("its numbers run from −0.5 to 0.5.")),
        "not_shifted": (x / 127.5, say("its numbers run from 0 to 2.")),
        "only_scaled": (x / 255, say("its numbers run from 0 to 1.")),
        "negative_only": (x / 255 - 1, say("its numbers run from −1 to 0.")),
        "not_divided": (x - 127.5, say("its numbers run from −127.5 to 127.5.")),
        "divided_by_128": (x / 128 - 1, say("the brightest pixel, 255, does not become 1.")),
        "centred_at_128": ((x - 128) / 128, say("the brightest pixel, 255, does not become 1.")),
        "overflow": ((2 * x) % 256 / 255 - 1, overflow),
        "overflow_below_0": ((x - 128) % 256 / 127.5, overflow),
        "overflow_below_0_of_128": ((x - 128) % 256 / 128, overflow),
        "overflow_at_127": ((x - 127) % 256 / 127.5, overflow),
    }
    return values_findings("scale_centred", found, x / 127.5 - 1, likely, "scale_centred")


def channel_statistics_findings(function: Callable) -> list[Finding]:
    """`channel_statistics(images)`: mean and standard deviation of each channel."""
    images = small_images()
    found, finding = tried(function, (images.copy(),), "channel_mean")
    if finding:
        return [finding]
    x, whole_set = images.astype(float), (0, 1, 2)
    mean, std = x.mean(whole_set), x.std(whole_set)
    if not isinstance(found, tuple | list) or len(found) != 2:
        return values_findings("channel_statistics", found, (mean, std), {}, None)
    found = [_without_ones(part) for part in found]
    if not values_findings("", found, (std, mean), {}, None):
        message = say("mean and standard deviation are swapped.")
        return [Finding("statistics_swapped", f"channel_statistics: {message}", "channel_mean")]
    means = {code: (x.mean(axis), message) for code, (axis, message) in _wrong_axes().items()}
    stds = {code: (x.std(axis), message) for code, (axis, message) in _wrong_axes().items()}
    stds["variance_for_std"] = x.var(whole_set), say("that is the variance.")
    stds["std_of_a_sample"] = (
        x.std(whole_set, ddof=1),
        say("it divides by one less than the number of pixels (ddof=1)."),
    )
    for likely, right in ((means, mean), (stds, std)):
        likely["divided_by_255"] = (
            right / 255,
            say("it is divided by 255. These are the statistics of pixels from 0 to 255."),
        )
    return [
        *values_findings("mean", found[0], mean, means, "channel_mean"),
        *values_findings("std", found[1], std, stds, "channel_std"),
    ]


def _without_ones(part):
    """An array, one number a channel where axes of length 1 were kept (`keepdims=True`)."""
    try:
        array = np.asarray(part, float)
    except (TypeError, ValueError):
        return part
    return array.reshape(3) if array.shape == (1, 1, 1, 3) else array


def _wrong_axes():
    """Axes over which the statistics of a channel are not taken, and what they lead to."""
    per_image = say("each image has numbers of its own. Over which axes is it taken?")
    position = say("each place in the image has numbers of its own. Over which axes is it taken?")
    return {
        "channels_together": (
            None,
            say("there is one number for all channels together. Which axis is to be left over?"),
        ),
        "per_image": ((1, 2), per_image),
        "per_image_channels_together": ((1, 2, 3), per_image),
        "per_position": (0, position),
        "per_row": ((0, 2), position),
        "per_column": ((0, 1), position),
    }


def standardize_findings(function: Callable) -> list[Finding]:
    """`standardize(images, mean, std)`: with the mean and standard deviation that it is given."""
    images, (mean, std) = small_images(), TRAIN
    arguments = images.copy(), mean.astype(np.float32), std.astype(np.float32)
    found, finding = tried(function, arguments, "standardize")
    if finding:
        return [finding]
    x, whole_set = images.astype(float), (0, 1, 2)
    likely = {
        **_wrong_formulas(x, mean, std),
        "swapped": ((x - std) / mean, say("mean and standard deviation are swapped.")),
        "statistics_of_its_own": (
            (x - x.mean(whole_set)) / x.std(whole_set),
            say(
                "it measures the images that it is given. Take the mean and the standard deviation "
                "that are passed to it."
            ),
        ),
        "scaled_first": (
            (x / 255 - mean) / std,
            say("it divides by 255 first. The mean is one of pixels from 0 to 255."),
        ),
    }
    return values_findings("standardize", found, (x - mean) / std, likely, "standardize")


def _wrong_formulas(x, mean, std):
    """For each slip in (x − mean) / std what it gives, and its message."""
    return {
        "nothing_done": (x, say("it returns its input unchanged.")),
        "not_centred": (x / std, say("the mean is not subtracted.")),
        "not_scaled": (x - mean, say("it does not divide by the standard deviation.")),
        "variance_for_std": (
            (x - mean) / std**2,
            say("it divides by the variance, not by its square root."),
        ),
        "sum_for_difference": (
            (x + mean) / std,
            say("it adds the mean where it should subtract it."),
        ),
        "brackets": (
            x - mean / std,
            say("only the mean is divided by the standard deviation: look at the brackets."),
        ),
        "multiplied": ((x - mean) * std, say("it multiplies by the standard deviation.")),
    }


def standardize_each_findings(function: Callable) -> list[Finding]:
    """`standardize_each(images)`: each channel of each image by its own statistics."""
    images = small_images()
    found, finding = tried(function, (images.copy(),), "standardize_each")
    if finding and "broadcast" in finding.message:
        return [
            Finding(
                "keepdims",
                say(
                    "standardize_each: the shapes of images and statistics do not fit together. "
                    "What shape has the mean, and which axes has it lost? NumPy can keep them, "
                    "with length 1."
                ),
                "image_mean",
            )
        ]
    if finding:
        return [finding]
    x, own = images.astype(float), (1, 2)

    def by(axes, spread=np.std, **options):
        mean = x.mean(axes, keepdims=True)
        return (x - mean) / spread(x, axes, keepdims=True, **options)

    together = say("all images are taken together. Each is to have its own mean 0.")
    likely = {
        **_wrong_formulas(x, x.mean(own, keepdims=True), x.std(own, keepdims=True)),
        "images_together": (by((0, 1, 2)), together),
        "everything_together": (by((0, 1, 2, 3)), together),
        "channels_together": (
            by((1, 2, 3)),
            say("the channels of an image are taken together. Each is to have its own mean 0."),
        ),
        "mean_of_all_channels": (
            (x - x.mean((1, 2, 3), keepdims=True)) / x.std(own, keepdims=True),
            say("its mean is that of all channels of an image. Each channel is to have mean 0."),
        ),
        "per_position": (
            by(0),
            say("each place in the image has numbers of its own. Over which axes is it taken?"),
        ),
        "across_channels": (by(3), say("it is taken across the channels of each pixel.")),
        "std_of_a_sample": (
            by(own, ddof=1),
            say("it divides by one less than the number of pixels (ddof=1)."),
        ),
        "training_statistics": (
            (x - TRAIN[0]) / TRAIN[1],
            say("it takes the statistics of the training images, not each image's own."),
        ),
    }
    findings = values_findings("standardize_each", found, by(own), likely, "standardize_each")
    of_mean = "mean_of_all_channels"
    return [
        replace(each, blank="image_mean") if each.code == of_mean else each for each in findings
    ]


def per_channel_findings(function: Callable) -> list[Finding]:
    """`per_channel(images)`: standardized with the statistics of the training images."""
    images = small_images()
    found, finding = tried(function, (images.copy(),), "which_images")
    if finding:
        return [finding]
    x, whole_set = images.astype(float), (0, 1, 2)
    count = np.array([10_000, 2_000])[:, None]
    mean = (count * [TRAIN[0], TEST[0]]).sum(0) / count.sum()
    squares = (count * [part[0] ** 2 + part[1] ** 2 for part in (TRAIN, TEST)]).sum(0) / count.sum()
    leak = say(
        "the test images went into its statistics. What may a network know of the images on which "
        "it will be tested?"
    )
    likely = {
        "test_statistics": ((x - TEST[0]) / TEST[1], leak),
        "all_statistics": ((x - mean) / np.sqrt(squares - mean**2), leak),
        "statistics_of_its_own": (
            (x - x.mean(whole_set)) / x.std(whole_set),
            say(
                "it measures the images that it is given. Which images are measured, once for all?"
            ),
        ),
    }
    right = (x - TRAIN[0]) / TRAIN[1]
    return values_findings("per_channel", found, right, likely, "which_images", tolerance=1e-4)
