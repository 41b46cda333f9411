"""A network is approved by what is allowed: whatever else changes its numbers is refused."""

import functools

import pytest

from vgkit import course
from vgkit.backend import keras
from vgkit.checks.network import network_findings
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks.starting_point import set_initial_weights

layers = keras.layers


class MyDense(layers.Dense):
    def call(self, inputs):
        return super().call(inputs) * 2


def relu(z):
    return keras.ops.maximum(z, -1.0)


def network(
    output=None, between=lambda h: h, shared=None, compile=None, kind=layers.Dense, **options
):
    """Exercise 2 as a student may write it: each option goes to every hidden layer."""
    options = {"activation": "relu", **options}
    x = inputs = keras.Input((784,))
    for _ in range(7):
        initializer = shared or keras.initializers.RandomNormal(0.0, 0.05)
        x = between(kind(128, kernel_initializer=initializer, **options)(x))
    model = keras.Model(inputs, layers.Dense(10, **(output or {}))(x))
    told = {
        "optimizer": keras.optimizers.SGD(0.01),
        "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        "metrics": ["accuracy"],
    }
    model.compile(**told | (compile or {}))
    return model


def with_lora():
    model = network()
    model.layers[2].enable_lora(2)
    return model


def quantized():
    model = network()
    model.quantize("int8")
    model.compile(
        keras.optimizers.SGD(0.01),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def crossentropy(**settings):
    return {"loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True, **settings)}


WRONG = {
    "no bias": (lambda: network(use_bias=False), "layer_settings", "use_bias=False"),
    "output without bias": (
        lambda: network(output={"use_bias": False}),
        "layer_settings",
        "output: use_bias=False",
    ),
    "biases of one": (
        lambda: network(bias_initializer="ones"),
        "layer_settings",
        "bias_initializer=Ones",
    ),
    "a regularizer": (
        lambda: network(kernel_regularizer="l2"),
        "layer_settings",
        "kernel_regularizer=L2",
    ),
    "regularized activities": (
        lambda: network(activity_regularizer="l1"),
        "layer_settings",
        "activity_regularizer=L1",
    ),
    "a constraint": (
        lambda: network(kernel_constraint="non_neg"),
        "layer_settings",
        "kernel_constraint=NonNeg",
    ),
    "float16": (lambda: network(dtype="float16"), "layer_settings", "dtype=float16"),
    "mixed": (lambda: network(dtype="mixed_float16"), "layer_settings", "dtype=mixed_float16"),
    "LoRA": (with_lora, "layer_settings", "lora_rank=2"),
    "int8": (quantized, "layer_settings", "dtype=int8"),
    "a class of one's own": (lambda: network(kind=MyDense), "layer_class", "MyDense"),
    "a function called relu": (lambda: network(activation=relu), "other_numbers", "logits"),
    "a leaky partial": (
        lambda: network(activation=functools.partial(keras.ops.leaky_relu, negative_slope=0.1)),
        "activation",
        "partial",
    ),
    "another ReLU": (lambda: network(activation=layers.ReLU(max_value=6)), "activation", "ReLU"),
    "ReLU in layers of its own": (
        lambda: network(activation=None, between=lambda h: layers.ReLU()(h)),
        "activation_layer",
        "activation=…",
    ),
    "Activation layers": (
        lambda: network(activation=None, between=lambda h: layers.Activation("relu")(h)),
        "activation_layer",
        "Activation",
    ),
    "a class ignored": (
        lambda: network(compile=crossentropy(ignore_class=3)),
        "loss_settings",
        "ignore_class=3",
    ),
    "a sum for a mean": (
        lambda: network(compile=crossentropy(reduction="sum")),
        "loss_settings",
        "reduction=sum",
    ),
    "a weighted loss": (
        lambda: network(compile={"loss_weights": [2.0]}),
        "compile_settings",
        "loss_weights=[2.0]",
    ),
    "another metric called accuracy": (
        lambda: network(compile={"metrics": [keras.metrics.MeanSquaredError(name="accuracy")]}),
        "metric_kind",
        "MeanSquaredError",
    ),
    "one initializer for all": (
        lambda: network(shared=keras.initializers.RandomNormal(0.0, 0.05)),
        "initializer_shared",
        "hidden 1, hidden 2",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_whatever_changes_the_numbers_is_refused_and_named(case):
    build, code, words = WRONG[case]
    model = build()
    for language in LANGUAGES:
        set_language(language)
        (finding,) = network_findings(model, course.get("2"))
        assert finding.code == code
        assert words in finding.message or language != "en"


RIGHT = {
    "as text": lambda: network(),
    "Keras' function": lambda: network(activation=keras.activations.relu),
    "Keras' operation": lambda: network(activation=keras.ops.relu),
    "a layer as activation": lambda: network(activation=layers.ReLU()),
    "a wrapped activation": lambda: network(activation=layers.Activation("relu")),
    "a function of one's own that is ReLU": lambda: network(
        activation=type(relu)((lambda z: keras.ops.maximum(z, 0.0)).__code__, globals(), "relu")
    ),
    "accuracy as an object": lambda: network(
        compile={"metrics": [keras.metrics.SparseCategoricalAccuracy(name="accuracy")]}
    ),
    "a further metric": lambda: network(compile={"metrics": ["accuracy", "mse"]}),
    "settings written out": lambda: network(
        use_bias=True, bias_initializer="zeros", kernel_regularizer=None, dtype="float32"
    ),
    "a loss with a name": lambda: network(compile=crossentropy(name="mine")),
    "run eagerly": lambda: network(compile={"run_eagerly": True}),
}


@pytest.mark.parametrize("case", RIGHT)
def test_the_same_network_in_other_words_is_approved(case):
    assert network_findings(RIGHT[case](), course.get("2")) == []


def normalized(normalization, kind):
    x = inputs = keras.Input((784,))
    for number in range(7):
        x = normalization(number)(x) if number else x
        initializer = keras.initializers.RandomNormal(0.0, 0.05)
        x = layers.Dense(128, "sigmoid", kernel_initializer=initializer)(x)
    return course.get(kind).compile(keras.Model(inputs, layers.Dense(10)(x)))


@pytest.mark.parametrize("exercise", ["4a", "8"])
def test_one_normalization_for_all_layers_is_refused(exercise):
    from vgkit.networks.layers import GradientNormalization

    one = {"4a": layers.BatchNormalization, "8": GradientNormalization}[exercise]()
    model = normalized(lambda number: one, exercise)
    (finding,) = network_findings(model, course.get(exercise))
    assert finding.code == "layer_shared" and type(one).__name__ in finding.message


def test_the_check_leaves_weights_and_moving_averages_as_they_were():
    model = normalized(lambda number: layers.BatchNormalization(), "4a")
    set_initial_weights(model, 3)
    before = [variable.numpy().tobytes() for variable in model.variables]
    assert network_findings(model, course.get("4a")) == []
    assert [variable.numpy().tobytes() for variable in model.variables] == before


def test_a_function_as_initializer_is_legal_and_named():
    def zeros(shape, dtype=None):
        return keras.ops.zeros(shape, dtype)

    model = network(shared=zeros)
    findings = network_findings(model, course.get("2"))
    assert [finding.code for finding in findings] == ["initializer"] and "zeros" in findings[
        0
    ].message
    set_initial_weights(model)
    assert not model.layers[1].kernel.numpy().any()
