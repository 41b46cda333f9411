"""Questions of lesson 5: its additions between ReLU layers, and what they do to hidden 7's gradient."""

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.cases.held_still import training_loss
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import CLASSES, mlp, residual_mlp

BLOCK = (5, 6, 7)  # the hidden layers that the second addition jumps over
_RANGES = {"A": (1.25, 2.0), "B": (0.0, 0.8), "C": (0.8, 1.25), "D": (3.0, float("inf"))}


def relu_networks() -> dict[str, keras.Model]:
    """Exercise 2's network, and the same layers joined as in exercise 5: built, not compiled."""
    return {"ReLU": mlp(activation="relu"), "ReLU and additions": residual_mlp(activation="relu")}


def _measure() -> Numbers:
    batch = gradients.probe(course.get("5").images())
    networks = relu_networks()
    found = {f"hidden {layer}, {name}": [] for layer in BLOCK for name in networks}
    for name, model in networks.items():
        for seed in SEEDS:
            with starting_point.at_start(model, seed):
                norms = gradients.measure(model, *batch, gradients.kernels(model))["gradient_norm"]
            for layer in BLOCK:
                found[f"hidden {layer}, {name}"].append(norms[layer - 1])
    return found


def _decide(numbers: Numbers) -> str:
    growth = []
    for layer in BLOCK:
        plain, joined = (
            numbers[f"hidden {layer}, {name}"] for name in ("ReLU", "ReLU and additions")
        )
        growth += [after / before for before, after in zip(plain, joined, strict=True)]
    outcomes = {letter: within(growth, *bounds) for letter, bounds in _RANGES.items()}
    return the_one_that_holds(numbers, **outcomes)


IN_RELU = Case(
    quantity=lambda: say("Gradient norm before training"),
    measure=_measure,
    decide=_decide,
)


# What hidden 7's gradient is made of -------------------------------------------------------------

FACTORS = ("error", "input", "share left in the mean", "slope")  # those of options A to D
NETWORKS = {"baseline": mlp, "additions": residual_mlp}


def factors(model: keras.Model, pixels: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Four factors of the gradient of hidden 7's kernel, and its norm.

    The gradient is the mean over the images of input ⊗ signal, the signal being (W e) ⊙ σ' with
    the output kernel W and the error e = softmax(logits) − one-hot label.

    Args:
        model: sigmoid layers named as part one's, built.
        pixels: `(images, 784)`.
        labels: `(images,)`.

    Returns:
        `"input"` and `"error"`: root mean square over the images of the norms of these vectors;
        `"slope"`: root mean square of σ'; `"share left in the mean"`: the norm of the mean,
        divided by the root mean square of the images' own norms; `"gradient norm"`.
    """
    values = {}
    logits = gradients.compute_in_training(
        model, pixels, lambda layer, value: values.setdefault(layer.name, value.numpy())
    ).numpy()
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = odds / odds.sum(axis=1, keepdims=True) - np.eye(CLASSES)[labels]
    x, h = values["hidden_6"], values["hidden_7"]
    slope = h * (1 - h)
    signal = slope * (error @ model.get_layer("output").kernel.numpy().T)
    norm = float(np.linalg.norm(x.T @ signal) / len(x))
    own = np.linalg.norm(x, axis=1) * np.linalg.norm(signal, axis=1)
    return {
        "error": _rms(np.linalg.norm(error, axis=1)),
        "input": _rms(np.linalg.norm(x, axis=1)),
        "share left in the mean": norm / _rms(own),
        "slope": _rms(slope),
        "gradient norm": norm,
    }


def _rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def _measure_factors() -> Numbers:
    batch = gradients.probe(course.get("5").images())
    found = {f"{each}, {name}": [] for each in (*FACTORS, "gradient norm") for name in NETWORKS}
    for name, build in NETWORKS.items():
        model = build()
        for seed in SEEDS:
            starting_point.set_initial_weights(model, seed)
            for each, value in factors(model, *batch).items():
                found[f"{each}, {name}"].append(value)
    return found


def decide_factors(numbers: Numbers) -> str:
    """The option of Q6's why: which factor alone makes up nearly all of the growth, for every seed."""
    growth = {
        each: np.divide(*(numbers[f"{each}, {name}"] for name in reversed(NETWORKS)))
        for each in (*FACTORS, "gradient norm")
    }
    whole = np.log(growth["gradient norm"])
    most = [bool(np.all(np.log(growth[each]) > 0.8 * whole)) for each in FACTORS]
    return the_one_that_holds(numbers, **dict(zip("ABCD", most, strict=True)))


HIDDEN_7 = Case(
    quantity=lambda: say(
        "Hidden 7 before training: what its kernel's gradient is made of (norm of the error and of the "
        "input, root mean square over the images; share left in the mean over the batch; root mean "
        "square of σ')"
    ),
    measure=_measure_factors,
    decide=decide_factors,
)


# Blocks that let more through ----------------------------------------------------------------------

INSIDE = (2, 3, 5, 6, 7)  # the hidden layers that the two additions jump over
STDDEVS = (0.05, 0.2)
EPOCHS = 10
ALIKE = 0.1  # losses closer than this are about the same here


def with_blocks(stddev: float) -> keras.Model:
    """The network of exercise 5, the initial kernels inside its blocks with this standard deviation."""
    model = residual_mlp()
    for number in INSIDE:
        model.get_layer(f"hidden_{number}").kernel_initializer = keras.initializers.RandomNormal(
            mean=0.0, stddev=stddev
        )
    return model


def _measure_blocks() -> Numbers:
    images = course.get("5").images()
    batch, found = gradients.probe(images), {}
    for stddev in STDDEVS:
        model = with_blocks(stddev)
        found[f"loss, stddev {stddev}"] = [
            training_loss(model, "5", images, EPOCHS, seed) for seed in SEEDS
        ]
        for layer in INSIDE:
            found[f"gradient of hidden {layer}, stddev {stddev}"] = []
        for seed in SEEDS:
            starting_point.set_initial_weights(model, seed)
            norms = gradients.measure(model, *batch, gradients.kernels(model))["gradient_norm"]
            for layer in INSIDE:
                found[f"gradient of hidden {layer}, stddev {stddev}"].append(norms[layer - 1])
    return found


def decide_blocks(numbers: Numbers) -> str:
    """The option of Q7's why: what larger kernels in the blocks do to the loss of epoch 10."""
    small, large = (np.array(numbers[f"loss, stddev {stddev}"]) for stddev in STDDEVS)
    return the_one_that_holds(
        numbers,
        A=bool(np.all(large < 1.0)),
        B=bool(np.all((large > small + 2 * ALIKE) & (large < 2.1))),
        C=bool(np.all(large > 2.2)),
        D=bool(np.all(abs(large - small) < ALIKE)),
    )


LARGER_BLOCKS = Case(
    quantity=lambda: say(
        "Exercise 5 by the standard deviation of the initial kernels inside its two blocks: training "
        "loss of epoch 10, and gradient norms before training"
    ),
    measure=_measure_blocks,
    decide=decide_blocks,
    quick=False,
)
