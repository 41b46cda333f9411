"""Exercise 14: two kinds of moving averages that are out of date, and what each of them costs."""

from collections.abc import Sequence

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments import seeds
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import share_right, trained
from vgkit.messages import say
from vgkit.networks.description import flat_layers

BATCHES = 40  # with momentum 0.9, 0.9 ** 40 = 1.5 % of what was there before is left
NEAR, FAR = 0.05, 0.1  # of accuracy, a share
MEANS, VARIANCES, BOTH = "means put right", "variances put right", "both put right"


def moving_averages(model: keras.Model) -> list[tuple[np.ndarray, np.ndarray]]:
    """The moving mean and the moving variance of each batch normalization, first layer first."""
    return [
        (layer.moving_mean.numpy(), layer.moving_variance.numpy())
        for layer in _normalizations(model)
    ]


def set_moving_averages(
    model: keras.Model,
    means: Sequence[tuple[np.ndarray, np.ndarray]],
    variances: Sequence[tuple[np.ndarray, np.ndarray]],
) -> None:
    """Put moving averages into a model, in place: means of the one list, variances of the other."""
    pairs = zip(_normalizations(model), means, variances, strict=True)
    for layer, (mean, _), (_, variance) in pairs:
        layer.moving_mean.assign(mean)
        layer.moving_variance.assign(variance)


def settle(model: keras.Model, images: Dataset, batch_size: int = 128) -> None:
    """Let the moving averages catch up with weights that stand still, in place.

    Args:
        model: with batch normalizations, whose momentum is 0.9 from now on.
        images: prepared as the network sees them; the first `BATCHES` training batches are taken.
        batch_size: images in each of them.
    """
    for layer in _normalizations(model):
        layer.momentum = 0.9
    for start in range(0, BATCHES * batch_size, batch_size):
        model(images.to_input(images.x_train[start : start + batch_size]), training=True)


def _normalizations(model):
    kind = keras.layers.BatchNormalization
    return [layer for layer in flat_layers(model) if isinstance(layer, kind)]


def measure_half_settled() -> Numbers:
    """Validation accuracy after epoch 1 with momentum 0.99, by what is put right. Takes minutes."""
    images = course.get("14_momentum_99").images()
    inputs = images.to_input(images.x_test)
    numbers = {name: [] for name in ("as trained", MEANS, VARIANCES, BOTH)}
    for seed in seeds.SEEDS:
        model = trained(course.get("14_momentum_99").compiled(), "14_momentum_99", images, 1, seed)
        young = moving_averages(model)
        settle(model, images)
        settled = moving_averages(model)
        for name, means, variances in (
            ("as trained", young, young),
            (MEANS, settled, young),
            (VARIANCES, young, settled),
            (BOTH, settled, settled),
        ):
            set_moving_averages(model, means, variances)
            numbers[name].append(share_right(model, inputs, images.y_test))
    return numbers


def decide_half_settled(numbers: Numbers) -> str:
    """The option of Q14's why that holds for every seed: which of the two does the harm."""
    means, variances, both = (np.array(numbers[name]) for name in (MEANS, VARIANCES, BOTH))
    gains = both - numbers["as trained"]
    much = bool(np.all(gains > FAR))

    def cured(found):
        return bool(np.all(both - found < NEAR))

    def left(found):
        return bool(np.all(both - found > FAR))

    return the_one_that_holds(
        numbers,
        A=much and left(means) and left(variances),
        B=much and cured(means) and left(variances),
        C=much and cured(variances) and left(means),
        D=much and cured(means) and cured(variances),
    )


Q14 = Case(
    lambda: say("Validation accuracy after epoch 1 with momentum 0.99, by what is put right"),
    measure_half_settled,
    decide_half_settled,
    quick=False,
)
