"""Checks of what lesson 1b writes by hand: by what factor each layer enlarges the gradient."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vgkit.checks.failing_lines import failing_line
from vgkit.checks.findings import Finding, reason
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

NORMS = (8.0, 1.0, 0.9, 0.5, 0.2, 0.25, 0.01, 3.0)  # first layer first, as the kit gives them
STEPS = ((1, 6), (0, 3), (2, 4))  # front and back layer, by index


def growth_per_layer_findings(function: Callable) -> list[Finding]:
    """`growth_per_layer(norms, front, back)`: one layer's share in the growth from back to front."""
    found = []
    for front, back in STEPS:
        value, finding = tried(
            function,
            (list(NORMS), front, back),
            "per_layer",
            if_fails=lambda error: _why_it_fails(function, error),
        )
        if finding:
            return [finding]
        found.append(value)
    if any(isinstance(value, complex) for value in found):
        message = say(
            "growth_per_layer: the root of a negative number is taken. By what factor does the norm "
            "grow? A quotient of norms is above 0."
        )
        return [Finding("complex", message, "growth")]
    calls = [f"growth_per_layer(norms, {front}, {back})" for front, back in STEPS]
    for finding in values_findings(
        "growth_per_layer",
        tuple(found),
        _each(lambda total, steps: total ** (1 / steps)),
        _likely_growth() | _likely_share(),
        "per_layer",
        calls=calls,
    ):
        anywhere = finding.code in ("upside_down", "wrong_values")
        return [replace(finding, blank=None) if anywhere else finding]
    return []


def _why_it_fails(function, error):
    """An exception is told of the blank in whose line it arose; of none, where that is not known."""
    _, line, _ = failing_line(function, error)
    message = say(
        "growth_per_layer fails ({kind}: {why}).", kind=type(error).__name__, why=reason(error)
    )
    blank = "per_layer" if line.startswith("return") else "growth" if line else None
    return Finding("function_fails", message, blank)


def _each(formula):
    """A formula of the growth from back to front, and the number of steps, for each of `STEPS`."""
    return tuple(formula(NORMS[front] / NORMS[back], back - front) for front, back in STEPS)


def _likely_growth():
    """What likely mistakes in the growth over the whole way give."""
    shifted = tuple(
        (NORMS[front - 1] / NORMS[back - 1]) ** (1 / (back - front)) for front, back in STEPS
    )
    subtracted = [(NORMS[front] - NORMS[back], back - front) for front, back in STEPS]
    difference = say("the norms are subtracted. A gradient is multiplied from layer to layer.")
    return {
        "layers_counted_from_1": (
            shifted,
            say("it takes the layers before these two: Python counts from 0."),
            "growth",
        ),
        "always_hidden_2_and_7": (
            tuple((NORMS[1] / NORMS[6]) ** (1 / (back - front)) for front, back in STEPS),
            say("it takes hidden 2 and hidden 7, whichever layers are asked for."),
            "growth",
        ),
        "difference": (tuple(each / steps for each, steps in subtracted), difference, "growth"),
        "root_of_difference": (
            tuple(each ** (1 / steps) for each, steps in subtracted),
            difference,
            "growth",
        ),
    }


def _likely_share():
    """What likely mistakes in one layer's share of the growth give."""
    means = tuple(
        float(np.mean([NORMS[k] / NORMS[k + 1] for k in range(front, back)]))
        for front, back in STEPS
    )
    return {
        "upside_down": (
            _each(lambda total, steps: total ** (-1 / steps)),
            say(
                "it is below 1 where the gradient grows towards the input. Either growth is upside "
                "down, or the number of steps is negative: look at both blanks."
            ),
        ),
        "whole_way": (
            _each(lambda total, steps: total),
            say("that is the growth over the whole way. What is one layer's share in a product?"),
        ),
        "divided": (
            _each(lambda total, steps: total / steps),
            say("the growth is divided by the number of steps. Multiply such shares: is that it?"),
        ),
        "mean_of_steps": (
            means,
            say("that is the mean of the single factors, and they do not multiply to the whole."),
        ),
        "layers_not_steps": (
            _each(lambda total, steps: total ** (1 / (steps + 1))),
            say("the layers were counted. How many steps lie between them?"),
        ),
        "one_step_short": (
            _each(lambda total, steps: total ** (1 / (steps - 1))),
            say("one step is missing. How many lie between hidden 7 and hidden 2?"),
        ),
        "always_five_steps": (
            _each(lambda total, steps: total ** (1 / 5)),
            say(
                "it is right for hidden 7 to hidden 2 only. How many steps lie between two layers?"
            ),
        ),
        "all_layers": (
            _each(lambda total, steps: total ** (1 / len(NORMS))),
            say("the number of all layers was taken. How many steps lie between these two?"),
        ),
        "square_root": (
            _each(lambda total, steps: total**0.5),
            say("that is the square root. Which root undoes a product of so many factors?"),
        ),
        "power_of_ten": (
            _each(lambda total, steps: np.log10(total) / steps),
            say(
                "that is the slope in the chart, in powers of ten. The factor itself is asked for."
            ),
        ),
        "raised": (
            _each(lambda total, steps: total**steps),
            say("the growth is multiplied by itself. Which factor is it the product of?"),
        ),
        "natural_logarithm": (
            _each(lambda total, steps: np.log(total) / steps),
            say("that is the logarithm of the factor. The factor itself is asked for."),
        ),
        "whole_numbers": (
            _each(lambda total, steps: 1.0),
            say("it is always 1. Does // divide to a whole number, where / is needed?"),
        ),
    }
