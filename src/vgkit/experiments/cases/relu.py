"""Lesson 2: a question about one sigmoid before six ReLU layers, and units that stay dead."""

import numpy as np

from vgkit import course, data
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import hidden_layer, mlp, output_layer
from vgkit.training import epoch_graph

EPOCHS = (0, 1, 10)  # after which dead units are counted


def sigmoid_first() -> keras.Sequential:
    """Exercise 2's network with a sigmoid in hidden 1: built, not compiled."""
    activations = ("sigmoid", *["relu"] * 6)
    hidden = [hidden_layer(k, activation=name) for k, name in enumerate(activations, start=1)]
    return keras.Sequential([keras.Input((784,)), *hidden, output_layer()])


def _gradient_norms(model, seed, batch):
    with starting_point.at_start(model, seed):
        return np.array(
            gradients.measure(model, *batch, gradients.kernels(model))["gradient_norm"][:-1]
        )


def _measure_drop() -> Numbers:
    batch = gradients.probe(data.load())
    relu, first = mlp(activation="relu"), sigmoid_first()
    drops = [
        _gradient_norms(relu, seed, batch) / _gradient_norms(first, seed, batch) for seed in SEEDS
    ]
    return {f"hidden {k + 1}": [float(drop[k]) for drop in drops] for k in range(7)}


def _decide_drop(numbers: Numbers) -> str:
    first, *others = numbers.values()
    if min(first) < 10:
        raise ValueError(f"Hidden 1 keeps its gradient for one seed. Received: {numbers}")
    for seed, drop in enumerate(first):
        if min(other[seed] for other in others) <= 1.5 * drop:
            raise ValueError(f"Hidden 1 loses as much as another layer. Received: {numbers}")
    return "C"


SIGMOID_FIRST = Case(
    quantity=lambda: say(
        "Gradient norm before training: how many times as large with seven ReLU layers as with a "
        "sigmoid in hidden 1"
    ),
    measure=_measure_drop,
    decide=_decide_drop,
)


# Dead units ---------------------------------------------------------------------------------------


def dead_units(model: keras.Sequential, images: np.ndarray) -> list[int]:
    """How many units of each hidden layer give 0 for every image.

    Args:
        model: seven ReLU layers and an output layer.
        images: as the network takes them.
    """
    counts, h = [], images
    for layer in model.layers[:-1]:
        h = layer(h).numpy()
        counts.append(int(np.all(h == 0, axis=0).sum()))
    return counts


def measure_dead_units() -> Numbers:
    """Train exercise 2 for the last of `EPOCHS` epochs from each seed.

    Returns:
        For each of `EPOCHS` the dead units of all hidden layers together, one number for each seed.
    """
    row = course.get("2")
    images = row.images()
    batch, _ = gradients.probe(images)
    found = {f"epoch {epoch}": [] for epoch in EPOCHS}
    for seed in SEEDS:
        model = row.compiled()
        starting_point.set_initial_weights(model, seed)
        found["epoch 0"].append(float(sum(dead_units(model, batch))))
        train_epoch, _ = epoch_graph.epoch_functions(model, images, row.batch_size)
        orders = starting_point.batch_orders(len(images.x_train), seed=seed)
        for epoch, order in zip(range(1, EPOCHS[-1] + 1), orders, strict=False):
            train_epoch(order)
            if epoch in EPOCHS:
                found[f"epoch {epoch}"].append(float(sum(dead_units(model, batch))))
    return found
