"""The cases of lessons 0, 1a and 1b: which networks are measured, and which numbers decide nothing."""

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases import saturation
from vgkit.networks import starting_point
from vgkit.networks.mlp import mlp


def test_one_layer_alone_starts_with_larger_weights():
    layers = saturation.one_wide_layer().layers
    stddevs = [layer.kernel_initializer.stddev for layer in layers[:-1]]
    assert stddevs == [1, 1, 1, 10, 1, 1, 1]
    assert [layer.activation.__name__ for layer in layers] == ["sigmoid"] * 7 + ["linear"]
    assert isinstance(layers[-1].kernel_initializer, keras.initializers.GlorotUniform)


def test_norms_are_those_of_the_lesson_at_the_starting_point(tiny):
    model = mlp(depth=2)
    assert (
        list(saturation.initial_norms(model, 1))
        == gradients.before_training(model)["gradient_norm"]
    )
    assert list(saturation.initial_norms(model, 2)) != list(saturation.initial_norms(model, 1))


def test_pixels_are_scaled(tiny):
    model = mlp(depth=2)
    pixels, labels = gradients.probe(tiny)
    with starting_point.at_start(model):
        scaled = gradients.measure(model, pixels / 255, labels, gradients.kernels(model))
    assert saturation.initial_norms(model, 1, 1 / 255) == pytest.approx(scaled["gradient_norm"])


def test_what_is_measured_is_named_after_the_layers():
    norms = [np.arange(1.0, 9.0), np.arange(11.0, 19.0)]
    assert saturation._named(norms, (1, 7)) == {"hidden 1": [1, 11], "hidden 7": [7, 17]}


PIXELS = {"hidden 1": [0.13, 0.19], "hidden 2": [0.75, 0.8], "hidden 7": [1.0, 1.0]}
TANH = {"sigmoid, stddev 1": [0.3, 0.6], "tanh, stddev 1": [79, 89]}
WIDE = {f"hidden {k}": [v, v] for k, v in zip(range(2, 7), (2.0, 1.6, 0.15, 0.8, 0.9), strict=True)}


@pytest.mark.parametrize(("case", "numbers", "key"), [
    (saturation.SMALL_PIXELS, PIXELS, "B"),
    (saturation.TANH, TANH, "D"),
    (saturation.ONE_WIDE_LAYER, WIDE, "A"),
], ids=["C0", "C1a", "C1b"])  # fmt: skip
def test_numbers_like_the_measured_ones_decide_the_key(case, numbers, key):
    assert case.decide(numbers) == key


@pytest.mark.parametrize(("case", "numbers", "other"), [
    (saturation.SMALL_PIXELS, PIXELS, {"hidden 1": [0.13, 0.004]}),
    (saturation.SMALL_PIXELS, PIXELS, {"hidden 1": [0.13, 0.9]}),
    (saturation.SMALL_PIXELS, PIXELS, {"hidden 2": [0.75, 0.1]}),
    (saturation.SMALL_PIXELS, PIXELS, {"hidden 7": [1.0, 9.0]}),
    (saturation.TANH, TANH, {"tanh, stddev 1": [79, 1.0]}),
    (saturation.TANH, TANH, {"tanh, stddev 1": [79, 900]}),
    (saturation.TANH, TANH, {"sigmoid, stddev 1": [0.3, 2.0]}),
    (saturation.TANH, TANH, {"sigmoid, stddev 1": [0.3, 0.01]}),
    (saturation.ONE_WIDE_LAYER, WIDE, {"hidden 2": [2.0, 1.0]}),
    (saturation.ONE_WIDE_LAYER, WIDE, {"hidden 4": [0.15, 1.0]}),
    (saturation.ONE_WIDE_LAYER, WIDE, {"hidden 5": [0.8, 10.0]}),
    (saturation.ONE_WIDE_LAYER, WIDE, {"hidden 6": [0.9, 0.2]}),
])  # fmt: skip
def test_a_seed_that_shows_something_else_decides_nothing(case, numbers, other):
    with pytest.raises(ValueError, match="Not the same for every seed"):
        case.decide(numbers | other)
