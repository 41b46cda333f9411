"""Exercises 12 and 13: pixels from 0 to 255, which do more to the steps than to the starting point."""

import dataclasses
import operator
from collections.abc import Callable, Sequence

from vgkit import course
from vgkit.backend import keras
from vgkit.experiments import seeds
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.cases.short_trainings import metrics_of_training
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks.description import kernel_layers

LARGEST = 255


def losses_of_reference(exercise: str, epoch: int) -> list[float]:
    """The training loss of an epoch in the trainings that the lesson shows, one for each seed."""
    return [run.metrics["loss"][epoch - 1] for run in seeds.load_reference(exercise)]


# Two sigmoid convolutions: how long their plateau lasts ------------------------------------------

SIGMOID = "12_sigmoid_2"
LOW = 2.1  # where the plateau is left behind
SMALL, LARGE = "pixels 0–1", "pixels 0–255"
START = "pixels 0–1, conv 1's initial kernel · 255"
STEPS = "pixels 0–255, conv 1's initial kernel / 255"


def first_below(losses: Sequence[float], low: float = LOW) -> int:
    """The first epoch, counted from 1, with a loss below `low`; one more than there are if none."""
    return next((n for n, loss in enumerate(losses, start=1) if loss < low), len(losses) + 1)


def scaled_first_kernel(factor: float) -> Callable[[keras.Model], None]:
    """What multiplies the first kernel of a model by a number, in place."""

    def scale(model):
        kernel = kernel_layers(model)[0].kernel
        kernel.assign(kernel * factor)

    return scale


def descent(large: bool, factor: float, seed: int) -> int:
    """In which epoch the two sigmoid convolutions get below `LOW`; 11 if in none of ten.

    Args:
        large: whether they see pixels from 0 to 255 instead of 0 to 1.
        factor: what conv 1's initial kernel is multiplied by.
        seed: of the initial weights and the batches' order.
    """
    row = course.get(SIGMOID)
    images = row.images()
    if large:
        images = dataclasses.replace(images, name=f"{images.name}-large", std=1.0)
    for epochs in (4, row.epochs):
        found = metrics_of_training(
            row.compiled(), SIGMOID, images, epochs, seed, scaled_first_kernel(factor)
        )
        if min(found["loss"]) < LOW:
            break
    return first_below(found["loss"])


def measure_plateau() -> Numbers:
    """The first epoch with a training loss below `LOW`, by pixels and by start. Takes minutes.

    Pixels that are 255 times as large change the sums of conv 1 before training and, by as much, what
    a step does to them. `START` has the first of these alone, `STEPS` the second.
    """
    shown = [run.metrics["loss"] for run in seeds.load_reference(SIGMOID)]
    return {
        SMALL: [float(first_below(losses)) for losses in shown],
        LARGE: [float(descent(True, 1.0, seed)) for seed in SEEDS],
        START: [float(descent(False, LARGEST, seed)) for seed in SEEDS],
        STEPS: [float(descent(True, 1 / LARGEST, seed)) for seed in SEEDS],
    }


def decide_plateau(numbers: Numbers) -> str:
    """The option of Q12's why that holds for every seed: how long the plateau lasts."""
    found = numbers[LARGE]
    return the_one_that_holds(
        numbers,
        A=set(found) <= {4, 5},
        B=min(found) > 5 and max(found) <= 10,
        C=max(found) <= 3,
        D=min(found) > 10,
    )


# The first answers of a network that sees pixels from 0 to 255 ------------------------------------

FROM_0_TO_255, FROM_0_TO_1 = "13_0_255", "13_0_1"
ZERO = ", last kernel 0 at first"
EPOCHS = (1, 10)


def silence(model: keras.Model) -> None:
    """Set the output layer's kernel to 0, in place: the first logits are 0 for every image."""
    kernel = kernel_layers(model)[-1].kernel
    kernel.assign(keras.ops.zeros_like(kernel))


def silenced(exercise: str, epochs: int, seed: int) -> list[float]:
    """The training loss of each epoch where the output layer's kernel begins with zeros."""
    row = course.get(exercise)
    return metrics_of_training(row.compiled(), exercise, row.images(), epochs, seed, silence)[
        "loss"
    ]


def measure_first_answers() -> Numbers:
    """The training loss of the first epoch and of the last, by pixels and by start. Takes minutes."""
    first, last = EPOCHS
    large = [silenced(FROM_0_TO_255, last, seed) for seed in SEEDS]
    return {
        f"{LARGE}, epoch {first}": losses_of_reference(FROM_0_TO_255, first),
        f"{LARGE}{ZERO}, epoch {first}": [each[first - 1] for each in large],
        f"{SMALL}, epoch {first}": losses_of_reference(FROM_0_TO_1, first),
        f"{SMALL}{ZERO}, epoch {first}": [silenced(FROM_0_TO_1, first, s)[-1] for s in SEEDS],
        f"{LARGE}, epoch {last}": losses_of_reference(FROM_0_TO_255, last),
        f"{LARGE}{ZERO}, epoch {last}": [each[last - 1] for each in large],
        f"{SMALL}, epoch {last}": losses_of_reference(FROM_0_TO_1, last),
    }


def decide_first_answers(numbers: Numbers) -> str:
    """The option of Q13's why that holds for every seed: the loss of the first epoch."""
    found, small = (numbers[f"{name}, epoch 1"] for name in (f"{LARGE}{ZERO}", SMALL))
    return the_one_that_holds(
        numbers,
        A=within(found, 3.2),
        B=within(found, 2.3, 3.2),
        C=within(found, high=2) and all(map(operator.lt, found, small)),
        D=within(found, 2, 2.2),
    )


Q12 = Case(
    lambda: say(
        "Two sigmoid convolutions: the first epoch with a training loss below 2.1, by what they see"
    ),
    measure_plateau,
    decide_plateau,
    quick=False,
)
Q13 = Case(
    lambda: say("Training loss, by what the network sees and how its output layer begins"),
    measure_first_answers,
    decide_first_answers,
    quick=False,
)
