"""Every figure of the course. Each knows its text description, computed from the numbers it shows.

Lines differ in marker and dash as well as in colour, so that they can be told apart in black and
white; the description is what a screen reader reads, and what CI compares.
"""

import base64
import html
import io
from dataclasses import dataclass

import numpy as np
from matplotlib import ticker
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from vgkit.language import say

# Dark to light, so that the order survives in grey.
STYLES = (
    {"color": "#12355b", "marker": "o", "linestyle": "-"},
    {"color": "#c8553d", "marker": "s", "linestyle": "--"},
    {"color": "#588157", "marker": "^", "linestyle": "-."},
    {"color": "#b08900", "marker": "D", "linestyle": ":"},
)
HATCHES = ("", "///", "...", "xxx")


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


def _picture(figure, alt):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return Picture(buffer.getvalue(), alt)


def _axes(width=8.0, height=3.6, columns=1):
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(1, columns)
    for each in np.atleast_1d(axes):
        each.spines[["top", "right"]].set_visible(False)
        each.grid(axis="y", color="#dddddd", linewidth=0.8)
        each.set_axisbelow(True)
    return figure, axes


def _number(value):
    """Three significant digits, as a person would write them."""
    return f"{value:.3g}"


def skip_diagram():
    """The network of exercise 5: seven hidden layers and the two skip connections.

    Returns:
        A `Picture`.
    """
    figure = Figure(figsize=(9.4, 2.4), layout="constrained")
    axes = figure.subplots()
    axes.set(xlim=(-0.7, 10.9), ylim=(-1.0, 1.75))
    axes.axis("off")
    plus = {4: 3.95, 8: 8.25}  # the number of the layer that a sum feeds → where the sum stands
    place = {0: 0, 1: 1.2, 2: 2.2, 3: 3.2, 4: 4.7, 5: 5.6, 6: 6.5, 7: 7.4, 8: 9.5}
    names = {0: say(en="784\npixels", vi="784\npixel"), 8: say(en="10\nlogits", vi="10\nlogits")}
    for number, x in place.items():
        is_end = number in names
        width = 0.9 if is_end else 0.62
        box = FancyBboxPatch(
            (x - width / 2, -0.4),
            width,
            0.8,
            boxstyle="round,pad=0.02",
            linewidth=1.3,
            facecolor="white" if is_end else "#dfe7f1",
            edgecolor="#12355b",
        )
        axes.add_patch(box)
        axes.text(x, 0, names.get(number, f"h{number}"), ha="center", va="center", fontsize=10)

    def arrow(start, end, bend=0.0, **style):
        axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                connectionstyle=f"arc3,rad={bend}",
                arrowstyle="-|>",
                mutation_scale=12,
                shrinkA=0,
                shrinkB=0,
                **style,
            )
        )

    for number in range(8):
        start = place[number] + (0.47 if number in names else 0.33)
        if number + 1 in plus:
            arrow((start, 0), (plus[number + 1] - 0.2, 0), color="#12355b")
            start = plus[number + 1] + 0.2
        end = place[number + 1] - (0.47 if number + 1 in names else 0.33)
        arrow((start, 0), (end, 0), color="#12355b")
    for source, target in ((1, 4), (4, 8)):
        axes.text(
            plus[target],
            0,
            "+",
            ha="center",
            va="center",
            fontsize=13,
            bbox={
                "boxstyle": "circle,pad=0.18",
                "facecolor": "white",
                "edgecolor": "#c8553d",
                "linewidth": 1.6,
            },
        )
        arrow(
            (place[source], 0.44), (plus[target], 0.26), bend=-0.42, color="#c8553d", linewidth=2.0
        )
    axes.text(
        5.0,
        -0.85,
        say(
            en="straight arrows: the ordinary path    curved arrows: skip connections, added at +",
            vi="mũi tên thẳng: đường đi thông thường    mũi tên cong: skip connection, cộng tại dấu +",
        ),
        ha="center",
        fontsize=9.5,
    )
    return _picture(
        figure,
        say(
            en="Diagram: pixels, hidden layers h1 to h7 and logits in a row, joined by straight "
            "arrows. A curved arrow leads from h1 to a plus sign between h3 and h4, another from h4 to "
            "a plus sign between h7 and the logits.",
            vi="Sơ đồ: pixel, các hidden layer h1 đến h7 và logits xếp thành hàng, nối bằng mũi tên "
            "thẳng. Một mũi tên cong đi từ h1 đến dấu cộng giữa h3 và h4, một mũi tên cong khác từ h4 "
            "đến dấu cộng giữa h7 và logits.",
        ),
    )


def gradient_norms(layers, snapshots):
    """Gradient norm of each kernel, layer by layer, on a logarithmic axis.

    Args:
        layers: names of the layers, first one first.
        snapshots: for each network its name and a dict of `diagnostics.measure`.

    Returns:
        A `Picture`.
    """
    figure, axes = _axes()
    parts = []
    for style, (name, snapshot) in zip(STYLES, snapshots.items(), strict=False):
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
    axes.set_ylabel(say(en="gradient norm (L2)", vi="chuẩn gradient (L2)"))
    axes.set_title(
        say(en="Gradient norm of each layer's kernel", vi="Chuẩn gradient của kernel từng lớp"),
        loc="left",
        fontsize=11,
    )
    axes.legend(frameon=False)
    return _picture(
        figure,
        say(
            en="Line chart, gradient norm of each layer's kernel on a logarithmic axis. ",
            vi="Biểu đồ đường, chuẩn gradient của kernel từng lớp trên trục logarit. ",
        )
        + ". ".join(parts)
        + ".",
    )


def weight_change(layers, snapshots):
    """How far training moved each kernel, relative to its start, on a logarithmic axis.

    Args and result as in `gradient_norms`.
    """
    figure, axes = _axes()
    parts, width = [], 0.8 / len(snapshots)
    floor = min(min(s["weight_change"]) for s in snapshots.values()) / 3
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
            color=STYLES[index]["color"],
            hatch=HATCHES[index],
        )
        parts.append(
            f"{name}: "
            + ", ".join(f"{layer} {value:.2%}" for layer, value in zip(layers, change, strict=True))
        )
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    axes.set_xticks(range(len(layers)), layers)
    axes.set_ylabel(say(en="change of the kernel", vi="mức thay đổi của kernel"))
    axes.set_title(
        say(
            en="How far training moved each kernel, relative to its initial norm",
            vi="Quá trình train làm mỗi kernel thay đổi bao nhiêu so với chuẩn ban đầu",
        ),
        loc="left",
        fontsize=11,
    )
    axes.legend(frameon=False)
    return _picture(
        figure,
        say(
            en="Bar chart, change of each layer's kernel through training, relative to its initial "
            "norm, on a logarithmic axis. ",
            vi="Biểu đồ cột, mức thay đổi của kernel từng lớp sau khi train, so với chuẩn ban đầu, "
            "trên trục logarit. ",
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
    figure, (left, right) = _axes(width=9.0, columns=2)
    parts, notes = [], []
    for style, (name, run) in zip(STYLES, runs.items(), strict=False):
        epochs = np.arange(1, run.epochs + 1)
        style = {**style, "markevery": max(1, run.epochs // 8), "linewidth": 1.6, "label": name}
        left.plot(epochs, run.metrics["val_loss"], **style)
        right.plot(epochs, run.metrics["val_accuracy"], **style)
        best = int(np.argmax(run.metrics["val_accuracy"]))
        parts.append(
            say(
                en=f"{name}: validation loss {run.at('val_loss', 1):.4f} at epoch 1, "
                f"{run.at('val_loss', run.epochs):.4f} at epoch {run.epochs}; validation accuracy "
                f"{run.at('val_accuracy', run.epochs):.4f} at epoch {run.epochs}, best "
                f"{run.metrics['val_accuracy'][best]:.4f} at epoch {best + 1}.",
                vi=f"{name}: validation loss {run.at('val_loss', 1):.4f} ở epoch 1, "
                f"{run.at('val_loss', run.epochs):.4f} ở epoch {run.epochs}; validation accuracy "
                f"{run.at('val_accuracy', run.epochs):.4f} ở epoch {run.epochs}, cao nhất "
                f"{run.metrics['val_accuracy'][best]:.4f} ở epoch {best + 1}.",
            )
        )
        if run.live is not None:
            notes.append(
                f"{name}: "
                + say(
                    en=f"epochs {run.live + 1}–{run.epochs} from the record",
                    vi=f"epoch {run.live + 1}–{run.epochs} lấy từ record",
                )
            )
    for axes, title in ((left, "validation loss"), (right, "validation accuracy")):
        axes.set_xlabel("epoch")
        axes.set_title(title, loc="left", fontsize=11)
        axes.set_ylim(bottom=0)
    right.set_ylim(0, 1)
    left.legend(frameon=False)
    if notes:
        figure.supxlabel("; ".join(notes), fontsize=9)
    return _picture(
        figure,
        say(
            en="Two line charts over the epochs, validation loss and validation accuracy. ",
            vi="Hai biểu đồ đường theo epoch, validation loss và validation accuracy. ",
        )
        + " ".join(parts),
    )
