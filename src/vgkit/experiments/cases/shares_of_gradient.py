"""Exercises 11 and 12: a gradient that is small for several reasons, before training; and how much each
of them does by itself."""

import math
from collections.abc import Sequence

import numpy as np

from vgkit import course
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.changed_networks import IMAGES
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import cnn, starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.objective import crossentropy

# What the mean over a batch does to the ratio of two layers' gradients in LeNet of 1998 -----------

OLD = "11_1998"
TOGETHER, APART = "mean of 128 images", "one image at a time"
OUTPUT_LEFT, CONV_LEFT = "output, what the mean leaves", "conv 1, what the mean leaves"


def outer_norms(model: keras.Model, pixels: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The norms of the first and the last kernel's gradient, of the mean loss over a batch."""
    layers = kernel_layers(model)
    kernels = [layer.kernel.value for layer in (layers[0], layers[-1])]
    with tf.GradientTape() as tape:
        loss = crossentropy(10)(labels, model(pixels, training=True))
    return np.array([float(tf.norm(each)) for each in tape.gradient(loss, kernels)])


def measure_images_apart() -> Numbers:
    """Gradient norm of the output layer / that of conv 1: of a batch's mean loss, and of each image.

    For either layer also the norm of the mean gradient, divided by the mean of the images' norms.
    """
    row = course.get(OLD)
    model = row.build()
    pixels, labels = (each[:IMAGES] for each in gradients.probe(row.images()))
    numbers = {name: [] for name in (TOGETHER, APART, OUTPUT_LEFT, CONV_LEFT)}
    for seed in SEEDS:
        starting_point.set_initial_weights(model, seed)
        whole = outer_norms(model, pixels, labels)
        each = [outer_norms(model, pixels[i : i + 1], labels[i : i + 1]) for i in range(IMAGES)]
        single = np.mean(each, axis=0)
        conv_left, output_left = whole / single
        found = (whole[1] / whole[0], single[1] / single[0], output_left, conv_left)
        for values, value in zip(numbers.values(), found, strict=True):
            values.append(float(value))
    return numbers


def decide_images_apart(numbers: Numbers) -> str:
    """The option of Q11's why that holds for every seed: what becomes of the ratio."""
    changes = np.divide(numbers[APART], numbers[TOGETHER])
    return the_one_that_holds(
        numbers,
        A=max(numbers[APART]) < 4,
        B=min(numbers[APART]) > 4 and max(changes) < 0.5,
        C=bool(np.all((changes > 0.6) & (changes < 1.7))),
        D=min(changes) > 2.5,
    )


# Why conv 1 gets less in a deeper network with He's initialization ------------------------------

DEPTHS = (6, 18)
SINGLE = 16  # so many images are looked at one at a time
AS_IT_IS, NO_MAX, ALONE = (
    "as it is",
    "pooling takes one of four, not the largest",
    "one image at a time",
)
WIDE, SCALED = "twice as many filters", "kernels scaled for the zeros around the image"


def places_inside(side: int, size: int = 3) -> float:
    """How many places of a window lie inside the image, mean over all positions of a feature map.

    Args:
        side: of the feature map, in pixels.
        size: of the window, odd; the padding is `"same"`.
    """
    reach = size // 2
    along = sum(min(i + reach, side - 1) - max(i - reach, 0) + 1 for i in range(side)) / side
    return along**2


def scale_for_the_border(model: keras.Model) -> None:
    """Scale the kernels of 3 × 3 convolutions for the fan-in that they really have, in place."""
    for layer in kernel_layers(model):
        if isinstance(layer, keras.layers.Conv2D):
            factor = math.sqrt(9 / places_inside(layer.output.shape[1]))
            layer.kernel.assign(layer.kernel * factor)


def changed(convolutions: int, strided: bool = False, wide: bool = False) -> keras.Model:
    """Exercise 12's network with ReLU and He's initialization.

    Args:
        convolutions: how many.
        strided: take one number of each window of the pooling, wherever it stands.
        wide: twice as many filters in each convolution.
    """

    def clone(layer):
        config = layer.get_config()
        if strided and isinstance(layer, keras.layers.MaxPooling2D):
            config |= {"pool_size": 1}
        if wide and isinstance(layer, keras.layers.Conv2D):
            config |= {"filters": 2 * config["filters"]}
        return type(layer).from_config(config)

    return keras.models.clone_model(
        cnn.vgg(convolutions, "relu", "he_normal"), clone_function=clone
    )


def first_norm(model: keras.Model, pixels: np.ndarray, labels: np.ndarray) -> float:
    """The norm of the first kernel's gradient, of the mean loss over a batch."""
    kernel = kernel_layers(model)[0].kernel.value
    with tf.GradientTape() as tape:
        loss = crossentropy(10)(labels, model(pixels, training=True))
    return float(tf.norm(tape.gradient(loss, kernel)))


def norms_of_first(convolutions: int, batch: Sequence[np.ndarray], seed: int) -> dict[str, float]:
    """The gradient norm of conv 1, as it is and with one thing changed, by the change's name."""
    pixels, labels = (each[:IMAGES] for each in batch)
    networks = {
        AS_IT_IS: changed(convolutions),
        NO_MAX: changed(convolutions, strided=True),
        WIDE: changed(convolutions, wide=True),
    }
    found = {}
    for name, model in networks.items():
        starting_point.set_initial_weights(model, seed)
        found[name] = first_norm(model, pixels, labels)
    model = networks[AS_IT_IS]
    singles = [first_norm(model, pixels[i : i + 1], labels[i : i + 1]) for i in range(SINGLE)]
    found[ALONE] = float(np.mean(singles))
    scale_for_the_border(model)
    found[SCALED] = first_norm(model, pixels, labels)
    return found


def measure_fading_with_he() -> Numbers:
    """The gradient norm of conv 1 with 6 convolutions / that with 18, by what was changed."""
    batch = gradients.probe(course.get("12").images())
    numbers = {name: [] for name in (AS_IT_IS, NO_MAX, ALONE, WIDE, SCALED)}
    for seed in SEEDS:
        shallow, deep = (norms_of_first(depth, batch, seed) for depth in DEPTHS)
        for name, found in numbers.items():
            found.append(shallow[name] / deep[name])
    return numbers


def decide_fading_with_he(numbers: Numbers) -> str:
    """The option of Q12's why that holds for every seed: the change that takes the fading away."""
    gone = {name for name, found in numbers.items() if max(found) < 2}
    stays = {name for name, found in numbers.items() if min(found) > 3}
    undecided = len(gone) + len(stays) < len(numbers)
    return the_one_that_holds(
        numbers,
        **{
            letter: not undecided and gone == {name}
            for letter, name in zip("ABCD", (NO_MAX, ALONE, WIDE, SCALED), strict=True)
        },
    )


Q11 = Case(
    lambda: say("Gradient norm of the output layer / conv 1, before training"),
    measure_images_apart,
    decide_images_apart,
    quick=False,
)
Q12 = Case(
    lambda: say(
        "Gradient norm of conv 1 before training, 6 convolutions / 18, He's initialization"
    ),
    measure_fading_with_he,
    decide_fading_with_he,
    quick=False,
)
