"""A network trained for a few epochs from a seed, and what it answers. Keeps and shows nothing."""

from collections.abc import Callable

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.networks import starting_point
from vgkit.training import fitting


def trained(
    model: keras.Model, exercise: str, images: Dataset, epochs: int, seed: int
) -> keras.Model:
    """Train a compiled model in place from a seed's starting point.

    Args:
        model: built and compiled.
        exercise: id in the course's table, whose batch size counts.
        images: what it learns from.
        epochs: 1 or more.
        seed: of the initial weights and of the batches' order.

    Returns:
        The model.
    """
    metrics_of_training(model, exercise, images, epochs, seed)
    return model


def metrics_of_training(
    model: keras.Model,
    exercise: str,
    images: Dataset,
    epochs: int,
    seed: int,
    change: Callable[[keras.Model], None] = lambda model: None,
) -> dict[str, list[float]]:
    """Train a model as `trained` does, after something is done to it at the starting point.

    Args:
        model, exercise, images, epochs, seed: as in `trained`.
        change: what is done to the model's initial weights, in place.

    Returns:
        The record's metrics, one number for each epoch.
    """
    starting_point.set_initial_weights(model, seed)
    change(model)
    row = course.get(exercise)
    record = fitting.fit(model, exercise, epochs, images, row, keep=False, look_at=(), seed=seed)
    return record.metrics


def answers(model: keras.Model, inputs: np.ndarray) -> np.ndarray:
    """The class with the largest logit for each image: int64, `(images,)`."""
    return model.predict(inputs, batch_size=1000, verbose=0).argmax(axis=1)


def share_right(model: keras.Model, inputs: np.ndarray, labels: np.ndarray) -> float:
    """The accuracy of a network with a logit for each class, 0 to 1."""
    return float(np.mean(answers(model, inputs) == labels))
