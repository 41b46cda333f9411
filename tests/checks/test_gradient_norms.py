"""Lessons 0 and 1b: the gradient norm of a layer and its growth per layer, and likely mistakes."""

import numpy as np
import pytest

from tests.checks.test_lenet import each_language
from vgkit.backend import keras, tf
from vgkit.checks import gradient_norms
from vgkit.diagnostics import gradients

LOSS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def gradient_norm(
    of=lambda g: tf.sqrt(tf.reduce_sum(tf.square(g))),
    loss=LOSS,
    logits=lambda model, pixels: model(pixels),
    sources=lambda model, layer: layer.kernel,
):
    """The function as a student would write it, with one thing put differently."""

    def gradient_norm(model, layer, pixels, labels):
        with tf.GradientTape() as tape:
            value = loss(labels, logits(model, pixels))
        return of(tape.gradient(value, sources(model, layer)))

    return gradient_norm


@pytest.mark.parametrize("function", [
    gradient_norm(),
    gradient_norm(of=tf.norm),
    gradient_norm(of=lambda g: float(np.linalg.norm(g))),
    gradient_norm(of=lambda g: keras.ops.sqrt(keras.ops.sum(g**2))),
    gradient_norm(sources=lambda model, layer: layer.kernel.value),
    gradient_norm(sources=lambda model, layer: layer.trainable_variables[0]),
    gradient_norm(loss=lambda y, x: tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(tf.cast(y, tf.int32), x))),
], ids=["by hand", "tf.norm", "numpy", "keras.ops", "value", "variables", "own loss"])  # fmt: skip
def test_every_way_to_a_gradient_norm_passes(function):
    assert gradient_norms.gradient_norm_findings(function) == []


def all_variables(model, layer):
    return model.trainable_variables


def joined(gradient):
    return tf.linalg.global_norm(gradient)


NORMS = {
    "softmax_twice": (
        gradient_norm(logits=lambda model, pixels: tf.nn.softmax(model(pixels))),
        "loss",
    ),
    "summed_over_images": (
        gradient_norm(
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
        ),
        "loss",
    ),
    "of_the_bias": (gradient_norm(sources=lambda model, layer: layer.bias), "gradient"),
    "kernel_and_bias": (
        gradient_norm(of=joined, sources=lambda model, layer: layer.trainable_variables),
        "gradient",
    ),
    "all_weights": (gradient_norm(of=joined, sources=all_variables), "gradient"),
    "all_kernels": (
        gradient_norm(of=joined, sources=lambda model, layer: [x.kernel for x in model.layers]),
        "gradient",
    ),
    "first_layer": (gradient_norm(sources=lambda model, layer: model.layers[0].kernel), "gradient"),
    "last_layer": (gradient_norm(sources=lambda model, layer: model.layers[-1].kernel), "gradient"),
    "not_rooted": (gradient_norm(of=lambda g: tf.reduce_sum(g**2)), "norm"),
    "mean_of_squares": (gradient_norm(of=lambda g: tf.sqrt(tf.reduce_mean(g**2))), "norm"),
    "mean_and_no_root": (gradient_norm(of=lambda g: tf.reduce_mean(g**2)), "norm"),
    "absolute_values": (gradient_norm(of=lambda g: tf.reduce_sum(abs(g))), "norm"),
    "mean_size": (gradient_norm(of=lambda g: tf.reduce_mean(abs(g))), "norm"),
    "largest": (gradient_norm(of=lambda g: tf.reduce_max(abs(g))), "norm"),
    "not_squared": (gradient_norm(of=tf.reduce_sum), "norm"),
    "root_of_sum": (gradient_norm(of=lambda g: tf.sqrt(abs(tf.reduce_sum(abs(g))))), "norm"),
    "gradient_itself": (gradient_norm(of=lambda g: g), "norm"),
    "norm_of_weights": (lambda model, layer, pixels, labels: tf.norm(layer.kernel), "norm"),
    "wrong_values": (gradient_norm(of=lambda g: 0.01 * tf.norm(g)), "norm"),
    "wrong_shape": (gradient_norm(of=lambda g: tf.norm(g, axis=0)), "norm"),
    "returns_nothing": (gradient_norm(of=lambda g: None), "norm"),
    "function_fails": (gradient_norm(of=lambda g: g.norm()), "norm"),
    "gradient_is_none": (
        gradient_norm(logits=lambda model, pixels: model.predict(pixels, verbose=0)),
        "loss",
    ),
}


@pytest.mark.parametrize("code", NORMS)
def test_each_wrong_gradient_norm_has_its_own_message(code):
    each_language(gradient_norms.gradient_norm_findings, *[NORMS[code][0], code, NORMS[code][1]])


def test_a_shape_that_is_not_known_is_no_gradient():
    def gradient_norm(model, layer, pixels, labels):
        raise ValueError("expected shape (None, 784), found (8, 6)")

    (finding,) = gradient_norms.gradient_norm_findings(gradient_norm)
    assert finding.code == "function_fails"


def test_the_right_function_gives_the_kits_own_numbers():
    model, pixels, labels = gradient_norms._small_network()
    measured = gradients.measure(model, pixels, labels, gradients.kernels(model))["gradient_norm"]
    own = [float(gradient_norm()(model, layer, pixels, labels)) for layer in model.layers]
    assert own == pytest.approx(measured, rel=1e-5)


def test_each_layer_of_the_small_network_has_a_norm_of_its_own():
    model, pixels, labels = gradient_norms._small_network()
    norms = [np.linalg.norm(g) for g in gradient_norms._gradients(model, pixels, labels)[0]]
    assert len(set(np.round(norms, 3))) == len(norms)


# The growth per layer


def growth_per_layer(formula):
    def growth_per_layer(norms, front, back):
        return formula(norms, front, back)

    return growth_per_layer


@pytest.mark.parametrize("formula", [
    lambda n, front, back: (n[front] / n[back]) ** (1 / (back - front)),
    lambda n, front, back: np.exp(np.log(n[front] / n[back]) / (back - front)),
    lambda n, front, back: np.exp(-np.mean(np.diff(np.log(n[front : back + 1])))),
    lambda n, front, back: np.prod([n[k] / n[k + 1] for k in range(front, back)]) ** (1 / (back - front)),
])  # fmt: skip
def test_every_way_to_the_growth_per_layer_passes(formula):
    assert gradient_norms.growth_per_layer_findings(growth_per_layer(formula)) == []


def power(exponent):
    return lambda n, front, back: (n[front] / n[back]) ** exponent(back - front)


GROWTHS = {
    "upside_down": (lambda n, f, b: (n[b] / n[f]) ** (1 / (b - f)), "growth"),
    "layers_counted_from_1": (lambda n, f, b: (n[f - 1] / n[b - 1]) ** (1 / (b - f)), "growth"),
    "difference": (lambda n, f, b: (n[f] - n[b]) / (b - f), "growth"),
    "whole_way": (power(lambda steps: 1), "per_layer"),
    "divided": (lambda n, f, b: n[f] / n[b] / (b - f), "per_layer"),
    "mean_of_steps": (
        lambda n, f, b: sum(n[k] / n[k + 1] for k in range(f, b)) / (b - f),
        "per_layer",
    ),
    "layers_not_steps": (power(lambda steps: 1 / (steps + 1)), "per_layer"),
    "one_step_short": (power(lambda steps: 1 / (steps - 1)), "per_layer"),
    "always_five_steps": (power(lambda steps: 1 / 5), "per_layer"),
    "all_layers": (power(lambda steps: 1 / 8), "per_layer"),
    "square_root": (power(lambda steps: 1 / 2), "per_layer"),
    "power_of_ten": (lambda n, f, b: np.log10(n[f] / n[b]) / (b - f), "per_layer"),
    "wrong_values": (lambda n, f, b: 1.0, "per_layer"),
    "wrong_shape": (lambda n, f, b: n[f:b], "per_layer"),
    "returns_nothing": (lambda n, f, b: None, "per_layer"),
    "function_fails": (lambda n, f, b: n[8], "per_layer"),
}


@pytest.mark.parametrize("code", GROWTHS)
def test_each_wrong_growth_has_its_own_message(code):
    formula, blank = GROWTHS[code]
    look = gradient_norms.growth_per_layer_findings
    each_language(look, growth_per_layer(formula), code, blank)


def test_the_students_norms_are_not_changed():
    def greedy(norms, front, back):
        norms.sort()
        return 1.0

    gradient_norms.growth_per_layer_findings(greedy)
    assert gradient_norms.NORMS[0] == 8.0
