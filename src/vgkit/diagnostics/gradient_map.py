"""Where a plain network can learn at all: gradient norms over depth and stddev, and their theory.

Measured on one batch before any training, and predicted by mean-field theory without any data.
"""

from dataclasses import dataclass

import numpy as np

from vgkit import data
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import CLASSES, PIXELS, UNITS

ACTIVATIONS = ("sigmoid", "tanh", "relu", "elu", "selu", "gelu", "swish", "silu")

# The stddev that papers recommend for a kernel, here from 128 units to 128: LeCun et al. (1998,
# Efficient BackProp), Glorot & Bengio (2010, equation 12), He et al. (2015, equation 10).
RECOMMENDED = {
    "LeCun": float(np.sqrt(1 / UNITS)),
    "Glorot": float(np.sqrt(2 / (UNITS + UNITS))),
    "He": float(np.sqrt(2 / UNITS)),
}


def _activation(name):
    if name not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise VgkitError(
            say(
                "The map does not know the activation {name!r}. Choose one of: {known}.",
                name=name,
                known=known,
            )
        )
    return keras.activations.get(name)


def _value_and_slope(activation, z):
    """φ(z) and φ'(z) for each entry of a tensor, both as Keras computes them."""
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = activation(z)
    return value, tape.gradient(value, z)


def _norms(matrices):
    """Frobenius norms over the last two axes, in float64: squares of 1e-30 are lost in float32."""
    return np.linalg.norm(tf.cast(matrices, tf.float64).numpy(), axis=(-2, -1))


def gradient_norms(activation, stddevs, depths=range(1, 31), images=None):
    """Norms of the loss's gradient before training, at both ends of plain networks.

    For each stddev and depth this is what `gradients.before_training(models.mlp(…))` measures for
    the first and the last kernel. No network is built: at one stddev, networks of all depths
    share their hidden kernels, so one pass forward and one pass backward serve all of them.

    Args:
        activation: one of `ACTIVATIONS`.
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
    phi = _activation(activation)
    depths = np.asarray(list(depths))
    if depths.dtype.kind != "i" or depths.size == 0 or depths.min() < 1:
        raise VgkitError(
            say("Depths must be integers from 1. Received: {depths}.", depths=depths.tolist())
        )
    pixels, labels = gradients.probe(data.load() if images is None else images)
    batch = tf.convert_to_tensor(pixels), tf.one_hot(labels, CLASSES)
    seeds = [
        seed for seed, _ in zip(starting_point.draw_seeds(), range(depths.max() + 1), strict=False)
    ]
    kernels = [
        starting_point.normal_kernel((UNITS if number else PIXELS, UNITS), seed, stddev=1.0)
        for number, seed in enumerate(seeds[:-1])
    ]
    unique, places = np.unique(depths, return_inverse=True)
    outputs = {
        depth: starting_point.glorot_uniform_kernel((UNITS, CLASSES), seeds[depth])
        for depth in unique.tolist()
    }
    norms = [
        _both_ends(phi, [kernel * np.float32(stddev) for kernel in kernels], outputs, *batch)
        for stddev in stddevs
    ]
    first, last = np.reshape(norms, (len(norms), 2, len(unique))).swapaxes(0, 1)
    return first[:, places], last[:, places]


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
        h, slope = _value_and_slope(phi, h @ kernel)
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


def gradient_ratios(activation, stddevs, depths=range(1, 31), images=None):
    """Gradient norm of the first kernel relative to that of the last, before training.

    Arguments and errors as in `gradient_norms`.

    Returns:
        A float64 array of shape `(len(stddevs), len(depths))`, as `ratio` gives it.

    Example:

    >>> gradient_ratios("sigmoid", [0.05], [3, 5, 7]).shape
    (1, 3)
    """
    return ratio(*gradient_norms(activation, stddevs, depths, images))


def ratio(first, last):
    """One array of norms relative to another: 0 or inf where one was lost, nan where both were."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return first / last


def factor_per_layer(norms, depths, shallowest=5):
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


@dataclass(frozen=True)
class MeanField:
    """What mean-field theory expects deep inside a wide network; one entry for each stddev.

    Attributes:
        variance: q*, the variance that the pre-activations z settle at; 0 or inf where they fade or
            grow without end.
        growth: by what that variance is multiplied from one layer to the next: 1 unless `variance`
            is 0 or inf.
        chi: χ₁, by what the mean square of the error signal ∂loss/∂z is multiplied from one layer
            to the one before it.
    """

    variance: np.ndarray
    growth: np.ndarray
    chi: np.ndarray

    @property
    def depth_scale(self):
        """ξ = −1 / ln χ₁, the number of layers in which the signal's mean square falls e-fold.

        Positive where gradients vanish, negative where they explode, ±inf where χ₁ = 1
        (Schoenholz et al., 2017).
        """
        with np.errstate(divide="ignore"):
            return -1 / np.log(self.chi)

    @property
    def signal_factor(self):
        """√χ₁, by what one layer multiplies the norm of the error signal on its way back."""
        return np.sqrt(self.chi)

    @property
    def ratio_factor(self):
        """√(χ₁ / growth), by what one more layer multiplies the ratio of the kernels' norms.

        A kernel's gradient is the error signal times the activations fed in. One more layer
        multiplies the signal at hidden 1 by √χ₁ and the activations fed to the output by √growth.
        """
        return np.sqrt(self.chi / self.growth)

    @property
    def chaotic(self):
        """Where the variance settles and signals grow: rounding errors grow as the signals do.

        After Poole et al. (2016), who show it of neighbouring inputs. Where the variance grows without
        end, as with ReLU, errors grow with it and stay as small relative to it.
        """
        return (self.chi > 1 + 1e-9) & np.isfinite(self.variance)

    def depth_to(self, factor):
        """At which depth the signal at hidden 1 is `factor` times that at the last hidden layer.

        Returns:
            1 + 2 ln(factor) / ln χ₁ for each stddev; nan where no depth does that.
        """
        critical = np.isclose(self.chi, 1, rtol=0, atol=1e-9)
        layers = 2 * np.log(factor) / np.log(np.where(critical, np.nan, self.chi))
        return np.where(layers > 0, 1 + layers, np.nan)


# Gaussian averages by the trapezoidal rule in t with u = sinh(t) · 1e-4. The nodes of
# Gauss-Hermite quadrature lie about 1/√n apart: too far for a sigmoid of 80 u, whose slope is a
# peak of width 1/80 at u = 0. These lie as close there as 1e-6 and reach to ±9;
# none is at 0, where the slope of ReLU jumps.
_T = np.linspace(-12.1, 12.1, 400)
_U = np.sinh(_T) * 1e-4
_DENSITY = np.exp(-(_U**2) / 2) * np.cosh(_T)
_DENSITY /= _DENSITY.sum()
_ENDLESS = 1e12  # a variance beyond this, or below one over this, counts as inf or 0


def _normal(variance):
    """Values of a normal z with mean 0, for each of some variances; their weights are `_DENSITY`."""
    return tf.convert_to_tensor(np.outer(np.sqrt(variance), _U))


def mean_field(activation, stddevs):
    """Mean-field theory of a wide network with random weights and zero biases.

    With σ_w = stddev · √128: the variance of the pre-activations goes from layer to layer by
    q ← σ_w² E[φ(√q u)²], u standard normal, up to a fixed point q* (Poole et al., 2016), and there
    χ₁ = σ_w² E[φ'(√q* u)²], by which gradients go (Schoenholz et al., 2017). χ₁ < 1: they vanish;
    χ₁ > 1: they explode. χ₁ = 1 lies at LeCun's and Glorot's stddev for tanh and at He's for ReLU.

    The iteration begins at q = 10,000, far up, as unscaled pixels do: just above He's stddev GELU
    and swish have two fixed points, and at He's ReLU keeps any q. It ends after 500 layers at most;
    at χ₁ = 1 the variance of tanh and ELU creeps.

    Args:
        activation: one of `ACTIVATIONS`.
        stddevs: standard deviations of the kernels, a sequence of positive numbers.

    Returns:
        A `MeanField` of float64 arrays of shape `(len(stddevs),)`.

    Raises:
        VgkitError: the activation is not known.

    Example: ReLU keeps half of the signal's mean square, so χ₁ = σ_w² / 2.

    >>> mean_field("relu", [RECOMMENDED["He"]]).chi.round(4)
    array([1.])
    """
    phi = _activation(activation)
    sigma2 = UNITS * np.square(np.asarray(stddevs, np.float64))
    q = np.full_like(sigma2, 1e4)
    for _ in range(500):
        square = np.square(phi(_normal(q))) @ _DENSITY
        before, q = q, np.clip(sigma2 * square, 1 / _ENDLESS, _ENDLESS)
        if np.allclose(q, before, rtol=1e-10, atol=0):
            break
    square, slope = (np.square(each) @ _DENSITY for each in _value_and_slope(phi, _normal(q)))
    variance = np.where(q >= _ENDLESS, np.inf, np.where(q <= 1 / _ENDLESS, 0, q))
    return MeanField(variance, sigma2 * square / q, sigma2 * slope)
