"""Questions of lesson 3: gradients so small that Adam's ε is larger; steps without an average."""

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import metrics_of_training
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.objective import crossentropy

EPOCHS = 3


def last_epoch(model: keras.Model, metric: str, seed: int) -> float:
    """A metric of the last of `EPOCHS` epochs, in which a compiled model is trained, in place."""
    return metrics_of_training(model, "3", course.get("3").images(), EPOCHS, seed)[metric][-1]


# A loss a hundred times as small ---------------------------------------------------------------

SCALES = (1.0, 0.01)  # of the loss, and so of each gradient


def scaled_loss(scale: float) -> keras.Model:
    """Exercise 3's network and optimizer, with a loss that is multiplied by a number: compiled."""
    row = course.get("3")
    model = row.build()
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=crossentropy(row.classes),
        loss_weights=[scale],
        metrics=["accuracy"],
    )
    return model


def _measure() -> Numbers:
    return {
        f"loss × {scale:g}": [
            last_epoch(scaled_loss(scale), "val_accuracy", seed) for seed in SEEDS
        ]
        for scale in SCALES
    }


def _decide(numbers: Numbers) -> str:
    plain, scaled = (numbers[f"loss × {scale:g}"] for scale in SCALES)
    if max(scaled) > 0.12 or min(plain) < 0.3:
        raise ValueError(f"Not the same for every seed. Received: {numbers}")
    return "A"


SMALL_GRADIENTS = Case(
    quantity=lambda: say("Validation accuracy after three epochs with Adam"),
    measure=_measure,
    decide=_decide,
    quick=False,
)


# Steps of the newest gradient alone ------------------------------------------------------------

BETAS = (0.9, 0.0)  # β₁, of the average m
STEPS = 50  # most of the plateau
LOSSES, WAYS = ("loss of epoch 1", "loss of epoch 2"), ("hidden 2, way", "hidden 2, distance")
NEAR, FAR, PLATEAU = 0.05, 0.1, 2.25  # of the loss


def averaged(beta_1: float) -> keras.Sequential:
    """Exercise 3's network, compiled with another β₁ of Adam."""
    row = course.get("3")
    model = row.build()
    model.compile(
        optimizer=keras.optimizers.Adam(beta_1=beta_1),
        loss=crossentropy(row.classes),
        metrics=["accuracy"],
    )
    return model


def walked(model: keras.Model, images: Dataset, batch_size: int, seed: int) -> tuple[float, float]:
    """How hidden 2 moves in the first `STEPS` steps from a seed's starting point.

    Args:
        model: compiled; it is trained, in place.
        images: as the network takes them.
        batch_size: images in a batch.
        seed: of the initial weights and of the batches' order.

    Returns:
        The length of a weight's way, step by step, and its distance from the start in the end, both
        as root mean squares over the kernel.
    """
    starting_point.set_initial_weights(model, seed)
    kernel = model.get_layer("hidden_2").kernel
    order = next(iter(starting_point.batch_orders(len(images.x_train), seed=seed))).numpy()
    start = before = kernel.numpy()
    way = 0.0
    for first in range(0, STEPS * batch_size, batch_size):
        rows = order[first : first + batch_size]
        model.train_on_batch(images.to_input(images.x_train[rows]), images.y_train[rows])
        after = kernel.numpy()
        way += _rms(after - before)
        before = after
    return way, _rms(before - start)


def _rms(array):
    return float(np.sqrt(np.mean(np.square(array))))


def measure_averages() -> Numbers:
    """The training loss of two epochs, and how hidden 2 moves at first, by β₁. Takes minutes."""
    row = course.get("3")
    images = row.images()
    numbers = {f"β₁ = {beta:g}, {what}": [] for beta in BETAS for what in (*LOSSES, *WAYS)}
    for beta in BETAS:
        for seed in SEEDS:
            losses = metrics_of_training(averaged(beta), row.id, images, len(LOSSES), seed)["loss"]
            ways = walked(averaged(beta), images, row.batch_size, seed)
            for what, value in zip((*LOSSES, *WAYS), (*losses, *ways), strict=True):
                numbers[f"β₁ = {beta:g}, {what}"].append(value)
    return numbers


def decide_averages(numbers: Numbers) -> str:
    """The option of Q4's why that holds for every seed: what becomes of the plateau."""
    (first, second), (first_alone, second_alone) = (
        [np.array(numbers[f"β₁ = {beta:g}, {loss}"]) for loss in LOSSES] for beta in BETAS
    )
    later = second_alone - second
    return the_one_that_holds(
        numbers,
        A=bool(np.all(later > FAR) and np.all(second_alone < PLATEAU)),
        B=bool(np.all(first_alone < first - FAR)),
        C=bool(np.all(abs(first_alone - first) < NEAR) and np.all(abs(later) < NEAR)),
        D=bool(np.all(second_alone > PLATEAU)),
    )


AVERAGES = Case(
    lambda: say(
        "Adam, by β₁: training loss, and of a weight of hidden 2 the way in the first 50 steps and "
        "its distance from the start (root mean square)"
    ),
    measure_averages,
    decide_averages,
    quick=False,
)
