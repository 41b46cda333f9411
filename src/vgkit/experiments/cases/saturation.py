"""Questions of lessons 0, 1a and 1b: small pixels, tanh, and one layer with ten times the weights."""

import numpy as np

from vgkit import data
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers, within
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import hidden_layer, mlp, output_layer

WIDE, WIDE_LAYER = 10.0, 4


def initial_norms(model: keras.Model, seed: int, scale: float = 1.0) -> np.ndarray:
    """The gradient norm of each kernel before training, on the first 512 training images.

    Args:
        model: built, of part one's shape.
        seed: of the initial weights.
        scale: by which the pixels, 0 to 255, are multiplied.

    Returns:
        One number for each layer, first layer first.
    """
    pixels, labels = gradients.probe(data.load())
    with starting_point.at_start(model, seed):
        measured = gradients.measure(model, scale * pixels, labels, gradients.kernels(model))
    return np.array(measured["gradient_norm"])


def _named(norms, layers):
    """Of one array of norms for each seed, those of some hidden layers by their names."""
    return {f"hidden {k}": [float(each[k - 1]) for each in norms] for k in layers}


def _measure_small_pixels() -> Numbers:
    model = mlp()
    ratios = [initial_norms(model, seed, 1 / 255) / initial_norms(model, seed) for seed in SEEDS]
    return _named(ratios, (1, 2, 7))


def _decide_small_pixels(numbers: Numbers) -> str:
    first, others = numbers["hidden 1"], numbers["hidden 2"] + numbers["hidden 7"]
    if not (within(first, 0.1, 0.25) and within(others, 0.7, 1.1)):
        raise ValueError(f"Not the same for every seed. Received: {numbers}")
    return "B"


SMALL_PIXELS = Case(
    quantity=lambda: say(
        "Gradient norm before training of the baseline with seven layers: with pixels from 0 to 1, "
        "divided by that with pixels from 0 to 255"
    ),
    measure=_measure_small_pixels,
    decide=_decide_small_pixels,
)


def _measure_tanh() -> Numbers:
    numbers = {}
    for activation in ("sigmoid", "tanh"):
        model = mlp(stddev=1.0, activation=activation)
        norms = [initial_norms(model, seed) for seed in SEEDS]
        numbers[f"{activation}, stddev 1"] = [float(each[1] / each[6]) for each in norms]
    return numbers


def _decide_tanh(numbers: Numbers) -> str:
    sigmoid, tanh = numbers["sigmoid, stddev 1"], numbers["tanh, stddev 1"]
    if not (within(sigmoid, 0.25, 1) and within(tanh, 60, 120)):
        raise ValueError(f"Not the same for every seed. Received: {numbers}")
    return "D"


TANH = Case(
    quantity=lambda: say("Gradient norm of hidden 2, divided by that of hidden 7, before training"),
    measure=_measure_tanh,
    decide=_decide_tanh,
)


def one_wide_layer() -> keras.Sequential:
    """Exercise 1a's network, with weights ten times as large in hidden 4: built, not compiled."""
    hidden = [hidden_layer(k, WIDE if k == WIDE_LAYER else 1.0) for k in range(1, 8)]
    return keras.Sequential([keras.Input((784,)), *hidden, output_layer()])


def _measure_one_wide_layer() -> Numbers:
    wide, narrow = one_wide_layer(), mlp(stddev=1.0)
    ratios = [initial_norms(wide, seed) / initial_norms(narrow, seed) for seed in SEEDS]
    return _named(ratios, (2, 3, 4, 5, 6))


def _decide_one_wide_layer(numbers: Numbers) -> str:
    before = numbers["hidden 2"] + numbers["hidden 3"]
    behind = numbers["hidden 5"] + numbers["hidden 6"]
    wide = numbers["hidden 4"]
    if not (within(before, 1.4, 3) and within(wide, 0, 0.21) and within(behind, 0.7, 1.1)):
        raise ValueError(f"Not the same for every seed. Received: {numbers}")
    return "A"


ONE_WIDE_LAYER = Case(
    quantity=lambda: say(
        "Gradient norm before training: with stddev 10 in hidden 4 and 1 elsewhere, divided by that "
        "with stddev 1 everywhere"
    ),
    measure=_measure_one_wide_layer,
    decide=_decide_one_wide_layer,
)
