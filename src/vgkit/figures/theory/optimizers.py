"""How far an optimizer moves a weight."""

import numpy as np

from vgkit.figures.pictures import MARK, STYLES, THEORY, Picture, new_axes, picture
from vgkit.messages import say

LEARNING_RATE, BETA_2, EPSILON = 0.001, 0.999, 1e-7  # Keras' defaults for Adam


def adam_diagram() -> Picture:
    """How far SGD and Adam move one weight, over the size of its gradient.

    Formulas: SGD moves by learning rate · g. Adam (Kingma & Ba, 2015, algorithm 1, in the form of
    the end of their section 2, which is Keras') moves by α_t · m / (√v + ε) with
    α_t = learning rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ). For a gradient that is the same at every step
    m = (1 − β₁ᵗ) g and v = (1 − β₂ᵗ) g², which leaves
    learning rate · |g| / (|g| + ε / √(1 − β₂ᵗ)). Keras' defaults: learning rate 0.001, β₂ = 0.999,
    ε = 1e-7. SGD has the course's learning rate, 0.01.

    Both axes are logarithmic: |g|, the derivative of the loss with respect to one weight, from
    1e-10 to 1; and by how much that weight changes in one step, in the weight's own unit.

    Returns:
        A `Picture`. Its description holds each line's values at 1e-7, 1e-5 and 1e-1.
    """
    size = np.logspace(-10, 0, 201)
    lines = {
        "SGD(0.01)": 0.01 * size,
        say("Adam(), step 1"): LEARNING_RATE * size / (size + EPSILON / np.sqrt(1 - BETA_2)),
        say("Adam(), after many steps"): LEARNING_RATE * size / (size + EPSILON),
    }
    figure, axes = new_axes()
    parts = []
    for style, (name, update) in zip(STYLES, lines.items(), strict=False):
        axes.plot(size, update, label=name, linewidth=1.8, markevery=20, **style)
        at = {g: update[np.argmin(abs(np.log10(size) - np.log10(g)))] for g in (1e-7, 1e-5, 1e-1)}
        parts.append(f"{name}: " + ", ".join(f"{g:.0e} → {u:.1e}" for g, u in at.items()))
    axes.axvline(EPSILON, color=MARK, linewidth=1, linestyle=(0, (1, 2)))
    axes.text(EPSILON * 1.25, 3e-12, "ε = 1e-7", color=THEORY, fontsize=9.5)
    axes.set(xscale="log", yscale="log")
    axes.set_xlabel(say("size of the gradient of one weight"))
    axes.set_ylabel(say("size of the update"))
    axes.legend(frameon=False)
    opening = say(
        "Line chart, size of the update of one weight over the size of its gradient, both "
        "axes logarithmic, for a gradient that stays the same. SGD's line rises in "
        "proportion; Adam's are nearly flat except at the far left. "
    )
    return picture(figure, opening + ". ".join(parts) + ".")
