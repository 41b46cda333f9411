"""The question of lesson 5: its two additions between the ReLU layers of lesson 2."""

from vgkit import course
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import mlp, residual_mlp

SEEDS = (1, 2, 3, 4, 5)
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
    for letter, (low, high) in _RANGES.items():
        if low < min(growth) and max(growth) < high:
            return letter
    raise ValueError(f"Not the same for every seed and layer. Received: {numbers}")


IN_RELU = Case(
    quantity=lambda: say("Gradient norm before training"),
    measure=_measure,
    decide=_decide,
)
