"""Checks of a separable convolution by hand: its two steps in NumPy, and how many weights it has.

Source: Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions".
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.checks.vgg import called_findings
from vgkit.messages import say

# (size, channels, filters): no two numbers alike, so that one taken for another shows.
SIZES = ((3, 5, 7), (5, 2, 11), (2, 13, 4))


def plain_weights_findings(plain_weights: Callable) -> list[Finding]:
    """What the student's `plain_weights(size, channels, filters)` gives."""
    likely = [
        (
            "size_not_squared",
            lambda s, c, f: s * c * f,
            say("the window is as high as it is wide. How many pixels has it?"),
        ),
        (
            "bias_counted",
            lambda s, c, f: s**2 * c * f + f,
            say("the biases are counted, too. Count only the weights of the kernels."),
        ),
        (
            "one_filter",
            lambda s, c, f: s**2 * c,
            say("these are the weights of one filter."),
        ),
        (
            "one_channel",
            lambda s, c, f: s**2 * f,
            say("each filter sees one channel only. How many does a plain convolution see?"),
        ),
        (
            "no_window",
            lambda s, c, f: c * f,
            say("the window has no say. How many numbers does a filter see of one channel?"),
        ),
        (
            "added",
            lambda s, c, f: s**2 * (c + f),
            say("channels and filters are added up. How many pairs of the two are there?"),
        ),
    ]
    return called_findings(
        plain_weights, SIZES, lambda s, c, f: s**2 * c * f, likely, "plain_weights"
    )


def separable_weights_findings(separable_weights: Callable) -> list[Finding]:
    """What the student's `separable_weights(size, channels, filters)` gives."""
    likely = [
        (
            "plain",
            lambda s, c, f: s**2 * c * f,
            say("that is a plain convolution. Which of the two steps mixes channels?"),
            "depthwise, pointwise",
        ),
        (
            "multiplied",
            lambda s, c, f: s**2 * c * c * f,
            say("the two steps are multiplied. They come one after the other."),
            "depthwise, pointwise",
        ),
        (
            "size_not_squared",
            lambda s, c, f: s * c + c * f,
            say("the window is as high as it is wide. How many pixels has it?"),
            "depthwise",
        ),
        (
            "filters_for_channels",
            lambda s, c, f: s**2 * f + c * f,
            say("the depthwise step has a window for each filter. Of what does it need one?"),
            "depthwise",
        ),
        (
            "one_window",
            lambda s, c, f: s**2 + c * f,
            say("all channels share one window in the depthwise step. In the figure they do not."),
            "depthwise",
        ),
        (
            "filters_only",
            lambda s, c, f: s**2 * c + f,
            say(
                "the pointwise step has one weight for each filter. How many numbers does it sum up?"
            ),
            "pointwise",
        ),
        (
            "pointwise_window",
            lambda s, c, f: s**2 * c + s**2 * c * f,
            say("the pointwise step has a window, too. What size has it?"),
            "pointwise",
        ),
        (
            "depthwise_only",
            lambda s, c, f: s**2 * c,
            say("only one of the two steps is counted."),
            "pointwise",
        ),
        (
            "pointwise_only",
            lambda s, c, f: c * f,
            say("only one of the two steps is counted."),
            "depthwise",
        ),
        (
            "bias_counted",
            lambda s, c, f: s**2 * c + c * f + f,
            say("the biases are counted, too. Count only the weights of the kernels."),
            "pointwise",
        ),
    ]
    findings = called_findings(
        separable_weights,
        SIZES,
        lambda s, c, f: s**2 * c + c * f,
        likely,
        "separable_weights",
    )
    # No blank has the function's own name.
    return [
        replace(each, blank="depthwise, pointwise") if each.blank == "separable_weights" else each
        for each in findings
    ]


def _moved(image, combine):
    """`combine` of each window of 3 × 3 positions."""
    rows, columns = image.shape[0] - 2, image.shape[1] - 2
    return np.array(
        [[combine(image[i : i + 3, j : j + 3]) for j in range(columns)] for i in range(rows)]
    )


def depthwise_findings(function: Callable) -> list[Finding]:
    """`depthwise(image, kernels)`: each channel with a window of its own, without padding."""
    random = np.random.default_rng(1)
    image, kernels = random.normal(0, 1, (5, 6, 3)), random.normal(0, 1, (3, 3, 3))
    name, blank = "depthwise", "window_sum"
    found, finding = tried(function, (image.copy(), kernels.copy()), blank)
    if finding and "could not broadcast" in finding.message:
        message = say(
            "{name}: a window does not give one number for each channel. Which axes of "
            "`window` are summed up, and which one is left?",
            name=name,
        )
        return [Finding("wrong_axes", message, blank)]
    if finding:
        return [finding]
    right = _moved(image, lambda window: (window * kernels).sum((0, 1)))
    likely = {
        "all_summed": (
            np.repeat(right.sum(-1, keepdims=True), 3, -1),
            say(
                "the channels are added up. That is a plain convolution; here each channel keeps "
                "to itself."
            ),
        ),
        "wrong_axes": (
            _moved(image, lambda window: (window * kernels).sum((1, 2))),
            say("a channel is summed up with the others. Which axes of `window` are positions?"),
        ),
        "wrong_axes_too": (
            _moved(image, lambda window: (window * kernels).sum((0, 2))),
            say("a channel is summed up with the others. Which axes of `window` are positions?"),
        ),
        "mean_for_sum": (
            right / 9,
            say("it takes the mean of the products, not their sum."),
        ),
        "kernels_forgotten": (
            _moved(image, lambda window: window.sum((0, 1))),
            say("the kernels change nothing."),
        ),
        "one_kernel": (
            _moved(image, lambda window: (window * kernels[:, :, :1]).sum((0, 1))),
            say("all channels use the window of the first. Each has one of its own."),
        ),
        "flipped": (
            _moved(image, lambda window: (window * kernels[::-1, ::-1]).sum((0, 1))),
            say(
                "the kernel is turned by half a turn. That is the convolution of mathematics; Keras lays the "
                "kernel on the image as it is."
            ),
        ),
        "added": (
            _moved(image, lambda window: (window + kernels).sum((0, 1))),
            say("window and kernels are added. Each number of the window has a weight."),
        ),
        "largest": (
            _moved(image, lambda window: (window * kernels).max((0, 1))),
            say("it takes the largest product, as if this were pooling."),
        ),
    }
    found_findings = values_findings(name, found, right, likely, blank)
    return [
        replace(each, code="wrong_axes") if each.code == "wrong_axes_too" else each
        for each in found_findings
    ]


def pointwise_findings(function: Callable) -> list[Finding]:
    """`pointwise(maps, weights)`: at each position the channels are mixed into the filters."""
    random = np.random.default_rng(2)
    # As many filters as channels: a matrix the wrong way round shows in its numbers.
    maps, weights = random.normal(0, 1, (4, 5, 3)), random.normal(0, 1, (3, 3))
    name, blank = "pointwise", "mixture"
    found, finding = tried(function, (maps.copy(), weights.copy()), blank)
    if finding and "could not be broadcast" in finding.message:
        message = say(
            "{name}: the numbers are multiplied one by one. Each filter sums up all channels: which "
            "product does that?",
            name=name,
        )
        return [Finding("one_by_one", message, blank)]
    if finding and "matmul" in finding.message:
        message = say(
            "{name}: the shapes do not fit. At each position a row of channels meets a matrix "
            "that goes from channels to filters: in which order are they multiplied?",
            name=name,
        )
        return [Finding("shapes_do_not_fit", message, blank)]
    if finding:
        return [finding]
    likely = {
        "transposed": (
            maps @ weights.T,
            say("rows and columns of the weights are swapped."),
        ),
        "elementwise": (
            maps * weights.sum(0),
            say("no channel meets another. This step is there to mix them."),
        ),
        "channels_alone": (
            maps * np.diag(weights),
            say("no channel meets another. This step is there to mix them."),
        ),
        "mean_for_sum": (
            maps @ weights / 3,
            say("it takes the mean of the products, not their sum."),
        ),
        "positions_summed": (
            (maps @ weights).sum((0, 1)),
            say("the positions are added up. Each keeps its own numbers."),
        ),
        "unchanged": (maps, say("the weights change nothing.")),
    }
    return values_findings(name, found, maps @ weights, likely, blank)
