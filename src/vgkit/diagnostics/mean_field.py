"""Mean-field theory of wide networks: where signals vanish and where they explode, without any data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vgkit.backend import tf
from vgkit.diagnostics import activations
from vgkit.networks.mlp import UNITS

# The stddev that papers recommend for a kernel, here from 128 units to 128: LeCun et al. (1998,
# Efficient BackProp), Glorot & Bengio (2010, equation 12), He et al. (2015, equation 10).
RECOMMENDED = {
    "LeCun": float(np.sqrt(1 / UNITS)),
    "Glorot": float(np.sqrt(2 / (UNITS + UNITS))),
    "He": float(np.sqrt(2 / UNITS)),
}


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

    def __repr__(self):
        chi = np.array2string(np.ravel(self.chi), precision=3, threshold=6, edgeitems=2)
        return f"{type(self).__name__}(stddevs: {np.size(self.chi)}, chi={chi})"

    @property
    def depth_scale(self) -> np.ndarray:
        """ξ = −1 / ln χ₁, the number of layers in which the signal's mean square falls e-fold.

        Positive where gradients vanish, negative where they explode, ±inf where χ₁ = 1
        (Schoenholz et al., 2017).
        """
        with np.errstate(divide="ignore"):
            return -1 / np.log(self.chi)

    @property
    def signal_factor(self) -> np.ndarray:
        """√χ₁, by what one layer multiplies the norm of the error signal on its way back."""
        return np.sqrt(self.chi)

    @property
    def ratio_factor(self) -> np.ndarray:
        """√(χ₁ / growth), by what one more layer multiplies the ratio of the kernels' norms.

        A kernel's gradient is the error signal times the activations fed in. One more layer
        multiplies the signal at hidden 1 by √χ₁ and the activations fed to the output by √growth.
        """
        return np.sqrt(self.chi / self.growth)

    @property
    def chaotic(self) -> np.ndarray:
        """Where the variance settles and signals grow: rounding errors grow as the signals do.

        After Poole et al. (2016), who show it of neighbouring inputs. Where the variance grows without
        end, as with ReLU, errors grow with it and stay as small relative to it.
        """
        return (self.chi > 1 + 1e-9) & np.isfinite(self.variance)

    def share_beyond(self, limit: float) -> np.ndarray:
        """The share of pre-activations with |z| > limit, 0 to 1: erfc(limit / √(2 q*)).

        Args:
            limit: positive; ln 19 for a sigmoid below 0.05 or above 0.95.
        """
        with np.errstate(divide="ignore"):
            reach = limit / np.sqrt(2 * self.variance)
        return np.array([math.erfc(each) for each in reach])

    def depth_to(self, factor: float) -> np.ndarray:
        """At which depth the signal at hidden 1 is `factor` times that at the last hidden layer.

        Args:
            factor: positive; 1/1000 for a signal that has nearly vanished.

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


def fans(kernel_shape: Sequence[int]) -> tuple[int, int]:
    """Fan-in and fan-out of a kernel: what one output sums up, and what one input goes to.

    A convolution's output sums up height · width · channels products, and each of its inputs goes to
    height · width · filters outputs (Glorot & Bengio, 2010; He et al., 2015, section 2.2).

    Args:
        kernel_shape: `(inputs, units)`, or `(height, width, channels, filters)`.

    Returns:
        `(fan_in, fan_out)`, two integers.

    Example:

    >>> fans((3, 3, 16, 32))
    (144, 288)
    """
    *window, inputs, outputs = kernel_shape
    size = math.prod(window)
    return size * inputs, size * outputs


def mean_field(activation: str, stddevs: Sequence[float], fan_in: int = UNITS) -> MeanField:
    """Mean-field theory of a wide network with random weights and zero biases.

    With σ_w = stddev · √fan-in: the variance of the pre-activations goes from layer to layer by
    q ← σ_w² E[φ(√q u)²], u standard normal, up to a fixed point q* (Poole et al., 2016), and there
    χ₁ = σ_w² E[φ'(√q* u)²], by which gradients go (Schoenholz et al., 2017). χ₁ < 1: they vanish;
    χ₁ > 1: they explode. χ₁ = 1 lies at LeCun's and Glorot's stddev for tanh and at He's for ReLU.

    Convolutions with many filters follow the same two equations, with the fan-in of their kernels
    (Xiao et al., 2018); zeros at the border and pooling are left out.

    The iteration begins at q = 10,000, far up, as unscaled pixels do: just above He's stddev GELU
    and swish have two fixed points, and at He's ReLU keeps any q. It ends after 500 layers at most;
    at χ₁ = 1 the variance of tanh and ELU creeps.

    Args:
        activation: one of `activations.MAPPED_ACTIVATIONS`.
        stddevs: standard deviations of the kernels, a sequence of positive numbers.
        fan_in: how many products a pre-activation sums up, the same in all layers, as is the
            fan-out; for convolutions see `fans`.

    Returns:
        A `MeanField` of float64 arrays of shape `(len(stddevs),)`.

    Raises:
        VgkitError: the activation is not known.

    Example: ReLU keeps half of the signal's mean square, so χ₁ = σ_w² / 2.

    >>> mean_field("relu", [RECOMMENDED["He"]]).chi.round(4)
    array([1.])
    """
    phi = activations.activation(activation)
    sigma2 = fan_in * np.square(np.asarray(stddevs, np.float64))
    q = np.full_like(sigma2, 1e4)
    for _ in range(500):
        square = np.square(phi(_normal(q))) @ _DENSITY
        before, q = q, np.clip(sigma2 * square, 1 / _ENDLESS, _ENDLESS)
        if np.allclose(q, before, rtol=1e-10, atol=0):
            break
    both = activations.value_and_slope(phi, _normal(q))
    square, slope = (np.square(each) @ _DENSITY for each in both)
    variance = np.where(q >= _ENDLESS, np.inf, np.where(q <= 1 / _ENDLESS, 0, q))
    return MeanField(variance, sigma2 * square / q, sigma2 * slope)
