"""Checks of exercise 13, second part: darker images, what they do, and how inputs are compared."""

from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.checks.input_normalization import TRAIN, small_images
from vgkit.messages import say

LIGHTER = 2, 30  # whole numbers, and sums beyond 255: here uint8 overflows
DARKER = 0.4, 10
NEGATIVE = -1, 255  # black and white change places


def darken_findings(function: Callable) -> list[Finding]:
    """`darken(images, a, b)`: a · x + b, neither rounded nor limited to 0 … 255."""
    images = small_images()
    x = images.astype(float)
    for a, b in (DARKER, LIGHTER):
        found, finding = tried(function, (images.copy(), a, b), "darken")
        if finding:
            return [finding]
        right = a * x + b
        likely = {
            "nothing_done": (x, say("it returns its input unchanged.")),
            "b_missing": (a * x, say("b is not added.")),
            "a_missing": (x + b, say("the pixels are not multiplied by a.")),
            "swapped": (b * x + a, say("a and b are swapped.")),
            "brackets": (a * (x + b), say("b is multiplied by a, too: look at the brackets.")),
            "overflow": (
                right % 256,
                say(
                    "it computes with uint8, which knows 0 to 255 only: what goes beyond starts again "
                    "at the other end. Make the pixels float32 first."
                ),
            ),
            "rounded": (
                np.floor(right),
                say("it rounds to whole numbers. a · x + b is exact only in float32."),
            ),
            "rounded_to_nearest": (
                np.round(right),
                say("it rounds to whole numbers. a · x + b is exact only in float32."),
            ),
            "overflow_and_rounded": (
                np.floor(right) % 256,
                say("it computes with uint8. Make the pixels float32 and leave them so."),
            ),
            "clipped": (
                np.clip(right, 0, 255),
                say(
                    "it limits the pixels to 255. Then different pixels become equal, which no "
                    "normalization can undo. Leave that out here."
                ),
            ),
        }
        if findings := values_findings("darken", found, right, likely, "darken"):
            return findings
    return []


def changed_statistics_findings(function: Callable) -> list[Finding]:
    """`changed_statistics(mean, std, a, b)`: those of a · x + b, for a > 0 and for a < 0."""
    mean, std = TRAIN
    for a, b in (DARKER, NEGATIVE):
        found, finding = tried(function, (mean.copy(), std.copy(), a, b), "changed_mean")
        if finding:
            return [finding]
        right = a * mean + b, abs(a) * std
        if not isinstance(found, tuple | list) or len(found) != 2:
            return values_findings("changed_statistics", found, right, {}, None)
        means = {
            "mean_unchanged": (mean, say("it stays what it was.")),
            "b_missing": (a * mean, say("b is not in it. If every pixel grows by b, what grows?")),
            "brackets": (a * (mean + b), say("b is multiplied by a, too: look at the brackets.")),
            "a_missing": (mean + b, say("a is not in it.")),
        }
        stds = {
            "std_unchanged": (std, say("it stays what it was.")),
            "std_shifted": (
                a * std + b,
                say("b is in it. If every pixel grows by b, do they lie further apart?"),
            ),
            "std_shifted_too": (
                abs(a) * std + b,
                say("b is in it. If every pixel grows by b, do they lie further apart?"),
            ),
            "std_squared": (
                a**2 * std,
                say("that is how a variance grows. And its square root?"),
            ),
            "negative_std": (
                -abs(a) * std,
                say("it is negative where a is. Can a standard deviation be that?"),
            ),
        }
        findings = [
            *values_findings("new mean", found[0], right[0], means, "changed_mean"),
            *values_findings("new std", found[1], right[1], stds, "changed_std"),
        ]
        if findings:
            return findings
    return []


def largest_difference_findings(function: Callable) -> list[Finding]:
    """`largest_difference(scale, images, a, b)`: of what `scale` gives, before and after."""
    images = small_images()
    x = images.astype(float)

    def scale(pixels):
        return np.asarray(pixels, float) / 10 + 3

    for a, b in (DARKER, LIGHTER):  # differences below 0, and above
        found, finding = tried(function, (scale, images.copy(), a, b), "largest_difference")
        if finding:
            return [finding]
        likely = _likely_differences(scale, x, a * x + b)
        right = abs(scale(a * x + b) - scale(x)).max()
        name = "largest_difference"
        if findings := values_findings(name, found, right, likely, name, 1e-4):
            return findings
    return []


def _likely_differences(scale, x, changed):
    """For each likely mistake in the largest difference what it gives, and its message."""
    difference = scale(changed) - scale(x)
    return {
        "no_absolute_value": (
            difference.max(),
            say("a difference below 0 can be large, too. Which function forgets the sign?"),
        ),
        "no_absolute_value_either": (
            -difference.min(),
            say("a difference of the other sign can be large, too. Which function forgets it?"),
        ),
        "smallest": (difference.min(), say("that is the smallest.")),
        "mean_of_all": (abs(difference).mean(), say("that is the mean, not the largest.")),
        "not_scaled": (
            abs(changed - x).max(),
            say("the pixels are compared. What does scale make of them, before and after?"),
        ),
        "difference_scaled": (
            abs(scale(changed - x)).max(),
            say("the difference is scaled. Scale first, both times, then subtract."),
        ),
        "all_differences": (abs(difference), say("that is all of them. Which one is asked for?")),
        "one_not_scaled": (
            abs(scale(changed) - x).max(),
            say("only the darker images went through scale."),
        ),
    }


class _Network:
    """Ten images, of which it knows four; called, or asked to predict, it gives logits."""

    def __init__(self):
        self.labels = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], np.uint8)
        said = np.where(np.isin(np.arange(10), (0, 2, 3, 7)), self.labels, (self.labels + 4) % 10)
        self.logits = np.random.default_rng(2).uniform(-2, 1, (10, 10)).astype(np.float32)
        self.logits[np.arange(10), said] = 1.5

    def __call__(self, inputs, **_):
        return self.logits

    predict = predict_on_batch = __call__


def accuracy_findings(function: Callable) -> list[Finding]:
    """`accuracy(model, inputs, labels)`: the share of images whose largest logit is the label's."""
    network = _Network()
    inputs = np.zeros((10, 32, 32, 3), np.float32)
    found, finding = tried(function, (network, inputs, network.labels.copy()), "predicted")
    if finding:
        return [finding]
    logits, labels = network.logits, network.labels

    def share(predicted):
        return float(np.mean(predicted == labels))

    likely = {
        "argmax_axis": (
            share(logits.argmax(0)),
            say("for each class it looks for an image. Over which axis lie an image's logits?"),
        ),
        "smallest_logit": (
            share(logits.argmin(1)),
            say("it takes the smallest logit of each image."),
        ),
        "count": (4.0, say("that is how many images are right, not what share of them.")),
        "per_cent": (40.0, say("that is in per cent. A share lies between 0 and 1.")),
        "errors": (0.6, say("that is the share of wrong answers.")),
        "each_image": (
            logits.argmax(1) == labels,
            say("it tells of each image whether it is right. What share of them is?"),
        ),
        "predictions": (
            logits.argmax(1),
            say("it gives the predicted classes. How many of them are the labels?"),
        ),
    }
    return values_findings("accuracy", found, 0.4, likely, "right_answers", 1e-4)


def curvature_findings(function: Callable) -> list[Finding]:
    """`curvature(inputs)`: largest eigenvalue of the mean of x xᵀ, and its ratio to the smallest."""
    inputs = small_images() / 50 - 1
    found, finding = tried(function, (inputs.copy(),), "moments")
    if finding:
        return [finding]
    x = inputs.reshape(-1, 3)
    values = np.linalg.eigvalsh(x.T @ x / len(x))
    centred = np.linalg.eigvalsh(np.cov(x.T, bias=True))
    sample = np.linalg.eigvalsh(np.cov(x.T))
    total = np.linalg.eigvalsh(x.T @ x)
    mean_removed = say("the mean was subtracted. It is part of what the network sees: leave it in.")
    likely = {
        "centred": ((centred[-1], centred[-1] / centred[0]), mean_removed),
        "covariance": ((sample[-1], sample[-1] / sample[0]), mean_removed),
        "sum_for_mean": (
            (total[-1], total[-1] / total[0]),
            say("it is a sum over all pixels, so that more pixels give more. Take the mean."),
        ),
        "ratio_upside_down": (
            (values[-1], values[0] / values[-1]),
            say("the ratio is upside down: it is to be 1 or more."),
        ),
        "smallest_first": (
            (values[0], values[-1] / values[0]),
            say("it begins with the smallest eigenvalue. eigvalsh gives them in ascending order."),
        ),
        "smallest_and_upside_down": (
            (values[0], values[0] / values[-1]),
            say("smallest and largest are swapped. eigvalsh gives them in ascending order."),
        ),
        "wrong_neighbour": (
            (values[-1], values[-1] / values[1]),
            say("it divides by the eigenvalue in the middle."),
        ),
        "eigenvalues": (values, say("it gives all eigenvalues. Which two numbers are asked for?")),
        "no_ratio": (
            (values[-1], values[0]),
            say("it gives the smallest eigenvalue. How many times as large is the largest?"),
        ),
    }
    right = values[-1], values[-1] / values[0]
    return values_findings("curvature", found, right, likely, "moments", 1e-3)
