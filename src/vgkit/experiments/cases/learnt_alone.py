"""Lesson 2's why: trained kernels without their initial values."""

from collections.abc import Callable

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.cases.short_trainings import share_right, trained
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import kernel_layers

EPOCHS = 10
Kernels = list[np.ndarray]  # of the hidden layers, the first one first
ALONE = "learnt alone"
WAYS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "initial + learnt": lambda initial, learnt, others: initial + learnt,
    "initial + half of learnt": lambda initial, learnt, others: initial + learnt / 2,
    "initial alone": lambda initial, learnt, others: initial,
    ALONE: lambda initial, learnt, others: learnt,
    f"{ALONE}, enlarged to the whole": lambda initial, learnt, others: (
        learnt * np.linalg.norm(initial + learnt) / np.linalg.norm(learnt)
    ),
    "other initial + learnt": lambda initial, learnt, others: others + learnt,
}
CHANCE, HALF, MUCH, ALL = 0.13, (0.2, 0.5), (0.5, 0.7), 0.7  # accuracies of the options


def kernels_of(model: keras.Model) -> Kernels:
    """The values of the hidden layers' kernels."""
    return [layer.kernel.numpy() for layer in kernel_layers(model)[:-1]]


def set_kernels(model: keras.Model, kernels: Kernels) -> None:
    """Give the hidden layers these kernels, in place; biases and the output layer stay."""
    for layer, kernel in zip(kernel_layers(model), kernels, strict=False):
        layer.kernel.assign(kernel)


def measure() -> Numbers:
    """Test accuracy after `EPOCHS` epochs of exercise 2, by what the hidden kernels are made of."""
    row = course.get("2")
    images = row.images()
    pixels = images.to_input(images.x_test)
    numbers = {name: [] for name in WAYS}
    for seed in SEEDS:
        model, fresh = row.compiled(), row.compiled()
        starting_point.set_initial_weights(fresh, seed)
        initial = kernels_of(fresh)
        starting_point.set_initial_weights(fresh, seed + len(SEEDS))
        others = kernels_of(fresh)
        trained(model, row.id, images, EPOCHS, seed)
        learnt = [now - before for now, before in zip(kernels_of(model), initial, strict=True)]
        for name, way in WAYS.items():
            set_kernels(model, list(map(way, initial, learnt, others)))
            numbers[name].append(share_right(model, pixels, images.y_test))
    return numbers


def decide(numbers: Numbers) -> str:
    """The option of Q3's why: what accuracy the learnt values have alone, for every seed."""
    alone = numbers[ALONE]
    return the_one_that_holds(
        numbers,
        A=within(alone, ALL, 1),
        B=within(alone, *MUCH),
        C=within(alone, *HALF),
        D=within(alone, 0, CHANCE),
    )


Q3 = Case(
    lambda: say(
        "ReLU after ten epochs: test accuracy, by what the hidden kernels are made of: initial "
        "values, and what learning has added to them"
    ),
    measure,
    decide,
    quick=False,
)
