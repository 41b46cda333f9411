"""Exercise 16: a head that is trained with wrong labels, and what it takes for a first epoch to help."""

import dataclasses

import numpy as np

from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments import transfer
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.feature_maps import compute_once, photographs
from vgkit.experiments.transfer import WAYS
from vgkit.messages import say
from vgkit.networks import fine_tuning, starting_point
from vgkit.training import fitting

SWAPPED = 0.3  # of the labels
LAST, FIRST = "15 epochs", "1 epoch"
SMALL_STEPS, MORE_DROPOUT = "1 epoch, learning rate 0.0001", "1 epoch, dropout 0.8"
BARE, FROM_ZERO = "1 epoch, no normalization", "1 epoch, logit's weights 0 at first"
RIGHT = "1 epoch, right labels"


def swapped(images: Dataset, seed: int, share: float = SWAPPED) -> Dataset:
    """A data set of two classes in which some training images have the other class's label.

    Args:
        images: with labels 0 and 1.
        seed: decides which images.
        share: how many of them, 0 to 1.
    """
    labels = images.y_train.copy()
    rows = np.random.default_rng(seed).permutation(len(labels))[: round(share * len(labels))]
    labels[rows] = 1 - labels[rows]
    return dataclasses.replace(images, name=f"{images.name}-swapped", y_train=labels)


def pooled_features() -> Dataset:
    """What the frozen base gives of the course's photographs, a number for each feature."""
    base = fine_tuning.pretrained_base()
    part = keras.Sequential(
        [
            keras.Input(fine_tuning.PHOTOGRAPH),
            keras.layers.Resizing(*base.input_shape[1:3]),
            base,
            keras.layers.GlobalAveragePooling2D(keepdims=True),
        ]
    )
    return compute_once(part, photographs())


def bare_head() -> keras.Sequential:
    """The head without its normalization."""
    layers = [x for x in fine_tuning.head_layers() if x.name != "normalization"]
    return keras.Sequential([keras.Input((None, None, 1280)), *layers], name="head")


def accuracy_of_a_head(
    features: Dataset,
    seed: int,
    epochs: int = 1,
    head: keras.Sequential | None = None,
    learning_rate: float = WAYS["frozen"].learning_rate,
    zero: bool = False,
) -> float:
    """The validation accuracy that a head on fixed features ends with.

    Args:
        features: what the base gave, pooled.
        seed: of the initial weights, the batches' order and dropout.
        epochs: how many.
        head: the course's unless given.
        learning_rate: of Adam.
        zero: whether the weights of the logit begin at 0.
    """
    head = head or fine_tuning.new_head()
    way = dataclasses.replace(WAYS["frozen"], learning_rate=learning_rate)
    way.compiled(head, len(features.x_train))
    starting_point.set_initial_weights(head, seed)
    if zero:
        kernel = head.get_layer("logit").kernel
        kernel.assign(keras.ops.zeros_like(kernel))
    record = fitting.fit(
        head, "16_wrong", epochs, features, transfer.ROW, keep=False, look_at=(), seed=seed
    )
    return record.metrics["val_accuracy"][-1]


def measure_wrong_labels() -> Numbers:
    """The accuracy of heads that learnt from swapped labels, by what was changed. Takes minutes."""
    features = pooled_features()
    numbers = {
        name: [] for name in (RIGHT, LAST, FIRST, SMALL_STEPS, MORE_DROPOUT, BARE, FROM_ZERO)
    }
    for seed in transfer.SEEDS:
        wrong = swapped(features, seed)
        found = {
            RIGHT: accuracy_of_a_head(features, seed),
            LAST: accuracy_of_a_head(wrong, seed, WAYS["frozen"].epochs),
            FIRST: accuracy_of_a_head(wrong, seed),
            SMALL_STEPS: accuracy_of_a_head(wrong, seed, learning_rate=1e-4),
            MORE_DROPOUT: accuracy_of_a_head(wrong, seed, head=fine_tuning.new_head(dropout=0.8)),
            BARE: accuracy_of_a_head(wrong, seed, head=bare_head()),
            FROM_ZERO: accuracy_of_a_head(wrong, seed, zero=True),
        }
        for name, values in numbers.items():
            values.append(found[name])
    return numbers


def decide_wrong_labels(numbers: Numbers) -> str:
    """The option of Q16's why that holds for every seed: with what one epoch gains five points."""
    usual = np.array(numbers[FIRST])
    gains = {name: np.array(found) - usual for name, found in numbers.items()}
    return the_one_that_holds(
        numbers,
        **{
            letter: bool(np.all(gains[name] > 0.05))
            for letter, name in zip(
                "ABCD", (SMALL_STEPS, MORE_DROPOUT, BARE, FROM_ZERO), strict=True
            )
        },
    )


Q16 = Case(
    lambda: say("Validation accuracy of the head, with three of ten labels swapped"),
    measure_wrong_labels,
    decide_wrong_labels,
    quick=False,
)
