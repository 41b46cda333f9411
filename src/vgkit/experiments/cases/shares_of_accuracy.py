"""Exercises 13 and 14: an accuracy that is lost for two or three reasons, and what each of them costs
by itself."""

from collections.abc import Sequence

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments import seeds
from vgkit.experiments.cases.changed_images import share_right
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import flat_layers
from vgkit.training import fitting


def _trained(exercise, images, epochs, seed):
    """The network of an exercise after a few epochs from a seed. Keeps and shows nothing."""
    row = course.get(exercise)
    model = row.compiled()
    starting_point.set_initial_weights(model, seed)
    fitting.fit(model, exercise, epochs, images, row, keep=False, look_at=(), seed=seed)
    return model


# What the dark does to an image -----------------------------------------------------------------

A, B = 0.4, 10  # the dark of exercise 13: A · x + B
DARK_EPOCHS = 3
CONTRAST, SHIFT, GREYS, ALL = "contrast alone", "shift alone", "fewer greys alone", "all of it"


def parts_of_the_dark(pixels: np.ndarray, mean: np.ndarray) -> dict[str, np.ndarray]:
    """Images with the whole of the dark and with each of its parts, by the name of the part.

    Args:
        pixels: `(images, height, width, channels)` uint8.
        mean: of each channel over the training images, 0 to 255; `A` leaves it where it is.
    """
    x = pixels.astype(np.float32)
    mean = np.asarray(mean, np.float32)
    return {
        "original": x,
        CONTRAST: mean + A * (x - mean),
        SHIFT: x + (A * mean + B - mean),
        GREYS: np.floor(A * x) / A,
        ALL: np.floor(A * x + B),
    }


def measure_parts_of_the_dark() -> Numbers:
    """The test accuracy of exercise 13's per-channel network for each part. Takes minutes."""
    images = course.get("13").images()
    shown = parts_of_the_dark(images.x_test, images.x_train.mean(axis=(0, 1, 2)))
    numbers = {name: [] for name in shown}
    for seed in seeds.SEEDS:
        model = _trained("13", images, DARK_EPOCHS, seed)
        for name, pixels in shown.items():
            numbers[name].append(share_right(model, images.to_input(pixels), images.y_test))
    return numbers


def decide_parts_of_the_dark(numbers: Numbers) -> str:
    """The option of Q13's why that holds for every seed: the part that by itself costs most."""
    lost = {name: np.subtract(numbers["original"], found) for name, found in numbers.items()}
    contrast, shift, greys = lost[CONTRAST], lost[SHIFT], lost[GREYS]
    return the_one_that_holds(
        numbers,
        A=bool(np.all(shift > 1.5 * contrast) and np.all(shift > 1.5 * greys)),
        B=bool(np.all(contrast > 1.5 * shift) and np.all(contrast > 1.5 * greys)),
        C=bool(np.all(greys > 1.5 * contrast) and np.all(greys > 1.5 * shift)),
        D=bool(np.all(np.maximum(contrast, shift) < 0.2 * lost[ALL])),
    )


# Young moving averages, one of the two put right ------------------------------------------------

BATCHES = 40  # with momentum 0.9, 0.9 ** 40 = 1.5 % of what was there before is left
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
        model = _trained("14_momentum_99", images, 1, seed)
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

    def cured(found):
        return bool(np.all(both - found < gains / 3))

    def left(found):
        return bool(np.all(both - found > gains / 2))

    return the_one_that_holds(
        numbers,
        A=left(means) and left(variances) and bool(np.all(gains > 0.1)),
        B=cured(means) and left(variances),
        C=cured(variances) and left(means),
        D=bool(np.all(gains < 0.05)),
    )


Q13 = Case(
    lambda: say("Test accuracy of per channel after 3 epochs, by what the dark does to an image"),
    measure_parts_of_the_dark,
    decide_parts_of_the_dark,
    quick=False,
)
Q14 = Case(
    lambda: say("Validation accuracy after epoch 1 with momentum 0.99, by what is put right"),
    measure_half_settled,
    decide_half_settled,
    quick=False,
)
