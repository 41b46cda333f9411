"""EfficientNet-Lite0: a convolutional network that comes with weights trained on ImageNet.

Source: Tan & Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
in the Lite edition of the TensorFlow authors: B0 without squeeze-and-excitation, with ReLU6.
"""

import io
from importlib import resources

import numpy as np

from vgkit.backend import keras
from vgkit.data.verification import DataError, Original, verified
from vgkit.errors import VgkitError
from vgkit.messages import say

# Of each group of blocks: expansion, kernel size, stride of the first, filters, how many blocks.
GROUPS = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)
STEM, HEAD = 32, 1280  # filters of the first and of the last convolution


class Weights(Original):
    """The shipped file, as `tools/convert_efficientnet_lite0.py` writes it."""

    name = "efficientnet_lite0.npz"
    total_bytes = 7_393_990
    sha256 = "80b5e1e4b7022413a1a72e9fd183ca7c62e5ac5cd3444d6633ea300856a2219d"


def efficientnet_lite0(size: int = 128, weights: str | None = "imagenet") -> keras.Model:
    """The network up to its last feature maps: without pooling, and without ImageNet's classes.

    Args:
        size: height and width of the images in pixels; the weights were trained on 224.
        weights: `"imagenet"`, which the kit ships (large kernels as float16), or None: Keras' own
            initialization.

    Returns:
        A built, not compiled `keras.Model`: float32 `(batch, size, size, 3)`, RGB pixels from 0 to
        255 (the network scales them to −1…1 itself) → `(batch, size / 32, size / 32, 1280)`, each
        side rounded up.

    Raises:
        VgkitError: the shipped weights are damaged.

    Example:

    >>> efficientnet_lite0(weights=None).count_params()
    3413024
    """
    inputs = keras.Input((size, size, 3))
    x = keras.layers.Rescaling(1 / 127.5, offset=-1, name="rescaling")(inputs)
    x = _convolution(x, STEM, 3, "stem", stride=2)
    number = 0
    for expansion, kernel, stride, filters, count in GROUPS:
        for place in range(count):
            number += 1
            first = stride if place == 0 else 1
            x = _block(x, expansion, kernel, first, filters, f"block_{number}")
    x = _convolution(x, HEAD, 1, "head")
    model = keras.Model(inputs, x, name="efficientnet_lite0")
    if weights is not None:
        load_weights(model)
    return model


def _block(x, expansion, kernel, stride, filters, name):
    """An inverted residual block: widen, convolve each channel by itself, narrow, add."""
    channels, before = x.shape[-1], x
    if expansion != 1:
        x = _convolution(x, expansion * channels, 1, f"{name}_expand")
    x = keras.layers.DepthwiseConv2D(
        kernel, stride, padding="same", use_bias=False, name=f"{name}_depthwise_conv"
    )(x)
    x = _normalized(x, f"{name}_depthwise")
    x = _convolution(x, filters, 1, f"{name}_project", activation=False)
    if stride == 1 and filters == channels:
        x = keras.layers.Add(name=f"{name}_add")([x, before])
    return x


def _convolution(x, filters, kernel, name, stride=1, activation=True):
    x = keras.layers.Conv2D(
        filters, kernel, stride, padding="same", use_bias=False, name=f"{name}_conv"
    )(x)
    return _normalized(x, name, activation)


def _normalized(x, name, activation=True):
    x = keras.layers.BatchNormalization(epsilon=1e-3, name=f"{name}_normalization")(x)
    return keras.layers.ReLU(6.0, name=f"{name}_relu6")(x) if activation else x


def named_weights(model: keras.Model) -> dict[str, keras.Variable]:
    """A model's weights by the names that they have in the shipped file."""
    return {
        f"{layer.name}/{variable.name}": variable
        for layer in model.layers
        for variable in layer.weights
    }


def load_weights(model: keras.Model) -> None:
    """Put the shipped weights into the network.

    Args:
        model: of `efficientnet_lite0`, for images of any size.

    Raises:
        VgkitError: the file is missing or damaged: its SHA-256 is not that of the conversion.
    """
    file = resources.files("vgkit.networks").joinpath("pretrained", Weights.name)
    try:
        content = verified(file.read_bytes(), Weights(), container="")
    except OSError as error:
        raise unusable(file, error.strerror) from None
    except DataError as error:
        raise unusable(file, error) from None
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        for name, variable in named_weights(model).items():
            variable.assign(arrays[name].astype(np.float32))


def unusable(file: object, reason: object) -> VgkitError:
    """What is to be raised where shipped weights are missing or damaged.

    Args:
        file: its path or name.
        reason: what is wrong with it, in the session's language.
    """
    return VgkitError(
        say(
            "The pretrained weights {file} cannot be used ({reason}). Restore the file, with `git "
            "checkout` or by installing vgkit again.",
            file=file,
            reason=reason,
        )
    )
