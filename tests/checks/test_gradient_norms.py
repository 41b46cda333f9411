"""Lesson 0: the gradient norm of a layer, and likely mistakes."""

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
        gradient = tape.gradient(value, sources(model, layer))
        return of(gradient)

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
    "logits_for_probabilities": (
        gradient_norm(loss=keras.losses.SparseCategoricalCrossentropy()),
        "loss",
    ),
    "divided_pixels": (gradient_norm(logits=lambda model, pixels: model(pixels / 255)), "loss"),
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
    "spectral": (gradient_norm(of=lambda g: np.linalg.norm(g, 2)), "norm"),
    "root_below_zero": (gradient_norm(of=lambda g: tf.sqrt(tf.reduce_sum(g))), "norm"),
    "gradient_itself": (gradient_norm(of=lambda g: g), "norm"),
    "norm_of_weights": (lambda model, layer, pixels, labels: tf.norm(layer.kernel), "norm"),
    "wrong_values": (gradient_norm(of=lambda g: 0.01 * tf.norm(g)), "norm"),
    "wrong_shape": (gradient_norm(of=lambda g: tf.norm(g, axis=0)), "norm"),
    "returns_nothing": (gradient_norm(of=lambda g: None), "norm"),
    "function_fails": (gradient_norm(of=lambda g: g.norm()), "norm"),
    "several_gradients": (gradient_norm(sources=all_variables, of=tf.norm), "gradient"),
    "gradient_is_none": (
        gradient_norm(logits=lambda model, pixels: model.predict(pixels, verbose=0)),
        "loss",
    ),
}


@pytest.mark.parametrize("code", NORMS)
def test_each_wrong_gradient_norm_has_its_own_message(code, languages):
    function, blank = NORMS[code]
    each_language(gradient_norms.gradient_norm_findings, function, code, blank, languages)


LINES = {
    "arguments swapped": (
        "loss_fails",
        {"loss": "LOSS(model(pixels), labels)"},
        "labels first",
    ),
    "the layer for the model": (
        "loss_fails",
        {"loss": "LOSS(labels, layer(pixels))"},
        "whole model",
    ),
    "the model for its logits": ("loss_fails", {"loss": "LOSS(labels, model)"}, "logits"),
    "pixels for labels": ("loss_fails", {"loss": "LOSS(pixels, model(pixels))"}, "labels first"),
    "no tape": ("gradient_fails", {"gradient": "layer.weight"}, "tape.gradient takes"),
    "weight": ("gradient_fails", {"gradient": "tape.gradient(loss, layer.weight)"}, "weight"),
    "a layer": ("gradient_fails", {"gradient": "tape.gradient(loss, layer)"}, "a layer is none"),
    "all weights": (
        "several_gradients",
        {"gradient": "tape.gradient(loss, model.trainable_weights)"},
        "a list",
    ),
    "no such function": ("function_fails", {"norm": "tf.l2_norm(gradient)"}, "l2_norm"),
}


@pytest.mark.parametrize("case", LINES)
def test_an_exception_is_told_of_the_blank_in_whose_line_it_arose(case, tmp_path):
    code, put, words = LINES[case]
    right = {
        "loss": "LOSS(labels, model(pixels))",
        "gradient": "tape.gradient(loss, layer.kernel)",
        "norm": "tf.norm(gradient)",
    }
    lines = right | put
    source = tmp_path / "notebook.py"
    source.write_text(
        "def gradient_norm(model, layer, pixels, labels):\n"
        "    with tf.GradientTape() as tape:\n"
        f"        loss = {lines['loss']}\n"
        f"    gradient = {lines['gradient']}\n"
        f"    return {lines['norm']}\n"
    )
    names = {"tf": tf, "LOSS": LOSS}
    exec(compile(source.read_text(), source, "exec"), names)
    (finding,) = gradient_norms.gradient_norm_findings(names["gradient_norm"])
    assert (finding.code, finding.blank) == (code, *put), finding
    assert words in finding.message and "{{" not in finding.message


def test_where_no_line_is_known_no_blank_is_blamed():
    names = {"tf": tf}
    exec("def gradient_norm(model, layer, pixels, labels):\n    return 1 / 0", names)
    (finding,) = gradient_norms.gradient_norm_findings(names["gradient_norm"])
    assert (finding.code, finding.blank) == ("function_fails", None)


def test_a_shape_that_is_not_known_is_no_gradient():
    def gradient_norm(model, layer, pixels, labels):
        raise ValueError("expected shape (None, 784), found (8, 6)")

    (finding,) = gradient_norms.gradient_norm_findings(gradient_norm)
    assert finding.code == "loss_fails"


def test_the_right_function_gives_the_kits_own_numbers():
    model, pixels, labels = gradient_norms._small_network()
    measured = gradients.measure(model, pixels, labels, gradients.kernels(model))["gradient_norm"]
    own = [float(gradient_norm()(model, layer, pixels, labels)) for layer in model.layers]
    assert own == pytest.approx(measured, rel=1e-5)


def test_each_layer_of_the_small_network_has_a_norm_of_its_own():
    model, pixels, labels = gradient_norms._small_network()
    norms = [np.linalg.norm(g) for g in gradient_norms._gradients(model, pixels, labels)[0]]
    assert len(set(np.round(norms, 3))) == len(norms)
