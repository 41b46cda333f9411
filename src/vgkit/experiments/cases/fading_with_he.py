"""Exercise 12: why conv 1 gets less in a deeper network with He's initialization, before training; and how
much each of four reasons does by itself."""

import math
from collections.abc import Sequence

import numpy as np

from vgkit import course
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.changed_networks import IMAGES
from vgkit.experiments.cases.evidence import Numbers
from vgkit.experiments.seeds import SEEDS
from vgkit.networks import cnn, starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.objective import crossentropy

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
