"""Lesson 6's third why: units of a trained hidden layer that no longer tell images apart."""

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.experiments.cases import short_plan
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import share_right
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import UNITS

OFF = (2, 8, 64, 120)  # the numbers of options A to D
DRAWS = 10  # of which units they are; the mean over them counts
AS_LEARNT = "none"
POINTS = 0.02  # of accuracy


def put_to_mean(layer: keras.layers.Dense, means: np.ndarray, kept: np.ndarray, factor: float = 1):
    """Change a layer in place, as if units before it gave their mean whatever the image.

    Args:
        layer: takes what those units give.
        means: of each unit over the images, `(units,)`.
        kept: which units still tell images apart, bool, `(units,)`.
        factor: by which these are enlarged, about their mean.
    """
    kernel = layer.kernel.numpy()
    weights = np.where(kept, factor, 0.0)[:, np.newaxis] * kernel
    layer.kernel.assign(weights)
    layer.bias.assign(layer.bias.numpy() + means @ (kernel - weights))


def _measure() -> Numbers:
    images = course.in_stages().images()
    inputs, labels = images.to_input(images.x_test), images.y_test
    found = {AS_LEARNT: []}
    for count in OFF:
        found |= {f"{count}": [], f"{count}, the others enlarged": []}
    for seed in SEEDS:
        (first, second, *_), model = short_plan.trained(3, seed)
        third, fourth = kernel_layers(second)
        means = third(first(images.to_input(images.x_train[:5000]))).numpy().mean(axis=0)
        learnt = fourth.get_weights()
        found[AS_LEARNT].append(share_right(model, inputs, labels))
        orders = [np.random.default_rng(draw).permutation(UNITS) for draw in range(DRAWS)]
        for count in OFF:
            for name, factor in (("", 1.0), (", the others enlarged", UNITS / (UNITS - count))):
                shares = []
                for order in orders:
                    put_to_mean(fourth, means, order >= count, factor)
                    shares.append(share_right(model, inputs, labels))
                    fourth.set_weights(learnt)
                found[f"{count}{name}"].append(float(np.mean(shares)))
    return found


def decide(numbers: Numbers) -> str:
    """The option of Q9's why: the largest number of units that costs little, for every seed."""
    lost = [np.subtract(numbers[AS_LEARNT], numbers[f"{count}"]) for count in OFF]
    if not all(np.all(each < POINTS) or np.all(each > POINTS) for each in lost):
        raise ValueError(f"Not one holding for every seed. Received: {numbers}")
    little = [bool(np.all(each < POINTS)) for each in lost]
    return the_one_that_holds(
        numbers,
        **{letter: little == [True] * k + [False] * (4 - k) for k, letter in enumerate("ABCD", 1)},
    )


Q9 = Case(
    quantity=lambda: say(
        "Validation accuracy after training 3 of a shortened plan (20 epochs each, learning rate "
        "0.05), by how many units of hidden 3 give their mean whatever the image"
    ),
    measure=_measure,
    decide=decide,
    quick=False,
)
