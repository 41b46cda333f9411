"""Figures of exercise 8: a layer that works backwards only, and the two signals in a network."""

from itertools import cycle

import numpy as np
from matplotlib import ticker
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from vgkit.figures.pictures import STYLES, new_axes, picture
from vgkit.messages import say
from vgkit.networks.layers import GradientNormalization

SCALE = 1e-5  # what the numbers of the gradient in the diagram are multiples of


def backward_diagram(gradient=((0.2, 0.6, 0.1), (0.5, 0.9, 0.4), (0.3, 0.8, 0.2))):
    """`GradientNormalization` between two hidden layers: what passes forwards, what backwards.

    Args:
        gradient: rows of numbers, an image each, its columns the units; in units of 1e-5.

    Returns:
        A `Picture`.
    """
    arrives = np.array(gradient)
    leaves = np.array(GradientNormalization().backward((SCALE * arrives).astype(np.float32)))
    figure = Figure(figsize=(9.4, 3.5), layout="constrained")
    axes = figure.subplots()
    axes.set(xlim=(0, 12.6), ylim=(-3.65, 1.55), aspect="equal")
    axes.axis("off")
    boxes = ((1.7, 2.0, "hidden k"), (6.3, 3.2, "GradientNormalization"), (10.9, 2.0, "hidden k+1"))
    for middle, width, name in boxes:
        is_new = width > 2
        axes.add_patch(
            FancyBboxPatch(
                (middle - width / 2, -0.75),
                width,
                1.5,
                boxstyle="round,pad=0.02",
                linewidth=2.0 if is_new else 1.3,
                facecolor="white" if is_new else "#dfe7f1",
                edgecolor="#c8553d" if is_new else "#12355b",
            )
        )
        axes.text(middle, 0, name, ha="center", va="center", fontsize=10)

    def arrow(start, end, y, text, above, **style):
        axes.add_patch(
            FancyArrowPatch(
                (start, y),
                (end, y),
                arrowstyle="-|>",
                mutation_scale=13,
                shrinkA=0,
                shrinkB=0,
                linewidth=1.8,
                **style,
            )
        )
        place = {"ha": "center", "va": "bottom" if above else "top", "fontsize": 11}
        axes.text((start + end) / 2, y + (0.1 if above else -0.12), text, **place)

    forward = {"color": "#12355b"}
    backward = {"color": "#c8553d", "linestyle": "--"}
    arrow(2.75, 4.65, 0.42, "x", True, **forward)
    arrow(7.95, 9.85, 0.42, "x", True, **forward)
    arrow(9.85, 7.95, -0.42, "g", False, **backward)
    arrow(4.65, 2.75, -0.42, r"$\frac{g - mean}{std + 10^{-6}}$", False, **backward)
    axes.text(
        6.3,
        1.2,
        say("solid: forwards    dashed: the gradient, backwards"),
        ha="center",
        fontsize=9.5,
    )
    tables = (
        (8.1, arrives, "{:.1f}", say("g, times 100,000")),
        (3.0, leaves, "{:+.2f}", say("what is passed on")),
    )
    for left, values, form, title in tables:
        axes.text(left + 1.5, -1.62, title, ha="center", va="bottom", fontsize=9.5)
        for (row, column), value in np.ndenumerate(values):
            place = (left + column, -1.72 - 0.6 * (row + 1))
            axes.add_patch(Rectangle(place, 1, 0.6, facecolor="#f7ebe8", edgecolor="white"))
            axes.text(
                place[0] + 0.5,
                place[1] + 0.3,
                form.format(value).replace("-", "−"),
                ha="center",
                va="center",
                fontsize=9.5,
            )
    middle = -1.72 - 0.9
    arrow(7.95, 6.15, middle, "", True, **backward)

    def rows(values, form):
        lines = (" ".join(form.format(v) for v in line) for line in values)
        return "; ".join(lines).replace("-", "−")

    return picture(
        figure,
        say(
            "Diagram: hidden k, GradientNormalization and hidden k+1 in a row. Forwards x passes "
            "through unchanged. Backwards g arrives and (g − mean) / (std + 1e-6) is passed on. "
            "Example, g in units of 1e-5: {arrives}. Passed on: {leaves}.",
            arrives=rows(arrives, "{:.1f}"),
            leaves=rows(leaves, "{:+.2f}"),
        ),
    )


def two_signals(layers, networks):
    """What is left of the images forwards and of the gradient backwards, on logarithmic axes.

    Args:
        layers: names of the layers, first one first.
        networks: for each network its name and a dict of `signals.measure`.

    Returns:
        A `Picture`.
    """
    figure, panels = new_axes(width=9.4, height=3.8, columns=2)
    titles = {
        "forward": say("→ how much outputs differ between images"),
        "backward": say("← size of the gradient that arrives"),
    }
    parts = []
    for axes, (direction, title) in zip(panels, titles.items(), strict=True):
        lines = []
        for style, (name, signal) in zip(cycle(STYLES), networks.items(), strict=False):
            axes.plot(range(len(layers)), signal[direction], label=name, linewidth=1.8, **style)
            lines.append(f"{name}: " + ", ".join(f"{value:.2g}" for value in signal[direction]))
        axes.set_yscale("log")
        axes.set_xticks(range(len(layers)), [layer.replace("hidden ", "h") for layer in layers])
        axes.set_title(title, loc="left", fontsize=10.5)
        parts.append(f"{title[2:].capitalize()}: {'; '.join(lines)}.")
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=3, frameon=False)
    return picture(
        figure,
        say(
            "Two line charts over the layers from {first} to {last}, logarithmic axes. ",
            first=layers[0],
            last=layers[-1],
        )
        + " ".join(parts),
    )


def accuracies(runs):
    """Validation accuracy of many short runs, epoch by epoch; the legend in the order of their ends.

    Args:
        runs: for each run its name and its `records.Record`.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(width=9.4, height=4.6)
    lines, handles = [], {}
    for style, (name, run) in zip(cycle(STYLES), runs.items(), strict=False):
        accuracy = run.metrics["val_accuracy"]
        epochs = range(1, run.epochs + 1)
        (handles[name],) = axes.plot(epochs, accuracy, linewidth=1.6, markersize=5, **style)
        lines.append(f"{name}: {accuracy[0]:.4f} → {accuracy[-1]:.4f}")
    axes.set_ylim(0, 1)
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.set_title("validation accuracy", loc="left", fontsize=11)
    ranked = sorted(runs, key=lambda name: -runs[name].metrics["val_accuracy"][-1])
    figure.legend(
        [handles[name] for name in ranked],
        ranked,
        loc="outside right center",
        frameon=False,
        handlelength=4,
    )
    return picture(
        figure,
        say("Line chart of validation accuracy over the epochs; first → last epoch. ")
        + "; ".join(lines)
        + ".",
    )
