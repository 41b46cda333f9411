"""Checks of lesson 11's numbers by hand: sizes, parameters, pixels, probabilities."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

SIZES = ((28, 5, 1), (28, 2, 2), (14, 5, 1), (7, 2, 2), (8, 3, 2), (10, 3, 3))  # n, kernel, stride


def _valid(n, kernel, stride):
    return (n - kernel) // stride + 1


def _same(n, kernel, stride):
    return -(-n // stride)


def output_size_findings(function: Callable) -> list[Finding]:
    """`output_size(n, kernel, padding, stride)`: how many numbers a window gives along one side."""
    found = {}
    for padding, blank in (("same", "same_size"), ("valid", "valid_size")):
        values = []
        for n, kernel, stride in SIZES:
            value, finding = tried(function, (n, kernel, padding, stride), blank)
            if finding:
                return [finding]
            values.append(value)
        found[padding] = tuple(values)
    right = {"same": _along(_same), "valid": _along(_valid)}
    if found["same"] == right["valid"] and found["valid"] == right["same"]:
        message = say('output_size: "same" and "valid" are swapped. Which of them pads the image?')
        return [Finding("paddings_swapped", message, "same_size")]
    findings = []
    for padding, likely in (("same", _likely_same()), ("valid", _likely_valid())):
        name = f'output_size, padding="{padding}"'
        blank = f"{padding}_size"
        calls = [f'output_size({n}, {k}, "{padding}", {s})' for n, k, s in SIZES]
        findings += values_findings(
            name, found[padding], right[padding], likely, blank, calls=calls
        )
    return findings


def _along(formula):
    return tuple(formula(*case) for case in SIZES)


def _likely_same():
    return {
        "same_is_valid": (
            _along(_valid),
            say("it counts windows that lie inside the image. What does padding add at the edges?"),
        ),
        "same_without_stride": (
            _along(lambda n, k, s: n),
            say("the stride changes nothing. How many steps of that length fit into n pixels?"),
        ),
        "same_rounded_down": (
            _along(lambda n, k, s: n // s),
            say("a last window that is only partly filled is lost: try n = 7 with stride 2."),
        ),
        "same_not_rounded": (
            _along(lambda n, k, s: n / s),
            say("it gives fractions, such as 3.5 windows: try n = 7 with stride 2."),
        ),
        "same_one_too_many": (
            _along(lambda n, k, s: n // s + 1),
            say("it gives one window too many wherever the stride divides n."),
        ),
    }


def _likely_valid():
    return {
        "valid_is_same": (
            _along(_same),
            say("the size of the kernel changes nothing. Where does the last window begin?"),
        ),
        "valid_one_too_few": (
            _along(lambda n, k, s: (n - k) // s),
            say("one window too few. How many places are there if kernel and image are equal?"),
        ),
        "valid_without_stride": (
            _along(lambda n, k, s: n - k + 1),
            say("the stride changes nothing. How far does the window move at each step?"),
        ),
        "valid_brackets": (
            _along(lambda n, k, s: (n - k + 1) // s),
            say("the first window is divided by the stride, too: look at the brackets."),
        ),
        "valid_rounded_up": (
            _along(lambda n, k, s: -(-(n - k) // s) + 1),
            say(
                "a window that reaches beyond the edge is counted, too: try n = 8, kernel 3, stride 2."
            ),
        ),
        "valid_not_rounded": (
            _along(lambda n, k, s: (n - k) / s + 1),
            say("it gives fractions: try n = 8, kernel 3, stride 2."),
        ),
    }


def lenet_sizes_findings(function: Callable) -> list[Finding]:
    """`lenet_sizes()`: sides of C1, S2, C3 and S4, and how many numbers go into C5."""
    found, finding = tried(function, (), None)
    if finding:
        return [finding]
    names = ("C1", "S2", "C3", "S4", "C5")
    blanks = ("size_c1", "size_s2", "size_c3", "size_s4", "features")
    if not isinstance(found, tuple | list) or len(found) != len(names):
        return values_findings("lenet_sizes", found, (28, 14, 10, 5, 400), {}, None)
    unpadded = say("it was computed without padding. The table says which padding this layer has.")
    padded = say("it was computed with padding. The table says which padding this layer has.")
    by_one = say("the window moves by one pixel. The table says how far this one moves.")
    kernel = say("that is another kernel size than the table's.")
    likely = (
        {"c1_unpadded": (24, unpadded), "c1_kernel": (26, kernel)},
        {"s2_stride": (27, by_one), "s2_padded": (28, by_one), "s2_of_c1": (13, unpadded)},
        {"c3_padded": (14, padded), "c3_kernel": (12, kernel), "c3_of_c1": (24, _previous())},
        {"s4_stride": (9, by_one), "s4_padded": (10, by_one), "s4_of_s2": (7, _previous())},
        {
            "maps_forgotten": (25, say("there is more than one feature map.")),
            "maps_of_c1": (
                150,
                say("those are not the feature maps of the layer directly before."),
            ),
            "not_squared": (80, say("a feature map has a height and a width.")),
            "features_of_c3": (1600, _previous()),
        },
    )
    for name, value, right, mistakes, blank in zip(
        names, found, (28, 14, 10, 5, 400), likely, blanks, strict=True
    ):
        # What follows a wrong size is computed from it.
        if findings := values_findings(name, value, right, mistakes, blank):
            return findings
    return []


def _previous():
    return say("it was not computed from the layer directly before.")


PARAMETERS = ((5, 1, 6), (5, 6, 16), (3, 32, 64))  # kernel, channels, filters


def convolution_parameters_findings(function: Callable) -> list[Finding]:
    """`convolution_parameters(kernel, channels, filters)`: weights and biases of a convolution."""
    values = []
    for case in PARAMETERS:
        value, finding = tried(function, case, "parameters")
        if finding:
            return [finding]
        values.append(value)

    def each(formula):
        return tuple(formula(*case) for case in PARAMETERS)

    likely = {
        "biases_forgotten": (
            each(lambda k, c, f: f * k * k * c),
            say("the biases are missing."),
        ),
        "one_bias": (
            each(lambda k, c, f: f * k * k * c + 1),
            say("only one bias is counted. Who has a bias of its own?"),
        ),
        "kernel_not_squared": (
            each(lambda k, c, f: f * (k * c + 1)),
            say("a kernel is as high as it is wide."),
        ),
        "channels_forgotten": (
            each(lambda k, c, f: f * (k * k + 1)),
            say("each filter looks at all channels of its input: the channels are missing."),
        ),
        "bias_for_each_channel": (
            each(lambda k, c, f: f * c * (k * k + 1)),
            say("a bias is counted for each channel. Who has a bias of its own?"),
        ),
        "filters_forgotten": (
            each(lambda k, c, f: k * k * c + 1),
            say("those are the parameters of one filter."),
        ),
    }
    right = each(lambda k, c, f: f * (k * k * c + 1))
    return values_findings("convolution_parameters", tuple(values), right, likely, "parameters")


def softmax_findings(function: Callable) -> list[Finding]:
    """`softmax(logits)`: probabilities of one image's logits, `(10,)`."""
    logits = np.array([2.0, -1.0, 0.5, 3.0, 0.0, -2.0, 1.0, -0.5, 1.5, 0.25])
    found, finding = tried(function, (logits.copy(),), "softmax")
    if finding:
        return [finding]
    power = np.exp(logits)
    likely = {
        "not_exponential": (
            logits / logits.sum(),
            say("some of the numbers are negative. What makes each logit positive?"),
        ),
        "not_divided": (power, say("the numbers do not add up to 1.")),
        "sigmoid": (
            1 / (1 + np.exp(-logits)),
            say("that is the sigmoid of each logit by itself; the numbers do not add up to 1."),
        ),
        "largest_is_one": (
            power / power.max(),
            say("the largest is 1, but it is the sum that should be."),
        ),
        "wrong_sign": (
            1 / power / (1 / power).sum(),
            say("the largest logit gets the smallest probability: look at the sign."),
        ),
        "exponential_of_shares": (
            np.exp(logits / logits.sum()),
            say("first the exponential, then the division."),
        ),
        "answer_only": (
            (logits == logits.max()).astype(float),
            say("only the answer is left. How sure is the network?"),
        ),
    }
    right = power / power.sum()
    for finding in values_findings("softmax", found, right, likely, "softmax"):
        in_power = finding.code in ("not_exponential", "wrong_sign", "exponential_of_shares")
        return [replace(finding, blank="exponentials") if in_power else finding]
    with np.errstate(all="ignore"):
        large, finding = tried(function, (logits + 1000,), "softmax")
    if finding:
        return [finding]
    if np.allclose(np.asarray(large, float), right, atol=1e-5):
        return []
    message = say(
        "softmax is right for small logits, but for logits around 1000 the exponential is too large "
        "for a computer's numbers. What may be subtracted from all logits without changing the result?"
    )
    return [Finding("overflow", message, "exponentials")]
