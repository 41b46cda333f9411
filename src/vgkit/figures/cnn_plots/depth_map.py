"""The map of depth and initialization for convolutions: theory, and what was measured beside it."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from vgkit.diagnostics.mean_field import MeanField, mean_field
from vgkit.figures.cnn_plots.pairs import SHORT_NAMES, Setting, has_learnt
from vgkit.figures.map_plots.heat_map import COLOURS, DECADES
from vgkit.figures.pictures import AMBER, Picture, new_figure, picture, set_title
from vgkit.messages import say
from vgkit.training.records import Record

# Kernel stddev · √fan-in of an initialization, between layers with as many channels as filters.
GAINS = {"glorot_uniform": 1.0, "he_normal": float(np.sqrt(2))}
FALLEN = 1e-3  # of a signal: what counts as nearly gone
DEEPEST = 20
_FAN_IN = 9 * 64  # any will do: theory knows the gain only
_OUTLINE = [patheffects.withStroke(linewidth=2.5, foreground="white")]
_CASING = [patheffects.withStroke(linewidth=4.5, foreground="black")]
_CURVE = {"color": AMBER, "linewidth": 2.2}
_LINES = {"glorot_uniform": (0, (1, 1.5)), "he_normal": (0, (5, 2))}
_MARK = {"linestyle": "", "markersize": 8, "markeredgewidth": 1.6, "color": "black"}
_MARKS = {
    None: {"marker": "o", "markerfacecolor": "white"},
    True: {"marker": "o", "markerfacecolor": "black"},
    False: {"marker": "X", "markerfacecolor": "white"},
}


def depth_map(
    norms: Mapping[Setting, Sequence[float]], runs: Mapping[Setting, Record] | None = None
) -> Picture:
    """How much of the error signal reaches the first convolution: theory as a map, networks on it.

    The map holds the factor √χ₁^(depth − 1) of mean-field theory, which for convolutions with many
    filters is that of dense layers with the same fan-in (Xiao et al., 2018), as labelled lines over
    shades that grow darker from 1 towards both ends. The thick curve is where 1/1000 is left
    (Schoenholz et al., 2017). Beside each network stands the gradient norm of its first convolution.

    Args:
        norms: for each setting the L2 norms of the layers' gradients before training, first layer
            first.
        runs: the runs of those that were trained; None before any training.

    Returns:
        A `Picture`, one panel for each activation.
    """
    activations = list(dict.fromkeys(activation for _, activation, _ in norms))
    figure = new_figure(0.6 + 4.4 * len(activations), 5.0)
    panels = figure.subplots(1, len(activations), sharey=True, squeeze=False)[0]
    parts = []
    for axes, activation in zip(panels, activations, strict=True):
        _theory(axes, activation)
        parts.append(_networks(axes, activation, norms, runs or {}))
    panels[0].set_ylabel(say("number of convolutions"))
    figure.legend(handles=_legend(runs), loc="outside lower center", ncols=3, fontsize=9)
    opening = say(
        "Maps over kernel stddev times the root of the fan-in and over the number of convolutions, "
        "with the share of the error signal that reaches the first of them by mean-field theory. "
    )
    return picture(figure, opening + " ".join(parts))


def _expected(activation: str, gains: Sequence[float]) -> MeanField:
    return mean_field(activation, np.asarray(gains) / np.sqrt(_FAN_IN), _FAN_IN)


def _theory(axes: Axes, activation: str) -> None:
    gains, depths = np.geomspace(0.5, 4, 81), np.linspace(1, DEEPEST, 96)
    expected = _expected(activation, gains)
    logs = np.outer(depths - 1, np.log10(expected.signal_factor))
    axes.pcolormesh(gains, depths, logs, cmap=COLOURS, vmin=-2 * DECADES, vmax=2 * DECADES)
    # The thick curve stands for 1e-3.
    drawn = [-18, -15, -12, -9, -6, 0, 3, 6]
    levels = [level for level in drawn if logs.min() < level < logs.max()]
    widths = [1.6 if level == 0 else 0.7 for level in levels]
    lines = axes.contour(
        gains, depths, logs, levels, colors="black", linestyles="solid", linewidths=widths
    )
    for label in axes.clabel(lines, fmt=lambda level: f"$10^{{{level:.0f}}}$", fontsize=8):
        label.set_path_effects(_OUTLINE)
    axes.plot(gains, expected.depth_to(FALLEN), path_effects=_CASING, **_CURVE)
    for name, dash in _LINES.items():
        axes.axvline(GAINS[name], color="black", linewidth=1.3, linestyle=dash)
    axes.set(xscale="log", xlim=(gains[0], gains[-1]), ylim=(1, DEEPEST))
    axes.set_xticks([0.5, 1, 2, 4], ["0.5", "1", "2", "4"])
    axes.set_xticks([], minor=True)
    axes.set_yticks([2, 6, 10, 13, 18])
    axes.set_xlabel(say("kernel stddev · √fan-in"))
    set_title(axes, SHORT_NAMES.get(activation, activation))


def _networks(axes, activation, norms, runs):
    """Marks of one activation's networks with what was measured. Returns all of it in words."""
    told = {}
    for setting, each in norms.items():
        depth, own, initializer = setting
        if own != activation:
            continue
        run = runs.get(setting)
        mark = _MARKS[None if run is None else has_learnt(run)]
        gain = GAINS[initializer]
        axes.plot(gain, depth, zorder=5, **_MARK, **mark)
        left = initializer == "glorot_uniform"
        axes.annotate(
            f"{each[0]:.1e}",
            (gain, depth),
            xytext=(-9 if left else 9, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=9,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.9, "pad": 0.8},
            zorder=4,
        )
        told.setdefault(initializer, []).append(f"{depth}: {each[0]:.1e}" + _outcome(run))
    name, texts = SHORT_NAMES.get(activation, activation), []
    for initializer, found in told.items():
        (reach,) = _expected(activation, [GAINS[initializer]]).depth_to(FALLEN)
        theory = (
            say("theory: 1/1000 of the signal is left at {depth:.1f} convolutions", depth=reach)
            if np.isfinite(reach)
            else say("theory: the signal stays as it is")
        )
        measured = say("measured at conv 1, {norms}", norms=", ".join(found))
        texts.append(f"{SHORT_NAMES[initializer]}: {theory}; {measured}")
    return f"{name}. " + ". ".join(texts) + "."


def _outcome(run):
    if run is None:
        return ""
    return " " + (say("(learnt)") if has_learnt(run) else say("(did not learn)"))


def _legend(runs):
    handles = [
        Line2D([], [], color="black", linestyle=dash, label=SHORT_NAMES[name])
        for name, dash in _LINES.items()
    ]
    label = say("theory: 1/1000 of the signal is left")
    handles.append(Line2D([], [], path_effects=_CASING, label=label, **_CURVE))
    names = {
        None: say("network, with its gradient norm at conv 1"),
        True: say("network that learnt"),
        False: say("network that did not learn"),
    }
    for outcome in _MARKS if runs else (None,):
        handles.append(Line2D([], [], label=names[outcome], **_MARK, **_MARKS[outcome]))
    return handles
