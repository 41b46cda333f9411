"""The map of gradients over stddev and depth, with theory drawn over it, and how well they agree."""

from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps, patheffects
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from vgkit.course import EXERCISES
from vgkit.diagnostics import gradient_map as maps
from vgkit.errors import VgkitError
from vgkit.figures.pictures import STYLES, new_axes, picture
from vgkit.messages import say
from vgkit.networks import description

COURSE = ("baseline_3", "baseline_5", "baseline_7", "1a", "1b", "2", "3", "4a", "4b", "5")
DECADES = 8  # colours and contour lines reach from 1e-8 to 1e8
FALLEN = 1e-3
# Both ends cut off: black lines and labels must show on them.
_COLOURS = ListedColormap(colormaps["RdBu_r"](np.linspace(0.13, 0.87, 256)))
_LOST = {"hatch": "....", "facecolor": "none", "edgecolor": "white"}
_NO_NUMBER = {"hatch": "xxxx", "facecolor": "#eeeeee", "edgecolor": "#777777"}
_CURVE = {"color": "#e0a000", "linewidth": 2, "linestyle": "-"}
_MARK = {"color": "black", "marker": "o", "mfc": "white", "ms": 6, "mew": 1.5, "linestyle": ""}
_OUTLINE = [patheffects.withStroke(linewidth=2.5, foreground="white")]
_CASING = [patheffects.withStroke(linewidth=4, foreground="black")]
_LINES = ((0, (1, 1.5)), (0, (5, 2)))


@dataclass(frozen=True)
class Mark:
    """A place on the map.

    Attributes:
        label: the exercises that start there; in brackets those whose network is not plain.
        activation: Keras name.
        stddev: of the hidden kernels.
        depth: number of hidden layers.
    """

    label: str
    activation: str
    stddev: float
    depth: int


def course_marks(exercises=COURSE):
    """Where the course's networks start, read from the networks themselves.

    Args:
        exercises: ids in `course.EXERCISES`.

    Returns:
        A list of `Mark`s, one for each place.
    """
    places = {}
    for name in exercises:
        *hidden, _ = description.describe(EXERCISES[name].build())[0]
        first = hidden[0]
        place = first.activation, dict(first.initializer[1:])["stddev"], len(hidden)
        plain = all(
            not layer.through and layer.sources == (number,) for number, layer in enumerate(hidden)
        )
        label = "0" if name.startswith("baseline") else name
        places.setdefault(place, ([], []))[not plain].append(label)
    return [Mark(_label(*names), *place) for place, names in places.items()]


def _label(plain, others):
    bracket = [f"({', '.join(others)})"] if others else []
    return " ".join([", ".join(plain)] * bool(plain) + bracket)


def _edges(centres):
    """Borders of cells around these centres, one more than there are centres."""
    middle = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - middle[0]], middle, [2 * centres[-1] - middle[-1]]])


def _lines():
    """The recommended stddevs, those that agree under one name."""
    lines = {}
    for name, stddev in maps.RECOMMENDED.items():
        lines.setdefault(stddev, []).append(name)
    return [(" = ".join(names), stddev) for stddev, names in lines.items()]


def _hatch(axes, borders, where, facecolor, **style):
    if where.any():
        cells = np.ma.masked_where(~where, where).T
        axes.pcolor(*borders, cells, cmap=ListedColormap([facecolor]), linewidth=0, **style)


def _panel(axes, values, stddevs, depths, activation, marks):
    """One activation's map. Returns what the colour bar needs."""
    borders = 10 ** _edges(np.log10(stddevs)), _edges(depths.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values)
    # A little beyond the end, so that the last contour line is drawn.
    shown = np.ma.masked_invalid(np.clip(logs, -DECADES - 0.5, DECADES + 0.5)).T
    mesh = axes.pcolormesh(*borders, shown, cmap=_COLOURS, vmin=-DECADES, vmax=DECADES)
    levels = np.arange(-DECADES, DECADES + 1, 2)
    levels = levels[(levels > shown.min()) & (levels < shown.max())] if shown.count() else []
    if len(levels):
        widths = np.where(levels == 0, 1.6, 0.7)
        lines = axes.contour(
            stddevs, depths, shown, levels, colors="black", linestyles="solid", linewidths=widths
        )
        labels = axes.clabel(lines, fmt=lambda level: f"$10^{{{level:.0f}}}$", fontsize=8)
        for label in labels:
            label.set_path_effects(_OUTLINE)
    _hatch(axes, borders, values == 0, **_LOST)
    _hatch(axes, borders, ~np.isfinite(values), **_NO_NUMBER)
    for (_, stddev), dash in zip(_lines(), _LINES, strict=True):
        axes.axvline(stddev, color="black", linewidth=1.3, linestyle=dash)
    fine = np.geomspace(stddevs[0], stddevs[-1], 200)
    theory = maps.mean_field(activation, fine)
    for factor in (FALLEN, 1 / FALLEN):
        axes.plot(fine, theory.depth_to(factor), path_effects=_CASING, **_CURVE)
    for mark in marks:
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
    axes.set_xscale("log")
    axes.set_xlim(borders[0][0], borders[0][-1])
    axes.set_ylim(borders[1][0], borders[1][-1])
    axes.set_title(activation, loc="left", fontsize=11)
    axes.set_xlabel(say("stddev of the hidden kernels"))
    return mesh


def _runs(numbers):
    """Integers as a person would list them: 1–3, 5."""
    parts, numbers = [], sorted(numbers)
    for index, number in enumerate(numbers):
        if index and number == numbers[index - 1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in parts)


def _row_text(values, stddev, depths, reach, chaotic):
    """What a row of the map shows, in words.

    Not where theory expects rounding errors to grow a thousandfold: the description is compared to
    the letter with that of another machine.
    """
    fallen, grown = reach
    if chaotic and grown <= depths[-1]:
        return say(
            "stddev {stddev:.3g}: theory: the signal grows to 1000 times at depth "
            "{grown:.1f}, and rounding errors with it",
            stddev=stddev,
            grown=grown,
        )
    near = depths[(values >= 0.1) & (values <= 10)]
    between = say("within 1/10 to 10 at ") + (
        say("depths {depths}", depths=_runs(near)) if near.size else say("no depth")
    )
    ends = say(
        "{first:.2g} at depth {shallowest}, {last:.2g} at depth {deepest}",
        first=values[0],
        shallowest=depths[0],
        last=values[-1],
        deepest=depths[-1],
    )
    if fallen <= depths[-1]:
        theory = say("theory: the signal falls to 1/1000 at depth {fallen:.1f}", fallen=fallen)
    elif grown <= depths[-1]:
        theory = say("theory: the signal grows to 1000 times at depth {grown:.1f}", grown=grown)
    else:
        theory = say("theory: the signal neither falls to 1/1000 nor grows to 1000 times")
    return f"stddev {stddev:.3g}: {between}; {ends}; {theory}"


def _panel_text(values, stddevs, depths, activation, marks):
    asked = [mark.stddev for mark in marks] + list(maps.RECOMMENDED.values())
    rows = sorted({int(np.argmin(abs(np.log(stddevs / stddev)))) for stddev in asked})
    theory = maps.mean_field(activation, stddevs[rows])
    reach = zip(theory.depth_to(FALLEN), theory.depth_to(1 / FALLEN), strict=True)
    texts = [
        _row_text(values[row], stddevs[row], depths, *each)
        for row, *each in zip(rows, reach, theory.chaotic, strict=True)
    ]
    lost, no_number = int(np.sum(values == 0)), int(np.sum(~np.isfinite(values)))
    return (
        f"{activation}: "
        + ". ".join(texts)
        + say(
            ". Of {total} networks {lost} give exactly 0 and {no_number} no number.",
            total=values.size,
            lost=lost,
            no_number=no_number,
        )
    )


def gradient_map(values, stddevs, depths, marks=(), quantity="ratio"):
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
    title = titles[quantity]
    stddevs, depths = np.asarray(stddevs), np.asarray(list(depths))
    figure = Figure(figsize=(max(6.6, 1.2 + 3.4 * len(values)), 5), layout="constrained")
    row = figure.subplots(1, len(values), sharey=True, squeeze=False)[0]
    parts = []
    for axes, (activation, array) in zip(row, values.items(), strict=True):
        here = [mark for mark in marks if mark.activation == activation]
        mesh = _panel(axes, array, stddevs, depths, activation, here)
        parts.append(_panel_text(array, stddevs, depths, activation, here))
    row[0].set_ylabel(say("depth (hidden layers)"))
    bar = figure.colorbar(mesh, ax=list(row), extend="both", label=title)
    ticks = range(-DECADES, DECADES + 1, 2)
    bar.set_ticks(list(ticks), labels=[f"$10^{{{tick}}}$" for tick in ticks])
    columns = 2 if len(values) == 1 else 3
    handles = _legend(values, marks)
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, fontsize=9)
    return picture(
        figure,
        say("Heat maps over the stddev of the hidden kernels and the depth: {title}. ", title=title)
        + " ".join(parts),
    )


def _legend(values, marks):
    handles = [
        Line2D([], [], color="black", linewidth=1.3, linestyle=dash, label=f"{name} ({stddev:.3f})")
        for (name, stddev), dash in zip(_lines(), _LINES, strict=True)
    ]
    label = say("theory: signal 1/1000 or × 1000")
    handles.append(Line2D([], [], path_effects=_CASING, label=label, **_CURVE))
    if any(mark.activation in values for mark in marks):
        label = say("exercises of the course")
        handles.append(Line2D([], [], label=label, **_MARK))
    if any(np.any(array == 0) for array in values.values()):
        label = say("exactly 0 in float32")
        handles.append(Patch(**{**_LOST, "facecolor": _COLOURS(0.0)}, label=label))
    if not all(np.isfinite(array).all() for array in values.values()):
        label = say("no number: overflow or 0/0")
        handles.append(Patch(**_NO_NUMBER, label=label))
    return handles


def layer_factors(measured, stddevs):
    """By what each layer multiplies the gradient of hidden 1, measured and by theory.

    Lines: √χ₁ of mean-field theory (Schoenholz et al., 2017). Markers: what was measured.

    Args:
        measured: for each activation an array `(len(stddevs),)` of `maps.factor_per_layer`.
        stddevs: ascending.

    Returns:
        A `Picture`.
    """
    stddevs = np.asarray(stddevs)
    figure, axes = new_axes(height=4.0)
    fine = np.geomspace(stddevs[0], stddevs[-1], 200)
    parts = []
    for style, (activation, factors) in zip(STYLES, measured.items(), strict=False):
        line = {"color": style["color"], "linestyle": style["linestyle"]}
        axes.plot(fine, maps.mean_field(activation, fine).signal_factor, linewidth=1.5, **line)
        axes.plot(
            stddevs, factors, style["marker"], color=style["color"], mfc="none", label=activation
        )
        theory = maps.mean_field(activation, stddevs)
        parts.append(_factors_text(activation, factors, stddevs, theory))
    axes.axhline(1, color="#888888", linewidth=1)
    axes.set(xscale="log", yscale="log")
    axes.set_xlabel(say("stddev of the hidden kernels"))
    axes.set_ylabel(say("factor per layer"))
    axes.set_title(
        say("What one more layer does to the gradient of hidden 1 (lines: theory)"),
        loc="left",
        fontsize=11,
    )
    axes.legend(frameon=False)
    return picture(
        figure,
        say(
            "Chart with logarithmic axes: factor by which one more layer multiplies the gradient "
            "norm of hidden 1, over the stddev, theory as lines and measurement as markers. "
        )
        + " ".join(parts),
    )


def _factors_text(activation, factors, stddevs, theory):
    known = np.isfinite(factors)
    told = np.flatnonzero(known & ~theory.chaotic)
    expected = theory.signal_factor
    text = say(
        "{activation}: measured at {known} of {total} stddevs",
        activation=activation,
        known=known.sum(),
        total=stddevs.size,
    )
    if told.size:
        off = abs(factors[told] / expected[told] - 1)
        worst = told[off.argmax()]
        text += say(
            "; of the {told} where rounding errors do not grow, half lie within "
            "{median:.1%} of theory; farthest from it at stddev {stddev:.3g}, where "
            "{measured:.3g} was measured and theory says {theory:.3g}",
            told=told.size,
            median=np.median(off),
            stddev=stddevs[worst],
            measured=factors[worst],
            theory=expected[worst],
        )
    return text + "."
