"""The questions of lesson 5: which networks are compared, and what their numbers decide."""

import numpy as np
import pytest

from tests.experiments.cases.deciding import decides
from vgkit import course
from vgkit.diagnostics import gradients
from vgkit.experiments.cases import skip_connections
from vgkit.experiments.cases.skip_connections import FACTORS, NETWORKS
from vgkit.networks import starting_point
from vgkit.networks.description import describe

PLAIN = {5: [1.3, 4.0], 6: [1.4, 5.0], 7: [1.2, 6.0]}


def numbers(growth):
    """Numbers of two seeds in which the additions multiply each gradient by one of these factors."""
    found = {}
    for layer, values in PLAIN.items():
        found[f"hidden {layer}, ReLU"] = values
        found[f"hidden {layer}, ReLU and additions"] = [
            value * factor for value, factor in zip(values, growth, strict=True)
        ]
    return found


def test_the_two_networks_have_the_same_relu_layers_and_one_has_two_additions():
    plain, joined = (describe(model)[0] for model in skip_connections.relu_networks().values())
    assert [layer.activation for layer in plain] == ["relu"] * 7 + ["linear"]
    assert [layer.initializer for layer in plain] == [layer.initializer for layer in joined]
    assert [layer.sources for layer in joined if len(layer.sources) > 1] == [(1, 3), (4, 7)]
    assert all(len(layer.sources) == 1 for layer in plain)


@pytest.mark.parametrize(("growth", "letter"), [
    ([4.0, 40.0], "D"), ([1.7, 1.9], "A"), ([0.2, 0.7], "B"), ([0.95, 1.1], "C"),
])  # fmt: skip
def test_what_holds_for_every_seed_decides(growth, letter):
    assert skip_connections.IN_RELU.decide(numbers(growth)) == letter


@pytest.mark.parametrize("growth", [[1.9, 40.0], [0.7, 1.0], [2.5, 2.6], [1.1, 1.5]])
def test_what_does_not_hold_for_every_seed_decides_nothing(growth):
    with pytest.raises(ValueError, match="holding: none"):
        skip_connections.IN_RELU.decide(numbers(growth))


def test_one_layer_that_behaves_otherwise_decides_nothing():
    mixed = numbers([4.0, 40.0]) | {"hidden 6, ReLU and additions": PLAIN[6]}
    with pytest.raises(ValueError, match="holding: none"):
        skip_connections.IN_RELU.decide(mixed)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_factors_are_those_of_the_gradient_that_is_measured(name, tiny):
    model = NETWORKS[name](stddev=0.3)
    pixels, labels = gradients.probe(tiny)
    found = skip_connections.factors(model, pixels, labels)
    measured = gradients.measure(model, pixels, labels, gradients.kernels(model))
    assert found["gradient norm"] == pytest.approx(measured["gradient_norm"][6], rel=1e-3)
    assert 0 < found["slope"] <= 0.25 and 0 < found["share left in the mean"] < 1
    one = skip_connections.factors(model, pixels[:1], labels[:1])
    assert one["share left in the mean"] == pytest.approx(1, rel=1e-5)
    kernel = model.get_layer("output").kernel.numpy()
    bound = one["input"] * np.linalg.norm(kernel, 2) * one["error"] / 4
    assert one["gradient norm"] < bound


def made_of(**growth):
    """Two seeds of the baseline, and the additions, whose factors grow by what is given."""
    whole = np.prod(list(growth.values()))
    found = {}
    for each in (*FACTORS, "gradient norm"):
        factor = whole if each == "gradient norm" else growth.get(each.split()[0], 1.0)
        for name, by in zip(NETWORKS, (1.0, factor), strict=True):
            found[f"{each}, {name}"] = [0.2 * by, 0.3 * by]
    return found


@pytest.mark.parametrize(("numbers", "letter"), [
    (made_of(error=1.8), "A"), (made_of(input=1.8), "B"),
    (made_of(share=1.8, error=1.05), "C"), (made_of(slope=1.8), "D"),
])  # fmt: skip
def test_the_factor_that_grows_decides(numbers, letter):
    assert skip_connections.HIDDEN_7.decide(numbers) == letter


def test_factors_that_share_the_growth_decide_nothing_nor_does_one_seed_that_differs():
    differs = made_of(share=1.8)
    differs["share left in the mean, additions"][1] = 0.3
    for numbers in (made_of(share=1.4, error=1.4), differs):
        with pytest.raises(ValueError, match="holding: none"):
            skip_connections.HIDDEN_7.decide(numbers)


# Blocks that let more through ----------------------------------------------------------------------


def test_only_the_kernels_inside_the_blocks_begin_larger():
    small, large = map(skip_connections.with_blocks, skip_connections.STDDEVS)
    starting_point.set_initial_weights(small, 2)
    starting_point.set_initial_weights(large, 2)
    ratios = [
        float(np.linalg.norm(a) / np.linalg.norm(b))
        for a, b in zip(gradients.kernels(large), gradients.kernels(small), strict=True)
    ]
    assert ratios == pytest.approx([1, 4, 4, 1, 4, 4, 4, 1], rel=1e-5)
    assert describe(small) == describe(course.get("5").build())


def test_both_networks_are_trained_and_measured_from_every_seed(tiny, monkeypatch):
    trained = []

    def training_loss(model, exercise, images, epochs, seed):
        stddev = model.get_layer("hidden_2").kernel_initializer.stddev
        trained.append((exercise, stddev, epochs, seed))
        return float(len(trained))

    monkeypatch.setattr(skip_connections, "training_loss", training_loss)
    monkeypatch.setattr(skip_connections, "SEEDS", (2, 3))
    monkeypatch.setattr(skip_connections.course.Exercise, "images", lambda row: tiny)
    numbers = skip_connections.LARGER_BLOCKS.measure()
    assert trained == [("5", stddev, 10, seed) for stddev in (0.05, 0.2) for seed in (2, 3)]
    assert numbers["loss, stddev 0.2"] == [3.0, 4.0]
    model = skip_connections.with_blocks(0.2)
    starting_point.set_initial_weights(model, 3)
    norms = gradients.measure(model, *gradients.probe(tiny), gradients.kernels(model))
    assert numbers["gradient of hidden 5, stddev 0.2"][1] == norms["gradient_norm"][4]


@pytest.mark.parametrize(("large", "letter"), [
    ([1.16, 1.18], "D"), ([0.8, 0.95], "A"), ([1.5, 1.6], "B"), ([2.29, 2.3], "C"),
    ([1.16, 1.05], None), ([0.8, 1.2], None), ([2.1, 2.3], None),
])  # fmt: skip
def test_the_loss_of_every_seed_decides_about_larger_blocks(large, letter):
    numbers = {"loss, stddev 0.05": [1.2, 1.2], "loss, stddev 0.2": large}
    decides(skip_connections.decide_blocks, numbers, letter)
