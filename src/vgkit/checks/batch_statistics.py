"""Check of exercise 4a's batch normalization by hand: each unit's mean and variance, and the formula.

Source of the formula: Ioffe & Szegedy 2015, "Batch Normalization: Accelerating Deep Network
Training by Reducing Internal Covariate Shift", algorithm 1, with γ = 1 and β = 0.
"""

from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

EPSILON = 0.001  # Keras' own
_LARGE = 0.5
# Small standard deviations are among them, so that an epsilon shows.
_STDDEVS = np.array([1.0, 0.05, 0.3])
_NAME = "normalize_batch"
_BLANKS = {
    "mean": "batch_mean",
    "variance": "batch_variance",
    "normalized": "batch_normalized",
    "return": "batch_normalized",
}


def sample() -> np.ndarray:
    """A small batch of a layer's outputs, float32 `(images, units)`; no two axes are of one length."""
    random = np.random.default_rng(1)
    return (0.5 + _STDDEVS * random.normal(0, 1, (5, len(_STDDEVS)))).astype(np.float32)


def normalized(
    x: np.ndarray, epsilon: float = EPSILON
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean and variance of each unit, `(units,)` each, and the normalized batch, `(images, units)`."""
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return mean, variance, (x - mean) / np.sqrt(variance + epsilon)


def normalize_batch_findings(function: Callable) -> list[Finding]:
    """What the student's `normalize_batch(x)` gives: the first of its three values that is wrong."""
    x = sample()
    value, finding = tried(function, (x,), _BLANKS, unchanged=True)
    if finding:
        return [_over_units(function) or finding]
    if not isinstance(value, tuple | list) or len(value) != 3:
        message = say("{name} is to return three values: mean, variance, normalized.", name=_NAME)
        return [Finding("three_values", message, "batch_normalized")]
    right = normalized(x)
    if _in_order((value[1], value[0], value[2]), right):
        message = say(
            "{name} returns mean and variance in the other order. The line with return is given: mean, "
            "variance, normalized.",
            name=_NAME,
        )
        return [Finding("other_order", message, "batch_mean, batch_variance")]
    likely = {
        "batch_mean": _likely_mean(x),
        "batch_variance": _likely_variance(x),
        "batch_normalized": _likely_normalized(x),
    }
    for (blank, mistakes), found, this in zip(likely.items(), value, right, strict=True):
        name = f"{_NAME}, {blank.removeprefix('batch_')}"
        if findings := values_findings(name, found, this, mistakes, blank, tolerance=1e-4):
            return findings
    return _another_epsilon(function, x)


def _in_order(found, right):
    """Whether three values are, one by one, the right ones."""
    if not isinstance(found, tuple | list) or len(found) != len(right):
        return False
    pairs = zip(found, right, strict=True)
    return not any(values_findings("", *pair, {}, None, tolerance=1e-4) for pair in pairs)


def _another_epsilon(function, x):
    """What is right with Keras' epsilon may take no notice of the one that it is given."""
    value, finding = tried(function, (x, _LARGE), _BLANKS, unchanged=True)
    if finding:
        return [finding]
    if _in_order(value, normalized(x, _LARGE)):
        return []
    message = say(
        "{name}(x) is right, but {name}(x, epsilon={epsilon}) is not: the formula is to take the epsilon "
        "that the function is given, and to be written out.",
        name=_NAME,
        epsilon=_LARGE,
    )
    return [Finding("epsilon_fixed", message, "batch_normalized")]


def _over_units(function):
    """The finding on a mean over the wrong axis: it cannot be subtracted, but where a batch is square."""
    x = sample()[: len(_STDDEVS)]
    value, finding = tried(function, (x,), None)
    if finding or not isinstance(value, tuple | list) or not value:
        return None
    mistakes = {"over_units": _likely_mean(x)["over_units"]}
    name = f"{_NAME}, mean"
    findings = values_findings(name, value[0], x.mean(axis=0), mistakes, "batch_mean", 1e-4)
    return next((each for each in findings if each.code == "over_units"), None)


def _axes(statistic, x):
    """What a statistic gives over the wrong elements; the messages of mean and variance are alike."""
    return {
        "over_everything": (
            statistic(x),
            say("one number for the whole table. Each unit is to have one of its own."),
        ),
        "over_units": (
            statistic(x, axis=1),
            say("there is one number for each image. Which of the two axes are the images?"),
        ),
        "axes_kept": (
            statistic(x, axis=0, keepdims=True),
            say(
                "the numbers are right, but axes of length 1 are kept. The shape is to be {shape}.",
                shape=x.shape[1:],
            ),
        ),
    }


def _likely_mean(x):
    return _axes(np.mean, x) | {
        "sum_for_mean": (x.sum(axis=0), say("this is a sum. What makes a mean of it?")),
    }


def _likely_variance(x):
    return _axes(np.var, x) | {
        "std_for_variance": (
            x.std(axis=0),
            say("this is the standard deviation. Asked is the variance."),
        ),
        "sample_variance": (
            x.var(axis=0, ddof=1),
            say(
                "the variance divides by n − 1. Batch normalization takes the mean of the squares."
            ),
        ),
        "not_centred": (
            (x**2).mean(axis=0),
            say("the variance is the mean square of x itself. What is to be subtracted first?"),
        ),
        "sum_for_mean": (
            x.var(axis=0) * len(x),
            say("this is a sum. What makes a mean of it?"),
        ),
        "squares_forgotten": (
            (x - x.mean(axis=0)).mean(axis=0),
            say("the deviations themselves average to 0. What does the formula do to each first?"),
        ),
        "absolute_deviation": (
            abs(x - x.mean(axis=0)).mean(axis=0),
            say("the deviations are averaged without their squares."),
        ),
    }


def _likely_normalized(x):
    mean, variance, _ = normalized(x)
    centred, std = x - mean, np.sqrt(variance + EPSILON)
    return {
        "epsilon_forgotten": (centred / np.sqrt(variance), say("epsilon does not take part.")),
        "epsilon_outside": (
            centred / (np.sqrt(variance) + EPSILON),
            say("epsilon is added behind the root. Where does it stand in the formula?"),
        ),
        "epsilon_squared": (
            centred / np.sqrt(variance + EPSILON**2),
            say("epsilon is squared. The formula adds it to the variance as it is."),
        ),
        "epsilon_behind": (
            centred / np.sqrt(variance) + EPSILON,
            say("epsilon is added to the quotient: look at the brackets."),
        ),
        "variance_for_std": (
            centred / (variance + EPSILON),
            say("it divides by the variance. By what does the formula divide?"),
        ),
        "multiplied": (
            centred * std,
            say("it multiplies where the formula divides."),
        ),
        "not_centred": (x / std, say("the mean is not subtracted.")),
        "not_scaled": (centred, say("it does not divide by the standard deviation.")),
        "brackets": (
            x - mean / std,
            say("only the mean is divided: look at the brackets."),
        ),
    }
