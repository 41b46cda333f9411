"""Where a plain network can learn at all: gradient norms over depth and stddev.

Measured on one batch before any training. What theory expects, without any data, stands in
`mean_field`; notebooks find both here, under the short name `maps`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from vgkit import data
from vgkit.backend import tf
from vgkit.diagnostics import activations, gradients
from vgkit.diagnostics.kept import measured_once
from vgkit.diagnostics.mean_field import RECOMMENDED, MeanField, mean_field
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import CLASSES, PIXELS, UNITS

__all__ = [
    "RECOMMENDED",
    "MeanField",
    "factor_per_layer",
    "gradient_norms",
    "gradient_ratios",
    "mean_field",
    "ratio",
]


def _norms(matrices):
    """Frobenius norms over the last two axes, in float64: squares of 1e-30 are lost in float32."""
    return np.linalg.norm(tf.cast(matrices, tf.float64).numpy(), axis=(-2, -1))


def gradient_norms(
    activation: str,
    stddevs: Sequence[float],
    depths: Sequence[int] = range(1, 31),
    images: data.Dataset | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Norms of the loss's gradient before training, at both ends of plain networks.

    For each stddev and depth this is what `gradients.before_training(models.mlp(…))` measures for
    the first and the last kernel. No network is built: at one stddev, networks of all depths
    share their hidden kernels, so one pass forward and one pass backward serve all of them.

    Args:
        activation: one of `activations.MAPPED_ACTIVATIONS`.
        stddevs: standard deviations of the hidden kernels, a sequence of positive numbers.
        depths: numbers of hidden layers, a sequence of integers from 1.
        images: a `data.Dataset`; None for the one that the session uses.

    Returns:
        `(first, last)`: two float64 arrays of shape `(len(stddevs), len(depths))`, the Frobenius
        norms of the gradient with respect to the kernel of hidden 1 and to the output kernel.
        The networks compute in float32: 0 where a gradient is too small for it, inf or nan where a
        number on the way is too large.

    Raises:
        VgkitError: the activation is not known, or a depth is not an integer from 1.

    Example:

    >>> first, last = gradient_norms("sigmoid", [0.05, 1.0], [3, 7])
    >>> first.shape
    (2, 2)
    """
    phi = activations.activation(activation)
    depths = np.asarray(list(depths))
    if depths.dtype.kind != "i" or depths.size == 0 or depths.min() < 1:
        raise VgkitError(
            say("Depths must be integers from 1. Received: {depths}.", depths=depths.tolist())
        )
    pixels, labels = gradients.probe(data.load() if images is None else images)
    unique, places = np.unique(depths, return_inverse=True)
    told = "ends", activation, np.asarray(stddevs), unique, pixels, labels
    norms = measured_once(
        lambda: _norms_of_all(phi, stddevs, unique.tolist(), pixels, labels), *told
    )
    first, last = np.reshape(norms, (len(norms), 2, len(unique))).swapaxes(0, 1)
    return first[:, places], last[:, places]


def _norms_of_all(phi, stddevs, depths, pixels, labels):
    """For each stddev two lists of norms, at the first and the last kernel, one for each depth."""
    batch = tf.convert_to_tensor(pixels), tf.one_hot(labels, CLASSES)
    kernels, outputs = _starting_points(depths)
    return [
        _both_ends(phi, [kernel * np.float32(stddev) for kernel in kernels], outputs, *batch)
        for stddev in stddevs
    ]


def _starting_points(depths):
    """The kernels that networks of these depths, ascending, start from.

    Returns:
        `(kernels, outputs)`: the hidden kernels, shared by all, drawn with stddev 1; and for each
        depth the output kernel of the network with that depth.
    """
    draws = zip(starting_point.draw_seeds(), range(depths[-1] + 1), strict=False)
    seeds = [seed for seed, _ in draws]
    kernels = [
        starting_point.normal_kernel((UNITS if number else PIXELS, UNITS), seed, stddev=1.0)
        for number, seed in enumerate(seeds[:-1])
    ]
    outputs = {
        depth: starting_point.glorot_uniform_kernel((UNITS, CLASSES), seeds[depth])
        for depth in depths
    }
    return kernels, outputs


def _both_ends(phi, kernels, outputs, pixels, targets):
    """Norms for all networks that start with the same kernels.

    Args:
        phi: the activation.
        kernels: the hidden kernels, float32.
        outputs: for each depth, ascending, the output kernel of the network with that depth.
        pixels: float32 `(batch, 784)`.
        targets: float32 `(batch, 10)`, one-hot.

    Returns:
        `(first, last)`, two lists of norms, one for each depth.
    """
    h, slopes, errors, last = pixels, [], {}, []
    for depth, kernel in enumerate(kernels, start=1):
        h, slope = activations.value_and_slope(phi, h @ kernel)
        slopes.append(slope)
        if depth in outputs:
            # The derivative of the mean cross-entropy with respect to the logits.
            error = (tf.nn.softmax(h @ outputs[depth]) - targets) / len(targets)
            last.append(_norms(tf.matmul(h, error, transpose_a=True)))
            errors[depth] = tf.matmul(error, outputs[depth], transpose_b=True)
    # Backwards through all networks at once: the shallowest that reach this layer come first.
    signal = tf.zeros((0, *slopes[0].shape))
    for depth in range(len(kernels), 0, -1):
        if depth < len(kernels):
            signal = tf.matmul(signal, kernels[depth], transpose_b=True)
        if depth in errors:
            signal = tf.concat([errors[depth][None], signal], axis=0)
        signal *= slopes[depth - 1]
    return _norms(tf.matmul(pixels, signal, transpose_a=True)), last


def gradient_ratios(
    activation: str,
    stddevs: Sequence[float],
    depths: Sequence[int] = range(1, 31),
    images: data.Dataset | None = None,
) -> np.ndarray:
    """Gradient norm of the first kernel relative to that of the last, before training.

    Arguments and errors as in `gradient_norms`.

    Returns:
        A float64 array of shape `(len(stddevs), len(depths))`, as `ratio` gives it.

    Example:

    >>> gradient_ratios("sigmoid", [0.05], [3, 5, 7]).shape
    (1, 3)
    """
    return ratio(*gradient_norms(activation, stddevs, depths, images))


def ratio(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """One array of norms relative to another: 0 or inf where one was lost, nan where both were."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return first / last


def factor_per_layer(norms: ArrayLike, depths: Sequence[int], shallowest: int = 5) -> np.ndarray:
    """By what one more hidden layer multiplies a norm, measured over many depths.

    Args:
        norms: float array `(len(stddevs), len(depths))`, as `gradient_norms` gives two of.
        depths: numbers of hidden layers.
        shallowest: networks with fewer hidden layers are left out; in the first layers the
            pre-activations have not settled yet.

    Returns:
        For each stddev exp of the slope of the straight line through ln(norm) over depth, by least
        squares; nan where fewer than five depths have a norm other than 0, inf and nan.
    """
    depths = np.asarray(list(depths))
    factors = []
    for row in np.asarray(norms):
        usable = (depths >= shallowest) & np.isfinite(row) & (row > 0)
        line = np.polyfit(depths[usable], np.log(row[usable]), 1) if usable.sum() >= 5 else [np.nan]
        factors.append(np.exp(line[0]))
    return np.array(factors)
