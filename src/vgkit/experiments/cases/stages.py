"""Questions of lesson 6: its first training with small pixels; and the directions of a trained kernel."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vgkit import course, data
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import CLASSES, UNITS, output_layer, submodels
from vgkit.networks.objective import crossentropy
from vgkit.training import fitting, stages

IMAGES = 10_000
EPOCHS = 20
SCALES = ("0-255", "0-1")
STILL = 2.2  # a loss above this is on the plateau at ln 10


def first_images(scale: str) -> data.Dataset:
    """The first training images, as a network sees them whose pixels have this scale."""
    images = data.load()
    few = {"x_train": images.x_train[:IMAGES], "y_train": images.y_train[:IMAGES]}
    return data.prepare(replace(images, **few), scale)


def _loss(scale, seed):
    """Training loss of training 1 after the last epoch."""
    row, images = course.in_stages(), first_images(scale)
    ((model, _),) = stages.stage_models(stages.plan(submodels(row.stages))[:1], seed=seed)
    run = fitting.fit(model, "case", EPOCHS, images, row, keep=False, look_at=(), seed=seed)
    return run.at("loss", EPOCHS)


def _measure_pixels() -> Numbers:
    return {f"pixels {scale}": [_loss(scale, seed) for seed in SEEDS] for scale in SCALES}


def _decide_pixels(numbers: Numbers) -> str:
    large, small = (np.array(numbers[f"pixels {scale}"]) for scale in SCALES)
    if large.max() < STILL - 0.2 and small.min() > STILL:
        return "A"
    if (small < large - 0.05).all():
        return "B"
    if (abs(small - large) < 0.05).all():
        return "C"
    raise ValueError(f"Not the same for every seed. Received: {numbers}")


SMALL_PIXELS = Case(
    quantity=lambda: say(
        "Training loss of training 1 after 20 epochs with the first 10,000 images"
    ),
    measure=_measure_pixels,
    decide=_decide_pixels,
    quick=False,
)


# The directions of a kernel ---------------------------------------------------------------------

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


def _measure_directions() -> Numbers:
    """Trains the first three trainings of exercise 6 in full: 300 epochs."""
    row = course.in_stages()
    subs, images = submodels(row.stages), row.images()
    fresh = None
    for model, epochs in stages.stage_models(stages.plan(subs)[:3]):
        if fresh is None and len(kernel_layers(model)) > 3:
            fresh = kernel_layers(model)[2].kernel.numpy()
        fitting.fit(model, "case", epochs, images, row, keep=False, look_at=())
    return directions(fresh, subs[:2])


def _decide_directions(numbers: Numbers) -> str:
    fresh, trained = (
        [numbers[f"singular value {number}, {state}"][0] for number in range(1, LARGEST + 1)]
        for state in STATES
    )
    growth = np.divide(trained, fresh)
    before, *after = (numbers[f"share {place}"][0] for place in PLACES)
    if (
        growth[:GROWN].min() > 2.5
        and growth[GROWN:].max() < 1.6
        and before < 0.1 < 0.6 < min(after)
    ):
        return "B"
    raise ValueError(f"It is not a matter of a few directions. Received: {numbers}")


DIRECTIONS = Case(
    quantity=lambda: say(
        "Singular values of hidden 3's kernel, fresh and after training 3; and the share of the "
        "gradient that lies in the four directions that have grown"
    ),
    measure=_measure_directions,
    decide=_decide_directions,
    quick=False,
)
