"""Check of lesson 7's function by hand: how long a step of SGD is, relative to the kernel."""

import math
from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

# learning rate, gradient norm, stddev, inputs, units
CASES = ((0.5, 40.0, 0.05, 784, 128), (0.1, 200.0, 1.0, 128, 128), (2.0, 30.0, 0.125, 128, 10))
_BLANKS = {"kernel_norm": "kernel_norm", "return": "step_length"}
_BOTH = ", ".join(_BLANKS.values())


def _norm(stddev, inputs, units):
    """The norm to be expected of a kernel drawn with mean 0."""
    return stddev * math.sqrt(inputs * units)


def _step(rate, gradient, norm):
    return rate * gradient / norm


def _along(norm=_norm, step=_step):
    return tuple(step(rate, gradient, norm(*kernel)) for rate, gradient, *kernel in CASES)


def relative_step_findings(function: Callable) -> list[Finding]:
    """`relative_step(learning_rate, gradient_norm, stddev, inputs, units)`: step over kernel."""
    found = []
    for case in CASES:
        value, finding = tried(function, case, _BLANKS)
        if finding:
            return [finding]
        found.append(value)
    calls = [f"relative_step({', '.join(f'{number:g}' for number in case)})" for case in CASES]
    likely = _likely_steps() | _likely_norms()
    findings = values_findings("relative_step", tuple(found), _along(), likely, _BOTH, calls=calls)
    if findings and findings[0].code == "wrong_values" and _measured(found):
        message = say(
            "relative_step: nearly right, as if a kernel had been drawn and its norm measured. Asked is "
            "the norm to be expected, a formula of stddev, inputs and units."
        )
        return [Finding("norm_measured", message, "kernel_norm")]
    return findings


def _measured(found):
    """Whether the values are off by no more than the norm of a drawn kernel is."""
    return np.allclose(np.array(found, float), _along(), rtol=0.08, atol=0)


def _likely_steps():
    """What likely mistakes in the step give."""
    wrong = {
        "step_absolute": (
            lambda rate, gradient, norm: rate * gradient,
            say("this is the length of the step itself. Relative to what is it asked for?"),
        ),
        "step_without_rate": (
            lambda rate, gradient, norm: gradient / norm,
            say("the gradient goes into it as it is. By what does SGD multiply it?"),
        ),
        "step_upside_down": (
            lambda rate, gradient, norm: norm / (rate * gradient),
            say("it is upside down: a larger gradient would make a shorter step."),
        ),
        "step_times_norm": (
            lambda rate, gradient, norm: rate * gradient * norm,
            say("the step is multiplied by the norm of the kernel. Which share of it is the step?"),
        ),
        "step_over_rate": (
            lambda rate, gradient, norm: gradient / (rate * norm),
            say("a larger learning rate makes this smaller. Look at the brackets."),
        ),
        "step_over_both": (
            lambda rate, gradient, norm: rate / gradient / norm,
            say("a larger gradient makes this shorter. What does SGD multiply by what?"),
        ),
        "step_in_percent": (
            lambda rate, gradient, norm: 100 * rate * gradient / norm,
            say("this is in per cent. Asked is the share itself: 1 where the step is as long."),
        ),
        "step_negative": (
            lambda rate, gradient, norm: -rate * gradient / norm,
            say("a length is not negative, whichever way the step goes."),
        ),
        "step_squared": (
            lambda rate, gradient, norm: (rate * gradient / norm) ** 2,
            say("this is the square of the share."),
        ),
        "norm_alone": (
            lambda rate, gradient, norm: norm,
            say("this is the norm of the kernel. How long is the step beside it?"),
        ),
    }
    return {
        code: (_along(step=step), message, "step_length") for code, (step, message) in wrong.items()
    }


def _likely_norms():
    """What likely mistakes in the norm of the kernel give."""
    wrong = {
        "norm_of_one_weight": (
            lambda stddev, inputs, units: stddev,
            say("the step of the whole kernel is compared with one weight. How many are there?"),
        ),
        "norm_without_root": (
            lambda stddev, inputs, units: stddev * inputs * units,
            say(
                "the norm is taken to grow like the number of weights. What does it do to squares?"
            ),
        ),
        "norm_squared": (
            lambda stddev, inputs, units: stddev**2 * inputs * units,
            say("this holds the square of the kernel's norm."),
        ),
        "norm_of_one_unit": (
            lambda stddev, inputs, units: stddev * math.sqrt(inputs),
            say("this holds the norm of one unit's weights. The kernel has those of all units."),
        ),
        "norm_of_one_input": (
            lambda stddev, inputs, units: stddev * math.sqrt(units),
            say("this holds the norm of the weights of one input. The kernel has those of all."),
        ),
        "norm_times_units": (
            lambda stddev, inputs, units: stddev * units,
            say("the norm is taken to grow like the number of units. What does it do to squares?"),
        ),
        "norm_times_inputs": (
            lambda stddev, inputs, units: stddev * inputs,
            say("the norm is taken to grow like the number of inputs. What does it do to squares?"),
        ),
        **_with_glorot(),
        "norm_of_the_sum": (
            lambda stddev, inputs, units: stddev * math.sqrt(inputs + units),
            say("inputs and units are added. How many weights join so many inputs to the units?"),
        ),
        "norm_with_variance": (
            lambda stddev, inputs, units: stddev**2 * math.sqrt(inputs * units),
            say(
                "the stddev is squared, and stays so. What does the root of a sum of squares hold?"
            ),
        ),
        "norm_root_of_stddev": (
            lambda stddev, inputs, units: math.sqrt(stddev * inputs * units),
            say("the root is taken of the stddev, too. What of each weight goes into the norm?"),
        ),
    }
    return {
        code: (_along(norm=norm), message, "kernel_norm") for code, (norm, message) in wrong.items()
    }


def _with_glorot():
    """Norms of a kernel that Glorot's initializer would draw: the output kernel's is one, in the lesson."""
    return {
        "norm_of_glorot": (
            lambda stddev, inputs, units: math.sqrt(2 / (inputs + units)),
            say(
                "this holds Glorot's stddev of one weight. The kernel was drawn with the stddev that "
                "the function is given, and has many weights."
            ),
        ),
        "norm_with_glorot": (
            lambda stddev, inputs, units: math.sqrt(2 / (inputs + units) * inputs * units),
            say("this holds Glorot's stddev. The kernel was drawn with the one that is given."),
        ),
    }
