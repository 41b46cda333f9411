"""How few labelled images will do: one pretrained network trained in several ways, over five seeds.

The images are the first 2,000 cats and dogs of CIFAR-10. A seed decides which of them are the 200 or
1,000 that are labelled, where the head starts, the order of the batches, and what dropout leaves out.
"""

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from vgkit.backend import keras
from vgkit.course.exercise import Exercise
from vgkit.data import Dataset
from vgkit.data.dataset import one_of
from vgkit.diagnostics import gradients
from vgkit.experiments import transfer_file
from vgkit.experiments.feature_maps import FEW, compute_once, photographs
from vgkit.experiments.transfer_file import Run, load_reference
from vgkit.messages import say, tell
from vgkit.networks import objective
from vgkit.networks.fine_tuning import pretrained_base
from vgkit.settings import current
from vgkit.training import comparison, fitting, trainer
from vgkit.training.records import Record, RecordError

__all__ = [
    "SIZES",
    "WAYS",
    "Run",
    "compute_once",
    "labelled",
    "load_reference",
    "photographs",
    "pretrained_base",
    "train",
]

SIZES = (200, 1_000, 2_000)
SEEDS = (1, 2, 3, 4, 5)
OWN = 1  # the seed of the notebook
BATCH = 32
SHOWN = 12  # validation images whose logits are kept
TOLERANCE = 0.05  # of one epoch on the few images of a quick run

ROW = Exercise(id="16", title="", dataset="cats_and_dogs", classes=2, batch_size=BATCH, seed=OWN)


@dataclass(frozen=True)
class Way:
    """One way to train.

    Attributes:
        epochs: how many.
        learning_rate: of Adam.
        falls: whether it falls to 0 along half a cosine, over all steps.
        sizes: with how many labelled images.
    """

    epochs: int
    learning_rate: float
    falls: bool = False
    sizes: tuple[int, ...] = SIZES

    def compiled(self, model: keras.Model, images: int) -> keras.Model:
        """Compile a model for so many labelled images. Returns the model."""
        steps = self.epochs * math.ceil(images / BATCH) if self.falls else None
        return objective.compiled(model, "Adam", self.learning_rate, steps)


WAYS = {
    "fine_tuned": Way(8, 2e-4, falls=True),  # goes on from "frozen"
    "frozen": Way(15, 1e-3),
    "unfrozen_first": Way(8, 1e-3),  # the same layers free from the start, with the head's rate
    # The small Xception with half of exercise 15's filters, on 32 × 32 pixels.
    "scratch": Way(40, 2e-3, falls=True),
    # As "fine_tuned", from a new head.
    "small_steps_first": Way(8, 2e-4, falls=True, sizes=(200,)),
    # As "unfrozen_first", and the batch normalizations are free, too.
    "all_free": Way(8, 1e-3, sizes=(200,)),
}


def labelled(images: Dataset, count: int, seed: int) -> Dataset:
    """A data set with so many of its training images, drawn by the seed; all validation images."""
    if count >= len(images.x_train):
        return images
    rows = np.sort(np.random.default_rng(seed).permutation(len(images.x_train))[:count])
    name = f"{images.name}-{count}-of-seed-{seed}"
    return dataclasses.replace(
        images, name=name, x_train=images.x_train[rows], y_train=images.y_train[rows]
    )


def train(model: keras.Model, way: str, images: Dataset) -> Run:
    """Train what is free of a compiled model, as long as the course trains in that way.

    The weights that the model has are those it starts from. After every epoch the state is kept:
    interrupted, the same cells go on. With `VGKIT_PROFILE=quick` one epoch on a few images is trained
    and held against what the kit ships, and the shipped run is returned; with another number of
    images than the course's quick run has, all epochs are trained, and nothing is compared.

    Args:
        model: a built, compiled model from `images` to one logit.
        way: a key of `WAYS`.
        images: photographs, or what `compute_once` made of them.

    Returns:
        A `Run` of all images and the course's own seed.

    Raises:
        VgkitError: there is no such way, the loss became NaN, or (quick profile) the live epoch
            disagrees.
        TrainingInterrupted: Ctrl-C; the finished epochs are kept.
    """
    one_of("way", way, WAYS)
    epochs = WAYS[way].epochs
    # A data set of the student's own has nothing to be compared with, and is small in a quick run.
    if trainer.profile() == "quick" and len(images.x_train) == FEW[0]:
        return _quick(model, way, images)
    record = fitting.fit(
        model, f"16_{way}", epochs, images, ROW, for_quiz=False, look_at=(0, epochs)
    )
    print(trainer.where_from(record))
    return Run(way, len(images.x_train), OWN, record, logits_of(model, images))


def _quick(model, way, images):
    shipped = transfer_file.find(way, SIZES[-1], OWN)
    live = trial(model, way, images)
    expected = transfer_file.trials()[way]
    recorded = dataclasses.replace(live, exercise=ROW.id, metrics=expected)
    try:
        comparison.compare(live, recorded, 1, TOLERANCE)
    except RecordError as error:
        again = say("Or the weights are trained already: then run again from the set-up cell.")
        raise RecordError(f"{error} {again}") from None
    gradients.mark_begun(model)
    record = dataclasses.replace(shipped.record, trial=expected, live=0)
    print(trainer.where_from(record))
    if not current().static:
        tell(
            say(
                "Quick profile: the numbers are the record's, and the model was trained for one "
                "epoch on a few images. Unset VGKIT_PROFILE to train."
            )
        )
    return dataclasses.replace(shipped, record=record)


def trial(model: keras.Model, way: str, images: Dataset) -> Record:
    """One epoch on the few images of a quick run."""
    return fitting.fit(model, f"16_{way}-quick", 1, images, ROW, keep=False, look_at=())


def logits_of(model: keras.Model, images: Dataset, count: int = SHOWN) -> list[float]:
    """What a model gives for the first validation images."""
    values = model.predict(images.to_input(images.x_test[:count]), verbose=0)
    return [float(value) for value in values[:, 0]]
