"""The activations that the map and its theory know, with their slopes."""

from collections.abc import Callable

from vgkit.backend import keras, tf
from vgkit.errors import VgkitError
from vgkit.messages import say

MAPPED_ACTIVATIONS = ("sigmoid", "tanh", "relu", "elu", "selu", "gelu", "swish", "silu")


def activation(name: str) -> Callable[[tf.Tensor], tf.Tensor]:
    """Keras' activation function φ of that name.

    Args:
        name: one of `MAPPED_ACTIVATIONS`.

    Raises:
        VgkitError: it is none of them.
    """
    if name not in MAPPED_ACTIVATIONS:
        known = ", ".join(MAPPED_ACTIVATIONS)
        raise VgkitError(
            say(
                "The map does not know the activation {name!r}. Choose one of: {known}.",
                name=name,
                known=known,
            )
        )
    return keras.activations.get(name)


def value_and_slope(
    phi: Callable[[tf.Tensor], tf.Tensor], z: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """φ(z) and φ'(z) for each entry of a tensor, both as Keras computes them.

    Args:
        phi: an activation function that works entry by entry.
        z: float tensor of any shape.

    Returns:
        Two tensors of the shape and dtype of `z`.
    """
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = phi(z)
    return value, tape.gradient(value, z)
