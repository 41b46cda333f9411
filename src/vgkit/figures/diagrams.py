"""Drawings of networks: what is joined with what, what is frozen, what shares one mean."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from vgkit.figures.pictures import picture
from vgkit.messages import say


def skip_diagram():
    """The network of exercise 5: seven hidden layers and the two skip connections.

    Returns:
        A `Picture`.
    """
    figure = Figure(figsize=(9.4, 2.4), layout="constrained")
    axes = figure.subplots()
    axes.set(xlim=(-0.7, 10.9), ylim=(-1.0, 1.75))
    axes.axis("off")
    plus = {4: 3.95, 8: 8.25}  # the number of the layer that a sum feeds → where the sum stands
    place = {0: 0, 1: 1.2, 2: 2.2, 3: 3.2, 4: 4.7, 5: 5.6, 6: 6.5, 7: 7.4, 8: 9.5}
    names = {0: say("784\npixels"), 8: say("10\nlogits")}
    for number, x in place.items():
        is_end = number in names
        width = 0.9 if is_end else 0.62
        box = FancyBboxPatch(
            (x - width / 2, -0.4),
            width,
            0.8,
            boxstyle="round,pad=0.02",
            linewidth=1.3,
            facecolor="white" if is_end else "#dfe7f1",
            edgecolor="#12355b",
        )
        axes.add_patch(box)
        axes.text(x, 0, names.get(number, f"h{number}"), ha="center", va="center", fontsize=10)

    def arrow(start, end, bend=0.0, **style):
        axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                connectionstyle=f"arc3,rad={bend}",
                arrowstyle="-|>",
                mutation_scale=12,
                shrinkA=0,
                shrinkB=0,
                **style,
            )
        )

    for number in range(8):
        start = place[number] + (0.47 if number in names else 0.33)
        if number + 1 in plus:
            arrow((start, 0), (plus[number + 1] - 0.2, 0), color="#12355b")
            start = plus[number + 1] + 0.2
        end = place[number + 1] - (0.47 if number + 1 in names else 0.33)
        arrow((start, 0), (end, 0), color="#12355b")
    for source, target in ((1, 4), (4, 8)):
        axes.text(
            plus[target],
            0,
            "+",
            ha="center",
            va="center",
            fontsize=13,
            bbox={
                "boxstyle": "circle,pad=0.18",
                "facecolor": "white",
                "edgecolor": "#c8553d",
                "linewidth": 1.6,
            },
        )
        arrow(
            (place[source], 0.44), (plus[target], 0.26), bend=-0.42, color="#c8553d", linewidth=2.0
        )
    axes.text(
        5.0,
        -0.85,
        say("straight arrows: the ordinary path    curved arrows: skip connections, added at +"),
        ha="center",
        fontsize=9.5,
    )
    return picture(
        figure,
        say(
            "Diagram: pixels, hidden layers h1 to h7 and logits in a row, joined by straight "
            "arrows. A curved arrow leads from h1 to a plus sign between h3 and h4, another from "
            "h4 to a plus sign between h7 and the logits."
        ),
    )


def stages_diagram():
    """The seven trainings of exercise 6, one row each: submodels, frozen ones hatched, new outputs.

    The scheme is the supervised greedy one of Bengio et al., "Greedy layer-wise training of deep
    networks" (2007), with a training of all layers after every step.

    Returns:
        A `Picture`.
    """
    sizes = (2, 2, 2, 1)  # hidden layers in each submodel
    # For each training: how many submodels, how many of them frozen, how many epochs.
    rows = [(1, 0, 100)]
    for used in range(2, len(sizes) + 1):
        rows += [(used, used - 1, 100), (used, 0, 300 if used == len(sizes) else 100)]
    figure = Figure(figsize=(9.4, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.set(xlim=(-0.2, 13.4), ylim=(-len(rows) - 0.75, 0.75))
    axes.axis("off")
    new = say("new\noutput")

    def box(left, y, width, text, **style):
        axes.add_patch(
            FancyBboxPatch(
                (left, y - 0.3), width, 0.6, boxstyle="round,pad=0.02", linewidth=1.3, **style
            )
        )
        # The white plate keeps the name readable on the hatching.
        plate = {
            "facecolor": "white" if "hatch" in style else "none",
            "edgecolor": "none",
            "pad": 1,
        }
        axes.text(left + width / 2, y, text, ha="center", va="center", fontsize=8.5, bbox=plate)

    free = {"facecolor": "#dfe7f1", "edgecolor": "#12355b"}
    frozen = {"facecolor": "#f2f2f2", "edgecolor": "#777777", "hatch": "////"}
    output = {"facecolor": "white", "edgecolor": "#c8553d", "linestyle": "--"}
    axes.text(0.4, 0.2, say("training"), ha="center", fontsize=9.5)
    axes.text(12.6, 0.2, say("epochs"), ha="center", fontsize=9.5)
    parts = []
    for number, (used, still, epochs) in enumerate(rows, start=1):
        y, left, first = -number + 0.35, 1.2, 1
        axes.text(0.4, y, str(number), ha="center", va="center", fontsize=11)
        axes.text(12.6, y, str(epochs), ha="center", va="center", fontsize=10)
        for index, size in enumerate(sizes[:used]):
            inside = ", ".join(f"h{layer}" for layer in range(first, first + size))
            text = f"sub_{index + 1}: {inside}"
            box(left, y, 2.3 if size > 1 else 1.7, text, **(frozen if index < still else free))
            left += 2.55 if size > 1 else 1.95
            first += size
        box(left, y, 1.0, new, **output)
        names = [f"sub_{index + 1}" for index in range(used)]
        still_ones = ", ".join(names[:still]) or say("none")
        parts.append(
            say(
                "Training {number}: {names}; frozen: {still_ones}; {epochs} epochs.",
                number=number,
                names=", ".join(names),
                still_ones=still_ones,
                epochs=epochs,
            )
        )
    y = -len(rows) - 0.4
    for left, style, text in (
        (1.2, free, say("trained")),
        (4.1, frozen, say("frozen")),
        (
            7.0,
            output,
            say("a new output layer every time"),
        ),
    ):
        axes.add_patch(
            FancyBboxPatch(
                (left, y - 0.15), 0.5, 0.3, boxstyle="round,pad=0.02", linewidth=1.3, **style
            )
        )
        axes.text(left + 0.7, y, text, va="center", fontsize=9.5)
    return picture(
        figure,
        say(
            "Diagram: seven trainings as rows, each a chain of submodels that ends in a new "
            "output layer; frozen submodels are hatched. "
        )
        + " ".join(parts),
    )


def normalization_groups(batch=((0.5, 0.6, 0.4), (0.6, 0.6, 0.5), (0.7, 0.9, 0.3))):
    """Which elements of a batch share one mean and one standard deviation.

    BatchNormalization: (x − mean) / std of each column, one unit over all images (Ioffe & Szegedy,
    2015). `MyNormalization`: (x − mean) / std of everything.

    Args:
        batch: rows of numbers, an image each; its columns are the units.

    Returns:
        A `Picture`.
    """
    x = np.array(batch)
    images, units = x.shape
    grids = (
        (say("the batch x"), x, ()),
        (
            "BatchNormalization",
            (x - x.mean(axis=0)) / x.std(axis=0),
            [(column, 1) for column in range(units)],
        ),
        ("MyNormalization", (x - x.mean()) / x.std(), [(0, units)]),
    )
    figure = Figure(figsize=(9.4, 2.9), layout="constrained")
    for axes, (title, values, groups) in zip(figure.subplots(1, 3), grids, strict=True):
        axes.set(xlim=(-0.2, units + 0.2), ylim=(images + 0.2, -0.45), aspect="equal")
        axes.axis("off")
        axes.set_title(title, fontsize=11)
        for row in range(images):
            axes.text(
                -0.1,
                row + 0.5,
                say("image {number}", number=row + 1),
                ha="right",
                va="center",
                fontsize=9,
            )
            for column in range(units):
                face, edge = ("#dfe7f1", "white") if groups else ("white", "#bbbbbb")
                axes.add_patch(Rectangle((column, row), 1, 1, facecolor=face, edgecolor=edge))
                axes.text(
                    column + 0.5,
                    row + 0.5,
                    _signed(values[row, column], bool(groups)),
                    ha="center",
                    va="center",
                    fontsize=10,
                )
        for column in range(units):
            axes.text(
                column + 0.5, -0.12, f"unit {column + 1}", ha="center", va="bottom", fontsize=9
            )
        for first, width in groups:
            axes.add_patch(
                FancyBboxPatch(
                    (first + 0.07, 0.05),
                    width - 0.14,
                    images - 0.1,
                    boxstyle="round,pad=0.02",
                    facecolor="none",
                    edgecolor="#c8553d",
                    linewidth=2.0,
                )
            )
    figure.supxlabel(
        say("a thick frame: the elements that share one mean and one standard deviation"),
        fontsize=9.5,
    )

    def rows(values, signed):
        return "; ".join(" ".join(_signed(v, signed) for v in line) for line in values)

    return picture(
        figure,
        say(
            "Three tables of {images} images by {units} units. The batch: {batch}. "
            "BatchNormalization, each column framed by itself: {by_column}. MyNormalization, one "
            "frame around everything: {by_all}.",
            images=images,
            units=units,
            batch=rows(x, False),
            by_column=rows(grids[1][1], True),
            by_all=rows(grids[2][1], True),
        ),
    )


def _signed(value, signed):
    """Two decimals; where asked for, with a sign (a true minus, none for zero)."""
    if not signed:
        return f"{value:.1f}"
    rounded = round(float(value), 2) + 0.0
    return "0.00" if rounded == 0 else f"{rounded:+.2f}".replace("-", "−")
