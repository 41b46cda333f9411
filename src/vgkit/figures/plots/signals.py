"""The two signals in a network: images forwards, the gradient backwards."""

from collections.abc import Mapping, Sequence
from itertools import cycle

from vgkit.figures.pictures import STYLES, Picture, new_axes, picture, set_title
from vgkit.messages import say


def two_signals(layers: Sequence[str], networks: Mapping[str, dict]) -> Picture:
    """What is left of the images forwards and of the gradient backwards, on logarithmic axes.

    Args:
        layers: names of the layers, first one first.
        networks: for each network its name and a dict of `signals.measure`.

    Returns:
        A `Picture`.
    """
    figure, panels = new_axes(width=9.4, height=3.8, columns=2)
    titles = {
        "forward": say("→ how much outputs differ between images"),
        "backward": say("← size of the gradient that arrives"),
    }
    parts = []
    for axes, (direction, title) in zip(panels, titles.items(), strict=True):
        lines = []
        for style, (name, signal) in zip(cycle(STYLES), networks.items(), strict=False):
            axes.plot(range(len(layers)), signal[direction], label=name, linewidth=1.8, **style)
            lines.append(f"{name}: " + ", ".join(f"{value:.2g}" for value in signal[direction]))
        axes.set_yscale("log")
        axes.set_xticks(range(len(layers)), [layer.replace("hidden ", "h") for layer in layers])
        set_title(axes, title, 10.5)
        parts.append(f"{title[2:].capitalize()}: {'; '.join(lines)}.")
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=3, frameon=False)
    opening = say(
        "Two line charts over the layers from {first} to {last}, logarithmic axes. ",
        first=layers[0],
        last=layers[-1],
    )
    return picture(figure, opening + " ".join(parts))
