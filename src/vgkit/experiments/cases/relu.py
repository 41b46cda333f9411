"""Questions of lesson 2: one sigmoid before six ReLU layers; darker images; units that stay dead."""

import numpy as np

from vgkit import course, data
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import share_right, trained
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import hidden_layer, mlp, output_layer
from vgkit.training import epoch_graph

EPOCHS = (0, 1, 10)  # after which dead units are counted; darker images are shown after the last


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


# Darker images ------------------------------------------------------------------------------------

DARKER = {"1": 1.0, "1/2": 1 / 2, "1/10": 1 / 10, "1/100": 1 / 100, "1/255": 1 / 255}
WITHOUT_BIASES = "1/100, biases set to 0"
LITTLE, MUCH = 0.05, 0.12  # of accuracy lost, a share


def forget_biases(model: keras.Model) -> None:
    """Set the biases of all layers to 0, in place."""
    for layer in kernel_layers(model):
        layer.bias.assign(np.zeros(layer.bias.shape))


def measure_darker() -> Numbers:
    """Test accuracy after the last of `EPOCHS` epochs, by what pixels are multiplied by."""
    row = course.get("2")
    images = row.images()
    pixels = images.to_input(images.x_test)
    numbers = {name: [] for name in (*DARKER, WITHOUT_BIASES)}
    for seed in SEEDS:
        model = trained(row.compiled(), row.id, images, EPOCHS[-1], seed)
        for name, factor in DARKER.items():
            numbers[name].append(share_right(model, factor * pixels, images.y_test))
        forget_biases(model)
        dark = DARKER["1/100"] * pixels
        numbers[WITHOUT_BIASES].append(share_right(model, dark, images.y_test))
    return numbers


def decide_darker(numbers: Numbers) -> str:
    """The option of Q3's why: the first factor that costs much, for every seed."""
    lost = {name: np.subtract(numbers["1"], numbers[name]) for name in DARKER}

    def first(name):
        earlier = list(DARKER)[: list(DARKER).index(name)]
        little = all(np.all(lost[other] < LITTLE) for other in earlier)
        return bool(little and np.all(lost[name] > MUCH))

    return the_one_that_holds(
        numbers,
        A=all(bool(np.all(each < LITTLE)) for each in lost.values()),
        B=first("1/2"),
        C=first("1/10"),
        D=first("1/100"),
    )


DARKER_IMAGES = Case(
    quantity=lambda: say(
        "ReLU after ten epochs: accuracy on test images whose pixels are multiplied by a factor"
    ),
    measure=measure_darker,
    decide=decide_darker,
    quick=False,
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
