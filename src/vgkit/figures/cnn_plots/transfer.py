"""Fine-tuning: what is free in each step, which layers get gradient, how few images will do."""

import statistics
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patches import Rectangle

from vgkit.experiments.transfer_file import Run, last
from vgkit.figures.pictures import (
    ACCENT,
    ACCENT_TINT,
    BOUND,
    INACTIVE,
    INK,
    SHADE,
    STYLES,
    Picture,
    layer_ticks,
    legend_above,
    new_axes,
    new_figure,
    per_cent,
    picture,
    set_title,
)
from vgkit.messages import mark, say

_CLASSES = mark("cat"), mark("dog")


def fine_tuning_steps() -> Picture:
    """A diagram: which of the three parts of the network training changes, step by step."""
    parts = (say("14 blocks"), say("last 20 layers"), say("head"))
    widths, steps = (4.6, 2.4, 1.4), (
        (say("1. new head on the frozen base"), (False, False, True)),
        (say("2. fine-tuning, small learning rate"), (False, True, True)),
    )  # fmt: skip
    figure = new_figure(8.6, 2.9)
    axes = figure.subplots()
    told = []
    for row, (name, free) in enumerate(steps):
        left = 0.0
        axes.text(0, 1.75 * row - 0.12, name, fontsize=11, va="bottom")
        for part, width, is_free in zip(parts, widths, free, strict=True):
            axes.add_patch(
                Rectangle(
                    (left, 1.75 * row),
                    width - 0.12,
                    0.9,
                    facecolor=ACCENT_TINT if is_free else SHADE,
                    edgecolor=ACCENT if is_free else INACTIVE,
                    linewidth=2.2 if is_free else 1.0,
                    hatch=None if is_free else "///",
                )
            )
            word = say("free") if is_free else say("frozen")
            if is_free and part == parts[1]:
                word = say("free, except\nbatch normalizations")
            axes.text(
                left + (width - 0.12) / 2,
                1.75 * row + 0.45,
                f"{part}\n{word}",
                ha="center",
                va="center",
                fontsize=10,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2},
            )
            left += width
        frozen = [part for part, is_free in zip(parts, free, strict=True) if not is_free]
        told.append(say("{step}: frozen are {parts}", step=name, parts=", ".join(frozen)))
    axes.set(xlim=(-0.05, sum(widths)), ylim=(2.75, -0.6))
    axes.axis("off")
    opening = say(
        "Diagram of a network in three parts, twice, from the image on the left to the logit. "
    )
    return picture(figure, opening + "; ".join(told) + ".")


def gradient_reach(
    layers: Sequence[str], steps: Mapping[str, tuple[Sequence[float], Sequence[bool]]]
) -> Picture:
    """Gradient norm of each kernel at the beginning of each step; hollow where it is not used.

    Args:
        layers: names of the layers with kernels, first one first.
        steps: for each step its name, the gradient norms, and whether each layer is free.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(height=3.9)
    parts = []
    for style, (name, (norms, free)) in zip(STYLES, steps.items(), strict=False):
        hollow = {} if all(free) else {"markerfacecolor": "none"}
        axes.plot(range(len(layers)), norms, label=name, linewidth=1.4, **style, **hollow)
        places = [n for n, is_free in enumerate(free) if is_free]
        axes.plot(
            places,
            [norms[n] for n in places],
            linestyle="none",
            marker=style["marker"],
            color=style["color"],
            markersize=9,
        )
        still = say("frozen")
        told = (
            f"{layer} {norm:.2g}" + ("" if is_free else f" ({still})")
            for layer, norm, is_free in zip(layers, norms, free, strict=True)
        )
        parts.append(f"{name}: " + ", ".join(told))
    axes.set_yscale("log")
    layer_ticks(axes, layers)
    axes.set_ylabel(say("gradient norm (L2)"))
    set_title(axes, say("Filled: training changes this layer. Hollow: it is frozen"))
    legend_above(axes)
    opening = say("Line chart, gradient norm of each layer's kernel on a logarithmic axis. ")
    return picture(figure, opening + ". ".join(parts) + ".")


def accuracy_by_images(runs: Sequence[Run], ways: Mapping[str, str]) -> Picture:
    """Validation accuracy against the number of labelled images: medians, and the range of the seeds.

    Args:
        runs: as `transfer.load_reference` gives them.
        ways: for each line a key of `transfer.WAYS` and what it is called.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(height=4.2)
    sizes = sorted({run.images for run in runs})
    parts = []
    for number, (style, (way, name)) in enumerate(zip(STYLES, ways.items(), strict=False)):
        shift = 1 + 0.025 * (number - (len(ways) - 1) / 2)  # or the ranges would hide each other
        found = [(size, values) for size in sizes if (values := last(runs, way, size))]
        places = [size * shift for size, _ in found]
        axes.plot(
            places,
            [statistics.median(values) for _, values in found],
            label=name,
            linewidth=1.6,
            **style,
        )
        for place, (_, values) in zip(places, found, strict=True):
            axes.plot(
                [place] * 2,
                [min(values), max(values)],
                color=style["color"],
                linewidth=2.5,
                alpha=0.6,
                solid_capstyle="butt",
            )
        told = "; ".join(
            say(
                "{count} images {low:.1%} to {high:.1%}, median {middle:.1%}",
                count=size,
                low=min(values),
                high=max(values),
                middle=statistics.median(values),
            )
            for size, values in found
        )
        parts.append(f"{name}: {told}")
    axes.axhline(0.5, color=BOUND, linewidth=1, linestyle=":")
    axes.set_xscale("log")
    axes.set_xticks(sizes, [f"{size:,}".replace(",", "\u2009") for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel(say("labelled images"))
    axes.yaxis.set_major_formatter(per_cent)
    set_title(axes, say("validation accuracy: median and range of the seeds; dotted: guessing"))
    legend_above(axes)
    opening = say("Line chart, validation accuracy against the number of labelled images. ")
    return picture(figure, opening + ". ".join(parts) + ".")


def cats_and_dogs(
    images: np.ndarray, labels: Sequence[int], probabilities: Sequence[float] | None = None
) -> Picture:
    """Photographs, each with what is on it and, where given, the probability of a dog.

    Args:
        images: `(n, 32, 32, 3)`, uint8.
        labels: `(n,)`; 0 is a cat, 1 a dog.
        probabilities: `(n,)` of class 1, or None.

    Returns:
        A `Picture`; a frame stands around what is taken for the other class.
    """
    columns = min(6, len(images))
    rows = -(-len(images) // columns)
    figure = new_figure(1.5 * columns, 1.75 * rows)
    grid = np.atleast_1d(figure.subplots(rows, columns)).ravel()
    words, parts = [say(name) for name in _CLASSES], []
    for axes in grid:
        axes.axis("off")
    for number, (axes, image, label) in enumerate(zip(grid, images, labels, strict=False)):
        axes.imshow(image)
        text = words[label]
        if probabilities is not None:
            text = f"{text} · {probabilities[number]:.0%}"
            if (probabilities[number] > 0.5) != bool(label):
                text = f"✗ {text}"
                height, width = image.shape[:2]
                axes.add_patch(
                    Rectangle(
                        (-0.5, -0.5), width, height, fill=False, edgecolor=ACCENT, linewidth=5
                    )
                )
        axes.set_title(text, fontsize=10, color=INK)
        parts.append(text)
    told = ", ".join(parts)
    if probabilities is None:
        return picture(
            figure, say("Photographs of 32 × 32 pixels, each with its class: {told}.", told=told)
        )
    return picture(
        figure,
        say(
            "Photographs of 32 × 32 pixels, each with its class and the probability of a dog, a frame "
            "around those that are taken for the other class: {told}.",
            told=told,
        ),
    )
