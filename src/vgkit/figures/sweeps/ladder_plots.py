"""The climb as a figure: every rung's test accuracy, beside what was published."""

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from vgkit.experiments import ladder
from vgkit.figures.pictures import (
    ACCENT,
    INK,
    Picture,
    new_figure,
    per_cent,
    picture,
    set_title,
    style_axes,
)
from vgkit.figures.sweeps import ladder_tables
from vgkit.messages import say

_BARS = {
    True: {"facecolor": INK},
    False: {"facecolor": "white", "edgecolor": INK, "hatch": "////"},
}
_POINT = {"color": INK, "marker": "o", "markersize": 8, "markeredgewidth": 1.6}
_PUBLISHED = {
    "color": ACCENT,
    "marker": "D",
    "markersize": 7,
    "markeredgecolor": "white",
    "linewidth": 2.4,
}
CLOSE = 0.8  # the right-hand panel begins here


def climb(climbed: ladder.Climb, noise: float) -> Picture:
    """The rungs from the bottom up, and those that learn well once more, enlarged.

    Args:
        climbed: a `ladder.Climb`.
        noise: how far test accuracies lie apart that differ by the seed only, 0 to 1.

    Returns:
        A `Picture`.
    """
    rungs = climbed.rungs
    figure = new_figure(9.6, 0.5 * len(rungs) + 1.9)
    whole, close = figure.subplots(1, 2, sharey=True, width_ratios=(3, 4))
    for place, rung in enumerate(rungs):
        value = ladder.accuracy(rung.row)
        text = ladder_tables.shown(rung.row, ladder.accuracy)
        if value is None:
            whole.text(0.02, place, text, va="center", fontsize=9)
        else:
            whole.barh(place, value, 0.62, **_BARS[rung.kept])
            whole.text(1.02, place, text, va="center", fontsize=9)
            face = INK if rung.kept else "white"
            close.errorbar(value, place, xerr=noise, mfc=face, capsize=3, **_POINT)
        if rung.step.published:
            whole.plot(rung.step.published, [place] * 2, **_PUBLISHED)
            close.plot(rung.step.published, [place - 0.22] * 2, **_PUBLISHED)
    _finish(figure, whole, close, rungs)
    return picture(figure, _alt(rungs, noise))


def _finish(figure, whole, close, rungs):
    """Axes, title and legend."""
    whole.set_yticks(range(len(rungs)), [rung.step.name for rung in rungs])
    whole.set_xlim(0, 1)
    best = max(filter(None, (ladder.accuracy(rung.row) for rung in rungs)), default=0)
    close.set_xlim(CLOSE, max(best, 0.89) + 0.02)
    for axes in (whole, close):
        style_axes(axes, grid="x")
        axes.xaxis.set_major_formatter(per_cent)
        axes.set_xlabel(say("test accuracy"))
    set_title(close, say("the upper end, enlarged"), 10)
    figure.suptitle(say("The ladder, from the bottom up"), fontsize=11)
    handles = {
        say("kept"): Patch(**_BARS[True]),
        say("dropped"): Patch(**_BARS[False]),
        say("ours ± range between seeds"): Line2D([], [], **_POINT),
        say("2022, about"): Line2D([], [], **_PUBLISHED),
    }
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=4, frameon=False
    )


def _alt(rungs, noise):
    parts = []
    for rung in rungs:
        measured = ladder_tables.shown(rung.row, ladder.accuracy)
        kept = say("kept") if rung.kept else say("dropped")
        old = ladder_tables.published(rung.step)
        parts.append(f"{rung.step.name}: {measured}, {kept}" + (f" (2022: {old})" if old else ""))
    return say(
        "Bar chart from the bottom up, test accuracy of each rung of the ladder, with "
        "that of 2022 in brackets, and the upper end once more with bars for the range "
        "between seeds, {noise:.1f} percentage points. ",
        noise=100 * noise,
    ) + (". ".join(parts) + ".")
