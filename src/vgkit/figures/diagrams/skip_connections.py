"""Skip connections in a row of layers."""

from vgkit.figures.diagrams.shapes import END, LAYER, arrow, box, drawing_area, label
from vgkit.figures.pictures import ACCENT, INK, Picture, new_figure, picture
from vgkit.messages import say

# Where each layer stands: 0 is the input, 8 the output. Layers 4 and 8 are fed by a sum.
_PLACES = {0: 0, 1: 1.2, 2: 2.2, 3: 3.2, 4: 4.7, 5: 5.6, 6: 6.5, 7: 7.4, 8: 9.5}
_ENDS = (0, 8)
_SUMS = {4: 3.95, 8: 8.25}  # the number of the layer that a sum feeds → where the sum stands
_SKIPS = ((1, 4), (4, 8))
_PLUS = {"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": ACCENT, "linewidth": 1.6}


def skip_diagram() -> Picture:
    """The network of exercise 5: seven hidden layers and the two skip connections.

    Returns:
        A `Picture`.
    """
    figure = new_figure(9.4, 2.4)
    axes = drawing_area(figure.subplots(), (-0.7, 10.9), (-1.0, 1.75))
    names = {0: say("784\npixels"), 8: say("10\nlogits")}
    for number, x in _PLACES.items():
        width = 0.9 if number in _ENDS else 0.62
        box(axes, x - width / 2, -0.4, width, 0.8, **(END if number in _ENDS else LAYER))
        label(axes, x, 0, names.get(number, f"h{number}"))
    for number in range(8):
        _ordinary_path(axes, number, number + 1)
    for source, target in _SKIPS:
        label(axes, _SUMS[target], 0, "+", 13, bbox=_PLUS)
        start, end = (_PLACES[source], 0.44), (_SUMS[target], 0.26)
        bend = "arc3,rad=-0.42"
        arrow(axes, start, end, connectionstyle=bend, color=ACCENT, linewidth=2.0)
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


def _ordinary_path(axes, source, target):
    """An arrow from one layer to the next, by way of the sum where there is one."""
    start = _PLACES[source] + (0.47 if source in _ENDS else 0.33)
    end = _PLACES[target] - (0.47 if target in _ENDS else 0.33)
    if target in _SUMS:
        arrow(axes, (start, 0), (_SUMS[target] - 0.2, 0), color=INK)
        start = _SUMS[target] + 0.2
    arrow(axes, (start, 0), (end, 0), color=INK)
