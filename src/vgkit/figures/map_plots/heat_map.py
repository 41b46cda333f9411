"""The map of gradients over stddev and depth, with theory drawn over it."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import colormaps, patheffects
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from vgkit.diagnostics.mean_field import RECOMMENDED, mean_field
from vgkit.errors import VgkitError
from vgkit.figures.map_plots import descriptions
from vgkit.figures.map_plots.marks import Mark
from vgkit.figures.pictures import (
    AMBER,
    INACTIVE,
    SHADE,
    Picture,
    new_figure,
    picture,
    set_title,
)
from vgkit.messages import say

DECADES = 8  # colours and contour lines reach from 1e-8 to 1e8
# Both ends cut off: black lines and labels must show on them.
COLOURS = ListedColormap(colormaps["RdBu_r"](np.linspace(0.13, 0.87, 256)))
_LOST = {"hatch": "....", "facecolor": "none", "edgecolor": "white"}
_NO_NUMBER = {"hatch": "xxxx", "facecolor": SHADE, "edgecolor": INACTIVE}
_CURVE = {"color": AMBER, "linewidth": 2, "linestyle": "-"}
_MARK = {"color": "black", "marker": "o", "mfc": "white", "ms": 6, "mew": 1.5, "linestyle": ""}
_OUTLINE = [patheffects.withStroke(linewidth=2.5, foreground="white")]
_CASING = [patheffects.withStroke(linewidth=4, foreground="black")]
_DASHES = ((0, (1, 1.5)), (0, (5, 2)))


def _recommended():
    """The recommended stddevs with their lines' styles, those that agree under one name."""
    names = {}
    for name, stddev in RECOMMENDED.items():
        names.setdefault(stddev, []).append(name)
    return [
        (" = ".join(each), stddev, {"color": "black", "linewidth": 1.3, "linestyle": dash})
        for (stddev, each), dash in zip(names.items(), _DASHES, strict=True)
    ]


def gradient_map(
    values: Mapping[str, np.ndarray],
    stddevs: Sequence[float],
    depths: Sequence[int],
    marks: Sequence[Mark] = (),
    quantity: str = "ratio",
) -> Picture:
    """Heat map over stddev and depth, one panel for each activation, theory drawn over it.

    Colour and labelled contour lines give the power of ten; cells that are exactly 0 and cells
    without a number are hatched. The vertical lines are the stddevs of `maps.RECOMMENDED`. The curve
    is where mean-field theory expects the error signal at hidden 1 to be 1/1000 of the one at the
    last hidden layer, or 1000 times that (Schoenholz et al., 2017; `maps.MeanField.depth_to`).

    Args:
        values: for each activation its array `(len(stddevs), len(depths))`, from
            `maps.gradient_ratios` or `maps.gradient_norms`.
        stddevs: ascending, at least two.
        depths: ascending integers, at least two.
        marks: `Mark`s; each is drawn on the panel of its activation.
        quantity: `"ratio"` if the values are ratios, `"first"` if they are norms of hidden 1.

    Returns:
        A `Picture`.

    Raises:
        VgkitError: `quantity` is neither.
    """
    title = _title(quantity)
    stddevs, depths = np.asarray(stddevs), np.asarray(list(depths))
    figure = new_figure(max(6.6, 1.2 + 3.4 * len(values)), 5)
    row = figure.subplots(1, len(values), sharey=True, squeeze=False)[0]
    parts = []
    for axes, (activation, array) in zip(row, values.items(), strict=True):
        here = [mark for mark in marks if mark.activation == activation]
        mesh = _panel(axes, array, stddevs, depths, activation, here)
        parts.append(descriptions.panel(array, stddevs, depths, activation, here))
    row[0].set_ylabel(say("depth (hidden layers)"))
    bar = figure.colorbar(mesh, ax=list(row), extend="both", label=title)
    ticks = range(-DECADES, DECADES + 1, 2)
    bar.set_ticks(list(ticks), labels=[f"$10^{{{tick}}}$" for tick in ticks])
    columns = 2 if len(values) == 1 else 3
    handles = _legend(values, marks)
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, fontsize=9)
    opening = say(
        "Heat maps over the stddev of the hidden kernels and the depth: {title}. ", title=title
    )
    return picture(figure, opening + " ".join(parts))


def _title(quantity):
    titles = {
        "ratio": say("gradient norm, hidden 1 / output"),
        "first": say("gradient norm of hidden 1"),
    }
    if quantity not in titles:
        known = ", ".join(map(repr, titles))
        raise VgkitError(
            say(
                "The map shows one of {known}. Received: {quantity!r}.",
                known=known,
                quantity=quantity,
            )
        )
    return titles[quantity]


def _panel(axes, values, stddevs, depths, activation, marks):
    """One activation's map. Returns what the colour bar needs."""
    borders = 10 ** _edges(np.log10(stddevs)), _edges(depths.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values)
    # A little beyond the end, so that the last contour line is drawn.
    shown = np.ma.masked_invalid(np.clip(logs, -DECADES - 0.5, DECADES + 0.5)).T
    mesh = axes.pcolormesh(*borders, shown, cmap=COLOURS, vmin=-DECADES, vmax=DECADES)
    _contours(axes, stddevs, depths, shown)
    _hatch(axes, borders, values == 0, **_LOST)
    _hatch(axes, borders, ~np.isfinite(values), **_NO_NUMBER)
    for _, stddev, style in _recommended():
        axes.axvline(stddev, **style)
    fine = np.geomspace(stddevs[0], stddevs[-1], 200)
    theory = mean_field(activation, fine)
    for factor in (descriptions.FALLEN, 1 / descriptions.FALLEN):
        axes.plot(fine, theory.depth_to(factor), path_effects=_CASING, **_CURVE)
    for mark in marks:
        _draw_mark(axes, mark, stddevs)
    axes.set_xscale("log")
    axes.set_xlim(borders[0][0], borders[0][-1])
    axes.set_ylim(borders[1][0], borders[1][-1])
    set_title(axes, activation)
    axes.set_xlabel(say("stddev of the hidden kernels"))
    return mesh


def _edges(centres):
    """Borders of cells around these centres, one more than there are centres."""
    middle = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - middle[0]], middle, [2 * centres[-1] - middle[-1]]])


def _contours(axes, stddevs, depths, shown):
    """A line with its label for every second power of ten, the one at 1 thicker."""
    levels = np.arange(-DECADES, DECADES + 1, 2)
    levels = levels[(levels > shown.min()) & (levels < shown.max())] if shown.count() else []
    if not len(levels):
        return
    widths = np.where(levels == 0, 1.6, 0.7)
    lines = axes.contour(
        stddevs, depths, shown, levels, colors="black", linestyles="solid", linewidths=widths
    )
    for label in axes.clabel(lines, fmt=lambda level: f"$10^{{{level:.0f}}}$", fontsize=8):
        label.set_path_effects(_OUTLINE)


def _hatch(axes, borders, where, facecolor, **style):
    if where.any():
        cells = np.ma.masked_where(~where, where).T
        axes.pcolor(*borders, cells, cmap=ListedColormap([facecolor]), linewidth=0, **style)


def _draw_mark(axes, mark, stddevs):
    """A mark with its label beside it, on the side where there is room."""
    axes.plot(mark.stddev, mark.depth, zorder=5, **_MARK)
    right = np.log(mark.stddev / stddevs[0]) > 0.75 * np.log(stddevs[-1] / stddevs[0])
    axes.annotate(
        mark.label,
        (mark.stddev, mark.depth),
        xytext=(-6 if right else 6, -2),
        textcoords="offset points",
        ha="right" if right else "left",
        va="center",
        fontsize=9,
        fontweight="bold",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.6},
        zorder=4,
    )


def _legend(values, marks):
    handles = [
        Line2D([], [], label=f"{name} ({stddev:.3f})", **style)
        for name, stddev, style in _recommended()
    ]
    label = say("theory: signal 1/1000 or × 1000")
    handles.append(Line2D([], [], path_effects=_CASING, label=label, **_CURVE))
    if any(mark.activation in values for mark in marks):
        label = say("exercises of the course")
        handles.append(Line2D([], [], label=label, **_MARK))
    if any(np.any(array == 0) for array in values.values()):
        label = say("exactly 0 in float32")
        handles.append(Patch(**{**_LOST, "facecolor": COLOURS(0.0)}, label=label))
    if not all(np.isfinite(array).all() for array in values.values()):
        label = say("no number: overflow or 0/0")
        handles.append(Patch(**_NO_NUMBER, label=label))
    return handles
