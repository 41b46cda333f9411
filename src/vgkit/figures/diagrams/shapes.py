"""What the drawings are made of: boxes, arrows, cells of a table. Lengths are in data units."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from vgkit.figures.pictures import ACCENT, INK, INK_TINT

LAYER = {"facecolor": INK_TINT, "edgecolor": INK}
END = {"facecolor": "white", "edgecolor": INK}
NEW = {"facecolor": "white", "edgecolor": ACCENT}


def drawing_area(
    axes: Axes, xlim: tuple[float, float], ylim: tuple[float, float], **settings: Any
) -> Axes:
    """Take everything off axes but the space between two limits; `settings` as `Axes.set` has them."""
    axes.set(xlim=xlim, ylim=ylim, **settings)
    axes.axis("off")
    return axes


def box(axes: Axes, left: float, bottom: float, width: float, height: float, **style: Any) -> None:
    """A rectangle with round corners; `style` as matplotlib's patches take it."""
    style = {"linewidth": 1.3, **style}
    axes.add_patch(
        FancyBboxPatch((left, bottom), width, height, boxstyle="round,pad=0.02", **style)
    )


def arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], head: float = 12, **style: Any
) -> None:
    """An arrow from point to point; `head` scales its head, `style` as matplotlib's patches take it."""
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=head, shrinkA=0, shrinkB=0, **style
        )
    )


def label(axes: Axes, x: float, y: float, text: str, fontsize: float = 10, **style: Any) -> None:
    """Text around a point; `style` as matplotlib's texts take it."""
    axes.text(x, y, text, ha="center", va="center", fontsize=fontsize, **style)


def cell(
    axes: Axes,
    place: tuple[float, float],
    height: float,
    text: str,
    fontsize: float = 10,
    **style: Any,
) -> None:
    """One cell of a table, of width 1, with its text.

    Args:
        axes: to draw on.
        place: the corner with the smallest x and y.
        height: as y counts.
        text: stands in the middle.
        fontsize: in points.
        **style: of the rectangle, as matplotlib's patches take it.
    """
    axes.add_patch(Rectangle(place, 1, height, **style))
    label(axes, place[0] + 0.5, place[1] + height / 2, text, fontsize)
