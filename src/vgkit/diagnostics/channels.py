"""What stands in the channels of each convolution at the starting point, measured on one batch.

A channel differs between images, and between the positions of one image: near the border padding
alone makes it differ. Only the first tells images apart, so the two are told apart here.
"""

from dataclasses import dataclass

import numpy as np

from vgkit import course
from vgkit.backend import keras, tf
from vgkit.diagnostics.gradients import compute_in_training, probe
from vgkit.diagnostics.kept import measured_once
from vgkit.networks import starting_point
from vgkit.networks.description import layer_names, network_fingerprint


@dataclass(frozen=True)
class Channels:
    """The channels of one convolution, over a batch of feature maps.

    Attributes:
        name: of the convolution, such as `"conv 3"`.
        mean: of each channel over images, height and width, float64 `(channels,)`.
        std: standard deviation of each channel over the same.
        between_images: standard deviation over the images at one position, root mean square over
            the positions: the part of `std` that tells images apart.
    """

    name: str
    mean: np.ndarray
    std: np.ndarray
    between_images: np.ndarray


def measure(
    model: keras.Model, exercise: str, behind: type[keras.Layer] = keras.layers.Conv2D
) -> list[Channels]:
    """Send the first 512 training images through a model at its starting point, as in training.

    The model's own weights are put back afterwards.

    Args:
        model: a built functional or Sequential model; it need not be compiled.
        exercise: id in the course's table, whose images and seed are taken.
        behind: the class of layer whose outputs are looked at: convolutions, or what follows each
            of them, such as `keras.layers.Activation`.

    Returns:
        A `Channels` for each convolution behind which such a layer stands.

    Raises:
        VgkitError: there is no such exercise, or the model does not show how it is connected.
    """
    row = course.get(exercise)
    pixels = probe(row.images())[0]
    told = network_fingerprint(model), row.seed, pixels, behind.__name__
    return measured_once(lambda: _measure(model, row.seed, pixels, behind), "channels", *told)


def _measure(model, seed, pixels, behind):
    names, found = iter(layer_names(model)), {}
    current = None

    def look(operation, value):
        nonlocal current
        if isinstance(operation, keras.layers.Conv2D):
            current = next(names)
        if isinstance(operation, behind) and current and len(value.shape) == 4:
            found[current] = _channels(current, value.numpy())

    with starting_point.at_start(model, seed):
        compute_in_training(model, tf.convert_to_tensor(pixels), look)
    return list(found.values())


def _channels(name, values):
    """The numbers of one batch of feature maps, float32 `(images, height, width, channels)`."""
    # In float64, and less the first image: what differs little is not lost in what all share.
    values = values.astype(np.float64)
    between = (values - values[:1]).var(axis=0).mean(axis=(0, 1))
    return Channels(name, values.mean(axis=(0, 1, 2)), values.std(axis=(0, 1, 2)), np.sqrt(between))
