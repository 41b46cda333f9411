"""Exercise 16: a pretrained network that is shown images other than those it learnt from."""

import numpy as np

from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments import feature_maps, transfer, transfer_file
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.transfer import WAYS
from vgkit.messages import say
from vgkit.networks import fine_tuning, starting_point
from vgkit.training import fitting


def black_features(base: keras.Model, images: Dataset) -> Dataset:
    """What a base gives of photographs that were divided by 255 before they came to it, pooled.

    The base scales pixels from 0 to 255 itself: all that it sees is nearly black.
    """
    size = base.input_shape[1]
    part = keras.Sequential(
        [
            keras.Input(images.x_train.shape[1:]),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Resizing(size, size),
            base,
            keras.layers.GlobalAveragePooling2D(keepdims=True),
        ]
    )
    return feature_maps.compute_once(part, images)


def measure_black_photographs() -> Numbers:
    """The validation accuracy of a head on a frozen base, on either scale. Takes minutes."""
    photographs = feature_maps.photographs()
    features = black_features(fine_tuning.pretrained_base(), photographs)
    count, way = len(photographs.x_train), WAYS["frozen"]
    black = []
    for seed in transfer.SEEDS:
        head = way.compiled(fine_tuning.new_head(), count)
        starting_point.set_initial_weights(head, seed)
        record = fitting.fit(
            head, "16_black", way.epochs, features, transfer.ROW,
            keep=False, look_at=(), seed=seed,
        )  # fmt: skip
        black.append(record.metrics["val_accuracy"][-1])
    usual = [
        transfer_file.find("frozen", count, seed).record.metrics["val_accuracy"][-1]
        for seed in transfer.SEEDS
    ]
    return {"0–255": usual, "0–1": black, "0–1, linear": [linear_accuracy(photographs)]}


def linear_accuracy(images: Dataset, penalty: float = 100.0) -> float:
    """The validation accuracy of ridge regression on the pixels of two classes, divided by 255.

    Source: Hoerl & Kennard 1970, "Ridge Regression".

    Args:
        images: photographs with labels 0 and 1.
        penalty: of the squared weights.
    """
    train, test = (
        pixels.reshape(len(pixels), -1) / 255 for pixels in (images.x_train, images.x_test)
    )
    mean = train.mean(axis=0)
    train, test = train - mean, test - mean
    squares = train.T @ train + penalty * np.eye(train.shape[1])
    weights = np.linalg.solve(squares, train.T @ (2.0 * images.y_train - 1))
    return float(np.mean((test @ weights > 0) == images.y_test))


def decide_black_photographs(numbers: Numbers) -> str:
    """The option of Q16's why that holds for every seed."""
    found = numbers["0–1"]
    return the_one_that_holds(
        numbers,
        A=max(found) < 0.53,
        B=min(found) > 0.82,
        C=min(found) > 0.7 and max(found) < 0.8,
        D=min(found) > 0.55 and max(found) < 0.65,
    )


Q16 = Case(
    lambda: say("Validation accuracy, by the scale of the pixels that the base was given"),
    measure_black_photographs,
    decide_black_photographs,
    quick=False,
)
