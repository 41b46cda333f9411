"""Runs epoch by epoch."""

import textwrap
from collections.abc import Mapping
from itertools import cycle

import numpy as np
from matplotlib import ticker

from vgkit.figures.pictures import STYLES, Picture, legend_above, new_axes, picture, set_title
from vgkit.messages import say
from vgkit.training.records import Record

_NOTE_WIDTH = 120  # characters in a line below the charts


def _curve_text(name, run):
    """What both curves of a run show, in words."""
    best = int(np.argmax(run.metrics["val_accuracy"]))
    return say(
        "{name}: validation loss {first_loss:.4f} at epoch 1, {last_loss:.4f} at epoch "
        "{epochs}; validation accuracy {last_accuracy:.4f} at epoch {epochs}, best "
        "{best_accuracy:.4f} at epoch {best_epoch}.",
        name=name,
        first_loss=run.at("val_loss", 1),
        last_loss=run.at("val_loss", run.epochs),
        epochs=run.epochs,
        last_accuracy=run.at("val_accuracy", run.epochs),
        best_accuracy=run.metrics["val_accuracy"][best],
        best_epoch=best + 1,
    )


def curves(runs: Mapping[str, Record]) -> Picture:
    """Loss and accuracy on the validation images, epoch by epoch.

    Args:
        runs: for each run its name and its `records.Record`.

    Returns:
        A `Picture`. Where a run was continued from a record, the figure says so.
    """
    figure, (left, right) = new_axes(width=9.0, columns=2)
    parts, notes = [], []
    for style, (name, run) in zip(cycle(STYLES), runs.items(), strict=False):
        epochs = np.arange(1, run.epochs + 1)
        style = {**style, "markevery": max(1, run.epochs // 8), "linewidth": 1.6, "label": name}
        left.plot(epochs, run.metrics["val_loss"], **style)
        right.plot(epochs, run.metrics["val_accuracy"], **style)
        parts.append(_curve_text(name, run))
        if run.live is not None:
            recorded = say(
                "epochs {first}–{epochs} from the record", first=run.live + 1, epochs=run.epochs
            )
            notes.append(f"{name}: {recorded}")
    for axes, title in ((left, "validation loss"), (right, "validation accuracy")):
        axes.set_xlabel("epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        set_title(axes, title)
        axes.set_ylim(bottom=0)
    right.set_ylim(0, 1)
    legend_above(left)
    if notes:
        figure.supxlabel("\n".join(textwrap.wrap("; ".join(notes), _NOTE_WIDTH)), fontsize=9)
    opening = say("Two line charts over the epochs, validation loss and validation accuracy. ")
    return picture(figure, opening + " ".join(parts))


def accuracies(runs: Mapping[str, Record]) -> Picture:
    """Validation accuracy of many short runs, epoch by epoch; the legend in the order of their ends.

    Args:
        runs: for each run its name and its `records.Record`.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(width=9.4, height=4.6)
    lines, handles = [], {}
    for style, (name, run) in zip(cycle(STYLES), runs.items(), strict=False):
        accuracy = run.metrics["val_accuracy"]
        epochs = range(1, run.epochs + 1)
        (handles[name],) = axes.plot(epochs, accuracy, linewidth=1.6, markersize=5, **style)
        lines.append(f"{name}: {accuracy[0]:.4f} → {accuracy[-1]:.4f}")
    axes.set_ylim(0, 1)
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    set_title(axes, "validation accuracy")
    ranked = sorted(runs, key=lambda name: -runs[name].metrics["val_accuracy"][-1])
    figure.legend(
        [handles[name] for name in ranked],
        ranked,
        loc="outside right center",
        frameon=False,
        handlelength=4,
    )
    opening = say("Line chart of validation accuracy over the epochs; first → last epoch. ")
    return picture(figure, opening + "; ".join(lines) + ".")
