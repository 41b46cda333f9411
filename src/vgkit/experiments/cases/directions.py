"""The directions of a trained kernel in lesson 6: how many have grown, and what passes along them."""

from collections.abc import Sequence

import numpy as np

from vgkit import course, data
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Numbers
from vgkit.networks import starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import CLASSES, UNITS, output_layer, submodels
from vgkit.networks.objective import crossentropy
from vgkit.training import fitting, stages

LARGEST = 5
GROWN = 4  # so many directions of hidden 3 and 4 have grown by the end of training 3
STATES = ("fresh", "trained")
PLACES = ("above hidden 4", "below hidden 4", "below hidden 3")


def singular_values(kernel: np.ndarray) -> list[float]:
    """The largest singular values of a kernel, the largest first."""
    return [float(value) for value in np.linalg.svd(kernel, compute_uv=False)[:LARGEST]]


def shares_in_grown_directions(subs: Sequence[keras.Model]) -> list[float]:
    """How much of the gradient lies in the directions that have grown, before and behind each layer.

    Args:
        subs: the first two submodels, as a training has left them; a new output layer is put on them.

    Returns:
        Shares of the square of the gradient, 0 to 1: as it reaches hidden 4, as it leaves hidden 4,
        and as it leaves hidden 3.
    """
    pixels, labels = gradients.probe(data.load())
    hidden = [layer for sub in subs for layer in kernel_layers(sub)]
    output = output_layer()
    output.build((None, UNITS))
    starting_point.initialize([output], starting_point.draw_seeds())
    h, values = tf.constant(pixels), []
    with tf.GradientTape() as tape:
        tape.watch(h)
        for layer in hidden:
            h = layer(h)
            values.append(h)
        loss = crossentropy(CLASSES)(labels, output(h))
    below_3, below_4, above_4 = (each.numpy() for each in tape.gradient(loss, values[1:4]))
    sides = [np.linalg.svd(layer.kernel.numpy()) for layer in hidden[2:4]]
    h4 = values[3].numpy()
    return [
        _share(above_4 * h4 * (1 - h4), sides[1].Vh.T),
        _share(below_4, sides[1].U),
        _share(below_3, sides[0].U),
    ]


def _share(gradient, directions):
    return float(np.square(gradient @ directions[:, :GROWN]).sum() / np.square(gradient).sum())


def directions(fresh: np.ndarray, subs: Sequence[keras.Model]) -> Numbers:
    """The evidence: of hidden 3's kernel before and after, and of the gradient that passes it.

    Args:
        fresh: the kernel as training 2 finds it.
        subs: as in `shares_in_grown_directions`.
    """
    trained = kernel_layers(subs[1])[0].kernel.numpy()
    found = {}
    for state, kernel in zip(STATES, (fresh, trained), strict=True):
        for number, value in enumerate(singular_values(kernel), start=1):
            found[f"singular value {number}, {state}"] = [value]
    for place, share in zip(PLACES, shares_in_grown_directions(subs), strict=True):
        found[f"share {place}"] = [share]
    return found


def measure_directions() -> Numbers:
    """Do the first three trainings of exercise 6 in full, 300 epochs: what the lesson shows."""
    row = course.in_stages()
    subs, images = submodels(row.stages), row.images()
    fresh = None
    for model, epochs in stages.stage_models(stages.plan(subs)[:3]):
        if fresh is None and len(kernel_layers(model)) > 3:
            fresh = kernel_layers(model)[2].kernel.numpy()
        fitting.fit(model, "case", epochs, images, row, keep=False, look_at=())
    return directions(fresh, subs[:2])
