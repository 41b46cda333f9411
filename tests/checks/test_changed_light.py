"""The functions of exercise 13, second part: each right way passes, each likely mistake is named."""

import numpy as np
import pytest

from vgkit import course
from vgkit.backend import keras
from vgkit.checks import changed_light, functions
from vgkit.messages import LANGUAGES, set_language


def findings(function, name):
    return getattr(changed_light, f"{name}_findings")(function)


def values(x):
    return np.linalg.eigvalsh(x.reshape(-1, 3).T @ x.reshape(-1, 3) / (x.size // 3))


def covariance(x, **options):
    found = np.linalg.eigvalsh(np.cov(x.reshape(-1, 3).T, **options))
    return found[-1], found[-1] / found[0]


def darken(x, a, b):
    return a * x.astype("float32") + b


def predicted(model, inputs):
    return model.predict(inputs, verbose=0).argmax(axis=1)


RIGHT = {
    "darken": [
        darken,
        lambda x, a, b: np.float64(a) * x + b,
        lambda x, a, b: np.multiply(x, a, dtype=np.float32) + b,
    ],
    "changed_statistics": [
        lambda mean, std, a, b: (a * mean + b, abs(a) * std),
        lambda mean, std, a, b: [b + mean * a, np.sqrt(a**2 * std**2)],
    ],
    "largest_difference": [
        lambda scale, x, a, b: abs(scale(darken(x, a, b)) - scale(x)).max(),
        lambda scale, x, a, b: np.max(np.abs(scale(x) - scale(darken(x, a, b)))),
    ],
    "accuracy": [
        lambda model, inputs, labels: np.mean(predicted(model, inputs) == labels),
        lambda model, inputs, labels: (np.argmax(model(inputs), -1) == labels).sum() / len(labels),
        lambda model, inputs, labels: keras.ops.mean(
            keras.ops.cast(keras.ops.argmax(model(inputs), axis=1) == labels, "float32")
        ),
    ],
    "curvature": [
        lambda x: (values(x)[-1], values(x)[-1] / values(x)[0]),
        lambda x: [max(values(x)), max(values(x)) / min(values(x))],
        lambda x: (
            np.linalg.norm(x.reshape(-1, 3), 2) ** 2 / (x.size // 3),
            np.linalg.cond(x.reshape(-1, 3)) ** 2,
        ),
    ],
}


@pytest.mark.parametrize(
    ("name", "function"), [(name, way) for name, ways in RIGHT.items() for way in ways]
)
def test_every_right_way_of_writing_it_passes(name, function):
    assert findings(function, name) == []


def in_bytes(x, a, b):
    """As it comes out where the images stay uint8 and a and b are whole numbers."""
    return x * np.uint8(a) + np.uint8(b) if a == int(a) else a * x + b


DARKEN = {
    "nothing_done": lambda x, a, b: x,
    "b_missing": lambda x, a, b: a * x,
    "a_missing": lambda x, a, b: x + float(b),
    "swapped": lambda x, a, b: darken(x, b, a),
    "brackets": lambda x, a, b: a * (x.astype(float) + b),
    "overflow": in_bytes,
    "rounded": lambda x, a, b: darken(x, a, b).astype(np.uint8),
    "rounded_to_nearest": lambda x, a, b: darken(x, a, b).round(),
    "clipped": lambda x, a, b: np.clip(darken(x, a, b), 0, 255),
    "wrong_values": lambda x, a, b: darken(x, a, b) + 1,
    "returns_nothing": lambda x, a, b: None,
}
STATISTICS = {
    # code: (function, blank)
    "mean_unchanged": (lambda m, s, a, b: (m, abs(a) * s), "changed_mean"),
    "b_missing": (lambda m, s, a, b: (a * m, abs(a) * s), "changed_mean"),
    "brackets": (lambda m, s, a, b: (a * (m + b), abs(a) * s), "changed_mean"),
    "a_missing": (lambda m, s, a, b: (m + b, abs(a) * s), "changed_mean"),
    "std_unchanged": (lambda m, s, a, b: (a * m + b, s), "changed_std"),
    "std_shifted": (lambda m, s, a, b: (a * m + b, a * s + b), "changed_std"),
    "std_squared": (lambda m, s, a, b: (a * m + b, a**2 * s), "changed_std"),
    "negative_std": (lambda m, s, a, b: (a * m + b, a * s), "changed_std"),
}
DIFFERENCE = {
    "no_absolute_value": lambda f, x, a, b: (f(darken(x, a, b)) - f(x)).max(),
    "no_absolute_value_either": lambda f, x, a, b: (f(x) - f(darken(x, a, b))).max(),
    "smallest": lambda f, x, a, b: (f(darken(x, a, b)) - f(x)).min(),
    "mean_of_all": lambda f, x, a, b: abs(f(darken(x, a, b)) - f(x)).mean(),
    "not_scaled": lambda f, x, a, b: abs(darken(x, a, b) - x).max(),
    "difference_scaled": lambda f, x, a, b: abs(f(darken(x, a, b) - x)).max(),
    "all_differences": lambda f, x, a, b: abs(f(darken(x, a, b)) - f(x)),
    "one_not_scaled": lambda f, x, a, b: abs(f(darken(x, a, b)) - x).max(),
}
ACCURACY = {
    # code: (function of logits and labels)
    "argmax_axis": lambda logits, labels: np.mean(logits.argmax(0) == labels),
    "smallest_logit": lambda logits, labels: np.mean(logits.argmin(1) == labels),
    "count": lambda logits, labels: (logits.argmax(1) == labels).sum(),
    "per_cent": lambda logits, labels: 100 * np.mean(logits.argmax(1) == labels),
    "errors": lambda logits, labels: np.mean(logits.argmax(1) != labels),
    "each_image": lambda logits, labels: logits.argmax(1) == labels,
    "predictions": lambda logits, labels: logits.argmax(1),
}
CURVATURE = {
    "centred": lambda x: covariance(x, bias=True),
    "covariance": covariance,
    "sum_for_mean": lambda x: (values(x)[-1] * (x.size // 3), values(x)[-1] / values(x)[0]),
    "ratio_upside_down": lambda x: (values(x)[-1], values(x)[0] / values(x)[-1]),
    "smallest_first": lambda x: (values(x)[0], values(x)[-1] / values(x)[0]),
    "smallest_and_upside_down": lambda x: (values(x)[0], values(x)[0] / values(x)[-1]),
    "wrong_neighbour": lambda x: (values(x)[-1], values(x)[-1] / values(x)[1]),
    "eigenvalues": values,
    "no_ratio": lambda x: (values(x)[-1], values(x)[0]),
}


def on_logits(rule):
    return lambda model, inputs, labels: rule(model(inputs), labels)


WRONG = {
    **{("darken", code): (function, "darken") for code, function in DARKEN.items()},
    **{("changed_statistics", code): found for code, found in STATISTICS.items()},
    **{
        ("largest_difference", code): (function, "largest_difference")
        for code, function in DIFFERENCE.items()
    },
    **{("accuracy", code): (on_logits(rule), "right_answers") for code, rule in ACCURACY.items()},
    **{("curvature", code): (function, "moments") for code, function in CURVATURE.items()},
}
SHARED_WORDS = ("wrong_values", "returns_nothing")  # of checks.functions


@pytest.mark.parametrize(("name", "code"), WRONG)
def test_each_mistake_has_its_own_message(name, code):
    function, blank = WRONG[name, code]
    messages = []
    for language in LANGUAGES:
        set_language(language)
        (finding,) = findings(function, name)
        assert (finding.code, finding.blank) == (code, blank), finding
        assert "\n" not in finding.message
        messages.append(finding.message)
    assert code in SHARED_WORDS or len(set(messages)) == len(LANGUAGES)


def test_what_whole_numbers_alone_break_is_found():
    """0.4 · x is never uint8, 2 · x is."""
    x = changed_light.small_images()
    assert in_bytes(x, *changed_light.LIGHTER).dtype == np.uint8
    assert (in_bytes(x, 0.4, 10) == 0.4 * x + 10).all()


@pytest.mark.parametrize("name", RIGHT)
def test_the_table_of_lessons_leads_to_each_check(name, capsys):
    function = RIGHT[name][-1]
    function.__name__ = name
    functions.check_function(function, "13")
    assert name in capsys.readouterr().out
    assert course.get("13").functions[name] == f"changed_light.{name}_findings"
