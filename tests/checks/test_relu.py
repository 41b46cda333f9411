"""Lesson 2: every likely mistake in the derivative of ReLU and in counting dead units has its message."""

import numpy as np
import pytest

from tests.checks.test_lenet import each_language
from vgkit.backend import keras, tf
from vgkit.checks import relu
from vgkit.checks.functions import check_function


def for_one_number(z):
    return 1.0 if z > 0 else 0.0


SLOPES = {
    "relu_itself": lambda z: np.maximum(z, 0),
    "sign": np.sign,
    "off_for_on": lambda z: np.where(z > 0, 0.0, 1.0),
    "always_one": np.ones_like,
    "identity": lambda z: z,
    "absolute": np.abs,
    "only_positive": lambda z: z[z > 0],
    "counted": lambda z: np.sum(z > 0),
    "sigmoid_slope": lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
    "tanh_slope": lambda z: 1 / np.cosh(z) ** 2,
    "corner": lambda z: np.maximum(z, 0) / z,
    "one_number_only": for_one_number,
    "wrong_values": lambda z: np.where(z > 0, 1.0, 0.01),
    "wrong_shape": lambda z: 1.0,
    "returns_nothing": lambda z: None,
    "function_fails": lambda z: z / "z",
}


@pytest.mark.parametrize("code", SLOPES)
def test_each_wrong_slope_has_its_own_message(code):
    each_language(relu.relu_slope_findings, SLOPES[code], code, "relu_slope")


@pytest.mark.parametrize("at_zero", [7.0, -7.0, np.nan, -0.1])
def test_at_zero_there_is_no_slope_beyond_those_of_both_sides(at_zero):
    def relu_slope(z):
        return np.where(z == 0, at_zero, z > 0)

    (finding,) = relu.relu_slope_findings(relu_slope)
    assert finding.code == "corner" and f"{at_zero:.3g}" in finding.message


def test_a_nested_list_is_called_a_list():
    (finding,) = relu.relu_slope_findings(lambda z: (1.0 * (z > 0)).tolist())
    assert finding.code == "wrong_shape" and "a list; an array of shape (2, 4)" in finding.message


def by_tape(z):
    z = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = keras.activations.relu(z)
    return tape.gradient(value, z)


@pytest.mark.parametrize("function", [
    by_tape,
    lambda z: np.where(z > 0, 1.0, 0.0),
    lambda z: z > 0,
    lambda z: (z >= 0).astype(int),
    lambda z: np.heaviside(z, 0.5),
    lambda z: (np.sign(z) + 1) / 2,
])  # fmt: skip
def test_every_way_of_writing_the_slope_passes(function):
    assert relu.relu_slope_findings(function) == []


UNITS = {
    "images_counted": lambda h: np.sum(np.all(h == 0, axis=1)),
    "sometimes_off": lambda h: np.sum(np.any(h == 0, axis=0)),
    "zeros_counted": lambda h: np.sum(h == 0),
    "one_image_only": lambda h: np.sum(h[0] == 0),
    "rank": lambda h: h.shape[1] - np.linalg.matrix_rank(h),
    "rarely_on": lambda h: np.sum(np.median(h, axis=0) == 0),
    "constant": lambda h: np.sum(h.std(axis=0) == 0),
    "faint": lambda h: np.sum(np.all(np.round(h) == 0, axis=0)),
    "fainter": lambda h: np.sum(np.all(h < 1e-6, axis=0)),
    "alive_counted": lambda h: np.sum(np.any(h > 0, axis=0)),
    "share": lambda h: np.mean(np.all(h == 0, axis=0)),
    "share_of_zeros": lambda h: np.mean(h == 0),
    "not_counted": lambda h: np.all(h == 0, axis=0),
    "zeros_of_each_unit": lambda h: np.sum(h == 0, axis=0),
    "whole_layer": lambda h: np.all(h == 0),
    "wrong_values": lambda h: h.size,
    "wrong_shape": lambda h: h.mean(axis=0),
    "returns_nothing": lambda h: None,
    "function_fails": lambda h: np.sum(h == 0, axis=2),
}


@pytest.mark.parametrize("code", UNITS)
def test_each_wrong_count_has_its_own_message(code):
    each_language(relu.dead_units_findings, UNITS[code], code, "dead_units")


NEARLY = {
    "below 0.5": (lambda h: np.sum(np.all(h < 0.5, axis=0)), "faint"),
    "below 0.05": (lambda h: np.sum(np.all(h < 0.05, axis=0)), "faint"),
    "below 0.001": (lambda h: np.sum(np.all(h < 1e-3, axis=0)), "fainter"),
    "mean": (lambda h: np.sum(h.mean(axis=0) < 0.1), "rarely_on"),
    "more than 90 % zeros": (lambda h: np.sum(np.mean(h == 0, axis=0) > 0.9), "rarely_on"),
    "more than half zero": (lambda h: np.sum(np.mean(h == 0, axis=0) > 0.5), "rarely_on"),
    "as integers": (lambda h: np.sum(np.all(h.astype(int) == 0, axis=0)), "faint"),
    "in words": (lambda h: f"{np.sum(np.all(h == 0, axis=0))}", "wrong_shape"),
}


@pytest.mark.parametrize("case", NEARLY)
def test_a_unit_that_is_nearly_dead_is_not_counted(case):
    each_language(relu.dead_units_findings, *NEARLY[case], "dead_units")


@pytest.mark.parametrize("function", [
    lambda h: np.sum(np.all(h == 0, axis=0)),
    lambda h: sum(not unit.any() for unit in h.T),
    lambda h: int((h.max(axis=0) <= 0).sum()),
    lambda h: h.shape[1] - np.count_nonzero(h.sum(axis=0)),
    lambda h: keras.ops.sum(keras.ops.all(h == 0, axis=0)),
])  # fmt: skip
def test_every_way_of_counting_dead_units_passes(function):
    assert relu.dead_units_findings(function) == []


def test_no_two_mistakes_give_the_same_number():
    counted = ("images", "sometimes", "zeros_c", "one", "alive", "share", "whole", "rank")
    counts = [wrong(relu.H) for code, wrong in UNITS.items() if code.startswith(counted)]
    right = np.sum(np.all(relu.H == 0, axis=0))
    assert len({float(count) for count in [*counts, right]}) == len(counts) + 1


def test_a_function_is_tried_under_its_name(capsys):
    def dead_units(h):
        return np.sum(np.all(h == 0, axis=0))

    check_function(dead_units, "2")
    assert "dead_units" in capsys.readouterr().out
