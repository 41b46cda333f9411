"""Exercise 13: pixels four times as large as per channel, in the first epoch and in the last."""

import dataclasses

import numpy as np

from vgkit import course
from vgkit.experiments import seeds
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import metrics_of_training
from vgkit.messages import say

ROW = "13"  # per channel: mean 0, standard deviation 1
SIZE = 4  # what the pixels are multiplied by
PLAIN, LARGE = "per channel", f"{SIZE} · per channel"
EPOCHS = (1, 10)
CLEARLY = 0.05  # losses further apart than that


def losses(size: float, seed: int) -> list[float]:
    """The training loss of each of exercise 13's epochs, with the pixels of per channel times a number.

    Args:
        size: what they are multiplied by: the standard deviation that the network sees.
        seed: of the initial weights and the batches' order.
    """
    row = course.get(ROW)
    images = row.images()
    images = dataclasses.replace(images, name=f"{images.name}-{size}", std=images.std / size)
    return metrics_of_training(row.compiled(), ROW, images, row.epochs, seed)["loss"]


def measure_sizes() -> Numbers:
    """The training loss of the first and of the last epoch, for either size. Takes minutes."""
    found = {
        PLAIN: [run.metrics["loss"] for run in seeds.load_reference(ROW)],
        LARGE: [losses(SIZE, seed) for seed in seeds.SEEDS],
    }
    return {
        f"{name}, epoch {epoch}": [each[epoch - 1] for each in curves]
        for epoch in EPOCHS
        for name, curves in found.items()
    }


def decide_sizes(numbers: Numbers) -> str:
    """The option of Q13's why that holds for every seed: whether the larger pixels are ahead at last.

    Where they are behind, the first epoch tells whether it is the start that costs them so much.
    """
    plain_first, first, plain_last, last = map(np.array, numbers.values())
    at_first, at_last = first - plain_first, last - plain_last
    higher = min(at_last) > CLEARLY
    return the_one_that_holds(
        numbers,
        A=bool(higher and min(at_first) > CLEARLY),
        B=bool(higher and max(at_first) < CLEARLY),
        C=bool(max(at_last) < -CLEARLY),
        D=bool(max(abs(at_last)) < CLEARLY),
    )


Q13 = Case(
    lambda: say("Training loss, by what the network sees"),
    measure_sizes,
    decide_sizes,
    quick=False,
)
