"""The first trainings of lesson 6, shortened: steps five times as long, and a fifth of the epochs."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.networks.mlp import chain, submodels
from vgkit.networks.objective import compiled
from vgkit.training import fitting, stages

LEARNING_RATE = 0.05
EPOCHS = 20


def compiled_for_short(model: keras.Model) -> keras.Model:
    """The model, compiled with the learning rate of the shortened plan."""
    return compiled(model, learning_rate=LEARNING_RATE)


def trained(count: int, seed: int) -> tuple[list[keras.Sequential], keras.Sequential]:
    """Do the first trainings of the plan from a seed.

    Args:
        count: how many of the seven, 1 or more.
        seed: of the initial weights and of the batches' order.

    Returns:
        The four submodels, and the model of the last of these trainings.
    """
    subs = submodels(course.in_stages().stages)
    for number, model in enumerate(_models(subs, count, seed), start=1):
        if number == 1:
            model.set_weights(weights_of_training_1(seed))
        else:
            _train(model, seed)
    return subs, model


@cache
def weights_of_training_1(seed: int) -> list[np.ndarray]:
    """What training 1 leaves: kernel and bias of hidden 1, of hidden 2 and of the output layer."""
    (model,) = _models(submodels(course.in_stages().stages), 1, seed)
    _train(model, seed)
    return model.get_weights()


def _models(subs, count, seed) -> Iterator[keras.Sequential]:
    plan = stages.plan(subs, EPOCHS)[:count]
    for model, _ in stages.stage_models(plan, lambda used: compiled_for_short(chain(used)), seed):
        yield model


def _train(model, seed):
    row = course.in_stages()
    fitting.fit(model, "case", EPOCHS, row.images(), row, keep=False, look_at=(), seed=seed)
