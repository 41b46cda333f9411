"""Checks of the two ways through batch normalization by hand: in training, and in inference.

In training the batch's own statistics normalize, and move the averages; in inference the averages
normalize, and nothing moves. Source: Ioffe & Szegedy 2015, algorithm 2, with Keras' moving averages.
"""

from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.checks.image_normalization import normalized, parameters, sample, statistics
from vgkit.messages import say

MOMENTUM = 0.8  # neither 0.9 nor 0.99, so that a number written in place of the argument shows


def _moved(moving, batch, momentum=MOMENTUM):
    return momentum * moving + (1 - momentum) * batch


def moving_average_findings(moving_average: Callable) -> list[Finding]:
    """What the student's `moving_average(moving, batch, momentum)` gives."""
    _, _, moving, batch = parameters()
    m, blank = MOMENTUM, "moving_average"
    found, finding = tried(moving_average, (moving, batch, m), blank)
    if finding:
        return [finding]
    not_one = say("old average and batch are weighed, but the two weights do not make 1 together.")
    likely = {
        "momentum_reversed": (
            _moved(moving, batch, 1 - m),
            say(
                "the momentum weighs the batch. In Keras a momentum of 0.99 means that an average "
                "hardly moves."
            ),
        ),
        "not_weighed": (m * moving + batch, not_one),
        "sum": (moving + (1 - m) * batch, not_one),
        "batch_only": (batch, say("nothing of the old average is left.")),
        "unmoved": (moving, say("the batch does not take part.")),
        "half": ((moving + batch) / 2, say("the momentum does not take part.")),
        "subtracted": (
            m * moving - (1 - m) * batch,
            say("the batch is subtracted. An average lies between what it is made of."),
        ),
    }
    return values_findings("moving_average", found, _moved(moving, batch), likely, blank)


def forward_training_findings(forward_training: Callable) -> list[Finding]:
    """What the student's `forward_training(x, gamma, beta, moving_mean, moving_variance, momentum)` gives."""
    x, (gamma, beta, *moving) = sample(), parameters()
    blank = "statistics, output, new_mean, new_variance"
    arguments = (x, gamma, beta, *(each.copy() for each in moving), MOMENTUM)
    found, finding = tried(forward_training, arguments, blank)
    if finding:
        return [finding]
    batch = statistics(x)
    new = [_moved(old, now) for old, now in zip(moving, batch, strict=True)]
    reversed_ = [_moved(old, now, 1 - MOMENTUM) for old, now in zip(moving, batch, strict=True)]
    y = normalized(x, *batch, gamma, beta)
    averaged = say(
        "the moving averages normalize. In training, whose statistics are those of this batch?"
    )
    likely = {
        "averages_in_training": (
            (normalized(x, *moving, gamma, beta), *new),
            averaged,
            "statistics, output",
        ),
        "averages_for_statistics": (
            (normalized(x, *moving, gamma, beta), *moving),
            averaged,
            "statistics",
        ),
        "new_averages_in_training": (
            (normalized(x, *new, gamma, beta), *new),
            averaged,
            "statistics, output",
        ),
        "averages_unmoved": (
            (y, *moving),
            say("the moving averages come back as they went in. A training step moves both."),
            "new_mean, new_variance",
        ),
        "variance_unmoved": (
            (y, new[0], moving[1]),
            say("only one of the two averages is moved."),
            "new_variance",
        ),
        "mean_unmoved": (
            (y, moving[0], new[1]),
            say("only one of the two averages is moved."),
            "new_mean",
        ),
        "momentum_reversed": (
            (y, *reversed_),
            say("the momentum weighs the batch: look at what is passed to moving_average."),
            "new_mean, new_variance",
        ),
        "batch_returned": (
            (y, *batch),
            say("the batch's statistics come back in place of the moving averages."),
            "new_mean, new_variance",
        ),
        "averages_swapped": (
            (y, *new[::-1]),
            say("moving mean and moving variance have changed places."),
            "new_mean, new_variance",
        ),
        "mixed_up": (
            (y, _moved(moving[0], batch[1]), _moved(moving[1], batch[0])),
            say(
                "the mean is averaged with the variance: look at what is passed to moving_average."
            ),
            "new_mean, new_variance",
        ),
        "parameters_swapped": (
            (normalized(x, *batch, beta, gamma), *new),
            say("gamma and beta have changed places."),
            "output",
        ),
        "only_output": (
            y,
            say("only the output comes back. The two new averages are to be returned, too."),
        ),
    }
    findings = values_findings("forward_training", found, (y, *new), likely, blank, tolerance=1e-4)
    if findings and findings[0].code == "wrong_values":  # then part by part
        parts = (
            ("output", "statistics, output", y),
            ("moving_mean", "new_mean", new[0]),
            ("moving_variance", "new_variance", new[1]),
        )
        findings = []
        for (name, of, right), value in zip(parts, found, strict=True):
            findings += values_findings(name, value, right, {}, of, tolerance=1e-4)
    return findings


def forward_inference_findings(forward_inference: Callable) -> list[Finding]:
    """What the student's `forward_inference(x, gamma, beta, moving_mean, moving_variance)` gives."""
    x, (gamma, beta, *moving) = sample(), parameters()
    blank = "inference"
    given = [each.copy() for each in moving]
    found, finding = tried(forward_inference, (x, gamma, beta, *given), blank)
    if finding:
        return [finding]
    if not all(map(np.array_equal, given, moving)):
        message = say(
            "forward_inference: it changes the moving averages that it is given. A prediction leaves "
            "everything as it is."
        )
        return [Finding("averages_moved", message, blank)]
    batch = statistics(x)
    y = normalized(x, *moving, gamma, beta)
    if isinstance(found, tuple | list) and len(found) > 1:
        message = say(
            "forward_inference: it returns {count} things. A prediction gives an output, and moves "
            "no average.",
            count=len(found),
        )
        return [Finding("averages_moved", message, blank)]
    likely = {
        "batch_in_inference": (
            normalized(x, *batch, gamma, beta),
            say(
                "this batch's own statistics normalize: what comes out for an image depends on the "
                "images beside it."
            ),
        ),
        "parameters_swapped": (
            normalized(x, *moving, beta, gamma),
            say("gamma and beta have changed places."),
        ),
        "averages_swapped": (
            normalized(x, moving[1], moving[0], gamma, beta),
            say("moving mean and moving variance have changed places."),
        ),
        "parameters_forgotten": (
            normalized(x, *moving, 1, 0),
            say("gamma and beta do not take part."),
        ),
    }
    for momentum in (0.9, 0.99):
        new = [_moved(old, now, momentum) for old, now in zip(moving, batch, strict=True)]
        likely[f"averages_moved_{momentum:g}"] = (
            normalized(x, *new, gamma, beta),
            say("the averages are moved before they are used. A prediction moves nothing."),
        )
    return values_findings("forward_inference", found, y, likely, blank, tolerance=1e-4)


def added_parameters_findings(added_parameters: Callable) -> list[Finding]:
    """What the student's `added_parameters(channels)` gives: trained, moved, and saved numbers."""
    channels, blank = 7, "added_parameters"
    found, finding = tried(added_parameters, (channels,), blank)
    if finding:
        return [finding]
    likely = {
        "one_for_the_layer": (
            (2, 2, 1),
            say("every channel has numbers of its own."),
        ),
        "biases_kept": (
            (2 * channels, 2 * channels, 0),
            say("nothing is saved. What of the convolution has no effect before a normalization?"),
        ),
        "averages_forgotten": (
            (2 * channels, 0, channels),
            say("the moving averages are numbers that the layer keeps, although none is trained."),
        ),
        "one_of_two": (
            (channels, channels, channels),
            say("how many numbers does one channel train, and how many does it move?"),
        ),
        "all_trained": (
            (4 * channels, 0, channels),
            say("moving averages are not trained: no gradient reaches them."),
        ),
        "swapped": (
            (2 * channels, channels, 2 * channels),
            say("the order is: trained, moved, saved."),
        ),
    }
    right = (2 * channels, 2 * channels, channels)
    return values_findings("added_parameters", found, right, likely, blank)
