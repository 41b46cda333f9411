"""A question of lesson 6: its first training with small pixels."""

from dataclasses import replace

import numpy as np

from vgkit import course, data
from vgkit.experiments.cases.evidence import Case, Numbers
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks.mlp import submodels
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
