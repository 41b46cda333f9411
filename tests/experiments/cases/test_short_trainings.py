"""A network is trained for a few epochs from a seed, and its answers are counted."""

from types import SimpleNamespace

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.experiments.cases import short_trainings


class Told:
    """A network whose logits are its inputs."""

    def predict(self, inputs, **how):
        return inputs


@pytest.mark.parametrize(("labels", "share"), [([2, 0], 1.0), ([2, 1], 0.5), ([0, 1], 0.0)])
def test_the_share_of_right_answers_is_counted(labels, share):
    logits = np.array([[0.0, 1.0, 2.0], [3.0, 1.0, 2.0]])
    assert short_trainings.answers(Told(), logits).tolist() == [2, 0]
    assert short_trainings.share_right(Told(), logits, np.array(labels)) == share


def test_a_training_begins_at_the_seeds_starting_point_and_what_is_changed_there(monkeypatch):
    told = {}

    def fit(model, exercise, epochs, images, row, keep, look_at, seed):
        told.update(exercise=exercise, epochs=epochs, row=row.id, keep=keep, seed=seed)
        told["kernel"] = model.layers[-1].kernel.numpy()
        return SimpleNamespace(metrics={"loss": [2.0, 1.0]})

    monkeypatch.setattr(short_trainings.fitting, "fit", fit)
    kernels = []
    for seed in (1, 1, 2):
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
        assert short_trainings.trained(model, "5", None, 3, seed) is model
        kernels.append(told.pop("kernel"))
    assert told == {"exercise": "5", "epochs": 3, "row": "5", "keep": False, "seed": 2}
    assert np.array_equal(kernels[0], kernels[1]) and not np.array_equal(kernels[0], kernels[2])
    assert short_trainings.metrics_of_training(model, "5", None, 3, 2) == {"loss": [2.0, 1.0]}
    assert np.array_equal(kernels[2], told["kernel"])
    short_trainings.metrics_of_training(
        model, "5", None, 3, 2, lambda model: model.layers[-1].kernel.assign(2 * kernels[2])
    )
    assert np.array_equal(2 * kernels[2], told["kernel"])
