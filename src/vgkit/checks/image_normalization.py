"""Checks of batch normalization for images, written by hand: each of its functions by itself.

Source of the formulas: Ioffe & Szegedy 2015, "Batch Normalization: Accelerating Deep Network
Training by Reducing Internal Covariate Shift", sections 3.1 and 3.2, with Keras' moving averages.
"""

from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

EPSILON = 0.001  # Keras' own
# Images, height, width and channels are no two alike, so that a wrong axis shows; the standard
# deviations of the channels include small ones, so that an epsilon shows.
_SHAPE = (3, 4, 5, 6)
_STDDEVS = np.array([1.0, 0.05, 3.0, 0.02, 0.5, 0.1])


def sample() -> np.ndarray:
    """A small batch of feature maps, float32 `(images, height, width, channels)`."""
    random = np.random.default_rng(1)
    centres = random.normal(0, 1, _SHAPE[-1])
    return (centres + _STDDEVS * random.normal(0, 1, _SHAPE)).astype(np.float32)


def statistics(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each channel, `(channels,)` each."""
    return x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))


def parameters() -> list[np.ndarray]:
    """γ, β, moving mean and moving variance as in the middle of a training, `(channels,)` each."""
    random = np.random.default_rng(2)
    numbers = (
        random.uniform(0.5, 2, _SHAPE[-1]),
        random.normal(0, 1, _SHAPE[-1]),
        random.uniform(0.2, 1.5, _SHAPE[-1]),
        random.uniform(0.1, 2, _SHAPE[-1]),
    )
    return [each.astype(np.float32) for each in numbers]


def normalized(
    x: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    gamma: np.ndarray | float,
    beta: np.ndarray | float,
) -> np.ndarray:
    """The layer's formula, an array of the shape of `x`."""
    return gamma * (x - mean) / np.sqrt(variance + EPSILON) + beta


def batch_statistics_findings(batch_statistics: Callable) -> list[Finding]:
    """What the student's `batch_statistics(x)` gives: mean and variance of each channel."""
    x = sample()
    blank = "mean, variance"
    found, finding = tried(batch_statistics, (x,), blank)
    if finding:
        return [finding]

    def over(*axes):
        return x.mean(axis=axes), x.var(axis=axes)

    mean, variance = statistics(x)
    likely = {
        "axis_batch": (
            over(0),
            say(
                "mean and variance are taken over the images only, for each pixel by itself. One "
                "filter makes all positions of a channel."
            ),
        ),
        "axis_all": (
            over(0, 1, 2, 3),
            say("one mean for everything. Each channel is to have numbers of its own."),
        ),
        "axis_image": (
            over(1, 2),
            say(
                "each image has statistics of its own: that is instance normalization. Which axis "
                "is missing?"
            ),
        ),
        "axis_layer": (
            over(1, 2, 3),
            say(
                "each image has one mean for all its channels: that is layer normalization. Which "
                "axes belong together here?"
            ),
        ),
        "channels_first": (
            over(0, 2, 3),
            say(
                "the second axis is kept, as if the channels stood there. In Keras' images they "
                "stand last: (batch, height, width, channels)."
            ),
        ),
        "pixels_only": (
            over(0, 1),
            say("one axis of the pixels is left out. Height and width are two axes."),
        ),
        "channels_only": (
            over(3),
            say("the axis is that of the channels, over which nothing is to be averaged."),
        ),
        "axes_kept": (
            tuple(each.reshape(1, 1, 1, -1) for each in (mean, variance)),
            say(
                "the numbers are right, but axes of length 1 are kept. The shape is to be {shape}.",
                shape=mean.shape,
            ),
        ),
        "sample_variance": (
            (mean, x.var(axis=(0, 1, 2), ddof=1)),
            say(
                "the variance divides by n − 1. Batch normalization takes the mean of the squares."
            ),
            "variance",
        ),
        "std_for_variance": (
            (mean, np.sqrt(variance)),
            say("the second number is the standard deviation. Asked is the variance."),
            "variance",
        ),
        "not_centred": (
            (mean, (x**2).mean(axis=(0, 1, 2))),
            say("the variance is the mean square of x itself. What is to be subtracted first?"),
            "variance",
        ),
        "swapped": (
            (variance, mean),
            say("variance and mean are returned in the wrong order."),
        ),
    }
    findings = values_findings("batch_statistics", found, (mean, variance), likely, blank)
    if findings and findings[0].code == "wrong_values":  # then part by part
        parts = zip(("mean", "variance"), found, (mean, variance), strict=True)
        findings = [each for part in parts for each in values_findings(*part, {}, part[0])]
    return findings


def normalize_findings(normalize: Callable) -> list[Finding]:
    """What the student's `normalize(x, mean, variance, gamma, beta)` gives."""
    x, (gamma, beta, mean, variance) = sample(), parameters()
    variance = variance * _STDDEVS.astype(np.float32)
    blank = "normalized, scaled_and_shifted"
    found, finding = tried(normalize, (x, mean, variance, gamma, beta), blank)
    if finding:
        return [finding]
    right = normalized(x, mean, variance, gamma, beta)
    plain = normalized(x, mean, variance, 1, 0)
    likely = {
        "swapped": (beta * plain + gamma, say("gamma and beta have changed places.")),
        "epsilon_outside": (
            gamma * (x - mean) / (np.sqrt(variance) + EPSILON) + beta,
            say("epsilon is added behind the root. Where does it stand in the formula?"),
        ),
        "epsilon_forgotten": (
            gamma * (x - mean) / np.sqrt(variance) + beta,
            say("epsilon does not take part."),
        ),
        "variance_for_std": (
            gamma * (x - mean) / (variance + EPSILON) + beta,
            say("it divides by the variance. By what does the formula divide?"),
        ),
        "std_for_variance": (
            gamma * (x - mean) / np.sqrt(np.sqrt(variance) + EPSILON) + beta,
            say("the root is taken twice."),
        ),
        "variance_squared": (
            gamma * (x - mean) / np.sqrt(variance**2 + EPSILON) + beta,
            say("the variance is squared, as if it were a standard deviation."),
        ),
        "not_centred": (
            gamma * x / np.sqrt(variance + EPSILON) + beta,
            say("the mean is not subtracted."),
        ),
        "brackets": (
            gamma * (x - mean / np.sqrt(variance + EPSILON)) + beta,
            say("only the mean is divided: look at the brackets."),
        ),
        "beta_scaled": (
            gamma * (plain + beta),
            say("beta is multiplied by gamma, too: look at the brackets."),
        ),
        "gamma_forgotten": (plain + beta, say("gamma does not take part.")),
        "beta_forgotten": (gamma * plain, say("beta does not take part.")),
        "neither": (plain, say("gamma and beta do not take part.")),
        "own_statistics": (
            normalized(x, *statistics(x), gamma, beta),
            say(
                "it takes mean and variance of x itself, not those that it is given. Later it is to "
                "work with moving averages, too."
            ),
        ),
    }
    return values_findings("normalize", found, right, likely, blank, tolerance=1e-4)


def undoing_findings(undoing: Callable) -> list[Finding]:
    """What the student's `undoing(mean, variance)` gives: the γ and β that restore the input."""
    _, _, mean, variance = parameters()
    variance = variance * _STDDEVS.astype(np.float32)
    blank = "gamma, beta"
    found, finding = tried(undoing, (mean, variance), blank)
    if finding:
        return [finding]
    std = np.sqrt(variance + EPSILON)
    likely = {
        "swapped": ((mean, std), say("gamma and beta have changed places.")),
        "epsilon_forgotten": (
            (np.sqrt(variance), mean),
            say("nearly: by what exactly was x − mean divided?"),
        ),
        "variance_for_std": (
            (variance, mean),
            say("gamma is the variance. By what was x − mean divided?"),
        ),
        "root_forgotten": (
            (variance + EPSILON, mean),
            say("gamma lacks the root. By what was x − mean divided?"),
        ),
        "divided_again": (
            (1 / std, mean),
            say("with this gamma, it is divided a second time. The division is to be undone."),
        ),
        "subtracted_again": (
            (std, -mean),
            say("with this beta, the mean is subtracted a second time."),
        ),
        "as_at_the_start": (
            (np.ones_like(mean), np.zeros_like(mean)),
            say("1 and 0 are where training begins; they undo nothing."),
        ),
    }
    return values_findings("undoing", found, (std, mean), likely, blank)
