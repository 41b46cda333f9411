"""How a deep network answers to a small step of its input."""

from collections.abc import Sequence

import numpy as np

from vgkit.figures.pictures import LEVEL, STYLES, Picture, new_axes, picture, set_title
from vgkit.messages import say


def _path(units, layers):
    """Points on an arc of an eighth of a circle, and random kernels of stddev 1.

    Returns:
        `(start, kernels)`: float arrays `(801, units)` and `(layers, units, units)`.
    """
    generator = np.random.default_rng(1)
    ends = generator.normal(size=(2, units))
    kernels = generator.normal(size=(layers, units, units))
    angle = np.linspace(0, np.pi / 4, 801)
    return np.outer(np.cos(angle), ends[0]) + np.outer(np.sin(angle), ends[1]), kernels


def response_diagram(
    stddevs: Sequence[float] = (1.0, 10.0), units: int = 128, layers: int = 7
) -> Picture:
    """What one unit of the last of some sigmoid layers does while the input moves a little way.

    The input moves along an arc of an eighth of a circle between two random vectors; each layer
    gives h ← σ(h W) with W normal, mean 0. The picture is after Poole et al. (2016), who follow a
    circle through a network. The seed is fixed: the same call gives the same picture.

    Args:
        stddevs: standard deviations of the kernels, one chart each, at most ten.
        units: width of every layer, and length of the input vectors.
        layers: number of layers.

    Returns:
        A `Picture`. One chart for each stddev: the activation, 0 to 1, over the position along the
        path, 0 to 1. Its description holds how often each line crosses 0.5.
    """
    figure, row = new_axes(width=9.4, height=3.0, columns=len(stddevs))
    start, kernels = _path(units, layers)
    parts = []
    for axes, style, stddev in zip(np.atleast_1d(row), STYLES[1:], stddevs, strict=False):
        h = start
        for kernel in kernels:
            h = (1 + np.tanh(h @ (stddev * kernel) / 2)) / 2
        unit = h[:, 0]
        counted = {"stddev": stddev, "crossings": int(np.sum(np.diff(unit > 0.5)))}
        axes.plot(np.linspace(0, 1, len(unit)), unit, color=style["color"], linewidth=1.3)
        axes.axhline(0.5, color=LEVEL, linewidth=0.9, linestyle=":")
        axes.set_ylim(-0.05, 1.05)
        axes.set_xlabel(say("position along the path"))
        set_title(axes, say("stddev {stddev:g}: {crossings} crossings of 0.5", **counted))
        parts.append(
            say("with stddev {stddev:g} there are {crossings} crossings of 0.5", **counted)
        )
    np.atleast_1d(row)[0].set_ylabel(say("one unit of layer 7"))
    opening = say(
        "Two line charts, the activation of one unit of the seventh sigmoid layer while the "
        "input moves the same short way: "
    )
    return picture(figure, opening + "; ".join(parts) + ".")
