"""Exercise 16: a head that is trained with many cats and few dogs, and how many dogs it recognizes."""

import dataclasses

import numpy as np

from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments import transfer
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.feature_maps import compute_once, photographs
from vgkit.experiments.transfer import WAYS
from vgkit.messages import say
from vgkit.networks import fine_tuning, starting_point
from vgkit.training import fitting

CAT, DOG = 0, 1  # their labels
FEW = 50  # dogs
EPOCHS = WAYS["frozen"].epochs
LONG = 4 * EPOCHS
EPSILON = 1e-3  # what Keras' batch normalization adds to a variance
MANY = f"all dogs, {EPOCHS} epochs: dogs"
DOGS, CATS = (f"{FEW} dogs, {EPOCHS} epochs: {kind}" for kind in ("dogs", "cats"))
LONGER = f"{FEW} dogs, {LONG} epochs: dogs"
SHIFTS = f"{FEW} dogs, {EPOCHS} epochs, with γ and β: dogs"


def with_few_dogs(images: Dataset, seed: int, count: int = FEW) -> Dataset:
    """A data set with all of its training images of cats, and some of dogs.

    Args:
        images: with labels 0 and 1.
        seed: decides which dogs.
        count: how many of them.
    """
    dogs = np.flatnonzero(images.y_train == DOG)
    kept = np.random.default_rng(seed).permutation(dogs)[:count]
    rows = np.sort(np.concatenate([np.flatnonzero(images.y_train != DOG), kept]))
    return dataclasses.replace(
        images,
        name=f"{images.name}-{count}-dogs",
        x_train=images.x_train[rows],
        y_train=images.y_train[rows],
    )


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


def standardized(features: Dataset) -> Dataset:
    """Each feature less its mean over the training images, divided by its standard deviation there."""
    seen = features.x_train
    return dataclasses.replace(
        features, mean=seen.mean(axis=0), std=np.sqrt(seen.var(axis=0) + EPSILON)
    )


def bare_head(features: int = 1280) -> keras.Sequential:
    """The head without its normalization."""
    layers = [x for x in fine_tuning.head_layers() if x.name != "normalization"]
    return keras.Sequential([keras.Input((None, None, features)), *layers], name="head")


def recognized(
    head: keras.Sequential, features: Dataset, seed: int, epochs: int = EPOCHS
) -> dict[int, float]:
    """Train a head. Returns by label the share of the validation images that it recognizes.

    Args:
        head: built, from features to one logit; it is trained in place.
        features: what the base gave, pooled.
        seed: of the initial weights, the batches' order and dropout.
        epochs: how many.
    """
    WAYS["frozen"].compiled(head, len(features.x_train))
    starting_point.set_initial_weights(head, seed)
    fitting.fit(head, "16_dogs", epochs, features, transfer.ROW, keep=False, look_at=(), seed=seed)
    inputs = features.to_input(features.x_test)
    right = (head.predict(inputs, batch_size=1000, verbose=0).ravel() > 0) == features.y_test
    return {label: float(np.mean(right[features.y_test == label])) for label in (CAT, DOG)}


def measure_few_dogs() -> Numbers:
    """What share of new dogs, and of new cats, heads recognize, by their training. Takes minutes.

    All get standardized features. `SHIFTS` is the course's own head, whose normalization finds nothing
    to do but for its γ and β.
    """
    features = pooled_features()
    numbers = {name: [] for name in (MANY, DOGS, CATS, LONGER, SHIFTS)}
    for seed in transfer.SEEDS:
        few = standardized(with_few_dogs(features, seed))
        usual = recognized(bare_head(), few, seed)
        found = {
            MANY: recognized(bare_head(), standardized(features), seed)[DOG],
            DOGS: usual[DOG],
            CATS: usual[CAT],
            LONGER: recognized(bare_head(), few, seed, LONG)[DOG],
            SHIFTS: recognized(fine_tuning.new_head(), few, seed)[DOG],
        }
        for name, values in numbers.items():
            values.append(found[name])
    return numbers


def decide_few_dogs(numbers: Numbers) -> str:
    """The option of Q16's why that holds for every seed: how many dogs are recognized."""
    found = numbers[DOGS]
    return the_one_that_holds(
        numbers,
        A=within(found, high=0.2),
        B=within(found, 0.3, 0.45),
        C=within(found, 0.5, 0.65),
        D=within(found, 0.7),
    )


Q16 = Case(
    lambda: say("Share of new dogs or cats that the head recognizes, by how it was trained"),
    measure_few_dogs,
    decide_few_dogs,
    quick=False,
)
