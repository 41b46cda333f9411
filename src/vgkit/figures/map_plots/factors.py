"""By what one more layer multiplies a gradient, measured and by theory."""

from collections.abc import Mapping, Sequence

import numpy as np

from vgkit.diagnostics.mean_field import mean_field
from vgkit.figures.pictures import LEVEL, STYLES, Picture, new_axes, picture, set_title
from vgkit.messages import say


def layer_factors(measured: Mapping[str, np.ndarray], stddevs: Sequence[float]) -> Picture:
    """By what each layer multiplies the gradient of hidden 1, measured and by theory.

    Lines: √χ₁ of mean-field theory (Schoenholz et al., 2017). Markers: what was measured.

    Args:
        measured: for each activation an array `(len(stddevs),)` of `maps.factor_per_layer`.
        stddevs: ascending.

    Returns:
        A `Picture`.
    """
    stddevs = np.asarray(stddevs)
    figure, axes = new_axes(height=4.0)
    fine = np.geomspace(stddevs[0], stddevs[-1], 200)
    parts = []
    for style, (activation, factors) in zip(STYLES, measured.items(), strict=False):
        line = {"color": style["color"], "linestyle": style["linestyle"]}
        axes.plot(fine, mean_field(activation, fine).signal_factor, linewidth=1.5, **line)
        axes.plot(
            stddevs, factors, style["marker"], color=style["color"], mfc="none", label=activation
        )
        parts.append(_told(activation, factors, stddevs, mean_field(activation, stddevs)))
    axes.axhline(1, color=LEVEL, linewidth=1)
    axes.set(xscale="log", yscale="log")
    axes.set_xlabel(say("stddev of the hidden kernels"))
    axes.set_ylabel(say("factor per layer"))
    set_title(axes, say("What one more layer does to the gradient of hidden 1 (lines: theory)"))
    axes.legend(frameon=False)
    opening = say(
        "Chart with logarithmic axes: factor by which one more layer multiplies the gradient "
        "norm of hidden 1, over the stddev, theory as lines and measurement as markers. "
    )
    return picture(figure, opening + " ".join(parts))


def _told(activation, factors, stddevs, theory):
    known = np.isfinite(factors)
    told = np.flatnonzero(known & ~theory.chaotic)
    expected = theory.signal_factor
    text = say(
        "{activation}: measured at {known} of {total} stddevs",
        activation=activation,
        known=known.sum(),
        total=stddevs.size,
    )
    if told.size:
        off = abs(factors[told] / expected[told] - 1)
        worst = told[off.argmax()]
        text += say(
            "; of the {told} where rounding errors do not grow, half lie within "
            "{median:.1%} of theory; farthest from it at stddev {stddev:.3g}, where "
            "{measured:.3g} was measured and theory says {theory:.3g}",
            told=told.size,
            median=np.median(off),
            stddev=stddevs[worst],
            measured=factors[worst],
            theory=expected[worst],
        )
    return text + "."
