"""Loss and accuracy by the number of logits, held against what they are by definition."""

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.networks import mlp, objective

LOGITS = np.array([-3.0, -0.2, 0.0, 0.3, 2.0], np.float32)
LABELS = np.array([0, 1, 0, 1, 1], np.uint8)


def test_of_one_logit_the_loss_is_the_mean_of_log_1_plus_e_to_the_minus_margin():
    margins = np.where(LABELS == 1, LOGITS, -LOGITS).astype(float)
    expected = np.mean(np.log1p(np.exp(-margins)))
    assert float(objective.crossentropy(1)(LABELS, LOGITS[:, None])) == pytest.approx(expected)


def test_one_logit_and_two_of_which_the_first_is_0_are_the_same_loss():
    two = np.stack([np.zeros_like(LOGITS), LOGITS], axis=1)
    losses = [objective.crossentropy(n)(LABELS, z) for n, z in ((1, LOGITS[:, None]), (2, two))]
    assert float(losses[0]) == pytest.approx(float(losses[1]))


def test_of_one_logit_0_is_where_class_1_begins():
    metric = objective.accuracy(1)
    metric.update_state(LABELS, LOGITS[:, None])
    assert float(metric.result()) == pytest.approx(4 / 5)  # −0.2 is wrong, 0.3 is right
    assert metric.name == "accuracy"


def binary():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])


def test_two_classes_are_trained_with_one_logit():
    keras.utils.set_random_seed(1)
    model = objective.compiled(binary(), "SGD", 0.5)
    model.run_eagerly = True  # so few steps are done before a graph is made
    x = np.random.default_rng(1).normal(size=(64, 3)).astype(np.float32)
    labels = (x[:, 0] > 0).astype(np.uint8)
    before = model.test_on_batch(x, labels, return_dict=True)
    for _ in range(60):
        model.train_on_batch(x, labels)
    model.reset_metrics()
    after = model.test_on_batch(x, labels, return_dict=True)
    assert after["loss"] < before["loss"]
    assert after["accuracy"] > 0.9


def test_compiled_takes_the_optimizers_own_learning_rate_where_none_is_given():
    model = objective.compiled(mlp.mlp(1), "Adam", None)
    assert float(model.optimizer.learning_rate) == np.float32(0.001)
    model = objective.compiled(mlp.mlp(1))
    assert type(model.optimizer) is keras.optimizers.SGD
    assert float(model.optimizer.learning_rate) == np.float32(0.01)
    assert model.loss.get_config()["from_logits"] is True
    assert type(model.loss) is keras.losses.SparseCategoricalCrossentropy


def test_of_several_logits_nothing_has_changed():
    assert objective.accuracy(10) == "accuracy"
    assert objective.crossentropy(10).get_config()["from_logits"] is True
