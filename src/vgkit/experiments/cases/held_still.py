"""Whys of lessons 1a and 1b: what a layer's learning is worth is seen where it is held still."""

from collections.abc import Collection

import numpy as np

from vgkit import course, data
from vgkit.backend import keras
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import metrics_of_training
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import objective
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import PIXELS, hidden_layer, mlp, output_layer

HIDDEN = tuple(f"hidden_{number}" for number in range(1, 8))
EPOCHS = 3
SLOW, FAST = 0.01, 0.1  # learning rates of SGD


def training_loss(
    model: keras.Model,
    exercise: str,
    images: data.Dataset,
    epochs: int,
    seed: int,
    learning_rate: float = SLOW,
    still: Collection[str] = (),
) -> float:
    """The training loss of the last epoch, a mean over its steps, where some layers are held still.

    Args:
        model: built, of part one's shape; it is put at the starting point and trained, in place.
        exercise: id in the course's table, whose batch size counts.
        images: as the network takes them.
        epochs: 1 or more.
        seed: of the initial weights and of the batches' order.
        learning_rate: of SGD.
        still: names of the layers that are not trained.

    Returns:
        The mean cross-entropy.
    """
    for layer in kernel_layers(model):
        layer.trainable = layer.name not in still
    objective.compiled(model, "SGD", learning_rate)
    return metrics_of_training(model, exercise, images, epochs, seed)["loss"][-1]


# Exercise 1a: one layer that starts small ---------------------------------------------------------

SMALL = 0.05  # the baseline's stddev; the other layers have 1
PLACES = (1, 2, 4)  # options A to C
NEAR, FAR = 0.1, 0.15  # of two losses
EVERYWHERE = "stddev 1 everywhere"


def with_small(number: int) -> keras.Sequential:
    """Exercise 1a's network, with the baseline's stddev in one hidden layer: built, not compiled."""
    hidden = [hidden_layer(k, SMALL if k == number else 1.0) for k in range(1, 8)]
    return keras.Sequential([keras.Input((PIXELS,)), *hidden, output_layer()])


def _measure_small() -> Numbers:
    images = course.get("1a").images()
    numbers = {
        EVERYWHERE: [training_loss(mlp(stddev=1.0), "1a", images, EPOCHS, seed) for seed in SEEDS]
    }
    for place in PLACES:
        for name, still in (
            (f"{SMALL} in hidden {place}", ()),
            (f"{SMALL} in hidden {place}, held still", (f"hidden_{place}",)),
        ):
            numbers[name] = [
                training_loss(with_small(place), "1a", images, EPOCHS, seed, still=still)
                for seed in SEEDS
            ]
    return numbers


def decide_small(numbers: Numbers) -> str:
    """The option of Q1's why: which layer's small start leaves the loss as it is, for every seed."""
    changes = [
        np.abs(np.subtract(numbers[f"{SMALL} in hidden {place}"], numbers[EVERYWHERE]))
        for place in PLACES
    ]
    near = [bool(np.all(each < NEAR)) for each in changes]
    far = [bool(np.all(each > FAR)) for each in changes]
    only = [near[k] and all(far[:k] + far[k + 1 :]) for k in range(len(PLACES))]
    return the_one_that_holds(numbers, A=only[0], B=only[1], C=only[2], D=all(far))


Q1 = Case(
    lambda: say(
        "Training loss in epoch 3, where one hidden layer starts with stddev 0.05 and the others with 1"
    ),
    _measure_small,
    decide_small,
    quick=False,
)


# Exercise 1b: why longer steps help -------------------------------------------------------------

STEPS = {
    "output, 0.01": {"learning_rate": SLOW, "still": HIDDEN},
    "hidden 1-7, output, 0.01": {"learning_rate": SLOW},
    "output, 0.1": {"learning_rate": FAST, "still": HIDDEN},
    "hidden 1-7, output, 0.1": {"learning_rate": FAST},
}


def _measure_steps() -> Numbers:
    images = course.get("1b").images()
    return {
        name: [
            training_loss(mlp(stddev=10.0), "1b", images, EPOCHS, seed, **setting) for seed in SEEDS
        ]
        for name, setting in STEPS.items()
    }


def decide_steps(numbers: Numbers) -> str:
    """The option of Q2's why: only A says that the hidden layers might as well be held still."""
    slow_output, slow, fast_output, fast = (numbers[name] for name in STEPS)
    helps = all(after < before - 0.04 for before, after in zip(slow, fast, strict=True))
    alone = all(
        output < every + 0.03
        for output, every in zip((*slow_output, *fast_output), (*slow, *fast), strict=True)
    )
    return the_one_that_holds(numbers, A=helps and alone)


Q2 = Case(
    lambda: say(
        "Training loss in epoch 3 with stddev 10, by the layers that are trained and the learning "
        "rate; the others are held still"
    ),
    _measure_steps,
    decide_steps,
    quick=False,
)
