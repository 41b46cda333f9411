"""Lesson 2's new case and its dead units: what is measured, and when it decides."""

import numpy as np
import pytest

from vgkit.experiments import cases
from vgkit.experiments.cases import relu
from vgkit.networks.description import describe
from vgkit.networks.mlp import mlp
from vgkit.networks.starting_point import set_initial_weights


def test_the_network_is_exercise_2_with_a_sigmoid_in_hidden_1():
    model, plain = relu.sigmoid_first(), mlp(activation="relu")
    names = [layer.activation.__name__ for layer in model.layers]
    assert names == ["sigmoid", *["relu"] * 6, "linear"]
    model.layers[0].activation = plain.layers[0].activation
    assert describe(model) == describe(plain)
    for each in (model, plain):
        set_initial_weights(each, 3)
    assert all(map(np.array_equal, model.get_weights(), plain.get_weights()))


def drops(*hidden):
    return {f"hidden {k}": list(values) for k, values in enumerate(hidden, start=1)}


@pytest.mark.parametrize("seeds", [1, 2])
def test_it_decides_where_hidden_1_loses_least_and_much_for_every_seed(seeds):
    assert relu.SIGMOID_FIRST.decide(drops([80] * seeds, [200] * seeds, [900] * seeds)) == "C"


@pytest.mark.parametrize("numbers", [
    drops([4, 80], [200, 200], [900, 900]),
    drops([80, 80], [200, 100], [900, 900]),
    drops([80, 80], [200, 200], [900, 10]),
    drops([80, 80], [1, 1], [1, 1]),
])  # fmt: skip
def test_one_seed_that_differs_leaves_it_undecided(numbers):
    with pytest.raises(ValueError, match="Received: "):
        relu.SIGMOID_FIRST.decide(numbers)


def test_dead_units_are_counted_layer_by_layer():
    model = mlp(depth=2, activation="relu")
    set_initial_weights(model)
    for layer, dead in zip(model.layers, (3, 5), strict=False):
        kernel = np.abs(layer.kernel.numpy())
        kernel[:, :dead] *= -1
        layer.kernel.assign(kernel)
    assert relu.dead_units(model, np.ones((4, 784), np.float32)) == [3, 5]


def test_the_shipped_counts_fall_for_every_seed_within_ten_epochs():
    first, _, last = cases.load_evidence("dead_units").numbers.values()
    assert len(first) == len(relu.SEEDS)
    shares = [after / before for before, after in zip(first, last, strict=True)]
    assert min(shares) >= 0.25 and max(shares) <= 0.6


def test_the_shipped_counts_before_training_are_those_of_the_starting_points(real_data):
    from vgkit import data
    from vgkit.diagnostics import gradients

    images, _ = gradients.probe(data.load())
    model, counts = mlp(activation="relu"), []
    for seed in relu.SEEDS:
        set_initial_weights(model, seed)
        counts.append(relu.dead_units(model, images))
    assert counts[0] == [0, 4, 3, 8, 12, 14, 14]
    assert list(map(sum, counts)) == cases.load_evidence("dead_units").numbers["epoch 0"]


def test_a_training_is_counted_after_each_of_the_epochs(tiny, monkeypatch):
    trained = []
    monkeypatch.setattr(
        relu.epoch_graph, "epoch_functions", lambda *_: (lambda order: trained.append(order), None)
    )
    monkeypatch.setattr(relu, "dead_units", lambda model, images: [len(trained), 1])
    monkeypatch.setattr(relu, "SEEDS", (1, 2))
    found = relu.measure_dead_units()
    assert found == {"epoch 0": [1, 11], "epoch 1": [2, 12], "epoch 10": [11, 21]}
