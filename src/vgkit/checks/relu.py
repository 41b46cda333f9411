"""Checks of what lesson 2 computes by hand: the derivative of ReLU, and how many units are dead."""

from collections.abc import Callable

import numpy as np

from vgkit.checks.findings import Finding
from vgkit.checks.functions import one_number_only, tried, values_findings
from vgkit.messages import say

Z = np.array([[-3.0, -0.4, 0.3, 2.5], [1.7, -1.2, 0.8, -0.1]])  # none is 0: there it has no slope
IMAGES, DEAD = 60, (2, 5, 6)


def _activations():
    """Activations of 60 images in 10 units, of which three are dead, as an array.

    For every tenth image but the first all units are off. The others are on for most images, with activations
    from 1 on, and one is twice another: what cannot be seen here is tried with one more unit.
    """
    random = np.random.default_rng(5)
    h = random.uniform(1, 3, (IMAGES, 10)) * (random.random((IMAGES, 10)) < 0.8)
    h[::10] = 0
    h[:, DEAD] = 0
    h[0, 1] = 1.2
    h[:, 9] = 2 * h[:, 8]
    return h


H = _activations()


def relu_slope_findings(function: Callable) -> list[Finding]:
    """`relu_slope(z)`: the derivative of ReLU at each entry of an array."""
    found, finding = tried(function, (Z.copy(),), "relu_slope")
    if finding:
        return [one_number_only(finding)]
    on = Z > 0
    sigmoid = 1 / (1 + np.exp(-Z))
    likely = {
        "relu_itself": (
            np.maximum(Z, 0),
            say("that is ReLU itself. How steep is it where it rises?"),
        ),
        "sign": (np.sign(Z), say("it is negative for some z. Where is ReLU falling?")),
        "off_for_on": (1.0 * ~on, say("the two sides have changed places: look at the figure.")),
        "always_one": (np.ones_like(Z), say("it is 1 everywhere. And where ReLU is flat?")),
        "identity": (Z, say("it gives z itself.")),
        "absolute": (np.abs(Z), say("that is |z|.")),
        "only_positive": (Z[on], say("some entries are missing. Each z has a slope.")),
        "counted": (on.sum(), say("that is one number. Each z has a slope of its own.")),
        "sigmoid_slope": (
            sigmoid * (1 - sigmoid),
            say("that is the derivative of another activation: compare the figure's right side."),
        ),
        "tanh_slope": (
            1 - np.tanh(Z) ** 2,
            say("that is the derivative of another activation: compare the figure's right side."),
        ),
    }
    return values_findings("relu_slope", found, 1.0 * on, likely, "relu_slope") or _at_zero(
        function
    )


def _at_zero(function):
    """At z = 0 ReLU has no slope. Whatever lies between both sides will do, and nothing else."""
    z = np.array([-1.0, 0.0, 2.0])
    with np.errstate(all="ignore"):
        found, finding = tried(function, (z.copy(),), "relu_slope")
    if finding:
        return [finding]
    left, at, right = np.asarray(found, float)
    if left == 0 and 0 <= at <= 1 and right == 1:
        return []
    message = say(
        "relu_slope: at z = 0 it gives {found}. There ReLU has a corner: the slope of either side "
        "will do, and whatever lies between them.",
        found=f"{at:.3g}",
    )
    return [Finding("corner", message, "relu_slope")]


def dead_units_findings(function: Callable) -> list[Finding]:
    """`dead_units(h)`: how many units give 0 for every image, of activations `(images, units)`."""
    found, finding = tried(function, (H.copy(),), "dead_units")
    if finding:
        return [finding]
    off = H == 0
    likely = {
        "images_counted": (
            off.all(axis=1).sum(),
            say("it counts images. Which axis belongs to the images, which to the units?"),
        ),
        "sometimes_off": (
            off.any(axis=0).sum(),
            say("it counts units that are off for at least one image. When is a unit dead?"),
        ),
        "zeros_counted": (
            off.sum(),
            say("it counts zeros, not units. When is a unit dead?"),
        ),
        "one_image_only": (
            off[0].sum(),
            say("only the first image counts. When is a unit dead?"),
        ),
        "rank": (
            H.shape[1] - np.linalg.matrix_rank(H),
            say("it counts units that others can replace. When is a unit dead?"),
        ),
        "alive_counted": (
            (~off.all(axis=0)).sum(),
            say("it counts the others, those that are on for some image."),
        ),
        "share": (
            off.all(axis=0).mean(),
            say("that is a share. Asked is how many units there are."),
        ),
        "share_of_zeros": (
            off.mean(),
            say("that is the share of zeros, which the record has, too. When is a unit dead?"),
        ),
        "not_counted": (
            1.0 * off.all(axis=0),
            say("it gives a yes or no for each unit. How many are there?"),
        ),
        "zeros_of_each_unit": (
            off.sum(axis=0),
            say("it gives a number for each unit. When is a unit dead, and how many are there?"),
        ),
        "whole_layer": (
            float(off.all()),
            say("it asks whether the whole layer is off. Which axis belongs to the images?"),
        ),
    }
    right = off.all(axis=0).sum()
    return values_findings("dead_units", found, right, likely, "dead_units") or _one_more(
        function, right
    )


def _one_more(function, right):
    """Whether one more unit that is not dead, but nearly so, is counted as dead."""
    images = np.arange(IMAGES)
    units = {
        "rarely_on": (
            2.0 * (images == 7),
            say("a unit that is on for a single image is counted, too. When is a unit dead?"),
        ),
        "constant": (
            np.full(IMAGES, 1.5),
            say("a unit that gives 1.5 for every image is counted, too. When is a unit dead?"),
        ),
        "faint": (
            1e-3 * (1 + images % 3),
            say(
                "a unit that gives from 0.001 to 0.003 is counted, too. However little that is, a "
                "gradient passes."
            ),
        ),
        "fainter": (
            1e-7 * (1 + images % 3),
            say(
                "a unit that gives 1e-7 is counted, too. However little that is, a gradient passes."
            ),
        ),
    }
    for code, (unit, message) in units.items():
        found, finding = tried(function, (np.column_stack([H, unit]),), "dead_units")
        if not finding:
            finding = values_findings("dead_units", found, right, {}, "dead_units")
            finding = Finding(code, f"dead_units: {message}", "dead_units") if finding else None
        if finding:
            return [finding]
    return []
