"""The networks of the course, as shared builders.

All take the 784 pixels of an image as float32 in 0…255, not rescaled, and give 10 logits.
Every hidden layer has a `RandomNormal` of its own: one instance shared by several layers would
give them identical kernels in Keras 3, silently.
"""

from collections.abc import Sequence

from vgkit.backend import keras
from vgkit.networks.layers import (
    AveragedGradientNormalization,
    GradientNormalization,
    MyNormalization,
)

PIXELS = 784
UNITS = 128
CLASSES = 10

NORMALIZATIONS = {
    "batch": keras.layers.BatchNormalization,
    "my": MyNormalization,
    "gradient": GradientNormalization,
    "averaged_gradient": AveragedGradientNormalization,
    "rescaling": lambda: keras.layers.Rescaling(7.0, offset=-3.5),
}


def hidden_layer(
    number: int, stddev: float = 0.05, activation: str = "sigmoid"
) -> keras.layers.Dense:
    """`Dense(128)` named `hidden_<number>`, kernel drawn from a normal distribution (0, stddev)."""
    return keras.layers.Dense(
        UNITS,
        activation=activation,
        kernel_initializer=keras.initializers.RandomNormal(mean=0.0, stddev=stddev),
        name=f"hidden_{number}",
    )


def output_layer() -> keras.layers.Dense:
    """`Dense(10)` that gives logits; Keras' default kernel (Glorot uniform) and zero bias."""
    return keras.layers.Dense(CLASSES, name="output")


def mlp(depth: int = 7, stddev: float = 0.05, activation: str = "sigmoid") -> keras.Sequential:
    """A plain multilayer perceptron: `depth` hidden layers, one after the other.

    Args:
        depth: number of hidden layers.
        stddev: standard deviation of the hidden kernels' initial values.
        activation: of the hidden layers, a Keras name.

    Returns:
        A built, not compiled `keras.Sequential`: float32 `(batch, 784)` → logits `(batch, 10)`.

    Example:

    >>> mlp(depth=3).count_params()
    134794
    """
    layers = [hidden_layer(number, stddev, activation) for number in range(1, depth + 1)]
    return keras.Sequential([keras.Input((PIXELS,)), *layers, output_layer()], name="mlp")


def normalized_mlp(
    normalization: str = "batch", stddev: float = 0.05, activation: str = "sigmoid"
) -> keras.Sequential:
    """Seven hidden layers with a normalization before each of hidden layers 2 to 7.

    Args:
        normalization: `"batch"` for Keras' `BatchNormalization` (Ioffe & Szegedy, 2015), `"my"`
            for `layers.MyNormalization`, `"gradient"` and `"averaged_gradient"` for
            `layers.GradientNormalization` and `layers.AveragedGradientNormalization`,
            `"rescaling"` for 7 (h − 1/2) of each sigmoid output h, by Keras' `Rescaling`.
        stddev, activation: as in `mlp`.

    Returns:
        A built, not compiled `keras.Sequential`: float32 `(batch, 784)` → logits `(batch, 10)`.

    Raises:
        ValueError: `normalization` is none of them.

    Example:

    >>> sum(type(layer).__name__ == "BatchNormalization" for layer in normalized_mlp().layers)
    6
    """
    if normalization not in NORMALIZATIONS:
        raise ValueError(
            f"Expected a normalization out of {tuple(NORMALIZATIONS)}. Received: {normalization!r}"
        )
    layers = [keras.Input((PIXELS,)), hidden_layer(1, stddev, activation)]
    for number in range(2, 8):
        layers += [NORMALIZATIONS[normalization](), hidden_layer(number, stddev, activation)]
    return keras.Sequential([*layers, output_layer()], name="normalized_mlp")


def submodels(
    sizes: Sequence[int] = (2, 2, 2, 1), stddev: float = 0.05, activation: str = "sigmoid"
) -> list[keras.Sequential]:
    """The hidden layers of `mlp`, cut into submodels that can be trained one after the other.

    Args:
        sizes: number of hidden layers in each submodel.
        stddev, activation: as in `mlp`.

    Returns:
        A list of built `keras.Sequential`s named `sub_1`, `sub_2`, …: the first takes
        float32 `(batch, 784)`, the others `(batch, 128)`; all give `(batch, 128)`.

    Example:

    >>> [len(sub.layers) for sub in submodels()]
    [2, 2, 2, 1]
    """
    subs, first = [], 1
    for number, size in enumerate(sizes, start=1):
        inputs = keras.Input((PIXELS if number == 1 else UNITS,))
        layers = [hidden_layer(k, stddev, activation) for k in range(first, first + size)]
        subs.append(keras.Sequential([inputs, *layers], name=f"sub_{number}"))
        first += size
    return subs


def chain(subs: list[keras.Model]) -> keras.Sequential:
    """A network of its own around submodels: input, the submodels in a row, a *new* output layer.

    Args:
        subs: built submodels, as `submodels` makes them; their weights are shared, not copied.

    Returns:
        A built, not compiled `keras.Sequential`: float32 `(batch, 784)` → logits `(batch, 10)`.
    """
    return keras.Sequential([keras.Input((PIXELS,)), *subs, output_layer()], name="chain")


def submodel_mlp() -> keras.Sequential:
    """The network of exercise 6's last training: all four submodels and an output layer.

    Returns:
        A built, not compiled `keras.Sequential`, as `chain` gives it.
    """
    return chain(submodels())


def residual_mlp(stddev: float = 0.05, activation: str = "sigmoid") -> keras.Model:
    """Seven hidden layers with two skip connections (He et al., 2016, by plain addition).

    The sum of hidden layers 3 and 1 feeds layer 4; the sum of 7 and 4 feeds the output.

    Args:
        stddev, activation: as in `mlp`.

    Returns:
        A built, not compiled `keras.Model`: float32 `(batch, 784)` → logits `(batch, 10)`.

    Example:

    >>> residual_mlp().count_params() == mlp().count_params()
    True
    """
    layers = [hidden_layer(number, stddev, activation) for number in range(1, 8)]
    inputs = keras.Input((PIXELS,))
    h1 = layers[0](inputs)
    h2 = layers[1](h1)
    h3 = layers[2](h2)
    h4 = layers[3](keras.layers.add([h3, h1]))
    h5 = layers[4](h4)
    h6 = layers[5](h5)
    h7 = layers[6](h6)
    logits = output_layer()(keras.layers.add([h7, h4]))
    return keras.Model(inputs, logits, name="residual_mlp")
