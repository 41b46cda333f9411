"""Lesson 1b: the growth of the gradient per layer, and likely mistakes."""

import numpy as np
import pytest

from tests.checks.test_lenet import each_language
from vgkit.checks import growth_per_layer


def written(formula):
    def growth_per_layer(norms, front, back):
        return formula(norms, front, back)

    return growth_per_layer


@pytest.mark.parametrize("formula", [
    lambda n, front, back: (n[front] / n[back]) ** (1 / (back - front)),
    lambda n, front, back: np.exp(np.log(n[front] / n[back]) / (back - front)),
    lambda n, front, back: np.exp(-np.mean(np.diff(np.log(n[front : back + 1])))),
    lambda n, front, back: np.prod([n[k] / n[k + 1] for k in range(front, back)]) ** (1 / (back - front)),
])  # fmt: skip
def test_every_way_to_the_growth_per_layer_passes(formula):
    assert growth_per_layer.growth_per_layer_findings(written(formula)) == []


def power(exponent):
    return lambda n, front, back: (n[front] / n[back]) ** exponent(back - front)


GROWTHS = {
    "upside_down": (lambda n, f, b: (n[b] / n[f]) ** (1 / (b - f)), None),
    "layers_counted_from_1": (lambda n, f, b: (n[f - 1] / n[b - 1]) ** (1 / (b - f)), "growth"),
    "difference": (lambda n, f, b: (n[f] - n[b]) / (b - f), "growth"),
    "root_of_difference": (lambda n, f, b: (n[f] - n[b]) ** (1 / (b - f)), "growth"),
    "complex": (lambda n, f, b: (n[b] - n[f]) ** (1 / (b - f)), "growth"),
    "always_hidden_2_and_7": (lambda n, f, b: (n[1] / n[6]) ** (1 / (b - f)), "growth"),
    "raised": (power(lambda steps: steps), "per_layer"),
    "natural_logarithm": (lambda n, f, b: np.log(n[f] / n[b]) / (b - f), "per_layer"),
    "whole_numbers": (power(lambda steps: 1 // steps), "per_layer"),
    "whole_way": (power(lambda steps: 1), "per_layer"),
    "divided": (lambda n, f, b: n[f] / n[b] / (b - f), "per_layer"),
    "mean_of_steps": (
        lambda n, f, b: sum(n[k] / n[k + 1] for k in range(f, b)) / (b - f),
        "per_layer",
    ),
    "layers_not_steps": (power(lambda steps: 1 / (steps + 1)), "per_layer"),
    "one_step_short": (power(lambda steps: 1 / (steps - 1)), "per_layer"),
    "always_five_steps": (power(lambda steps: 1 / 5), "per_layer"),
    "all_layers": (power(lambda steps: 1 / 8), "per_layer"),
    "square_root": (power(lambda steps: 1 / 2), "per_layer"),
    "power_of_ten": (lambda n, f, b: np.log10(n[f] / n[b]) / (b - f), "per_layer"),
    "wrong_values": (lambda n, f, b: 1.5, None),
    "wrong_shape": (lambda n, f, b: n[f:b], "per_layer"),
    "returns_nothing": (lambda n, f, b: None, "per_layer"),
    "function_fails": (lambda n, f, b: n[8], "per_layer"),
}


@pytest.mark.parametrize("code", GROWTHS)
def test_each_wrong_growth_has_its_own_message(code):
    formula, blank = GROWTHS[code]
    look = growth_per_layer.growth_per_layer_findings
    each_language(look, written(formula), code, blank)


def test_steps_counted_from_front_to_back_are_told_as_what_they_may_be():
    def growth_per_layer_(norms, front, back):
        return (norms[front] / norms[back]) ** (1 / (front - back))

    (finding,) = growth_per_layer.growth_per_layer_findings(growth_per_layer_)
    assert finding.blank is None and "number of steps is negative" in finding.message


def test_an_exception_is_told_of_the_blank_in_whose_line_it_arose():
    def growth_per_layer_(norms, front, back):
        growth = norms[front] / norms[8]
        return growth ** (1 / (back - front))

    (finding,) = growth_per_layer.growth_per_layer_findings(growth_per_layer_)
    assert (finding.code, finding.blank) == ("function_fails", "growth")


def test_the_students_norms_are_not_changed():
    def greedy(norms, front, back):
        norms.sort()
        return 1.0

    growth_per_layer.growth_per_layer_findings(greedy)
    assert growth_per_layer.NORMS[0] == 8.0
