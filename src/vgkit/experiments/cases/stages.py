"""Questions of lesson 6: its first training with small pixels; and the directions of a trained kernel."""

from dataclasses import replace

import numpy as np

from vgkit import course, data
from vgkit.experiments.cases.evidence import Case, Numbers
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import chain, submodels
from vgkit.training import fitting, stages

SEEDS = (1, 2, 3, 4, 5)
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
TRAINED = "after training 3"
FRESH = "fresh"


def singular_values(kernel: np.ndarray) -> list[float]:
    """The largest singular values of a kernel, the largest first."""
    return [float(value) for value in np.linalg.svd(kernel, compute_uv=False)[:LARGEST]]


def _measure_directions() -> Numbers:
    """Trains the first three trainings of exercise 6 in full: 300 epochs."""
    row = course.in_stages()
    subs, images = submodels(row.stages), row.images()
    hidden_3 = kernel_layers(subs[1])[0].kernel
    found, plan = {}, stages.plan(subs)[:3]
    for model, epochs in stages.stage_models(plan):
        if hidden_3 in model.trainable_variables and FRESH not in found:
            found[FRESH] = singular_values(hidden_3.numpy())
        fitting.fit(model, "case", epochs, images, row, keep=False, look_at=())
    return found | {TRAINED: singular_values(hidden_3.numpy())}
