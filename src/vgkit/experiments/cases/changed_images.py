"""Exercises 11 and 13: trained networks that are shown images other than those they learnt from."""

import dataclasses

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments import seeds
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import answers, share_right, trained
from vgkit.messages import say

MOVED = 5  # pixels to the right
DIM = 0.4  # what is left of each pixel
SCALES = {
    "0–255": "13_0_255",
    "0–1": "13_0_1",
    "−1…1": "13_centred",
    "per channel": "13",
    "per image": "13_per_image",
}
FEW = 2_000  # training images of a network without biases
EPOCHS = 2


def moved(pixels: np.ndarray, count: int = MOVED) -> np.ndarray:
    """Images moved to the right; what leaves on the right comes back on the left.

    Args:
        pixels: `(images, height, width, channels)`.
        count: by how many pixels.
    """
    return np.roll(pixels, count, axis=2)


def measure_moved_digits() -> Numbers:
    """The test accuracy of exercise 11's LeNet, on digits as they are and moved. Takes minutes."""
    row = course.get("11")
    images = row.images()
    numbers = {"0": [], str(MOVED): []}
    for seed in seeds.SEEDS:
        model = trained(row.compiled(), row.id, images, row.epochs, seed)
        for count, found in numbers.items():
            inputs = images.to_input(moved(images.x_test, int(count)))
            found.append(share_right(model, inputs, images.y_test))
    return numbers


def decide_moved_digits(numbers: Numbers) -> str:
    """The option of C11 that holds for every seed."""
    found = numbers[str(MOVED)]
    return the_one_that_holds(
        numbers,
        A=min(found) > 0.95,
        B=min(found) > 0.8 and max(found) <= 0.95,
        C=min(found) > 0.3 and max(found) < 0.7,
        D=max(found) < 0.2,
    )


def without_biases(model: keras.Model) -> keras.Model:
    """The network with `use_bias=False` wherever a layer has such a setting, not compiled."""

    def clone(layer):
        config = layer.get_config()
        if "use_bias" in config:
            config["use_bias"] = False
        return type(layer).from_config(config)

    return keras.models.clone_model(model, clone_function=clone)


def same_answers(model: keras.Model, images: Dataset) -> float:
    """For what share of the test images a network gives the same class when they are dimmed."""
    bright = images.x_test.astype(np.float32)
    before, after = (answers(model, images.to_input(pixels)) for pixels in (bright, DIM * bright))
    return float(np.mean(before == after))


def measure_without_biases() -> Numbers:
    """That share, of networks without biases on exercise 13's five scales. Takes minutes."""
    numbers = {}
    for name, exercise in SCALES.items():
        row = course.get(exercise)
        whole = row.images()
        few = dataclasses.replace(whole, x_train=whole.x_train[:FEW], y_train=whole.y_train[:FEW])
        model = row.compile(without_biases(row.build()))
        numbers[name] = [
            same_answers(trained(model, exercise, few, EPOCHS, seed), few) for seed in seeds.SEEDS
        ]
    return numbers


def decide_without_biases(numbers: Numbers) -> str:
    """The option of C13 that holds for every seed."""
    every = {name for name, found in numbers.items() if min(found) > 0.99}
    some = {name for name, found in numbers.items() if max(found) < 0.9}
    undecided = len(every) + len(some) < len(numbers)
    return the_one_that_holds(
        numbers,
        A=not undecided and every == {"per image"},
        B=not undecided and every == {"per image", "0–255", "0–1"},
        C=not undecided and every == {"per image", "per channel"},
        D=not undecided and every == set(numbers),
    )


MOVED_DIGITS = Case(
    lambda: say("Test accuracy, by how many pixels the digits were moved to the right"),
    measure_moved_digits,
    decide_moved_digits,
    quick=False,
)
WITHOUT_BIASES = Case(
    lambda: say("Share of the test images with the same answer when multiplied by 0.4"),
    measure_without_biases,
    decide_without_biases,
    quick=False,
)
