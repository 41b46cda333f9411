"""Checks of what lesson 12 calculates of a kernel: fan-in, He's stddev, Glorot's limit, growth."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.diagnostics.mean_field import fans
from vgkit.messages import say

# (height, width, channels, filters): no two numbers alike, so that one taken for another shows.
SHAPES = ((3, 5, 7, 11), (2, 3, 16, 32), (5, 4, 6, 2))
STDDEVS = (0.3, 0.07, 0.11)


def called_findings(
    function: Callable,
    arguments: Sequence[tuple],
    right: Callable,
    likely: Iterable[tuple],
    name: str,
) -> list[Finding]:
    """Call a function with each of some arguments, and look at all that it gave.

    Args:
        function: the student's.
        arguments: a sequence of tuples.
        right: a function of the same arguments.
        likely: `(code, function of the same arguments, message)` for each likely mistake; and its
            blank, where that has another name.
        name: of the function and of the blank.

    Returns:
        At most one finding.
    """
    found = []
    for each in arguments:
        value, finding = tried(function, each, name)
        if finding:
            return [finding]
        found.append(value)
    mistakes = {
        code: ([wrong(*each) for each in arguments], *message) for code, wrong, *message in likely
    }
    calls = [f"{name}({', '.join(map(repr, each))})" for each in arguments]
    expected = [right(*each) for each in arguments]
    return values_findings(name, found, expected, mistakes, name, calls=calls)


def fan_in_findings(fan_in: Callable) -> list[Finding]:
    """What the student's `fan_in(kernel_shape)` gives."""
    likely = [
        (
            "fan_out",
            lambda s: fans(s)[1],
            say("this counts where one input goes to. Asked is what one output sums up."),
        ),
        (
            "channels_only",
            lambda s: s[2],
            say("this counts the channels only. How many pixels does a filter see at once?"),
        ),
        (
            "window_only",
            lambda s: s[0] * s[1],
            say("this counts the pixels of the window only. What does each of them consist of?"),
        ),
        (
            "whole_kernel",
            lambda s: np.prod(s),
            say("this counts all weights of the kernel. How many of them does one output use?"),
        ),
        (
            "both_fans",
            lambda s: sum(fans(s)),
            say("this is fan-in and fan-out together. Asked is the first alone."),
        ),
    ]
    return called_findings(fan_in, [(s,) for s in SHAPES], lambda s: fans(s)[0], likely, "fan_in")


def he_stddev_findings(he_stddev: Callable) -> list[Finding]:
    """What the student's `he_stddev(kernel_shape)` gives. Source: He et al. 2015, equation 10."""

    def right(shape):
        return np.sqrt(2 / fans(shape)[0])

    likely = [*_wrong_formulas(), *_wrong_fans()]
    return called_findings(he_stddev, [(s,) for s in SHAPES], right, likely, "he_stddev")


def _wrong_formulas():
    """What else is made of the right fan-in in place of He's standard deviation."""
    return [
        (
            "variance_for_stddev",
            lambda s: 2 / fans(s)[0],
            say("this is the variance. The function is to return the standard deviation."),
        ),
        (
            "root_of_numerator",
            lambda s: np.sqrt(2) / fans(s)[0],
            say("the root is taken of a part of the formula only: look at the brackets."),
        ),
        (
            "root_of_denominator",
            lambda s: 2 / np.sqrt(fans(s)[0]),
            say("the root is taken of a part of the formula only: look at the brackets."),
        ),
        (
            "relu_forgotten",
            lambda s: np.sqrt(1 / fans(s)[0]),
            say("this keeps the variance where no activation follows. What does ReLU do to it?"),
        ),
        (
            "limit_for_stddev",
            lambda s: np.sqrt(6 / fans(s)[0]),
            say(
                "this is the limit of a uniform distribution with the right variance. Asked is the "
                "standard deviation."
            ),
        ),
    ]


def _wrong_fans():
    """He's formula with something else in place of the fan-in."""
    return [
        (
            "fan_out",
            lambda s: np.sqrt(2 / fans(s)[1]),
            say("this is made of the fan-out. He's formula takes what one output sums up."),
        ),
        (
            "channels_only",
            lambda s: np.sqrt(2 / s[2]),
            say("only the channels are counted. How many products does one output sum up?"),
        ),
        (
            "window_only",
            lambda s: np.sqrt(2 / (s[0] * s[1])),
            say("only the window's pixels are counted. How many products does one output sum up?"),
        ),
        (
            "glorot_for_he",
            lambda s: np.sqrt(2 / sum(fans(s))),
            say("this is Glorot's standard deviation: fan-in and fan-out stand in it together."),
        ),
    ]


def glorot_limit_findings(glorot_limit: Callable) -> list[Finding]:
    """What the student's `glorot_limit(kernel_shape)` gives. Source: Glorot & Bengio 2010, eq. 16."""

    def right(shape):
        return np.sqrt(6 / sum(fans(shape)))

    likely = [
        (
            "stddev_for_limit",
            lambda s: np.sqrt(2 / sum(fans(s))),
            say(
                "this is the standard deviation. How far from 0 does a uniform distribution with "
                "that standard deviation reach?"
            ),
        ),
        (
            "variance_for_limit",
            lambda s: 2 / sum(fans(s)),
            say("this is the variance. Asked is how far the distribution reaches from 0."),
        ),
        (
            "root_forgotten",
            lambda s: 6 / sum(fans(s)),
            say("the root is missing."),
        ),
        (
            "fan_in_only",
            lambda s: np.sqrt(6 / fans(s)[0]),
            say("only the fan-in stands in it. Glorot's formula looks at both directions."),
        ),
        (
            "fan_in_twice",
            lambda s: np.sqrt(3 / fans(s)[0]),
            say("only the fan-in stands in it. Glorot's formula looks at both directions."),
            "fan_out, glorot_limit",
        ),
        (
            "filters_only",
            lambda s: np.sqrt(6 / (fans(s)[0] + s[3])),
            say("fan_out counts the filters only. In how many windows does one input lie?"),
            "fan_out",
        ),
        (
            "window_only",
            lambda s: np.sqrt(6 / (fans(s)[0] + s[0] * s[1])),
            say("fan_out counts the windows only. What does each of them feed?"),
            "fan_out",
        ),
        (
            "whole_kernel",
            lambda s: np.sqrt(6 / (fans(s)[0] + np.prod(s))),
            say("fan_out counts all weights of the kernel. How many of them use one input?"),
            "fan_out",
        ),
        (
            "channels_and_filters",
            lambda s: np.sqrt(6 / (fans(s)[0] + s[2] * s[3])),
            say("fan_out counts channels and filters. In how many windows does one input lie?"),
            "fan_out",
        ),
        (
            "mean_for_sum",
            lambda s: np.sqrt(12 / sum(fans(s))),
            say(
                "it is √2 times too large: fan-in and fan-out are averaged, and 6 goes with their sum."
            ),
        ),
        (
            "channels_only",
            lambda s: np.sqrt(6 / sum(s[2:])),
            say("channels and filters alone are counted. What of the size of the window?"),
        ),
    ]
    return called_findings(glorot_limit, [(s,) for s in SHAPES], right, likely, "glorot_limit")


def growth_findings(growth: Callable) -> list[Finding]:
    """What the student's `growth(kernel_shape, stddev)` gives. Source: He et al. 2015, section 2.2."""
    likely = [
        (
            "relu_forgotten",
            lambda s, stddev: fans(s)[0] * stddev**2,
            say("this is right for a layer without activation. What share does ReLU let through?"),
        ),
        (
            "stddev_not_squared",
            lambda s, stddev: fans(s)[0] * stddev / 2,
            say("the standard deviation stands in it as it is. Which power of it is a variance?"),
        ),
        (
            "factor_of_stddev",
            lambda s, stddev: np.sqrt(fans(s)[0] / 2) * stddev,
            say("this is the factor of the standard deviation. Asked is that of the variance."),
        ),
        (
            "fan_out",
            lambda s, stddev: fans(s)[1] * stddev**2 / 2,
            say(
                "this is made of the fan-out, which belongs to the way back. On the way forward, "
                "what does one output sum up?"
            ),
        ),
        (
            "channels_only",
            lambda s, stddev: s[2] * stddev**2 / 2,
            say("only the channels are counted. How many products does one output sum up?"),
        ),
    ]
    arguments = list(zip(SHAPES, STDDEVS, strict=True))
    return called_findings(
        growth, arguments, lambda s, stddev: fans(s)[0] * stddev**2 / 2, likely, "growth"
    )
