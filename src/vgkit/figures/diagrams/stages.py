"""Trainings in stages, one row each."""

from vgkit.figures.diagrams.shapes import LAYER, NEW, box, drawing_area, label
from vgkit.figures.pictures import INACTIVE, INACTIVE_TINT, Picture, new_figure, picture
from vgkit.messages import say

SIZES = (2, 2, 2, 1)  # hidden layers in each submodel
_FROZEN = {"facecolor": INACTIVE_TINT, "edgecolor": INACTIVE, "hatch": "////"}
_OUTPUT = {**NEW, "linestyle": "--"}


def _trainings():
    """For each training: how many submodels, how many of them frozen, how many epochs."""
    rows = [(1, 0, 100)]
    for used in range(2, len(SIZES) + 1):
        rows += [(used, used - 1, 100), (used, 0, 300 if used == len(SIZES) else 100)]
    return rows


def stages_diagram() -> Picture:
    """The seven trainings of exercise 6, one row each: submodels, frozen ones hatched, new outputs.

    The scheme is the supervised greedy one of Bengio et al., "Greedy layer-wise training of deep
    networks" (2007), with a training of all layers after every step.

    Returns:
        A `Picture`.
    """
    rows = _trainings()
    figure = new_figure(9.4, 4.4)
    axes = drawing_area(figure.subplots(), (-0.2, 13.4), (-len(rows) - 0.75, 0.75))
    axes.text(0.4, 0.2, say("training"), ha="center", fontsize=9.5)
    axes.text(12.6, 0.2, say("epochs"), ha="center", fontsize=9.5)
    parts = []
    for number, (used, frozen, epochs) in enumerate(rows, start=1):
        y = -number + 0.35
        label(axes, 0.4, y, str(number), 11)
        label(axes, 12.6, y, str(epochs))
        _chain(axes, y, used, frozen)
        names = [f"sub_{index + 1}" for index in range(used)]
        parts.append(
            say(
                "Training {number}: {names}; frozen: {still_ones}; {epochs} epochs.",
                number=number,
                names=", ".join(names),
                still_ones=", ".join(names[:frozen]) or say("none"),
                epochs=epochs,
            )
        )
    _legend(axes, -len(rows) - 0.4)
    opening = say(
        "Diagram: seven trainings as rows, each a chain of submodels that ends in a new "
        "output layer; frozen submodels are hatched. "
    )
    return picture(figure, opening + " ".join(parts))


def _chain(axes, y, used, frozen):
    """The submodels of one training in a row, and its output layer."""
    left, first = 1.2, 1
    for index, size in enumerate(SIZES[:used]):
        inside = ", ".join(f"h{layer}" for layer in range(first, first + size))
        width = 2.3 if size > 1 else 1.7
        _part(axes, left, y, width, f"sub_{index + 1}: {inside}", index < frozen)
        left += width + 0.25
        first += size
    box(axes, left, y - 0.3, 1.0, 0.6, **_OUTPUT)
    label(axes, left + 0.5, y, say("new\noutput"), 8.5)


def _part(axes, left, y, width, name, frozen):
    box(axes, left, y - 0.3, width, 0.6, **(_FROZEN if frozen else LAYER))
    # The white plate keeps the name readable on the hatching.
    plate = {"facecolor": "white" if frozen else "none", "edgecolor": "none", "pad": 1}
    label(axes, left + width / 2, y, name, 8.5, bbox=plate)


def _legend(axes, y):
    for left, style, text in (
        (1.2, LAYER, say("trained")),
        (4.1, _FROZEN, say("frozen")),
        (7.0, _OUTPUT, say("a new output layer every time")),
    ):
        box(axes, left, y - 0.15, 0.5, 0.3, **style)
        axes.text(left + 0.7, y, text, va="center", fontsize=9.5)
