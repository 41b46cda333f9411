"""Activation functions and their derivatives."""

import numpy as np

from vgkit.figures.pictures import STYLES, Picture, new_axes, picture, set_title
from vgkit.messages import say


def _values_and_slopes(z):
    """For each activation its values and its derivative at the points `z`."""
    sigmoid, tanh = 1 / (1 + np.exp(-z)), np.tanh(z)
    step = np.where(z > 0, 1.0, 0.0)
    step[z == 0] = np.nan  # no derivative there: the line breaks off
    return {
        "sigmoid": (sigmoid, sigmoid * (1 - sigmoid)),
        "tanh": (tanh, 1 - tanh**2),
        "ReLU": (np.maximum(z, 0), step),
    }


def activation_diagram() -> Picture:
    """Sigmoid, tanh and ReLU beside their derivatives, for z from −4 to 4.

    Formulas: sigmoid σ(z) = 1 / (1 + exp(−z)), σ' = σ (1 − σ); tanh' = 1 − tanh²;
    ReLU(z) = max(0, z) (Nair & Hinton, 2010), its derivative 0 for z < 0 and 1 for z > 0.
    Pre-activations z, activations and derivatives are plain numbers without a unit.

    Returns:
        A `Picture`. Its description holds each derivative's maximum and its values at z = ±3.
    """
    z = np.linspace(-4, 4, 321)
    figure, (left, right) = new_axes(width=9.0, columns=2)
    parts = []
    # The flat pieces of two derivatives lie on each other: their markers take turns.
    for offset, (style, (name, (value, slope))) in enumerate(
        zip(STYLES, _values_and_slopes(z).items(), strict=False)
    ):
        style = {**style, "markevery": (13 * offset + 5, 40), "linewidth": 1.8}
        left.plot(z, value, label=name, **style)
        right.plot(z, slope, label=name, **style)
        at_three = [slope[np.argmin(abs(z - at))] for at in (-3, 3)]
        parts.append(
            say(
                "{name}: derivative at most {highest:.2f}, {left:.2f} at z = −3 and {right:.2f} "
                "at z = 3.",
                name=name,
                highest=np.nanmax(slope),
                left=at_three[0],
                right=at_three[1],
            )
        )
    left.set_ylim(-1.2, 2.2)
    right.set_ylim(-0.05, 1.15)
    right.set_yticks([0, 0.25, 0.5, 0.75, 1])
    for axes, title in ((left, "activation"), (right, say("its derivative"))):
        set_title(axes, title)
        axes.set_xlabel("z")
    left.legend(frameon=False)
    opening = say(
        "Two line charts over z from −4 to 4: the activations sigmoid, tanh and ReLU on the "
        "left, their derivatives on the right. "
    )
    return picture(figure, opening + " ".join(parts))
