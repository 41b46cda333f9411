"""Checks of lesson 3's step of Adam by hand, with Keras' default settings.

Source: Kingma & Ba 2015, section 2, in the form of its last paragraph, which Keras takes: ε is added
to √v as it is, and both corrections stand in front, as one factor.
"""

from collections.abc import Callable, Sequence

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-7
LARGE = (np.array([0.5, -2.0, 0.05]), np.array([0.1, 0.4, -0.2]), np.array([0.3, 0.02, 1.0]))
SMALL = (np.array([1e-6, -4e-6]), np.array([5e-7, 2e-6]), np.array([2e-12, 3e-11]))
CALLS = ((*LARGE, 3), (*SMALL, 1), (*SMALL, 20))  # gradients, both averages before, t


def adam_step_findings(function: Callable) -> list[Finding]:
    """`adam_step(g, m, v, t)`: the step, and the two moving averages that go into the next one."""
    found = []
    for *arrays, t in CALLS:
        value, finding = tried(function, (*(each.copy() for each in arrays), t), None)
        if finding and "ZeroDivisionError" in finding.message:  # of two numbers: no array does it
            return [_divided_by_zero(t)]
        if finding:
            return [finding]
        if not isinstance(value, tuple | list) or len(value) != 3:
            message = say("adam_step: three results are needed: the step, then m and v.")
            return [Finding("wrong_shape", message)]
        found.append(value)
    g, m, v, _ = CALLS[0]
    return (
        values_findings("m", found[0][1], _averages(g, m, v)[0], _likely_m(g, m), "first_moment")
        or values_findings(
            "v", found[0][2], _averages(g, m, v)[1], _likely_v(g, v), "second_moment"
        )
        or _step_findings([value[0] for value in found])
    )


def _averages(g, m, v):
    return BETA_1 * m + (1 - BETA_1) * g, BETA_2 * v + (1 - BETA_2) * g**2


def _likely_m(g, m):
    right = BETA_1 * m + (1 - BETA_1) * g
    return {
        "first_betas_swapped": (
            (1 - BETA_1) * m + BETA_1 * g,
            say("the new gradient gets the large weight, the old average the small one."),
        ),
        "first_other_beta": (
            BETA_2 * m + (1 - BETA_2) * g,
            say("it takes the other beta. Which belongs to which average?"),
        ),
        "first_sum": (m + g, say("it adds up. An average forgets a part of what was.")),
        "first_not_weighted": (
            BETA_1 * m + g,
            say("the new gradient counts in full. Both weights of an average add up to 1."),
        ),
        "first_beta_twice": (
            BETA_1 * (m + g),
            say("both parts get the same weight. The weights of an average add up to 1."),
        ),
        "first_without_history": (g, say("the old average is forgotten.")),
        "first_not_updated": (m, say("the new gradient does not come in.")),
        "first_of_squares": (
            BETA_1 * m + (1 - BETA_1) * g**2,
            say("it averages squares. Which of the two averages does that?"),
        ),
        "first_corrected": (
            right / (1 - BETA_1**3),
            say(
                "it is corrected already. What goes into the next step is the average as it is; the "
                "corrections belong to the step."
            ),
        ),
    }


def _likely_v(g, v):
    right = BETA_2 * v + (1 - BETA_2) * g**2
    return {
        "second_betas_swapped": (
            (1 - BETA_2) * v + BETA_2 * g**2,
            say("the new gradient gets the large weight, the old average the small one."),
        ),
        "second_other_beta": (
            BETA_1 * v + (1 - BETA_1) * g**2,
            say("it takes the other beta. Which belongs to which average?"),
        ),
        "second_sum": (v + g**2, say("it adds up. An average forgets a part of what was.")),
        "second_not_weighted": (
            BETA_2 * v + g**2,
            say("the new gradient counts in full. Both weights of an average add up to 1."),
        ),
        "second_beta_twice": (
            BETA_2 * (v + g**2),
            say("both parts get the same weight. The weights of an average add up to 1."),
        ),
        "second_without_history": (g**2, say("the old average is forgotten.")),
        "second_not_updated": (v, say("the new gradient does not come in.")),
        "not_squared": (
            BETA_2 * v + (1 - BETA_2) * g,
            say("it averages the gradient itself, so it can be negative. And then its root?"),
        ),
        "absolute": (
            BETA_2 * v + (1 - BETA_2) * np.abs(g),
            say("it averages sizes. What is averaged here, so that a root is due afterwards?"),
        ),
        "weight_squared": (
            BETA_2 * v + ((1 - BETA_2) * g) ** 2,
            say("the weight is squared, too: look at the brackets."),
        ),
        "second_corrected": (
            right / (1 - BETA_2**3),
            say(
                "it is corrected already. What goes into the next step is the average as it is; the "
                "corrections belong to the step."
            ),
        ),
    }


def _steps(formula) -> np.ndarray:
    """What a formula of `(g, m, v, t)` gives in all calls, in units of the learning rate."""
    return np.concatenate(
        [formula(g, *_averages(g, m, v), t) / RATE * np.ones_like(g) for g, m, v, t in CALLS]
    )


def _rate(t):
    """The learning rate with both corrections: √(1 − β₂ᵗ) / (1 − β₁ᵗ)."""
    return RATE * np.sqrt(1 - BETA_2**t) / (1 - BETA_1**t)


def _step_findings(found: Sequence) -> list[Finding]:
    right = _steps(lambda g, m, v, t: -_rate(t) * m / (np.sqrt(v) + EPSILON))
    try:
        steps = np.concatenate([np.atleast_1d(np.asarray(step, float)) for step in found]) / RATE
    except (TypeError, ValueError):
        steps = found[0]
    findings = values_findings("step", steps, right, _likely_steps(), "adam_update")
    if findings and findings[0].code == "wrong_values":
        return _rate_findings(steps, right) or findings
    return findings


def _rate_findings(steps, right):
    """What is said of the rate, where a step is wrong by a factor that depends on t alone."""
    ends = np.cumsum([len(g) for g, *_ in CALLS])[:-1]
    factors = [quotients[:1] for quotients in np.split(steps / right, ends)]
    for quotients, factor in zip(np.split(steps / right, ends), factors, strict=True):
        if not np.allclose(quotients, factor, rtol=1e-5, equal_nan=True):
            return []
    times = [t for *_, t in CALLS]
    factors = np.concatenate(factors)
    for code, (rate, message) in _likely_rates().items():
        with np.errstate(all="ignore"):
            likely = [rate(np.float64(t)) / _rate(t) for t in times]
        if np.allclose(factors, likely, rtol=1e-5, equal_nan=True):
            return [Finding(code, f"step: {message}", "corrected_rate")]
    if not np.isfinite(factors).all():
        message = say(
            "step: it is not finite. Which root may be of a number below 0, which divisor 0?"
        )
        return [Finding("not_finite", message)]
    message = say(
        "step: at t = {t} it is {factor:.3g} times the right one, for every weight alike. That comes "
        "from the rate: put both hats into the formula.",
        t=times[0],
        factor=factors[0],
    )
    return [Finding("other_rate", message, "corrected_rate")]


def _divided_by_zero(t):
    message = say("step: at t = {t} the rate divides by 0. The first step has t = 1.", t=t)
    return Finding("divided_by_zero", message, "corrected_rate")


def _likely_steps():
    def each(formula):
        return _steps(formula)

    return {
        "uphill": (
            each(lambda g, m, v, t: _rate(t) * m / (np.sqrt(v) + EPSILON)),
            say("it goes uphill: look at the sign."),
        ),
        "plain_sgd": (
            each(lambda g, m, v, t: -RATE * g),
            say("that is a step of SGD. What is it divided by?"),
        ),
        "gradient_for_average": (
            each(lambda g, m, v, t: -_rate(t) * g / (np.sqrt(v) + EPSILON)),
            say("the last gradient is divided, not its average."),
        ),
        "not_divided": (
            each(lambda g, m, v, t: -_rate(t) * m),
            say("it is not divided by the size of the gradients."),
        ),
        "root_forgotten": (
            each(lambda g, m, v, t: -_rate(t) * m / (v + EPSILON)),
            say("it divides by an average of squares. Of what size is that?"),
        ),
        "epsilon_in_the_root": (
            each(lambda g, m, v, t: -_rate(t) * m / np.sqrt(v + EPSILON)),
            say("epsilon stands under the root: look at the brackets."),
        ),
        "epsilon_forgotten": (
            each(lambda g, m, v, t: -_rate(t) * m / np.sqrt(v)),
            say("for gradients around 1e-6 the step is too long. What stands beside √v?"),
        ),
        "brackets": (
            each(lambda g, m, v, t: -_rate(t) * m / np.sqrt(v) + EPSILON),
            say("epsilon is added to the quotient: look at the brackets."),
        ),
        "epsilon_after_correction": (
            each(
                lambda g, m, v, t: (
                    -RATE
                    * (m / (1 - BETA_1**t))
                    / (np.sqrt(v / (1 - BETA_2**t)) + EPSILON)
                )
            ),
            say(
                "right for large gradients, not for those around 1e-6: epsilon is added to the "
                "corrected root. Keras adds it to √v as it is."
            ),
        ),
    }  # fmt: skip


def _likely_rates():
    """For each likely mistake in the rate, by its code: the rate as a function of t, and a message."""
    return {
        "not_corrected": (
            lambda t: RATE,
            say("nothing corrects for averages that began at 0. How long is the step at t = 1?"),
        ),
        "only_m_corrected": (
            lambda t: RATE / (1 - BETA_1**t),
            say("only m is corrected, v is not."),
        ),
        "only_v_corrected": (
            lambda t: RATE * np.sqrt(1 - BETA_2**t),
            say("only v is corrected, m is not."),
        ),
        "corrections_upside_down": (
            lambda t: RATE * (1 - BETA_1**t) / np.sqrt(1 - BETA_2**t),
            say("the corrections are upside down. Which one enlarges the step, which one shortens it?"),
        ),
        "correction_without_root": (
            lambda t: RATE * (1 - BETA_2**t) / (1 - BETA_1**t),
            say("v is corrected, but it is its root that is divided by."),
        ),
        "corrections_swapped": (
            lambda t: RATE * np.sqrt(1 - BETA_1**t) / (1 - BETA_2**t),
            say("the two betas have changed places."),
        ),
        "same_at_every_step": (
            lambda t: RATE * np.sqrt(1 - BETA_2) / (1 - BETA_1),
            say("the correction is the same at every step. Where does t come in?"),
        ),
        "times_t": (
            lambda t: RATE * np.sqrt(1 - BETA_2 * t) / (1 - BETA_1 * t),
            say("beta is multiplied by t, where it should be raised to a power."),
        ),
        "corrections_multiplied": (
            lambda t: RATE * (1 - BETA_1**t) * (1 - BETA_2**t),
            say("it is multiplied by both. Put both hats into the formula: what does each divide?"),
        ),
        "both_above": (
            lambda t: RATE * (1 - BETA_1**t) * np.sqrt(1 - BETA_2**t),
            say("it is multiplied by both. Put both hats into the formula: what does each divide?"),
        ),
        "both_below": (
            lambda t: RATE / ((1 - BETA_1**t) * np.sqrt(1 - BETA_2**t)),
            say("it is divided by both. But v stands below the line, and so does its correction."),
        ),
        "root_of_both": (
            lambda t: RATE * np.sqrt((1 - BETA_2**t) / (1 - BETA_1**t)),
            say("the root takes in m's correction, too: look at the brackets."),
        ),
        "step_before": (
            lambda t: _rate(t - 1),
            say("it takes the number of the step before. The first step has t = 1."),
        ),
        "power_of_the_difference": (
            lambda t: RATE * np.sqrt((1 - BETA_2) ** t) / (1 - BETA_1) ** t,
            say("1 − beta is raised to a power, where beta should be: look at the brackets."),
        ),
    }  # fmt: skip
