"""Networks of several depths, activations and initializations side by side, before and after training.

A *setting* here is `(convolutions, activation, initializer)`, such as `(13, "relu", "he_normal")`.
"""

from collections.abc import Mapping, Sequence

from matplotlib.patches import Rectangle

from vgkit.figures.pictures import (
    BOUND,
    INACTIVE,
    INK,
    SHADE,
    STYLES,
    Picture,
    legend_above,
    new_axes,
    new_figure,
    picture,
    set_title,
)
from vgkit.messages import say
from vgkit.training.records import Record

Setting = tuple[int, str, str]
LEARNT = 0.15  # validation accuracy, 0 to 1; guessing one of ten classes gives 0.1
SHORT_NAMES = {"glorot_uniform": "Glorot", "he_normal": "He", "relu": "ReLU"}


def pair_name(activation: str, initializer: str) -> str:
    """What people call an activation with an initialization, such as `"ReLU, He"`."""
    return ", ".join(SHORT_NAMES.get(name, name) for name in (activation, initializer))


def has_learnt(run: Record) -> bool:
    """Whether a run ends above `LEARNT`, clearly better than guessing."""
    return run.metrics["val_accuracy"][-1] > LEARNT


def gradients_of_pairs(norms: Mapping[Setting, Sequence[float]]) -> Picture:
    """Gradient norm of each kernel, one panel for each pair of activation and initialization.

    Args:
        norms: for each setting the L2 norms of the layers' gradients, first layer first, the hidden
            and the output layer behind the convolutions.

    Returns:
        A `Picture`.
    """
    pairs = list(dict.fromkeys(setting[1:] for setting in norms))
    depths = sorted({setting[0] for setting in norms})
    figure, panels = new_axes(width=2.4 * len(pairs) + 0.6, height=3.8, columns=len(pairs))
    panels = [panels] if len(pairs) == 1 else panels
    parts = []
    for axes, pair in zip(panels, pairs, strict=True):
        told = []
        for style, depth in zip(STYLES, depths, strict=False):
            if (each := norms.get((depth, *pair))) is None:
                continue
            label = say("{count} convolutions", count=depth)
            axes.plot(
                range(1, len(each) + 1), each, label=label, markersize=4, linewidth=1.6, **style
            )
            told.append(f"{depth}: {each[0]:.1e} → {each[-1]:.1e}")
        axes.set_yscale("log")
        axes.set_xlabel(say("layer, from the input"))
        set_title(axes, pair_name(*pair))
        parts.append(f"{pair_name(*pair)}: {', '.join(told)}")
    lowest = min(axes.get_ylim()[0] for axes in panels)
    highest = max(axes.get_ylim()[1] for axes in panels)
    for axes in panels:
        axes.set_ylim(lowest, highest)
        axes.label_outer()
    panels[0].set_ylabel(say("gradient norm (L2)"))
    legend_above(panels[0])
    opening = say(
        "Line charts, gradient norm of each layer's kernel before training, on a logarithmic axis, for "
        "each number of convolutions from the first layer to the last. "
    )
    return picture(figure, opening + "; ".join(parts) + ".")


def pair_table(norms: Mapping[Setting, Sequence[float]], runs: Mapping[Setting, Record]) -> Picture:
    """What was measured before training and what became of it, for each depth and each pair.

    Args:
        norms: as in `gradients_of_pairs`.
        runs: the runs of those settings that were trained.

    Returns:
        A `Picture`: a table with a row for each depth and a column for each pair. Networks that stayed
        at guessing stand on hatched grey, those that were not trained have no accuracy.
    """
    pairs = list(dict.fromkeys(setting[1:] for setting in norms))
    depths = sorted({setting[0] for setting in norms})
    figure = new_figure(2.1 * len(pairs) + 1.6, 0.72 * len(depths) + 1.1)
    axes = figure.subplots()
    parts = []
    for row, depth in enumerate(depths):
        told = []
        for column, pair in enumerate(pairs):
            setting = (depth, *pair)
            if setting in norms:
                told.append(_cell(axes, row, column, norms[setting][0], runs.get(setting)))
        parts.append(say("{count} convolutions", count=depth) + ": " + "; ".join(told))
    axes.set(xlim=(0, len(pairs)), ylim=(len(depths), 0))
    axes.set_xticks([c + 0.5 for c in range(len(pairs))], [pair_name(*pair) for pair in pairs])
    axes.set_yticks(
        [row + 0.5 for row in range(len(depths))],
        [say("{count} convolutions", count=depth) for depth in depths],
    )
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    axes.spines[:].set_visible(False)
    figure.supxlabel(
        say(
            "large: validation accuracy, last epoch; small: gradient norm of conv 1 before training; "
            "hatched: no better than guessing"
        ),
        fontsize=9,
    )
    columns = "; ".join(pair_name(*pair) for pair in pairs)
    opening = say(
        "Table, a row for each depth and a column for each pair ({columns}); gradient norm of conv 1 "
        "before training, validation accuracy of the last epoch. ",
        columns=columns,
    )
    return picture(figure, opening + ". ".join(parts) + ".")


def _cell(axes, row, column, norm, run):
    """Draw one cell of the table. Returns what it holds, in words."""
    failed = run is not None and not has_learnt(run)
    axes.add_patch(
        Rectangle(
            (column + 0.02, row + 0.04),
            0.96,
            0.92,
            facecolor=SHADE if failed else "white",
            edgecolor=INACTIVE if failed else INK if run else BOUND,
            hatch="////" if failed else None,
            linewidth=1.6 if run and not failed else 0.8,
            linestyle="-" if run else ":",
        )
    )
    accuracy = say("not trained") if run is None else f"{run.metrics['val_accuracy'][-1]:.1%}"
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.9, "pad": 1.5}
    place = {"ha": "center", "va": "center", "bbox": box}
    axes.text(
        column + 0.5,
        row + 0.36,
        accuracy,
        fontsize=9 if run is None else 13,
        color=BOUND if run is None else "black",
        fontweight="normal" if run is None or failed else "bold",
        **place,
    )
    axes.text(column + 0.5, row + 0.74, f"{norm:.1e}", fontsize=9, **place)
    return f"{norm:.1e}, {accuracy}"
