"""What normalization keeps alive from layer to layer."""

import numpy as np

from vgkit.figures.pictures import STYLES, Picture, new_axes, picture, set_title
from vgkit.messages import say

LAYERS = range(2, 8)  # numbers of the hidden layers whose inputs are looked at


def simulate(
    normalize: bool, images: int = 512, units: int = 128, stddev: float = 0.05
) -> tuple[list[np.ndarray], list[float]]:
    """What hidden layers 2 to 7 receive, and the standard deviation of it before normalizing.

    Each layer gives σ(x W), W normal with mean 0.
    Hidden 1 saturates on raw pixels, so its outputs are drawn as zeros and ones, with a share of
    ones that differs from unit to unit.

    Args:
        normalize: whether each unit is normalized over the images before the next layer:
            (x − mean) / std, each over the batch (Ioffe & Szegedy, 2015), before gamma, beta and
            epsilon.
        images, units, stddev: size of the batch, width of a layer, of its kernel's normal
            distribution.

    Returns:
        Two lists with one entry per layer: float64 arrays `(images, units)`, and the root mean
        square over the units of a unit's standard deviation over the images.
    """
    draw = np.random.RandomState(1)
    shares = 0.1 + 0.8 * draw.random_sample(units)
    outputs = (draw.random_sample((images, units)) < shares).astype(float)
    inputs, spreads = [], []
    for _ in LAYERS:
        spread = outputs.std(axis=0)
        spreads.append(float(np.sqrt(np.mean(spread**2))))
        inputs.append((outputs - outputs.mean(axis=0)) / spread if normalize else outputs)
        kernel = stddev * draw.standard_normal((units, units))
        outputs = 1 / (1 + np.exp(-inputs[-1] @ kernel))
    return inputs, spreads


def _written(spread):
    return np.format_float_positional(spread, precision=2, fractional=False, trim="-")


def _panel(axes, normalize, style, jitter):
    """Draw one unit's values layer by layer. Returns the spreads, written."""
    inputs, spreads = simulate(normalize)
    top = 1.0 if not normalize else 3.2
    for number, values, spread in zip(LAYERS, inputs, map(_written, spreads), strict=True):
        axes.plot(
            number + jitter,
            values[: len(jitter), 1],
            linestyle="",
            marker=style["marker"],
            markersize=3.2,
            color=style["color"],
            alpha=0.55,
        )
        label = f"{spread} → 1" if normalize else spread
        axes.text(number, top * 1.05, label, ha="center", va="bottom", fontsize=9)
    axes.set(xlim=(1.4, 7.6), ylim=(-0.04 if not normalize else -top, top * 1.2))
    axes.set_xticks(list(LAYERS), [f"hidden {number}" for number in LAYERS], fontsize=8.5)
    return ", ".join(map(_written, spreads))


def normalization_diagram(shown: int = 60) -> Picture:
    """One unit's value for many images, layer by layer, normalized and not.

    The unit is one of those that hidden layers 2 to 7 receive, in a simulation of the forward pass
    with random kernels, stddev 0.05. Normalizing is (x − mean) / std of each unit over the batch
    (Ioffe & Szegedy, 2015), before gamma, beta and epsilon. The seeds are fixed: the same call
    gives the same picture.

    Args:
        shown: number of images drawn, out of a batch of 512.

    Returns:
        A `Picture`. Its description holds, for each layer, the standard deviation of a unit over
        the batch (root mean square over the units), with and without normalization.
    """
    figure, (left, right) = new_axes(width=9.4, height=3.6, columns=2)
    jitter = np.random.RandomState(2).uniform(-0.3, 0.3, shown)
    plain = _panel(left, False, STYLES[0], jitter)
    normal = _panel(right, True, STYLES[1], jitter)
    set_title(left, say("without normalization: sigmoid outputs"))
    set_title(right, say("normalized unit by unit"))
    left.set_ylabel(say("value of one unit"))
    figure.supxlabel(
        say(
            "receiving layer; each point is an image; the number on top is the standard "
            "deviation of a unit over the batch"
        ),
        fontsize=9.5,
    )
    return picture(
        figure,
        say(
            "Two scatter charts of a simulation: what hidden layers 2 to 7 receive from one "
            "unit, a point for each of many images. Without normalization the points run "
            "together to a single one; a unit's standard deviation over the batch is {plain}. "
            "With each unit normalized, it is {normal} before and 1 after normalizing, and the "
            "points stay apart in every layer.",
            plain=plain,
            normal=normal,
        ),
    )
