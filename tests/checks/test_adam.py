"""Lesson 3: every likely mistake in a step of Adam has its message, and Keras' own step is right."""

import numpy as np
import pytest

from tests.checks.test_lenet import each_language
from vgkit.backend import keras
from vgkit.checks import adam
from vgkit.checks.functions import check_function

RATE, B1, B2, EPS = adam.RATE, adam.BETA_1, adam.BETA_2, adam.EPSILON


def first(g, m):
    return B1 * m + (1 - B1) * g


def second(g, v):
    return B2 * v + (1 - B2) * g**2


def corrected(t):
    return RATE * np.sqrt(1 - B2**t) / (1 - B1**t)


def update(m, v, rate):
    return -rate * m / (np.sqrt(v) + EPS)


def adam_step(of_m=None, of_v=None, of_rate=None, of_step=None):
    """A step as a student would write it, with one thing put differently."""

    def step(g, m, v, t):
        m, v = (of_m or first)(g, m), (of_v or second)(g, v)
        rate = (of_rate or corrected)(t)
        return (of_step or (lambda g, m, v, rate, t: update(m, v, rate)))(g, m, v, rate, t), m, v

    return step


def at_3(value, beta):
    return value / (1 - beta**3)


MISTAKES = {
    "first_betas_swapped": (adam_step(lambda g, m: (1 - B1) * m + B1 * g), "first_moment"),
    "first_other_beta": (adam_step(lambda g, m: B2 * m + (1 - B2) * g), "first_moment"),
    "first_sum": (adam_step(lambda g, m: m + g), "first_moment"),
    "first_not_weighted": (adam_step(lambda g, m: B1 * m + g), "first_moment"),
    "first_beta_twice": (adam_step(lambda g, m: B1 * m + B1 * g), "first_moment"),
    "first_without_history": (adam_step(lambda g, m: g), "first_moment"),
    "first_not_updated": (adam_step(lambda g, m: m), "first_moment"),
    "first_of_squares": (adam_step(lambda g, m: B1 * m + (1 - B1) * g * g), "first_moment"),
    "first_corrected": (adam_step(lambda g, m: at_3(first(g, m), B1)), "first_moment"),
    "second_betas_swapped": (
        adam_step(of_v=lambda g, v: (1 - B2) * v + B2 * g**2),
        "second_moment",
    ),
    "second_other_beta": (adam_step(of_v=lambda g, v: B1 * v + (1 - B1) * g**2), "second_moment"),
    "second_sum": (adam_step(of_v=lambda g, v: v + g**2), "second_moment"),
    "second_not_weighted": (adam_step(of_v=lambda g, v: B2 * v + g**2), "second_moment"),
    "second_beta_twice": (adam_step(of_v=lambda g, v: B2 * v + B2 * g**2), "second_moment"),
    "second_without_history": (adam_step(of_v=lambda g, v: g**2), "second_moment"),
    "second_not_updated": (adam_step(of_v=lambda g, v: v), "second_moment"),
    "not_squared": (
        adam_step(of_v=lambda g, v: np.abs(v) + (1 - B2) * (g - v), of_step=lambda *_: np.zeros(2)),
        "second_moment",
    ),
    "absolute": (adam_step(of_v=lambda g, v: B2 * v + (1 - B2) * np.abs(g)), "second_moment"),
    "weight_squared": (adam_step(of_v=lambda g, v: B2 * v + ((1 - B2) * g) ** 2), "second_moment"),
    "second_corrected": (adam_step(of_v=lambda g, v: at_3(second(g, v), B2)), "second_moment"),
    "uphill": (adam_step(of_step=lambda g, m, v, r, t: -update(m, v, r)), "adam_update"),
    "plain_sgd": (adam_step(of_step=lambda g, m, v, r, t: -RATE * g), "adam_update"),
    "gradient_for_average": (
        adam_step(of_step=lambda g, m, v, r, t: update(g, v, r)),
        "adam_update",
    ),
    "not_divided": (adam_step(of_step=lambda g, m, v, r, t: -r * m), "adam_update"),
    "root_forgotten": (
        adam_step(of_step=lambda g, m, v, r, t: -r * m / (v + EPS)),
        "adam_update",
    ),
    "epsilon_in_the_root": (
        adam_step(of_step=lambda g, m, v, r, t: -r * m / np.sqrt(v + EPS)),
        "adam_update",
    ),
    "epsilon_forgotten": (
        adam_step(of_step=lambda g, m, v, r, t: -r * m / np.sqrt(v)),
        "adam_update",
    ),
    "brackets": (
        adam_step(of_step=lambda g, m, v, r, t: -r * m / np.sqrt(v) + EPS),
        "adam_update",
    ),
    "epsilon_after_correction": (
        adam_step(
            of_step=lambda g, m, v, r, t: -RATE * m / (1 - B1**t) / (np.sqrt(v / (1 - B2**t)) + EPS)
        ),
        "adam_update",
    ),
    "not_corrected": (adam_step(of_rate=lambda t: RATE), "corrected_rate"),
    "only_m_corrected": (adam_step(of_rate=lambda t: RATE / (1 - B1**t)), "corrected_rate"),
    "only_v_corrected": (adam_step(of_rate=lambda t: RATE * np.sqrt(1 - B2**t)), "corrected_rate"),
    "corrections_upside_down": (
        adam_step(of_rate=lambda t: RATE * (1 - B1**t) / np.sqrt(1 - B2**t)),
        "corrected_rate",
    ),
    "correction_without_root": (
        adam_step(of_rate=lambda t: RATE * (1 - B2**t) / (1 - B1**t)),
        "corrected_rate",
    ),
    "corrections_swapped": (
        adam_step(of_rate=lambda t: RATE * np.sqrt(1 - B1**t) / (1 - B2**t)),
        "corrected_rate",
    ),
    "same_at_every_step": (
        adam_step(of_rate=lambda t: RATE * np.sqrt(1 - B2) / (1 - B1)),
        "corrected_rate",
    ),
    "corrections_multiplied": (
        adam_step(of_rate=lambda t: RATE * (1 - B1**t) * (1 - B2**t)),
        "corrected_rate",
    ),
    "both_above": (
        adam_step(of_rate=lambda t: RATE * (1 - B1**t) * np.sqrt(1 - B2**t)),
        "corrected_rate",
    ),
    "both_below": (
        adam_step(of_rate=lambda t: RATE / ((1 - B1**t) * np.sqrt(1 - B2**t))),
        "corrected_rate",
    ),
    "root_of_both": (
        adam_step(of_rate=lambda t: RATE * np.sqrt((1 - B2**t) / (1 - B1**t))),
        "corrected_rate",
    ),
    "step_before": (
        adam_step(of_rate=lambda t: RATE * np.sqrt(1 - B2 ** (t - 1)) / (1 - B1 ** (t - 1))),
        "corrected_rate",
    ),
    "power_of_the_difference": (
        adam_step(of_rate=lambda t: RATE * np.sqrt((1 - B2) ** t) / (1 - B1) ** t),
        "corrected_rate",
    ),
    "times_t": (
        adam_step(of_rate=lambda t: RATE * np.sqrt(1 - B2 * t) / (1 - B1 * t)),
        "corrected_rate",
    ),
    "divided_by_zero": (
        adam_step(of_rate=lambda t: RATE / (1 - B1 ** (t - 1)) * np.sqrt(1 - B2 ** (t - 1))),
        "corrected_rate",
    ),
    "not_finite": (
        adam_step(of_rate=lambda t: RATE * np.sqrt(1 - B2**t / (1 - B1**t))),
        None,
    ),
    "other_rate": (adam_step(of_rate=lambda t: 0.01), "corrected_rate"),
    "wrong_values": (adam_step(of_step=lambda g, m, v, r, t: r * r * m), "adam_update"),
    "returns_nothing": (lambda g, m, v, t: None, None),
    "wrong_shape": (lambda g, m, v, t: update(m, v, RATE), None),
    "function_fails": (adam_step(of_rate=lambda t: RATE / "t"), None),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a root of what is below 0
@pytest.mark.parametrize("code", MISTAKES)
def test_each_mistake_in_a_step_has_its_own_message(code):
    function, blank = MISTAKES[code]
    each_language(adam.adam_step_findings, function, code, blank)


def of_keras(g, m, v, t):
    """The step that Keras' own optimizer takes from given averages."""
    weight = keras.Variable(np.zeros(g.shape), dtype="float32")
    optimizer = keras.optimizers.Adam()
    optimizer.build([weight])
    by_name = {variable.name: variable for variable in optimizer.variables}
    (first_name,) = (name for name in by_name if name.endswith("momentum"))
    (second_name,) = (name for name in by_name if name.endswith("velocity"))
    by_name[first_name].assign(m)
    by_name[second_name].assign(v)
    optimizer.iterations.assign(t - 1)
    optimizer.apply([keras.ops.convert_to_tensor(g, "float32")], [weight])
    return weight, by_name[first_name], by_name[second_name]


@pytest.mark.parametrize("function", [
    of_keras,
    adam_step(),
    adam_step(lambda g, m: m + (1 - B1) * (g - m), lambda g, v: v + (1 - B2) * (g * g - v)),
    lambda g, m, v, t: [*map(np.array, adam_step()(g, m, v, t))],
])  # fmt: skip
def test_keras_own_step_passes_and_so_does_every_way_of_writing_it(function):
    assert adam.adam_step_findings(function) == []


def test_a_function_is_tried_under_its_name(capsys):
    step = adam_step()
    step.__name__ = "adam_step"
    check_function(step, "3")
    assert "adam_step" in capsys.readouterr().out
