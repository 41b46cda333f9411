"""Cases of exercises 4a, 4b and 8: what a normalization does to images and gradients that are small,
and to a batch that is all of one class."""

from collections.abc import Sequence

import numpy as np

from vgkit import course, data
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import mlp, starting_point
from vgkit.networks.description import kernel_layers, layer_names
from vgkit.training import fitting

TEST_BATCH = 500


def gradient_norms(model: keras.Model, seed: int, factor: float = 1.0) -> list[float]:
    """The gradient norm of each kernel before training, on the first 512 training images.

    Args:
        model: built, of part one's shapes; it gets its own weights back.
        seed: of the starting point.
        factor: by which the mean cross-entropy is multiplied.
    """
    pixels, labels = gradients.probe(data.load())
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    kernels = [layer.kernel.value for layer in kernel_layers(model)]
    with starting_point.at_start(model, seed):
        with tf.GradientTape() as tape:
            value = factor * loss(labels, model(pixels, training=True))
        return [float(tf.norm(gradient)) for gradient in tape.gradient(value, kernels)]


def trained(normalization: str, seed: int, epochs: int) -> keras.Model:
    """The network of exercise 4a or 4b (`"batch"`, `"my"`), trained for a few epochs."""
    row = course.get("4a")
    model = row.compile(mlp.normalized_mlp(normalization))
    starting_point.set_initial_weights(model, seed)
    images = row.images()
    fitting.fit(model, "case", epochs, images, row, keep=False, seed=seed, look_at=())
    return model


def accuracy(
    model: keras.Model,
    pixels: np.ndarray,
    labels: np.ndarray,
    batches: Sequence[np.ndarray],
) -> float:
    """The share of images that are classified rightly with the statistics of the batch at hand.

    Args:
        model: from pixels to logits.
        pixels: `(images, 784)` float32.
        labels: `(images,)`.
        batches: arrays of indices of images.
    """
    right = 0
    for batch in batches:
        logits = model(pixels[batch], training=True)
        right += int(np.sum(np.argmax(logits, axis=-1) == labels[batch]))
    return right / sum(map(len, batches))


def mixed(labels: np.ndarray) -> list[np.ndarray]:
    """Batches of images as they come."""
    return np.split(np.arange(len(labels)), range(TEST_BATCH, len(labels), TEST_BATCH))


def single(labels: np.ndarray) -> list[np.ndarray]:
    """Batches of images of one class each."""
    found = []
    for label in np.unique(labels):
        images = np.flatnonzero(labels == label)
        found += np.split(images, range(TEST_BATCH, len(images), TEST_BATCH))
    return found


# One normalization before hidden 7 ------------------------------------------------------------


def one_normalization(epsilon: float = 0.001) -> keras.Sequential:
    """The baseline with a single `BatchNormalization`, before hidden 7."""
    hidden = [mlp.hidden_layer(number) for number in range(1, 8)]
    hidden.insert(6, keras.layers.BatchNormalization(epsilon=epsilon))
    return keras.Sequential([keras.Input((mlp.PIXELS,)), *hidden, mlp.output_layer()])


def measure_one_normalization() -> Numbers:
    """The gradient norm of hidden 1 in the baseline, and with that one layer."""
    networks = {
        "baseline": mlp.mlp(),
        "one BatchNormalization": one_normalization(),
        "one BatchNormalization, epsilon 1e-12": one_normalization(1e-12),
    }
    return {
        name: [gradient_norms(model, seed)[0] for seed in SEEDS] for name, model in networks.items()
    }


def decide_one_normalization(numbers: Numbers) -> str:
    """The letter: by what factor hidden 1's gradient grows."""
    factors = np.divide(numbers["one BatchNormalization"], numbers["baseline"])
    ranges = {"A": (20_000, 100_000), "B": (0.5, 2), "C": (4, 12), "D": (20, 45)}
    outcomes = {letter: within(factors, *bounds) for letter, bounds in ranges.items()}
    return the_one_that_holds(numbers, **outcomes)


# Batches of one class -------------------------------------------------------------------------

EPOCHS = 3
_KINDS = ("all classes", "one class")


def measure_one_class() -> Numbers:
    """Test accuracy in batches of all classes and of one class, with the batch's own statistics."""
    images = data.load()
    pixels, labels = images.to_input(images.x_test), images.y_test
    found = {}
    for name, normalization in (("exercise 4a", "batch"), ("exercise 4b", "my")):
        models = [trained(normalization, seed, EPOCHS) for seed in SEEDS]
        for kind, batches in zip(_KINDS, (mixed(labels), single(labels)), strict=True):
            found[f"{name}, {kind}"] = [
                accuracy(model, pixels, labels, batches) for model in models
            ]
    return found


def decide_one_class(numbers: Numbers) -> str:
    """The letter: which of the two networks can be tested in batches of one class."""

    def verdict(name):
        all_classes, one_class = (np.array(numbers[f"{name}, {kind}"]) for kind in _KINDS)
        if np.all(one_class < all_classes / 3):
            return "falls"
        return "stays" if np.all(all_classes - one_class < 0.05) else "neither"

    found = f"{verdict('exercise 4a')} {verdict('exercise 4b')}"
    return the_one_that_holds(
        numbers,
        A=found == "falls falls",
        B=found == "falls stays",
        C=found == "stays falls",
        D=found == "stays stays",
    )


# A loss a thousand times as small -------------------------------------------------------------

FACTOR = 0.001


def measure_small_loss() -> Numbers:
    """Gradient norms with a thousandth of the loss, divided by those with the loss itself."""
    model = mlp.normalized_mlp("gradient")
    ratios = [
        np.divide(gradient_norms(model, seed, FACTOR), gradient_norms(model, seed))
        for seed in SEEDS
    ]
    names = layer_names(model)
    return {name: [float(each[k]) for each in ratios] for k, name in enumerate(names)}


def decide_small_loss(numbers: Numbers) -> str:
    """The letter: which layers keep their gradient norms."""
    *hidden, seventh, output = (np.array(values) for values in numbers.values())
    small = [np.all(abs(each / FACTOR - 1) < 0.05) for each in (*hidden, seventh, output)]
    kept = [np.all(abs(each - 1) < 0.05) for each in hidden]
    last = small[-2] and small[-1]
    rising = (np.all(lower < 0.8 * upper) for lower, upper in zip(hidden, hidden[1:], strict=False))
    return the_one_that_holds(
        numbers,
        A=last and all(kept),
        B=last and all(kept[:-1]) and within(hidden[-1], 0.02, 0.05),
        C=last and all(rising),
        D=all(small),
    )


ONE_NORMALIZATION = Case(
    lambda: say("Gradient norm of hidden 1 before training"),
    measure_one_normalization,
    decide_one_normalization,
)
ONE_CLASS = Case(
    lambda: say("Test accuracy after 3 epochs, with the statistics of the batch at hand"),
    measure_one_class,
    decide_one_class,
    quick=False,
)
SMALL_LOSS = Case(
    lambda: say(
        "Gradient norm before training with the loss / 1000, divided by that with the loss"
    ),
    measure_small_loss,
    decide_small_loss,
)
