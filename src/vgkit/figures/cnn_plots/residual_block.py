"""The residual block of the small Xception as a drawing."""

from vgkit.figures.diagrams.shapes import END, LAYER, NEW, arrow, box, drawing_area, label
from vgkit.figures.pictures import ACCENT, INK, Picture, new_figure, picture
from vgkit.messages import say

_STEP, _HIGH = 1.28, 0.8


def residual_block() -> Picture:
    """Two separable convolutions and a pooling, with a 1 × 1 convolution as their shortcut.

    Source: Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions", in the
    small edition of Keras' page on cats and dogs.

    Returns:
        A `Picture`.
    """
    one = (say("ReLU"), say("separable\n3 × 3"), say("normali-\nzation"))
    steps = (*one, *one, say("max pooling\n3 × 3, stride 2"))
    figure = new_figure(9.8, 2.6)
    axes = drawing_area(figure.subplots(), (-0.7, _STEP * 9 + 0.7), (-0.8, 2.3))
    middles = [_STEP * number for number in range(len(steps) + 3)]
    box(axes, -0.4, -_HIGH / 2, 0.8, _HIGH, **END)
    label(axes, 0, 0, "x")
    for middle, name in zip(middles[1:], steps, strict=False):
        box(axes, middle - 0.57, -_HIGH / 2, 1.14, _HIGH, **LAYER)
        label(axes, middle, 0, name, 8)
    plus, end = middles[-2], middles[-1]
    circle = {"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": ACCENT}
    label(axes, plus, 0, "+", 13, bbox={**circle, "linewidth": 1.6})
    box(axes, end - 0.5, -_HIGH / 2, 1.0, _HIGH, **END)
    label(axes, end, 0, say("next\nblock"), 8.5)
    for number, middle in enumerate(middles[:-1]):
        start = middle + {0: 0.44}.get(number, 0.2 if middle == plus else 0.59)
        stop = middles[number + 1]
        stop -= 0.2 if stop == plus else 0.54 if stop == end else 0.59
        arrow(axes, (start, 0), (stop, 0), 9, color=INK)
    cut = _STEP * 4
    box(axes, cut - 1.1, 1.3, 2.2, _HIGH, **NEW)
    label(axes, cut, 1.3 + _HIGH / 2, say("projection: 1 × 1, stride 2"), 9)
    bend = {"color": ACCENT, "linewidth": 2.0}
    arrow(
        axes,
        (0.1, 0.46),
        (cut - 1.16, 1.7),
        12,
        connectionstyle="angle3,angleA=90,angleB=0",
        **bend,
    )
    arrow(
        axes,
        (cut + 1.16, 1.7),
        (plus, 0.28),
        12,
        connectionstyle="angle3,angleA=0,angleB=90",
        **bend,
    )
    return picture(
        figure,
        say(
            "Diagram of a block. From x, straight arrows lead through ReLU, separable convolution and "
            "normalization, the same three again, and max pooling with stride 2 to a plus sign. A second "
            "arrow leads from x through a 1 by 1 convolution with stride 2, the projection, to the "
            "same plus sign. From there it goes on to the next block."
        ),
    )
