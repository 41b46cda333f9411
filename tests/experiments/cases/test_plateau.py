"""The plateau of lesson 6: what each change changes, and what the numbers decide."""

import numpy as np
import pytest

from tests.experiments.cases.deciding import decides
from vgkit.diagnostics import gradients
from vgkit.experiments.cases import plateau
from vgkit.experiments.cases.plateau import CHANGES, SETTINGS
from vgkit.networks import mlp, starting_point
from vgkit.training import fitting


@pytest.fixture(autouse=True)
def training_1(monkeypatch):
    """What training 1 has left, made by hand: weights of another seed."""
    model = mlp.chain(mlp.submodels()[:1])
    starting_point.set_initial_weights(model, 9)
    learnt = model.get_weights()
    monkeypatch.setattr(plateau, "weights_of_training_1", lambda seed: learnt)
    return learnt


def weights_of(model):
    return {layer.name: layer.get_weights() for layer in model.layers if layer.get_weights()}


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("setting", SETTINGS)
def test_sub_1_is_frozen_as_training_1_left_it_and_the_fresh_layers_are_the_plan_s(
    setting, training_1
):
    model, plain = (plateau.second_network(each, 3) for each in (setting, SETTINGS[0]))
    first, *_ = model.layers
    assert same(first.get_weights(), training_1[:4]) and not first.trainable
    found, expected = weights_of(model), weights_of(plain)
    changed = {name for name in plateau.FRESH if not same(found[name], expected[name])}
    assert changed == ({"output"} if "output" in setting else set())
    assert float(model.optimizer.learning_rate) == pytest.approx(0.05)


def test_the_fresh_layers_take_the_draws_that_follow_training_1():
    model, whole = plateau.second_network(SETTINGS[0], 3), mlp.mlp(depth=5)
    starting_point.set_initial_weights(whole, 3)
    fourth = whole.layers[3].kernel.numpy()  # training 1 takes three: hidden 1, hidden 2, output
    assert np.array_equal(model.get_layer("hidden_3").kernel.numpy(), fourth)


def test_each_change_is_the_one_that_its_name_says(training_1):
    networks = {setting: plateau.second_network(setting, 3) for setting in SETTINGS}
    still = {name: not model.get_layer("hidden_3").trainable for name, model in networks.items()}
    assert [name for name, holds in still.items() if holds] == ["hidden 3 still"]
    assert not networks["zero output kernel"].get_layer("output").kernel.numpy().any()
    assert same(networks["old output layer"].get_layer("output").get_weights(), training_1[4:])
    x = np.random.default_rng(1).uniform(0, 255, (4, 784)).astype(np.float32)
    h = networks["inputs - 0.5"].layers[0](x).numpy()
    model = networks["inputs - 0.5"]
    for name in plateau.FRESH[:-1]:
        layer = model.get_layer(name)
        z = (h - 0.5) @ layer.kernel.numpy()
        h = 1 / (1 + np.exp(-z))
    logits = (h - 0.5) @ model.get_layer("output").kernel.numpy()
    assert model(x).numpy() == pytest.approx(logits, abs=1e-4)


def test_every_setting_is_trained_from_every_seed(tiny, monkeypatch):
    seen = []

    def fit(model, name, epochs, images, row, **settings):
        seen.append((epochs, settings["seed"], settings["keep"]))
        return type("Run", (), {"at": lambda self, metric, epoch: float(len(seen))})()

    monkeypatch.setattr(plateau.course.Exercise, "images", lambda row: tiny)
    monkeypatch.setattr(fitting, "fit", fit)
    monkeypatch.setattr(plateau, "SEEDS", (2, 3))
    numbers = plateau.PLATEAU.measure()
    assert [numbers[f"loss, {each}"] for each in SETTINGS] == [[i, i + 5.0] for i in range(1, 6)]
    assert seen == [(plateau.EPOCHS, seed, False) for seed in (2, 3) for _ in SETTINGS]
    model = plateau.second_network(SETTINGS[1], 3)
    norms = gradients.measure(model, *gradients.probe(tiny), gradients.kernels(model))
    assert numbers["gradient of output, inputs - 0.5"][1] == norms["gradient_norm"][-1]


def losses(*changed):
    pairs = zip(CHANGES, changed, strict=True)
    return {"loss, as it is": [2.1, 2.2]} | {f"loss, {name}": pair for name, pair in pairs}


ALIKE, LONGER, LONG, SHORT = [2.08, 2.18], [2.29, 2.3], [2.26, 2.28], [1.2, 1.3]


@pytest.mark.parametrize(("changed", "letter"), [
    ((ALIKE, LONGER, LONG, SHORT), "A"),
    ((SHORT, ALIKE, LONG, SHORT), "B"),
    ((SHORT, LONGER, ALIKE, SHORT), "C"),
    ((SHORT, LONGER, LONG, ALIKE), "D"),
    ((ALIKE, LONGER, ALIKE, SHORT), None),
    ((SHORT, LONGER, LONG, SHORT), None),
])  # fmt: skip
def test_the_only_change_that_leaves_the_plateau_as_long_as_it_is_decides(changed, letter):
    decides(plateau.decide, losses(*changed), letter)


@pytest.mark.parametrize("pair", [[2.08, 1.8], [2.18, 2.24]], ids=["one seed only", "in between"])
def test_a_change_that_neither_leaves_nor_moves_it_decides_nothing(pair):
    decides(plateau.decide, losses(pair, LONGER, LONG, SHORT), None)
