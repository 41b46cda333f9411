"""Curves that theory draws before any network runs: activations, updates, fading, distributions."""

import numpy as np
from matplotlib.figure import Figure

from vgkit.figures.pictures import STYLES, new_axes, picture
from vgkit.messages import say


def activation_diagram():
    """Sigmoid, tanh and ReLU beside their derivatives.

    Formulas: sigmoid σ(z) = 1 / (1 + exp(−z)), σ' = σ (1 − σ); tanh' = 1 − tanh²;
    ReLU(z) = max(0, z) (Nair & Hinton, 2010), its derivative 0 for z < 0 and 1 for z > 0.

    Returns:
        A `Picture`.
    """
    z = np.linspace(-4, 4, 321)
    sigmoid, tanh = 1 / (1 + np.exp(-z)), np.tanh(z)
    step = np.where(z > 0, 1.0, 0.0)
    step[z == 0] = np.nan  # no derivative there: the line breaks off
    shapes = {
        "sigmoid": (sigmoid, sigmoid * (1 - sigmoid)),
        "tanh": (tanh, 1 - tanh**2),
        "ReLU": (np.maximum(z, 0), step),
    }
    figure, (left, right) = new_axes(width=9.0, columns=2)
    parts = []
    # The flat pieces of two derivatives lie on each other: their markers take turns.
    for offset, (style, (name, (value, slope))) in enumerate(
        zip(STYLES, shapes.items(), strict=False)
    ):
        style = {**style, "markevery": (13 * offset + 5, 40), "linewidth": 1.8}
        left.plot(z, value, label=name, **style)
        right.plot(z, slope, label=name, **style)
        at_three = [slope[np.argmin(abs(z - at))] for at in (-3, 3)]
        parts.append(
            say(
                "{name}: derivative at most {highest:.2f}, {left:.2f} at z = −3 and {right:.2f} "
                "at z = 3.",
                name=name,
                highest=np.nanmax(slope),
                left=at_three[0],
                right=at_three[1],
            )
        )
    left.set_ylim(-1.2, 2.2)
    right.set_ylim(-0.05, 1.15)
    right.set_yticks([0, 0.25, 0.5, 0.75, 1])
    left.set_title("activation", loc="left", fontsize=11)
    right.set_title(say("its derivative"), loc="left", fontsize=11)
    for axes in (left, right):
        axes.set_xlabel("z")
    left.legend(frameon=False)
    return picture(
        figure,
        say(
            "Two line charts over z from −4 to 4: the activations sigmoid, tanh and ReLU on the "
            "left, their derivatives on the right. "
        )
        + " ".join(parts),
    )


def adam_diagram():
    """How far SGD and Adam move one weight, over the size of its gradient.

    Formulas: SGD moves by learning rate · g. Adam (Kingma & Ba, 2015, algorithm 1, in the form of
    the end of their section 2, which is Keras') moves by α_t · m / (√v + ε) with
    α_t = learning rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ). For a gradient that is the same at every step
    m = (1 − β₁ᵗ) g and v = (1 − β₂ᵗ) g², which leaves
    learning rate · |g| / (|g| + ε / √(1 − β₂ᵗ)). Keras' defaults: learning rate 0.001, β₂ = 0.999,
    ε = 1e-7.

    Returns:
        A `Picture`.
    """
    size = np.logspace(-10, 0, 201)
    rate, beta, epsilon = 0.001, 0.999, 1e-7
    lines = {
        "SGD(0.01)": 0.01 * size,
        say("Adam(), step 1"): rate * size / (size + epsilon / np.sqrt(1 - beta)),
        say("Adam(), after many steps"): rate * size / (size + epsilon),
    }
    figure, axes = new_axes()
    parts = []
    for style, (name, update) in zip(STYLES, lines.items(), strict=False):
        axes.plot(size, update, label=name, linewidth=1.8, markevery=20, **style)
        at = {g: update[np.argmin(abs(np.log10(size) - np.log10(g)))] for g in (1e-7, 1e-5, 1e-1)}
        parts.append(f"{name}: " + ", ".join(f"{g:.0e} → {u:.1e}" for g, u in at.items()))
    axes.axvline(epsilon, color="#666666", linewidth=1, linestyle=(0, (1, 2)))
    axes.text(epsilon * 1.25, 3e-12, "ε = 1e-7", color="#444444", fontsize=9.5)
    axes.set(xscale="log", yscale="log")
    axes.set_xlabel(say("size of the gradient of one weight"))
    axes.set_ylabel(say("size of the update"))
    axes.legend(frameon=False)
    return picture(
        figure,
        say(
            "Line chart, size of the update of one weight over the size of its gradient, both "
            "axes logarithmic, for a gradient that stays the same. SGD's line rises in "
            "proportion; Adam's are nearly flat except at the far left. "
        )
        + ". ".join(parts)
        + ".",
    )


def vanishing_diagram(stddev=0.05, units=128):
    """The sigmoid with its derivative, and what one small factor per layer leaves of a gradient.

    A layer multiplies the gradient by its weights, which scales its norm by about
    stddev · √units, and by the sigmoid's derivative, at most 1/4 (Glorot & Bengio, 2010).

    Returns:
        A `Picture`.
    """
    figure, (left, right) = new_axes(width=9.4, height=3.4, columns=2)
    z = np.linspace(-8, 8, 401)
    h = 1 / (1 + np.exp(-z))
    flat = np.log(0.95 / 0.05)  # beyond ± this, the sigmoid lies below 0.05 or above 0.95
    for start, end in ((-8, -flat), (flat, 8)):
        left.axvspan(start, end, facecolor="#eeeeee", edgecolor="#cccccc", hatch="///", zorder=0)
    for style, values, name in (
        (STYLES[0], h, "sigmoid  σ(z)"),
        (STYLES[1], h * (1 - h), say("derivative  σ'(z)")),
    ):
        left.plot(z, values, label=name, markevery=50, linewidth=1.8, **style)
    left.axhline(0.25, color="#888888", linewidth=0.8, linestyle=":")
    left.text(-7.8, 0.27, "1/4", fontsize=9)
    left.set_xlabel("z")
    left.set_title(
        say("Hatched: saturated, the sigmoid is flat"),
        loc="left",
        fontsize=11,
    )
    left.legend(frameon=True, framealpha=1, edgecolor="white", loc="center right", fontsize=9)
    factor = stddev * np.sqrt(units) / 4
    passed = np.arange(7)
    shares = factor**passed
    right.plot(passed, shares, linewidth=1.8, **STYLES[0])
    for depth in (3, 5, 7):
        right.annotate(
            say("{depth} layers: ", depth=depth) + f"{shares[depth - 1]:.0e}",
            (depth - 1, shares[depth - 1]),
            xytext=(-10, -14),
            textcoords="offset points",
            ha="right",
            fontsize=9,
        )
    right.set_yscale("log")
    right.set_ylim(1e-6, 2)
    right.set_xticks(passed)
    right.set_xlabel(say("hidden layers passed, from the last to the first"))
    right.set_title(
        say("What is left of the gradient, × {factor:.2f} a layer", factor=factor),
        loc="left",
        fontsize=11,
    )
    left_over = ", ".join(f"{share:.1e}" for share in shares)
    return picture(
        figure,
        say(
            "Two line charts. Left: the sigmoid rises from 0 to 1; its derivative is highest at "
            "z = 0, where it is 1/4; beyond z = ±{flat:.1f} the sigmoid counts as saturated. "
            "Right, on a logarithmic axis: a gradient that is multiplied by {factor:.2f} in each "
            "layer has after 0 to 6 layers these shares left: {left_over}.",
            flat=flat,
            factor=factor,
            left_over=left_over,
        ),
    )


def _sigmoid_layer(stddev, units=128):
    """What theory expects of a wide sigmoid layer deep inside a network with such weights.

    The mean-field equations of Poole et al. (2016) and Schoenholz et al. (2017): z is normal with
    variance stddev² · units · mean(h²), where h = σ(z) are the activations of the layer before,
    which is alike; a gradient's norm is multiplied by stddev · √units · rms(σ').

    Returns:
        `(spread, saturated, factor)`: standard deviation of z; share of activations below 0.05
        or above 0.95; the factor for the gradient's norm.
    """
    u = np.linspace(-8, 8, 4001)
    share = np.exp(-(u**2) / 2)
    share /= share.sum()
    h = np.full_like(u, 0.5)
    for _ in range(100):
        spread = stddev * np.sqrt(units * np.sum(share * h**2))
        h = (1 + np.tanh(spread * u / 2)) / 2
    saturated = np.sum(share[(h < 0.05) | (h > 0.95)])
    factor = stddev * np.sqrt(units * np.sum(share * (h * (1 - h)) ** 2))
    return float(spread), float(saturated), float(factor)


def stddev_diagram(stddevs=(0.05, 1.0, 10.0)):
    """Where the pre-activations z lie for some stddevs of the weights, and what a layer then does.

    Left: the normal density of |z| over a logarithmic axis beside the sigmoid's derivative. Right:
    the factor by which a layer scales a gradient's norm. Formulas: `_sigmoid_layer`.

    Returns:
        A `Picture`.
    """
    figure, (left, right) = new_axes(width=9.4, height=3.7, columns=2)
    z = np.geomspace(0.01, 1000, 501)
    flat = np.log(0.95 / 0.05)
    left.axvspan(flat, 1000, facecolor="#eeeeee", edgecolor="#cccccc", hatch="///", zorder=0)
    slope = 1 / (2 + 2 * np.cosh(np.minimum(z, 700)))
    left.plot(z, 4 * slope, color="#444444", linewidth=2.6)
    left.text(0.012, 1.04, say("σ'(|z|) × 4"), fontsize=9)
    parts = []
    for style, stddev in zip(STYLES, stddevs, strict=False):
        spread, saturated, factor = _sigmoid_layer(stddev)
        density = z / spread * np.exp(-((z / spread) ** 2) / 2)
        left.plot(z, density, label=f"stddev {stddev:g}", markevery=40, linewidth=1.8, **style)
        right.plot([stddev], [factor], markersize=9, zorder=3, label=f"stddev {stddev:g}", **style)
        right.annotate(
            f"× {factor:.2g}",
            (stddev, factor),
            xytext=(8, -14),
            textcoords="offset points",
            fontsize=10,
        )
        parts.append(
            say(
                "stddev {stddev:g}: z has a standard deviation of {spread:.2g}, {saturated:.0%} "
                "of the activations are saturated, a layer multiplies the gradient by "
                "{factor:.2g}",
                stddev=stddev,
                spread=spread,
                saturated=saturated,
                factor=factor,
            )
        )
    left.set_xscale("log")
    left.set_xlim(0.01, 1000)
    left.set_ylim(0, 1.18)
    left.set_yticks([])
    left.set_xlabel("|z|")
    left.set_title(
        say("Where |z| lies (hatched: saturated)"),
        loc="left",
        fontsize=11,
    )
    left.legend(frameon=True, framealpha=1, edgecolor="white", loc="upper right", fontsize=9)
    many = np.geomspace(0.02, 20, 60)
    right.plot(many, [_sigmoid_layer(each)[2] for each in many], color="#444444", linewidth=1.2)
    right.axhline(1, color="#888888", linewidth=1.0, linestyle=":")
    right.set_xscale("log")
    right.set_yscale("log")
    right.set_xlabel(say("stddev of the weights"))
    right.set_title(
        say("Factor for the gradient, per layer"),
        loc="left",
        fontsize=11,
    )
    return picture(
        figure,
        say(
            "Two charts. Left: densities of |z| on a logarithmic axis beside the sigmoid's "
            "derivative. Right, both axes logarithmic: the factor by which a layer scales a "
            "gradient, which rises with the weights' stddev. "
        )
        + "; ".join(parts)
        + ".",
    )


def response_diagram(stddevs=(1.0, 10.0), units=128, layers=7):
    """What one unit of the last of some sigmoid layers does while the input moves a little way.

    The input moves along an arc of an eighth of a circle between two random vectors; the weights
    are random. The picture is after Poole et al. (2016), who follow a circle through a network.

    Returns:
        A `Picture`.
    """
    figure, row = new_axes(width=9.4, height=3.0, columns=len(stddevs))
    generator = np.random.default_rng(1)
    ends = generator.normal(size=(2, units))
    kernels = generator.normal(size=(layers, units, units))
    angle = np.linspace(0, np.pi / 4, 801)
    start = np.outer(np.cos(angle), ends[0]) + np.outer(np.sin(angle), ends[1])
    parts = []
    for axes, style, stddev in zip(np.atleast_1d(row), STYLES[1:], stddevs, strict=False):
        h = start
        for kernel in kernels:
            h = (1 + np.tanh(h @ (stddev * kernel) / 2)) / 2
        unit = h[:, 0]
        crossings = int(np.sum(np.diff(unit > 0.5)))
        axes.plot(np.linspace(0, 1, len(angle)), unit, color=style["color"], linewidth=1.3)
        axes.axhline(0.5, color="#888888", linewidth=0.9, linestyle=":")
        axes.set_ylim(-0.05, 1.05)
        axes.set_xlabel(say("position along the path"))
        axes.set_title(
            say(
                "stddev {stddev:g}: {crossings} crossings of 0.5",
                stddev=stddev,
                crossings=crossings,
            ),
            loc="left",
            fontsize=11,
        )
        parts.append(
            say(
                "with stddev {stddev:g} there are {crossings} crossings of 0.5",
                stddev=stddev,
                crossings=crossings,
            )
        )
    np.atleast_1d(row)[0].set_ylabel(say("one unit of layer 7"))
    return picture(
        figure,
        say(
            "Two line charts, the activation of one unit of the seventh sigmoid layer while the "
            "input moves the same short way: "
        )
        + "; ".join(parts)
        + ".",
    )


def _normalization_columns(normalize, images=512, units=128, stddev=0.05):
    """What hidden layers 2 to 7 receive, and the standard deviation of it before normalizing.

    Hidden 1 saturates on raw pixels, so its outputs are drawn as zeros and ones, with a share of
    ones that differs from unit to unit.

    Args:
        normalize: whether each unit is normalized over the images before the next layer.
        images, units, stddev: size of the batch, width of a layer, of its kernel's normal
            distribution.

    Returns:
        Two lists with one entry per layer: arrays `(images, units)`, and the root mean square over
        the units of a unit's standard deviation over the images.
    """
    draw = np.random.RandomState(1)
    shares = 0.1 + 0.8 * draw.random_sample(units)
    outputs = (draw.random_sample((images, units)) < shares).astype(float)
    inputs, spreads = [], []
    for _ in range(2, 8):
        spread = outputs.std(axis=0)
        spreads.append(float(np.sqrt(np.mean(spread**2))))
        inputs.append((outputs - outputs.mean(axis=0)) / spread if normalize else outputs)
        kernel = stddev * draw.standard_normal((units, units))
        outputs = 1 / (1 + np.exp(-inputs[-1] @ kernel))
    return inputs, spreads


def normalization_diagram(shown=60):
    """One unit's value for many images, layer by layer, normalized and not.

    The unit is one of those that hidden layers 2 to 7 receive, in a simulation of the forward pass
    with random kernels, stddev 0.05. Normalizing is (x − mean) / std of each unit over the batch
    (Ioffe & Szegedy, 2015), before gamma, beta and epsilon.

    Args:
        shown: number of images drawn, out of a batch of 512.

    Returns:
        A `Picture`.
    """

    def written(spread):
        return np.format_float_positional(spread, precision=2, fractional=False, trim="-")

    figure = Figure(figsize=(9.4, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    numbers = range(2, 8)
    jitter = np.random.RandomState(2).uniform(-0.3, 0.3, shown)
    spreads = {}
    for axes, normalize, style in ((left, False, STYLES[0]), (right, True, STYLES[1])):
        inputs, spreads[normalize] = _normalization_columns(normalize)
        top = 1.0 if not normalize else 3.2
        for number, values, spread in zip(numbers, inputs, spreads[normalize], strict=True):
            axes.plot(
                number + jitter,
                values[:shown, 1],
                linestyle="",
                marker=style["marker"],
                markersize=3.2,
                color=style["color"],
                alpha=0.55,
            )
            label = f"{written(spread)} → 1" if normalize else written(spread)
            axes.text(number, top * 1.05, label, ha="center", va="bottom", fontsize=9)
        axes.set(xlim=(1.4, 7.6), ylim=(-0.04 if not normalize else -top, top * 1.2))
        axes.set_xticks(list(numbers), [f"hidden {number}" for number in numbers], fontsize=8.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", linewidth=0.8)
        axes.set_axisbelow(True)
    left.set_title(
        say("without normalization: sigmoid outputs"),
        loc="left",
        fontsize=11,
    )
    right.set_title(say("normalized unit by unit"), loc="left", fontsize=11)
    left.set_ylabel(say("value of one unit"))
    figure.supxlabel(
        say(
            "receiving layer; each point is an image; the number on top is the standard "
            "deviation of a unit over the batch"
        ),
        fontsize=9.5,
    )
    plain, normal = (", ".join(map(written, spreads[key])) for key in (False, True))
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
