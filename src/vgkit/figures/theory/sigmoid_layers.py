"""What a sigmoid layer does to a gradient: its slope, its saturation, its factor per layer."""

from collections.abc import Sequence

import numpy as np

from vgkit.diagnostics.mean_field import mean_field
from vgkit.figures.pictures import (
    HATCHING,
    LEVEL,
    SHADE,
    STYLES,
    THEORY,
    Picture,
    new_axes,
    picture,
    set_title,
)
from vgkit.messages import say

SATURATED = float(np.log(0.95 / 0.05))  # beyond ± this, σ(z) lies below 0.05 or above 0.95
_PLATE = {"frameon": True, "framealpha": 1, "edgecolor": "white", "fontsize": 9}


def _shade(axes, start, end):
    axes.axvspan(start, end, facecolor=SHADE, edgecolor=HATCHING, hatch="///", zorder=0)


def vanishing_diagram(stddev: float = 0.05, units: int = 128) -> Picture:
    """The sigmoid with its derivative, and what one small factor per layer leaves of a gradient.

    A layer multiplies the gradient by its weights, which scales its norm by about
    stddev · √units, and by the sigmoid's derivative σ(z) (1 − σ(z)), at most 1/4 (Glorot & Bengio,
    2010). Drawn is the upper limit: (stddev · √units / 4)ᵏ after k layers.

    Args:
        stddev: standard deviation of the kernels.
        units: inputs of a layer.

    Returns:
        A `Picture`. Left: σ and σ' over z from −8 to 8. Right: the share of the gradient's norm
        that is left after 0 to 6 layers, on a logarithmic axis.
    """
    figure, (left, right) = new_axes(width=9.4, height=3.4, columns=2)
    factor = stddev * np.sqrt(units) / 4
    shares = factor ** np.arange(7)
    _draw_sigmoid(left)
    _draw_shares(right, shares)
    set_title(right, say("What is left of the gradient, × {factor:.2f} a layer", factor=factor))
    return picture(
        figure,
        say(
            "Two line charts. Left: the sigmoid rises from 0 to 1; its derivative is highest at "
            "z = 0, where it is 1/4; beyond z = ±{flat:.1f} the sigmoid counts as saturated. "
            "Right, on a logarithmic axis: a gradient that is multiplied by {factor:.2f} in each "
            "layer has after 0 to 6 layers these shares left: {left_over}.",
            flat=SATURATED,
            factor=factor,
            left_over=", ".join(f"{share:.1e}" for share in shares),
        ),
    )


def _draw_sigmoid(axes):
    z = np.linspace(-8, 8, 401)
    h = 1 / (1 + np.exp(-z))
    _shade(axes, -8, -SATURATED)
    _shade(axes, SATURATED, 8)
    slope = h * (1 - h)
    for style, values, name in (
        (STYLES[0], h, "sigmoid  σ(z)"),
        (STYLES[1], slope, say("derivative  σ'(z)")),
    ):
        axes.plot(z, values, label=name, markevery=50, linewidth=1.8, **style)
    axes.axhline(0.25, color=LEVEL, linewidth=0.8, linestyle=":")
    axes.text(-7.8, 0.27, "1/4", fontsize=9)
    axes.set_xlabel("z")
    set_title(axes, say("Hatched: saturated, the sigmoid is flat"))
    axes.legend(loc="center right", **_PLATE)


def _draw_shares(axes, shares):
    passed = np.arange(len(shares))
    axes.plot(passed, shares, linewidth=1.8, **STYLES[0])
    for depth in (3, 5, 7):
        axes.annotate(
            say("{depth} layers: ", depth=depth) + f"{shares[depth - 1]:.0e}",
            (depth - 1, shares[depth - 1]),
            xytext=(-10, -14),
            textcoords="offset points",
            ha="right",
            fontsize=9,
        )
    axes.set_yscale("log")
    axes.set_ylim(1e-6, 2)
    axes.set_xticks(passed)
    axes.set_xlabel(say("hidden layers passed, from the last to the first"))


def stddev_diagram(stddevs: Sequence[float] = (0.05, 1.0, 10.0)) -> Picture:
    """Where the pre-activations z lie for some stddevs of the weights, and what a layer then does.

    Of sigmoid layers of 128 units without biases, deep in a network, by mean-field theory (Poole
    et al., 2016; Schoenholz et al., 2017): z is normal with variance q*, and a gradient's norm is
    multiplied by √χ₁ (`diagnostics.mean_field`). An activation counts as saturated below 0.05 and
    above 0.95, that is, where |z| > ln 19.

    Args:
        stddevs: standard deviations of the kernels.

    Returns:
        A `Picture`. Left: the density of |z| per unit of ln |z|, not to scale, beside four times
        the sigmoid's derivative. Right: √χ₁ over stddevs from 0.02 to 20, both logarithmic.
    """
    figure, (left, right) = new_axes(width=9.4, height=3.7, columns=2)
    theory = mean_field("sigmoid", stddevs)
    deviations, factors = np.sqrt(theory.variance), theory.signal_factor
    _draw_densities(left, stddevs, deviations)
    _draw_factors(right, stddevs, factors)
    parts = [
        say(
            "stddev {stddev:g}: z has a standard deviation of {spread:.2g}, {saturated:.0%} "
            "of the activations are saturated, a layer multiplies the gradient by "
            "{factor:.2g}",
            stddev=stddev,
            spread=spread,
            saturated=saturated,
            factor=factor,
        )
        for stddev, spread, saturated, factor in zip(
            stddevs, deviations, theory.share_beyond(SATURATED), factors, strict=True
        )
    ]
    opening = say(
        "Two charts. Left: densities of |z| on a logarithmic axis beside the sigmoid's "
        "derivative. Right, both axes logarithmic: the factor by which a layer scales a "
        "gradient, which rises with the weights' stddev. "
    )
    return picture(figure, opening + "; ".join(parts) + ".")


def _draw_densities(axes, stddevs, deviations):
    z = np.geomspace(0.01, 1000, 501)
    _shade(axes, SATURATED, 1000)
    slope = 1 / (2 + 2 * np.cosh(np.minimum(z, 700)))
    axes.plot(z, 4 * slope, color=THEORY, linewidth=2.6)
    axes.text(0.012, 1.04, say("σ'(|z|) × 4"), fontsize=9)
    for style, stddev, deviation in zip(STYLES, stddevs, deviations, strict=False):
        density = z / deviation * np.exp(-((z / deviation) ** 2) / 2)
        axes.plot(z, density, label=f"stddev {stddev:g}", markevery=40, linewidth=1.8, **style)
    axes.set_xscale("log")
    axes.set_xlim(0.01, 1000)
    axes.set_ylim(0, 1.18)
    axes.set_yticks([])
    axes.set_xlabel("|z|")
    set_title(axes, say("Where |z| lies (hatched: saturated)"))
    axes.legend(loc="upper right", **_PLATE)


def _draw_factors(axes, stddevs, factors):
    for style, stddev, factor in zip(STYLES, stddevs, factors, strict=False):
        axes.plot([stddev], [factor], markersize=9, zorder=3, label=f"stddev {stddev:g}", **style)
        axes.annotate(
            f"× {factor:.2g}",
            (stddev, factor),
            xytext=(8, -14),
            textcoords="offset points",
            fontsize=10,
        )
    many = np.geomspace(0.02, 20, 60)
    axes.plot(many, mean_field("sigmoid", many).signal_factor, color=THEORY, linewidth=1.2)
    axes.axhline(1, color=LEVEL, linewidth=1.0, linestyle=":")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel(say("stddev of the weights"))
    set_title(axes, say("Factor for the gradient, per layer"))
