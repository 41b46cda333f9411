"""Checks of what lessons 15 and 16 make of one logit: a probability, and its cross-entropy.

Source: Cramer 2002, "The Origins of Logistic Regression".
"""

from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import one_number_only, tried, values_findings
from vgkit.messages import say

LOGITS = np.array([-2.5, -0.4, 0.0, 0.7, 3.0])
LABELS = np.array([0.0, 1.0, 1.0, 0.0, 1.0])


def probability_of(logit: np.ndarray) -> np.ndarray:
    """The sigmoid function."""
    return 1 / (1 + np.exp(-logit))


def probability_findings(probability: Callable) -> list[Finding]:
    """What the student's `probability(logit)` gives: that of class 1."""
    found, finding = tried(probability, (LOGITS.copy(),), "probability")
    if finding:
        return [one_number_only(finding)]
    exponential = np.exp(LOGITS)
    likely = {
        "other_class": (
            probability_of(-LOGITS),
            say("this is the probability of the other class. What should a large logit give?"),
        ),
        "odds": (
            exponential,
            say("these are the odds p / (1 − p). Which p has such odds?"),
        ),
        "reciprocal_odds": (
            1 / exponential,
            say("these are the odds the wrong way round. Which p has the odds exp(logit)?"),
        ),
        "softmax": (
            exponential / exponential.sum(),
            say("the images share one sum of 1. Each image has a probability of its own."),
        ),
        "tanh": (
            np.tanh(LOGITS),
            say("this goes from −1 to 1. A probability lies between 0 and 1."),
        ),
        "hard": (
            (LOGITS > 0).astype(float),
            say("this is the decision. How sure is the network of it?"),
        ),
        "unchanged": (
            LOGITS,
            say("it returns the logit itself, which can be negative."),
        ),
        "clipped": (
            np.clip(LOGITS, 0, 1),
            say("it cuts logits off at 0 and 1."),
        ),
        "base_two": (
            1 / (1 + 2.0**-LOGITS),
            say("this is made of powers of 2. The logarithm of a logit is the natural one."),
        ),
        "wrong_brackets": (
            1 / 1 + np.exp(-LOGITS),
            say("1 / 1 + … divides before it adds: look at the brackets."),
        ),
    }
    return values_findings("probability", found, probability_of(LOGITS), likely, "probability")


def crossentropy_findings(crossentropy: Callable) -> list[Finding]:
    """What the student's `crossentropy(logit, label)` gives: one number for each image."""
    blank = "crossentropy"
    found, finding = tried(crossentropy, (LOGITS.copy(), LABELS.copy()), blank)
    if finding:
        return [one_number_only(finding)]
    p, y = probability_of(LOGITS), LABELS
    right = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    with np.errstate(invalid="ignore", divide="ignore"):
        of_logits = -(y * np.log(LOGITS) + (1 - y) * np.log(1 - LOGITS))
    likely = {
        "sign": (-right, say("a loss of this kind is never negative: the sign is missing.")),
        "labels_swapped": (
            -((1 - y) * np.log(p) + y * np.log(1 - p)),
            say("the two labels have changed places. For an image of class 1, which p counts?"),
        ),
        "minus_on_one_term": (
            -y * np.log(p) + (1 - y) * np.log(1 - p),
            say("the minus belongs to both terms: look at the brackets."),
        ),
        "class_1_only": (
            -y * np.log(p),
            say(
                "images of class 0 cost nothing, whatever the network says. What should they cost?"
            ),
        ),
        "without_label": (
            -np.log(p),
            say("the label has no say: every image is treated as one of class 1."),
        ),
        "squared": (
            (p - y) ** 2,
            say("this is the squared error. Asked is the logarithm of what the right class gets."),
        ),
        "distance": (
            np.abs(p - y),
            say("this is how far p lies from the label. Asked is a logarithm."),
        ),
        "mean": (
            right.mean(),
            say("this is the mean over the images. Asked is one number for each of them."),
        ),
        "base_two": (
            right / np.log(2),
            say("this is made of log2. Keras takes the natural logarithm."),
        ),
        "sigmoid_forgotten": (
            of_logits,
            say("the logarithm is taken of the logit itself. Make a probability of it first."),
        ),
    }
    if np.ndim(found) and np.isnan(np.asarray(found, float)).any():
        return [Finding("sigmoid_forgotten", f"{blank}: {likely['sigmoid_forgotten'][1]}", blank)]
    return values_findings(blank, found, right, likely, blank)
