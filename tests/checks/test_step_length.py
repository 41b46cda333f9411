"""Lesson 7: every likely mistake in the length of a step has its own message."""

import math

import numpy as np
import pytest

import vgkit
from tests.checks.test_lenet import each_language
from vgkit.backend import keras
from vgkit.checks import step_length
from vgkit.checks.findings import CheckFailed


def right_norm(stddev, inputs, units):
    return stddev * math.sqrt(inputs * units)


def relative_step(norm=right_norm, step=lambda rate, gradient, norm: rate * gradient / norm):
    def relative_step(learning_rate, gradient_norm, stddev, inputs, units):
        kernel_norm = norm(stddev, inputs, units)
        return step(learning_rate, gradient_norm, kernel_norm)

    return relative_step


STEPS = {
    "step_absolute": lambda rate, gradient, norm: rate * gradient,
    "step_without_rate": lambda rate, gradient, norm: gradient / norm,
    "step_upside_down": lambda rate, gradient, norm: norm / (rate * gradient),
    "step_times_norm": lambda rate, gradient, norm: rate * gradient * norm,
    "step_over_rate": lambda rate, gradient, norm: gradient / (rate * norm),
    "norm_alone": lambda rate, gradient, norm: norm,
    "step_over_both": lambda rate, gradient, norm: rate / gradient / norm,
    "step_in_percent": lambda rate, gradient, norm: 100 * rate * gradient / norm,
    "step_negative": lambda rate, gradient, norm: -rate * gradient / norm,
    "step_squared": lambda rate, gradient, norm: (rate * gradient / norm) ** 2,
    "returns_nothing": lambda rate, gradient, norm: None,
    "function_fails": lambda rate, gradient, norm: gradient / 0,
}
NORMS = {
    "norm_of_one_weight": lambda stddev, inputs, units: stddev,
    "norm_without_root": lambda stddev, inputs, units: stddev * inputs * units,
    "norm_squared": lambda stddev, inputs, units: stddev**2 * inputs * units,
    "norm_of_one_unit": lambda stddev, inputs, units: stddev * inputs**0.5,
    "norm_of_one_input": lambda stddev, inputs, units: stddev * units**0.5,
    "norm_times_units": lambda stddev, inputs, units: stddev * units,
    "norm_times_inputs": lambda stddev, inputs, units: stddev * inputs,
    "norm_of_glorot": lambda stddev, inputs, units: math.sqrt(2 / (inputs + units)),
    "norm_with_glorot": lambda stddev, inputs, units: (
        math.sqrt(2 / (inputs + units)) * math.sqrt(inputs * units)
    ),
    "norm_measured": lambda stddev, inputs, units: np.linalg.norm(
        np.random.default_rng(1).normal(0, stddev, (inputs, units))
    ),
    "function_fails": lambda stddev, inputs, units: stdev * inputs * units,  # noqa: F821
    "norm_of_the_sum": lambda stddev, inputs, units: stddev * math.sqrt(inputs + units),
    "norm_with_variance": lambda stddev, inputs, units: stddev**2 * math.sqrt(inputs * units),
    "norm_root_of_stddev": lambda stddev, inputs, units: math.sqrt(stddev * inputs * units),
}


@pytest.mark.parametrize("code", STEPS)
def test_each_wrong_step_has_its_own_message(code):
    function = relative_step(step=STEPS[code])
    each_language(step_length.relative_step_findings, function, code, "step_length")


@pytest.mark.parametrize("code", NORMS)
def test_each_wrong_norm_has_its_own_message(code):
    function = relative_step(norm=NORMS[code])
    each_language(step_length.relative_step_findings, function, code, "kernel_norm")


UNKNOWN = {
    "wrong_values": relative_step(step=lambda rate, gradient, norm: 0.5 * rate * gradient / norm),
    "wrong_shape": relative_step(step=lambda rate, gradient, norm: [rate * gradient / norm] * 2),
    "both wrong": relative_step(NORMS["norm_squared"], STEPS["step_in_percent"]),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_where_either_line_may_be_wrong_both_are_named(name):
    code = name.replace("both wrong", "wrong_values")
    both = "kernel_norm, step_length"
    each_language(step_length.relative_step_findings, UNKNOWN[name], code, both)


def test_an_array_of_one_number_is_told_once():
    function = relative_step(step=lambda rate, gradient, norm: np.array([rate * gradient / norm]))
    (finding,) = step_length.relative_step_findings(function)
    assert finding.message == (
        "relative_step(0.5, 40, 0.05, 784, 128) gives shape (1,); a number was expected."
    )


@pytest.mark.parametrize("function", [
    relative_step(),
    relative_step(norm=lambda stddev, inputs, units: np.sqrt(stddev**2 * inputs * units)),
    relative_step(norm=lambda stddev, inputs, units: stddev * inputs**0.5 * units**0.5),
    relative_step(norm=lambda *kernel: keras.ops.convert_to_tensor(right_norm(*kernel))),
])  # fmt: skip
def test_other_ways_of_writing_it_are_right(function):
    assert step_length.relative_step_findings(function) == []


def test_a_random_kernel_has_the_norm_that_is_expected_of_it():
    kernel = np.random.default_rng(1).normal(0, 0.05, (784, 128))
    assert right_norm(0.05, 784, 128) == pytest.approx(np.linalg.norm(kernel), rel=0.01)


def test_the_lesson_asks_for_it(capsys):
    vgkit.check_function(relative_step(), "7")
    assert "✓ relative_step computes what it should." in capsys.readouterr().out
    with pytest.raises(CheckFailed):
        vgkit.check_function(relative_step(norm=NORMS["norm_of_one_unit"]), "7")
