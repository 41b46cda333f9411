"""A network is approved by what is allowed: whatever else changes its numbers is refused."""

import functools
from dataclasses import replace

import pytest
from packaging.version import Version

from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras
from vgkit.checks.network import network_findings
from vgkit.checks.remaining_settings import variables_findings
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks.starting_point import set_initial_weights

layers = keras.layers


class MyDense(layers.Dense):
    def call(self, inputs):
        return super().call(inputs) * 2


def relu(z):
    return keras.ops.maximum(z, -1.0)


def capped(z):
    return keras.ops.minimum(keras.ops.relu(z), 900.0)


capped.__name__ = "relu"


def half_the_loss(labels, logits):
    return 0.5 * crossentropy_of(labels, logits)


crossentropy_of = functools.partial(keras.losses.sparse_categorical_crossentropy, from_logits=True)


# Exercise 2 with three hidden layers: each layer more would only take time.
ROW = replace(course.get("2"), id="2, shallow", settings={"depth": 3, "activation": "relu"})


def network(
    output=None,
    between=lambda h: h,
    shared=None,
    compile=None,
    kind=layers.Dense,
    inputs=None,
    model_class=keras.Model,
    **options,
):
    """The network of `ROW` as a student may write it: each option goes to every hidden layer."""
    options = {"activation": "relu", **options}
    x = inputs = inputs if inputs is not None else keras.Input((784,))
    for _ in range(3):
        initializer = shared or keras.initializers.RandomNormal(0.0, 0.05)
        x = between(kind(128, kernel_initializer=initializer, **options)(x))
    model = model_class(inputs, layers.Dense(10, **(output or {}))(x))
    told = {
        "optimizer": keras.optimizers.SGD(0.01),
        "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        "metrics": ["accuracy"],
    }
    model.compile(**told | (compile or {}))
    return model


def told(**settings):
    """The network, and what its second layer's variables were told after it was built."""
    model = network()
    for variable, changes in settings.items():
        for name, value in changes.items():
            setattr(getattr(model.layers[2], variable), name, value)
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
    "a function called relu": (
        lambda: network(activation=relu),
        "activation_function",
        "a function of your own called relu",
    ),
    "a function that is ReLU up to 900": (
        lambda: network(activation=capped),
        "activation_function",
        "hidden 1, hidden 2",
    ),
    "a variable with a regularizer": (
        lambda: told(kernel={"regularizer": keras.regularizers.L2(1e-3)}),
        "variable_settings",
        "regularizer=L2",
    ),
    "a variable with a constraint": (
        lambda: told(bias={"constraint": keras.constraints.UnitNorm()}),
        "variable_settings",
        "constraint=UnitNorm",
    ),
    "a frozen variable": (
        lambda: told(kernel={"trainable": False}),
        "variable_settings",
        "trainable=False",
    ),
    "an overwritten variable": (
        lambda: told(kernel={"overwrite_with_gradient": True}),
        "variable_settings",
        "overwrite_with_gradient=True",
    ),
    "a batch of a fixed size": (
        lambda: network(inputs=keras.Input(batch_shape=(512, 784))),
        "batch_size_fixed",
        "exactly 512 images",
    ),
    "a loss in float16": (
        lambda: network(compile=crossentropy(dtype="float16")),
        "loss_settings",
        "dtype=float16",
    ),
    "a loss of probabilities by name": (
        lambda: network(compile={"loss": "sparse_categorical_crossentropy"}),
        "from_logits",
        "probabilities",
    ),
    "half the loss": (
        lambda: network(compile={"loss": half_the_loss}),
        "loss",
        "The loss is half_the_loss",
    ),
    "a metric that fails": (
        lambda: network(compile={"metrics": ["accuracy", "mse"]}),
        "metric_fails",
        "shapes",
    ),
    "accuracy in float16": (
        lambda: network(
            compile={
                "metrics": [keras.metrics.SparseCategoricalAccuracy("accuracy", dtype="float16")]
            }
        ),
        "metric_kind",
        "of the images are right",
    ),
    "an optimizer of one's own called SGD": (
        lambda: network(compile={"optimizer": type("SGD", (keras.optimizers.SGD,), {})(0.01)}),
        "optimizer",
        "a class SGD of your own",
    ),
    "a leaky partial": (
        lambda: network(activation=functools.partial(keras.ops.leaky_relu, negative_slope=0.1)),
        "activation",
        "partial",
    ),
    "another ReLU": (
        lambda: network(activation=layers.ReLU(max_value=6)),
        "activation",
        "ReLU(max_value=6",
    ),
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
        lambda: network(
            compile={"metrics": [keras.metrics.SparseTopKCategoricalAccuracy(name="accuracy")]}
        ),
        "metric_kind",
        "of the images are right",
    ),
    "one initializer for all": (
        lambda: network(shared=keras.initializers.RandomNormal(0.0, 0.05)),
        "initializer_shared",
        "hidden 1, hidden 2",
    ),
}


def keras_before(version):
    return Version(keras.__version__) < Version(version)


# Keras needs ten seconds to quantize a model.
@pytest.mark.parametrize("case", thorough_but(WRONG.keys() - {"int8"}, WRONG))
def test_whatever_changes_the_numbers_is_refused_and_named(case, languages):
    build, code, words = WRONG[case]
    if case in ("float16", "mixed") and keras_before("3.11"):
        code, words = "something_between", "Cast"
    model = build()
    for language in languages:
        set_language(language)
        finding, *others = network_findings(model, ROW)
        assert {finding.code, *(other.code for other in others)} == {code}
        assert words in finding.message or language != "en"
        assert not others or code == "something_between"


def dict_output():
    model = network()
    return ROW.compile(keras.Model(model.inputs, {"logits": model.outputs[0]}))


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
    "further metrics": lambda: network(
        compile={"metrics": ["accuracy", keras.metrics.sparse_top_k_categorical_accuracy]}
    ),
    "metrics as a tuple": lambda: network(compile={"metrics": ("accuracy",)}),
    "metrics in a list of lists": lambda: network(compile={"metrics": [["accuracy"]]}),
    "a function as accuracy": lambda: network(
        compile={
            "metrics": [
                keras.metrics.MeanMetricWrapper(
                    keras.metrics.sparse_categorical_accuracy, name="accuracy"
                )
            ]
        }
    ),
    "a loss in a list": lambda: network(
        compile={
            "loss": [keras.losses.SparseCategoricalCrossentropy(from_logits=True)],
            "loss_weights": [1.0],
        }
    ),
    "a lambda as loss": lambda: network(compile={"loss": lambda y, z: crossentropy_of(y, z)}),
    "a partial as loss": lambda: network(compile={"loss": crossentropy_of}),
    "a dict as output": dict_output,
    "settings written out": lambda: network(
        use_bias=True, bias_initializer="zeros", kernel_regularizer=None, dtype="float32"
    ),
    "a loss with a name": lambda: network(compile=crossentropy(name="mine")),
    "a mean by its other name": lambda: network(compile=crossentropy(reduction="mean")),
    "run eagerly": lambda: network(compile={"run_eagerly": True}),
}


# What an older Keras does not train at all, or to another accuracy.
NEW = {"metrics as a tuple", "metrics in a list of lists", "a dict as output"}


@pytest.mark.parametrize("case", RIGHT)
def test_the_same_network_in_other_words_is_approved(case):
    if case in NEW and keras_before("3.14"):
        pytest.skip(f"NOT TESTED: Keras {keras.__version__} does not take it as newer ones do")
    assert network_findings(RIGHT[case](), ROW) == []


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
    findings = network_findings(model, ROW)
    assert [finding.code for finding in findings] == ["initializer"] and "zeros" in findings[
        0
    ].message
    set_initial_weights(model)
    assert not model.layers[1].kernel.numpy().any()


def test_as_many_variables_of_another_shape_are_shown():
    ours, theirs = (
        keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)]) for units in (3, 5)
    )
    for language, words in zip(LANGUAGES, ("has the shape (4, 3)", "shape (4, 3)"), strict=True):
        set_language(language)
        (finding,) = variables_findings(ours, theirs)
        assert finding.code == "variables"
        assert words in finding.message and "(4, 5)" in finding.message


def test_a_class_that_is_called_like_keras_own_is_named():
    kind = type(
        "Conv2D", (keras.layers.Conv2D,), {"call": lambda self, x: super(kind, self).call(x)}
    )
    inputs = x = keras.Input((32, 32, 3))
    for filters in (16, 32, 64):
        x = keras.layers.MaxPooling2D(2)(kind(filters, 3, padding="same", activation="relu")(x))
    x = keras.layers.Dense(64, activation="relu")(keras.layers.Flatten()(x))
    row = course.get("13")
    model = keras.Model(inputs, keras.layers.Dense(10)(x))
    model.compile("adam", row.compiled().loss, metrics=["accuracy"])
    for language in LANGUAGES:
        set_language(language)
        found = [each for each in network_findings(model, row) if each.code == "layer_class"]
        assert len(found) == 1 and "Conv2D" in found[0].message and "conv 1" in found[0].message
