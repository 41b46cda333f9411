"""The results of a sweep as one figure: where each setting started, and how far it got."""

import math
from collections.abc import Sequence

from matplotlib.lines import Line2D

from vgkit.experiments.sweep_row import SweepRow
from vgkit.figures.pictures import (
    ACCENT,
    BOUND,
    INK,
    LEVEL,
    Picture,
    new_figure,
    per_cent,
    picture,
    set_title,
    style_axes,
    write_plainly,
)
from vgkit.figures.sweeps.variation_tables import failure, summary
from vgkit.messages import say

GUESSING = 0.1  # accuracy, with ten classes
DECADES = 8  # the axis of ratios reaches from 1e-8 to 1e8; what lies outside stands at its edge
_RATIO = {"color": INK, "marker": "D", "markersize": 6, "linestyle": ""}
_OUTSIDE = {**_RATIO, "markerfacecolor": "white"}
_LAST = {"color": INK, "marker": "o", "markersize": 7, "linestyle": ""}
_BEST = {**_LAST, "marker": "|", "markersize": 11, "markeredgewidth": 2, "color": ACCENT}


def outcomes(rows: Sequence[SweepRow]) -> Picture:
    """One line for each setting, from the top down in the order of the rows.

    On the left the gradient norm of hidden 1 relative to the output layer's before training, on the
    right the validation accuracy of the last epoch and of the best.

    Args:
        rows: `SweepRow`s. One that failed has that written in its place.

    Returns:
        A `Picture`.
    """
    figure = new_figure(9.6, 0.27 * len(rows) + 1.7)
    start, end = figure.subplots(1, 2, sharey=True, width_ratios=(2, 3))
    for place, row in enumerate(rows):
        numbers = summary(row)
        if row.failed:
            end.text(0.12, place, failure(row), va="center", fontsize=9)
            continue
        ratio = numbers["gradient_ratio"]
        if ratio is None:
            start.text(1, place, say("no number"), va="center", fontsize=8)
        else:
            shown = min(max(ratio, 10.0**-DECADES), 10.0**DECADES)
            start.plot(shown, place, clip_on=False, **(_RATIO if shown == ratio else _OUTSIDE))
        last, best = numbers["val_accuracy"], numbers["best_val_accuracy"]
        end.plot([last, best], [place] * 2, color=LEVEL, linewidth=1.2)
        end.plot(last, place, **_LAST)
        end.plot(best, place, **_BEST)
    _finish(figure, start, end, rows)
    return picture(figure, _alt(rows))


def _finish(figure, start, end, rows):
    """Axes, titles and legend."""
    start.set_yticks(range(len(rows)), [row.name for row in rows], fontsize=9)
    write_plainly(start.get_yticklabels())
    start.set_ylim(len(rows) - 0.5, -0.5)
    for axes in (start, end):
        style_axes(axes, grid="both")
    start.set_xscale("log")
    start.set_xlim(10.0**-DECADES, 10.0**DECADES)
    start.set_xticks([10.0**decade for decade in range(-DECADES, DECADES + 1, 4)])
    start.axvline(1, color=BOUND, linewidth=1)
    start.set_xlabel(say("gradient norm, hidden 1 / output"))
    set_title(start, say("before training"))
    end.set_xlim(0, 1)
    end.axvline(GUESSING, color=BOUND, linewidth=1, linestyle=(0, (4, 3)))
    end.xaxis.set_major_formatter(per_cent)
    end.set_xlabel("validation accuracy")
    set_title(end, say("after training"))
    handles = {
        say("last epoch"): Line2D([], [], **_LAST),
        say("best epoch"): Line2D([], [], **_BEST),
        say("guessing"): Line2D([], [], color=BOUND, linestyle=(0, (4, 3))),
    }
    if any(_outside(summary(row)["gradient_ratio"]) for row in rows):
        label = say("beyond the axis")
        handles[label] = Line2D([], [], **_OUTSIDE)
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=4, frameon=False
    )


def _outside(ratio):
    return ratio is not None and (ratio == 0 or abs(math.log10(ratio)) > DECADES)


def _alt(rows):
    parts = []
    for row in rows:
        numbers = summary(row)
        if row.failed:
            said = failure(row)
        else:
            ratio = numbers["gradient_ratio"]
            before = say("no number") if ratio is None else f"{ratio:.1e}"
            last, best = (100 * numbers[name] for name in ("val_accuracy", "best_val_accuracy"))
            said = say(
                "{before}, last {last:.1f} %, best {best:.1f} %",
                before=before,
                last=last,
                best=best,
            )
        parts.append(f"{row['setting']['name']}: {said}")
    return say(
        "Dot plot, one line for each setting: gradient norm of hidden 1 relative to the "
        "output layer's before training; validation accuracy of the last epoch and of the "
        "best. "
    ) + (". ".join(parts) + ".")
