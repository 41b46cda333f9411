"""What all figures share: the finished picture with its text description, colours, axes.

Lines differ in marker and dash as well as in colour, so that they can be told apart in black and
white; the description is what a screen reader reads, and what CI compares.
"""

import base64
import html
import io
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

INK = "#12355b"  # what there is: layers, the kit's own numbers
INK_TINT = "#dfe7f1"
ACCENT = "#c8553d"  # what a figure is about: what is new, what goes backwards, what was published
ACCENT_TINT = "#f7ebe8"
GREEN = "#588157"
OCHRE = "#b08900"
AMBER = "#e0a000"  # stands out from both ends of the map's colours
# Greys, dark to light.
THEORY = "#444444"  # curves of theory beside coloured ones, and small print
BOUND = "#555555"  # lines that other numbers are held against
MARK = "#666666"
INACTIVE = "#777777"  # frames of what is frozen, or has no number
LEVEL = "#888888"  # thin lines at a round number
DIVIDER = "#bbbbbb"
HATCHING = "#cccccc"
GRID = "#dddddd"
SHADE = "#eeeeee"
INACTIVE_TINT = "#f2f2f2"

# The first four go from dark to light; all differ in marker and dash.
STYLES = (
    {"color": INK, "marker": "o", "linestyle": "-"},
    {"color": ACCENT, "marker": "s", "linestyle": "--"},
    {"color": GREEN, "marker": "^", "linestyle": "-."},
    {"color": OCHRE, "marker": "D", "linestyle": ":"},
    {"color": "#7b4fa3", "marker": "v", "linestyle": (0, (6, 1, 1, 1, 1, 1))},
    {"color": "#2a9d8f", "marker": "P", "linestyle": (0, (1, 1))},
    {"color": "#8d5524", "marker": "X", "linestyle": (0, (4, 2))},
    {"color": BOUND, "marker": "*", "linestyle": (0, (8, 2, 2, 2))},
    {"color": "#e07aa0", "marker": "<", "linestyle": (0, (3, 1))},
    {"color": "#0077b6", "marker": ">", "linestyle": (0, (5, 3, 1, 3))},
    {"color": "#606c38", "marker": "h", "linestyle": (0, (2, 2))},
)
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "+++", "ooo", "|||", "---", "**", "OO")


@dataclass(frozen=True)
class Picture:
    """A finished figure.

    Attributes:
        png: the image.
        alt: its text description.
    """

    png: bytes
    alt: str

    def __repr__(self):
        return f"{type(self).__name__}({textwrap.shorten(self.alt, 100)!r})"

    def html(self) -> str:
        """The image as one self-contained HTML element with its description."""
        code = base64.b64encode(self.png).decode()
        alt = html.escape(self.alt, quote=True)
        return f'<img src="data:image/png;base64,{code}" alt="{alt}" style="max-width:100%">'

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html(), "text/plain": self.alt}


def picture(figure: Figure, alt: str) -> Picture:
    """Finish a matplotlib figure: a `Picture` with that description, 110 pixels an inch."""
    # Not by `findobj`: that would make every tick that is not drawn.
    parts = [child for owner in (figure, *figure.axes) for child in owner.get_children()]
    for legend in filter(lambda part: isinstance(part, Legend), parts):
        write_plainly(legend.get_texts())
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return Picture(buffer.getvalue(), alt)


def write_plainly(texts: Iterable[Text]) -> None:
    """Show names as they are: a dollar in one that somebody chose begins no formula."""
    for text in texts:
        text.set_parse_math(False)


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, in inches. No window and no global state knows it."""
    return Figure(figsize=(width, height), layout="constrained")


def new_axes(
    width: float = 8.0, height: float = 3.6, columns: int = 1
) -> tuple[Figure, Axes | np.ndarray]:
    """A figure and its styled axes, side by side.

    Args:
        width, height: in inches.
        columns: how many axes.

    Returns:
        `(figure, axes)`; the axes alone where there is one, else an array `(columns,)` of them.
    """
    figure = new_figure(width, height)
    axes = figure.subplots(1, columns)
    for each in np.atleast_1d(axes):
        style_axes(each)
    return figure, axes


def style_axes(axes: Axes, grid: str = "y") -> None:
    """No frame above and on the right; light grid lines behind everything else.

    Args:
        axes: to be styled, in place.
        grid: `"x"`, `"y"` or `"both"`: whose ticks the grid lines stand at.
    """
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis=grid, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def set_title(axes: Axes, text: str, fontsize: float = 11, **style: Any) -> None:
    """A title that begins where the axes begin; size in points, `style` as matplotlib takes it."""
    axes.set_title(text, loc="left", fontsize=fontsize, **style)


def legend_above(axes: Axes) -> None:
    """The legend of one pair of axes above the chart, where it cannot lie across a line."""
    handles, labels = axes.get_legend_handles_labels()
    most = 5 if axes.figure.get_figwidth() >= 5 else 2  # beside each other
    axes.figure.legend(
        handles, labels, loc="outside upper center", ncols=min(most, len(labels)), frameon=False
    )


def layer_ticks(axes: Axes, layers: Sequence[str], most: int = 26) -> None:
    """The names of layers along the axis: slanted where there are too many to stand side by side.

    Of more than `most` layers, every second, third, … is named, and the last.
    """
    step = -(-len(layers) // most)
    places = [*range(0, len(layers) - step, step), len(layers) - 1]
    axes.set_xticks(places, [layers[place] for place in places])
    if len(layers) > 9:
        axes.tick_params(axis="x", rotation=45)
        for label in axes.get_xticklabels():
            label.set(ha="right", rotation_mode="anchor")


def per_cent(share: float, _position: int | None = None) -> str:
    """A tick's label: a share of 0.25 as "25 %". A formatter as matplotlib's axes take it."""
    return f"{100 * share:g} %"
