"""What all figures share: the finished picture with its text description, axes, line styles.

Lines differ in marker and dash as well as in colour, so that they can be told apart in black and
white; the description is what a screen reader reads, and what CI compares.
"""

import base64
import html
import io
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

# The first four go from dark to light; all differ in marker and dash.
STYLES = (
    {"color": "#12355b", "marker": "o", "linestyle": "-"},
    {"color": "#c8553d", "marker": "s", "linestyle": "--"},
    {"color": "#588157", "marker": "^", "linestyle": "-."},
    {"color": "#b08900", "marker": "D", "linestyle": ":"},
    {"color": "#7b4fa3", "marker": "v", "linestyle": (0, (6, 1, 1, 1, 1, 1))},
    {"color": "#2a9d8f", "marker": "P", "linestyle": (0, (1, 1))},
    {"color": "#8d5524", "marker": "X", "linestyle": (0, (4, 2))},
    {"color": "#555555", "marker": "*", "linestyle": (0, (8, 2, 2, 2))},
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

    def html(self):
        """The image as one self-contained HTML element with its description."""
        code = base64.b64encode(self.png).decode()
        alt = html.escape(self.alt, quote=True)
        return f'<img src="data:image/png;base64,{code}" alt="{alt}" style="max-width:100%">'

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html(), "text/plain": self.alt}


def picture(figure, alt):
    """Finish a matplotlib figure: a `Picture` with that description."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return Picture(buffer.getvalue(), alt)


def new_axes(width=8.0, height=3.6, columns=1):
    """A figure and its axes (an array of them where there are several), in inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(1, columns)
    for each in np.atleast_1d(axes):
        each.spines[["top", "right"]].set_visible(False)
        each.grid(axis="y", color="#dddddd", linewidth=0.8)
        each.set_axisbelow(True)
    return figure, axes
