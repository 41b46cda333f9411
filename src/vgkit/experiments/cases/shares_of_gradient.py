"""Exercises 11, 12 and 13: a gradient that is small or large for several reasons, before training; and
how much each of them does by itself."""

import math
from collections.abc import Sequence

import numpy as np

from vgkit import course
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.changed_networks import IMAGES, norms_at_start
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import cnn, starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.objective import crossentropy

# The two things in which LeNet of 1998 differs ---------------------------------------------------

OLD, WITH_MAX, WITH_RELU = "sigmoid, average", "sigmoid, max", "ReLU, average"
_HALVES = {
    OLD: ("sigmoid", "average"),
    WITH_MAX: ("sigmoid", "max"),
    WITH_RELU: ("relu", "average"),
}


def measure_halves_of_1998() -> Numbers:
    """Gradient norm of the output layer / that of conv 1, with one or both of 1998's choices."""
    numbers = {}
    for name, (activation, pooling) in _HALVES.items():
        model = cnn.lenet(activation, pooling)
        norms = [norms_at_start(model, "11", seed) for seed in SEEDS]
        numbers[name] = [each["output"] / each["conv 1"] for each in norms]
    return numbers


def decide_halves_of_1998(numbers: Numbers) -> str:
    """The option of Q11's why that holds for every seed: the factor that average pooling makes."""
    factors = np.divide(numbers[OLD], numbers[WITH_MAX])
    ranges = {"A": (2.8, 8), "B": (8, 32), "C": (0.6, 1.6), "D": (1.6, 2.8)}
    return the_one_that_holds(
        numbers,
        **{
            letter: bool(np.all((factors > low) & (factors < high)))
            for letter, (low, high) in ranges.items()
        },
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


# Why 0–255 gives conv 1 more than 255 times the gradient of 0–1 -----------------------------------

SMALL, LARGE = "13_0_1", "13_0_255"  # the same network on two scales
FACTOR = 255  # between them
COUNT = 32  # so many images are looked at one at a time
BATCH, EACH = "gradient of conv 1, mean of 128 images", "gradient of conv 1, one image at a time"
ERROR = "softmax − label, one image at a time"


def large_pixels(model: keras.Model, pixels: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Norms before training, of a network that gives ten logits.

    Args:
        model: at its starting point.
        pixels: `(images, height, width, channels)` as the network sees them.
        labels: `(images,)`.

    Returns:
        Of the batch and, as a mean over the first images, of each image by itself: the norm of the
        first kernel's gradient; and that of the error, softmax less the label.
    """
    single = [first_norm(model, pixels[i : i + 1], labels[i : i + 1]) for i in range(COUNT)]
    errors = tf.nn.softmax(model(pixels[:COUNT])).numpy() - np.eye(10)[labels[:COUNT].ravel()]
    return {
        BATCH: first_norm(model, pixels, labels),
        EACH: float(np.mean(single)),
        ERROR: float(np.linalg.norm(errors, axis=1).mean()),
    }


def measure_large_pixels() -> Numbers:
    """Each of these norms with pixels from 0 to 255 / that with pixels from 0 to 1."""
    model = course.get(SMALL).build()
    batches = [gradients.probe(course.get(name).images()) for name in (LARGE, SMALL)]
    numbers = {name: [] for name in (BATCH, EACH, ERROR)}
    for seed in SEEDS:
        starting_point.set_initial_weights(model, seed)
        large, small = (
            large_pixels(model, pixels[:IMAGES], labels[:IMAGES]) for pixels, labels in batches
        )
        for name, found in numbers.items():
            found.append(large[name] / small[name])
    return numbers


def decide_large_pixels(numbers: Numbers) -> str:
    """The option of Q13's why that holds for every seed: what the factor beyond 255 is due to.

    The images' gradients cancel less in the mean, the error of each image is larger, or there is
    more in each image's gradient than pixels and error explain. That the same ReLUs are active on
    both scales is algebra: all biases are 0 at the start.
    """
    batch, each, error = (np.array(numbers[name]) for name in (BATCH, EACH, ERROR))
    mean, way_back = batch / each, each / FACTOR / error
    return the_one_that_holds(
        numbers,
        B=bool(np.all(mean > 1.5 * error) and np.all(mean > 1.5 * way_back)),
        C=bool(np.all(error > 1.5 * mean) and np.all(error > 1.5 * way_back)),
        D=bool(np.all(way_back > 1.5 * mean) and np.all(way_back > 1.5 * error)),
    )


Q11 = Case(
    lambda: say("Gradient norm of the output layer / conv 1, before training"),
    measure_halves_of_1998,
    decide_halves_of_1998,
)
Q12 = Case(
    lambda: say(
        "Gradient norm of conv 1 before training, 6 convolutions / 18, He's initialization"
    ),
    measure_fading_with_he,
    decide_fading_with_he,
    quick=False,
)
Q13 = Case(
    lambda: say("Before training, pixels from 0 to 255 / pixels from 0 to 1"),
    measure_large_pixels,
    decide_large_pixels,
    quick=False,
)
