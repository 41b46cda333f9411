"""The question of lesson 5: which networks are compared, and what their numbers decide."""

import pytest

from vgkit.experiments.cases import skip_connections
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
    with pytest.raises(ValueError, match="Not the same for every seed"):
        skip_connections.IN_RELU.decide(numbers(growth))


def test_one_layer_that_behaves_otherwise_decides_nothing():
    mixed = numbers([4.0, 40.0]) | {"hidden 6, ReLU and additions": PLAIN[6]}
    with pytest.raises(ValueError, match="Not the same for every seed"):
        skip_connections.IN_RELU.decide(mixed)
