"""Exercise 7: twenty ReLU layers in which both ends fade, and biases that do not start at 0."""

from vgkit import data
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments import variations
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.seeds import SEEDS
from vgkit.experiments.setting import Setting
from vgkit.messages import say
from vgkit.networks import starting_point

FADING = Setting(activation="relu", stddev=0.05, depth=20)
BIASES = (0.0, 0.1)


def start(model: keras.Model, bias: float, seed: int) -> None:
    """Put the network at its starting point, in place, but for the biases of the hidden layers.

    Args:
        model: `variations.build(FADING)`.
        bias: what these biases start at.
        seed: of the kernels.
    """
    starting_point.set_initial_weights(model, seed)
    for layer in model.layers[1:-1]:  # between the input and the output layer
        kernel, biases = layer.get_weights()
        layer.set_weights([kernel, biases + bias])


def measure_biases() -> Numbers:
    """The gradient norm of hidden 1, and its ratio to that of the output kernel, by bias and seed."""
    batch, model = gradients.probe(data.load()), variations.build(FADING)
    numbers = {}
    for bias in BIASES:
        first, ratio = [], []
        for seed in SEEDS:
            start(model, bias, seed)
            norms = gradients.measure(model, *batch, gradients.kernels(model))["gradient_norm"]
            first.append(float(norms[0]))
            ratio.append(float(norms[0] / norms[-1]))
        numbers |= {f"bias {bias:g}, hidden 1": first, f"bias {bias:g}, hidden 1 / output": ratio}
    return numbers


def decide_biases(numbers: Numbers) -> str:
    """The option of C7 that holds for every seed."""
    first, ratio = (
        [after / before for before, after in zip(numbers[old], numbers[new], strict=True)]
        for old, new in (
            ("bias 0, hidden 1", "bias 0.1, hidden 1"),
            ("bias 0, hidden 1 / output", "bias 0.1, hidden 1 / output"),
        )
    )
    rise, fall = 10, 1 / 10
    return the_one_that_holds(
        numbers,
        A=within(first + ratio, fall, rise),
        B=within(first + ratio, rise),
        C=within(first, rise) and within(ratio, high=fall),
        D=within(first, high=fall) and within(ratio, fall, rise),
    )


C7 = Case(
    lambda: say("Gradient norm before training, twenty ReLU layers with stddev 0.05"),
    measure_biases,
    decide_biases,
)
