"""Figures of measured numbers: gradient norms, weight changes, curves."""

from itertools import cycle

import numpy as np
from matplotlib import ticker
from matplotlib.figure import Figure

from vgkit.figures.pictures import HATCHES, STYLES, new_axes, picture
from vgkit.messages import say


def _number(value):
    """Three significant digits, as a person would write them."""
    return f"{value:.3g}"


def _label_norms(axes):
    """Axis label, title and legend of a chart of gradient norms."""
    axes.set_ylabel(say("gradient norm (L2)"))
    axes.set_title(
        say("Gradient norm of each layer's kernel"),
        loc="left",
        fontsize=11,
    )
    _legend(axes)


def _legend(axes):
    """Above the chart, where it cannot lie across a line."""
    handles, labels = axes.get_legend_handles_labels()
    axes.figure.legend(
        handles, labels, loc="outside upper center", ncols=min(5, len(labels)), frameon=False
    )


def gradient_norms(layers, snapshots):
    """Gradient norm of each kernel, layer by layer, on a logarithmic axis.

    Args:
        layers: names of the layers, first one first.
        snapshots: for each network its name and a dict of `gradients.measure`.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes()
    parts = []
    for style, (name, snapshot) in zip(cycle(STYLES), snapshots.items(), strict=False):
        norms = snapshot["gradient_norm"]
        axes.plot(range(len(layers)), norms, label=name, linewidth=1.8, **style)
        parts.append(
            f"{name}: "
            + ", ".join(
                f"{layer} {_number(norm)}" for layer, norm in zip(layers, norms, strict=True)
            )
        )
    axes.set_yscale("log")
    axes.set_xticks(range(len(layers)), layers)
    _label_norms(axes)
    return picture(
        figure,
        say("Line chart, gradient norm of each layer's kernel on a logarithmic axis. ")
        + ". ".join(parts)
        + ".",
    )


def weight_change(layers, snapshots):
    """How far training moved each kernel, relative to its start, on a logarithmic axis.

    Args and result as in `gradient_norms`.
    """
    figure, axes = new_axes()
    parts, width = [], 0.8 / len(snapshots)
    moved = [c for s in snapshots.values() for c in s["weight_change"] if c > 0]
    # From one power of ten to another; a little more, so that the smallest bar is seen.
    floor, top = 10 ** np.floor(np.log10(min(moved) / 1.2)), 10 ** np.ceil(np.log10(max(moved)))
    for index, (name, snapshot) in enumerate(snapshots.items()):
        change = np.array(snapshot["weight_change"])
        x = np.arange(len(layers)) + (index - (len(snapshots) - 1) / 2) * width
        axes.bar(
            x,
            change - floor,
            width * 0.92,
            bottom=floor,
            label=name,
            edgecolor="white",
            color=STYLES[index % len(STYLES)]["color"],
            hatch=HATCHES[index % len(HATCHES)],
        )
        parts.append(
            f"{name}: "
            + ", ".join(f"{layer} {value:.2%}" for layer, value in zip(layers, change, strict=True))
        )
    axes.set_yscale("log")
    axes.set_ylim(floor, top)
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    axes.yaxis.set_minor_formatter(ticker.NullFormatter())
    axes.set_xticks(range(len(layers)), layers)
    axes.set_ylabel(say("change of the kernel"))
    axes.set_title(
        say("How far training moved each kernel, relative to its initial norm"),
        loc="left",
        fontsize=11,
    )
    figure.legend(loc="outside lower center", ncols=min(4, len(snapshots)), frameon=False)
    return picture(
        figure,
        say(
            "Bar chart, change of each layer's kernel through training, relative to its initial "
            "norm, on a logarithmic axis. "
        )
        + ". ".join(parts)
        + ".",
    )


def curves(runs):
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
        best = int(np.argmax(run.metrics["val_accuracy"]))
        parts.append(
            say(
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
        )
        if run.live is not None:
            notes.append(
                f"{name}: "
                + say(
                    "epochs {first}–{epochs} from the record", first=run.live + 1, epochs=run.epochs
                )
            )
    for axes, title in ((left, "validation loss"), (right, "validation accuracy")):
        axes.set_xlabel("epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set_title(title, loc="left", fontsize=11)
        axes.set_ylim(bottom=0)
    right.set_ylim(0, 1)
    _legend(left)
    if notes:
        figure.supxlabel("; ".join(notes), fontsize=9)
    return picture(
        figure,
        say("Two line charts over the epochs, validation loss and validation accuracy. ")
        + " ".join(parts),
    )


def stage_curves(runs):
    """Loss and accuracy on the validation images of trainings that follow one another.

    All stand on one epoch axis. A training in which some layers were frozen, that is, did not
    change at all, is drawn dashed.

    Args:
        runs: a list of `records.Record`s, as `stages.train_in_stages` gives it.

    Returns:
        A `Picture`. Where a run was continued from a record, the figure says so.
    """
    figure, (left, right) = new_axes(width=9.0, columns=2)
    labels = {
        False: say("all layers trained"),
        True: say("earlier layers frozen"),
    }
    parts, seen, start = [], set(), 0
    for number, run in enumerate(runs, start=1):
        epochs = start + np.arange(1, run.epochs + 1)
        last = run.diagnostics["epochs"][-1]
        frozen = last > 0 and 0.0 in run.snapshot(last)["weight_change"]
        # Markers would hide that each training is a curve of its own; one stands at its end.
        style = {**STYLES[frozen], "markevery": [-1], "markersize": 5, "linewidth": 1.6}
        for axes, metric in ((left, "val_loss"), (right, "val_accuracy")):
            label = None if frozen in seen else labels[frozen]
            axes.plot(epochs, run.metrics[metric], label=label, **style)
            if start:
                axes.axvline(start + 0.5, color="#bbbbbb", linewidth=0.8, zorder=0)
            axes.annotate(
                str(number),
                (start + run.epochs / 2, 1),
                xycoords=("data", "axes fraction"),
                ha="center",
                va="bottom",
                fontsize=9,
            )
        seen.add(frozen)
        parts.append(
            say(
                "Training {number}, {label}, epochs {start} to {last}: validation loss "
                "{first_loss:.4f} after its first epoch, {last_loss:.4f} after its last; "
                "validation accuracy {first_accuracy:.4f} and {last_accuracy:.4f}.",
                number=number,
                label=labels[frozen],
                start=start + 1,
                last=epochs[-1],
                first_loss=run.at("val_loss", 1),
                last_loss=run.at("val_loss", run.epochs),
                first_accuracy=run.at("val_accuracy", 1),
                last_accuracy=run.at("val_accuracy", run.epochs),
            )
        )
        start = int(epochs[-1])
    for axes, title in ((left, "validation loss"), (right, "validation accuracy")):
        axes.set_xlabel(say("epoch, all trainings together"))
        axes.set_title(title, loc="left", fontsize=11, pad=16)
        axes.set_ylim(bottom=0)
    right.set_ylim(0, 1)
    _legend(right)
    if any(run.live is not None for run in runs):
        live = sum(run.live or 0 for run in runs)
        figure.supxlabel(
            say("epochs {first}–{start} from the record", first=live + 1, start=start),
            fontsize=9,
        )
    return picture(
        figure,
        say(
            "Two line charts, validation loss and validation accuracy of trainings that follow "
            "one another, over their epochs. "
        )
        + " ".join(parts),
    )


def spread_strip(question, what, values, options, own=None):
    """Where runs that differ by rounding alone lie, beside the published options of a question.

    Args:
        question: its id, such as `"Q1"`.
        what: is asked for, such as `"loss, epoch 300"`.
        values: what the kit's runs measured, the reference first.
        options: the four published options, as text.
        own: what this session's own run measured, or None.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes(height=2.2)
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.set_ylim(-1, 1.6)
    published = [float(option) for option in options]
    axes.vlines(published, -0.3, 0.9, color="#555555", linewidth=1)
    letters = f"A–D: {options[0]}–{options[-1]}"
    axes.text(float(np.mean(published)), 1.05, letters, ha="center", fontsize=9)
    replicas = say("runs differing by rounding")
    axes.plot(values[1:], [0] * (len(values) - 1), "o", color="#c8553d", mfc="none", label=replicas)
    reference = say("the kit's run")
    axes.plot(values[:1], [0], "D", color="#12355b", label=reference)
    if own is not None:
        yours = say("your run")
        axes.plot([own], [-0.45], "^", color="#588157", label=yours)
    figure.legend(frameon=False, ncols=3, loc="outside lower center", fontsize=9)
    axes.set_title(f"{question} · {what}", loc="left", fontsize=11)
    axes.ticklabel_format(useOffset=False)
    shown = ", ".join(f"{value:.4f}" for value in values)
    width = max(values) - min(values)
    text = say(
        "{question}, {what}: the published options run from {first} to {last}. Runs that "
        "differ by rounding alone gave {shown}; they lie up to {width:.2g} apart.",
        question=question,
        what=what,
        first=options[0],
        last=options[-1],
        shown=shown,
        width=width,
    )
    if own is not None:
        text += " " + say("Your run gave {own:.4f}.", own=own)
    return picture(figure, text)


CLASS_NAMES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def garments(images, labels):
    """The first image of each of the ten classes, dark on white, with its number and name.

    Args:
        images: `(n, 784)`, uint8, pixels 0…255.
        labels: `(n,)` integers; each of 0…9 occurs.

    Returns:
        A `Picture`.
    """
    figure = Figure(figsize=(9.4, 1.6), layout="constrained")
    firsts = [list(labels).index(number) for number in range(len(CLASS_NAMES))]
    grid = figure.subplots(1, len(CLASS_NAMES))
    for number, (axes, index) in enumerate(zip(grid, firsts, strict=True)):
        axes.imshow(images[index].reshape(28, 28), cmap="gray_r", vmin=0, vmax=255)
        axes.set_title(f"{number}\n{CLASS_NAMES[number]}", fontsize=9)
        axes.axis("off")
    names = ", ".join(f"{number} {name}" for number, name in enumerate(CLASS_NAMES))
    return picture(
        figure,
        say("Ten grey images of 28 × 28 pixels, one of each class: {names}.", names=names),
    )


def gradient_by_depth(snapshots):
    """Gradient norms of networks of different depth, each line ending at the output layer.

    Args:
        snapshots: for each network its name and a dict of `gradients.measure`.

    Returns:
        A `Picture`.
    """
    figure, axes = new_axes()
    parts, deepest = [], max(len(s["gradient_norm"]) for s in snapshots.values())
    for style, (name, snapshot) in zip(STYLES, snapshots.items(), strict=False):
        norms = snapshot["gradient_norm"]
        places = range(deepest - len(norms), deepest)
        axes.plot(places, norms, label=name, linewidth=1.8, **style)
        axes.annotate(
            "hidden 1",
            (places[0], norms[0]),
            xytext=(-7, -3),
            textcoords="offset points",
            ha="right",
            fontsize=9,
        )
        parts.append(f"{name}: " + ", ".join(f"{norm:.3g}" for norm in norms))
    axes.set_yscale("log")
    axes.set_xlim(left=-0.8)
    ticks = [str(index - deepest + 1).replace("-", "−") for index in range(deepest - 1)]
    axes.set_xticks(range(deepest), [*ticks, "output"])
    axes.set_xlabel(say("layer, counted from the output backwards"))
    _label_norms(axes)
    return picture(
        figure,
        say(
            "Line chart, gradient norm of each layer's kernel on a logarithmic axis, the lines "
            "aligned at the output layer. From hidden 1 to the output, "
        )
        + ". ".join(parts)
        + ".",
    )
