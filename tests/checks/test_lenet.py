"""Lesson 11: every likely mistake in a function or a network has its own message."""

import math

import numpy as np
import pytest

from tests.checks.test_network import agrees
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import functions, lenet, network
from vgkit.errors import VgkitError
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks import description

layers = keras.layers


def same(n, k, s):
    return math.ceil(n / s)


def valid(n, k, s):
    return (n - k) // s + 1


def output_size(of_same=same, of_valid=valid):
    def output_size(n, kernel, padding, stride):
        return (of_same if padding == "same" else of_valid)(n, kernel, stride)

    return output_size


def each_language(look, function, code, blank, languages=LANGUAGES):
    """The finding's code and blank are those, and its message differs between the languages."""
    messages = set()
    for language in languages:
        set_language(language)
        found = look(function)
        assert [(f.code, f.blank) for f in found] == [(code, blank)], found
        assert "\n" not in found[0].message
        messages.add(found[0].message)
    assert len(messages) == len(languages)


SIZES = {
    "paddings_swapped": (output_size(valid, same), "same_size"),
    "same_is_valid": (output_size(of_same=valid), "same_size"),
    "same_without_stride": (output_size(of_same=lambda n, k, s: n), "same_size"),
    "same_rounded_down": (output_size(of_same=lambda n, k, s: n // s), "same_size"),
    "same_not_rounded": (output_size(of_same=lambda n, k, s: n / s), "same_size"),
    "same_one_too_many": (output_size(of_same=lambda n, k, s: n // s + 1), "same_size"),
    "valid_is_same": (output_size(of_valid=same), "valid_size"),
    "valid_one_too_few": (output_size(of_valid=lambda n, k, s: (n - k) // s), "valid_size"),
    "valid_without_stride": (output_size(of_valid=lambda n, k, s: n - k + 1), "valid_size"),
    "valid_brackets": (output_size(of_valid=lambda n, k, s: (n - k + 1) // s), "valid_size"),
    "valid_rounded_up": (
        output_size(of_valid=lambda n, k, s: math.ceil((n - k) / s) + 1),
        "valid_size",
    ),
    "valid_not_rounded": (output_size(of_valid=lambda n, k, s: (n - k) / s + 1), "valid_size"),
    "wrong_values": (output_size(of_valid=lambda n, k, s: n), "valid_size"),
    "returns_nothing": (output_size(of_same=lambda n, k, s: None), "same_size"),
    "function_fails": (output_size(of_same=lambda n, k, s: n / 0), "same_size"),
}


@pytest.mark.parametrize("code", SIZES)
def test_each_wrong_size_has_its_own_message(code):
    function, blank = SIZES[code]
    each_language(lenet.output_size_findings, function, code, blank)


def test_two_wrong_sizes_are_both_reported():
    function = output_size(lambda n, k, s: n, lambda n, k, s: (n - k) // s)
    found = lenet.output_size_findings(function)
    assert [f.code for f in found] == ["same_without_stride", "valid_one_too_few"]


@pytest.mark.parametrize("function", [
    output_size(),
    output_size(lambda n, k, s: (n - 1) // s + 1, lambda n, k, s: math.ceil((n - k + 1) / s)),
    output_size(lambda n, k, s: -(-n // s), lambda n, k, s: int((n - k) / s + 1)),
    output_size(lambda n, k, s: np.ceil(n / s), lambda n, k, s: np.floor((n - k) / s) + 1),
    output_size(of_valid=lambda n, k, s: len(range(0, n - k + 1, s))),
])  # fmt: skip
def test_every_way_of_counting_windows_passes(function):
    assert lenet.output_size_findings(function) == []


def test_the_sizes_are_those_of_keras():
    for n, kernel, stride in lenet.SIZES:
        for padding in ("same", "valid"):
            layer = layers.MaxPooling2D(kernel, strides=stride, padding=padding)
            assert layer.compute_output_shape((1, n, n, 1))[1] == output_size()(
                n, kernel, padding, stride
            )


SEQUENCES = {
    "c1_unpadded": ((24, 12, 8, 4, 256), "size_c1"),
    "c1_kernel": ((26, 13, 9, 4, 256), "size_c1"),
    "s2_stride": ((28, 27, 23, 11, 1936), "size_s2"),
    "s2_padded": ((28, 28, 24, 12, 2304), "size_s2"),
    "c3_padded": ((28, 14, 14, 7, 784), "size_c3"),
    "c3_kernel": ((28, 14, 12, 6, 576), "size_c3"),
    "c3_of_c1": ((28, 14, 24, 12, 2304), "size_c3"),
    "s4_stride": ((28, 14, 10, 9, 1296), "size_s4"),
    "s4_of_s2": ((28, 14, 10, 7, 784), "size_s4"),
    "maps_forgotten": ((28, 14, 10, 5, 25), "features"),
    "maps_of_c1": ((28, 14, 10, 5, 150), "features"),
    "not_squared": ((28, 14, 10, 5, 80), "features"),
    "features_of_c3": ((28, 14, 10, 5, 1600), "features"),
    "wrong_values": ((28, 14, 10, 5, 120), "features"),
    "wrong_shape": ((28, 14, 10, 5), None),
}


@pytest.mark.parametrize("code", SEQUENCES)
def test_each_wrong_size_of_lenet_has_its_own_message(code):
    sizes, blank = SEQUENCES[code]
    each_language(lenet.lenet_sizes_findings, lambda: sizes, code, blank)


def test_the_sizes_of_lenet_are_those_of_the_network():
    shapes = {layer.name: layer.output.shape for layer in course.get("11").build().layers}
    sizes = [shapes[name][1] for name in ("c1", "s2", "c3", "s4", "flatten")]
    assert lenet.lenet_sizes_findings(lambda: sizes) == []


PARAMETERS = {
    "biases_forgotten": lambda k, c, f: f * k * k * c,
    "one_bias": lambda k, c, f: f * k * k * c + 1,
    "kernel_not_squared": lambda k, c, f: f * (k * c + 1),
    "channels_forgotten": lambda k, c, f: f * (k * k + 1),
    "bias_for_each_channel": lambda k, c, f: f * c * (k * k + 1),
    "filters_forgotten": lambda k, c, f: k * k * c + 1,
    "wrong_values": lambda k, c, f: 28 * 28 * f,
    "returns_nothing": lambda k, c, f: None,
}


@pytest.mark.parametrize("code", PARAMETERS)
def test_each_wrong_number_of_parameters_has_its_own_message(code):
    look = lenet.convolution_parameters_findings
    each_language(look, PARAMETERS[code], code, "parameters")


def test_the_parameters_are_those_of_keras():
    def convolution_parameters(kernel, channels, filters):
        layer = layers.Conv2D(filters, kernel)
        layer.build((None, 9, 9, channels))
        return layer.count_params()

    assert lenet.convolution_parameters_findings(convolution_parameters) == []


def exponential(x):
    return np.exp(x - np.max(x))


SOFTMAX = {
    "not_exponential": (lambda x: x / x.sum(), "exponentials"),
    "not_divided": (np.exp, "softmax"),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), "softmax"),
    "largest_is_one": (exponential, "softmax"),
    "wrong_sign": (lambda x: np.exp(-x) / np.exp(-x).sum(), "exponentials"),
    "exponential_of_shares": (lambda x: np.exp(x / x.sum()), "exponentials"),
    "answer_only": (lambda x: (x == x.max()) * 1.0, "softmax"),
    "wrong_shape": (lambda x: x.argmax(), "softmax"),
    "overflow": (lambda x: np.exp(x) / np.exp(x).sum(), "exponentials"),
}


@pytest.mark.parametrize("code", SOFTMAX)
def test_each_wrong_softmax_has_its_own_message(code):
    function, blank = SOFTMAX[code]
    each_language(lenet.softmax_findings, function, code, blank)


@pytest.mark.parametrize("function", [
    lambda x: exponential(x) / exponential(x).sum(),
    lambda x: np.exp(x - np.log(np.sum(np.exp(x - 1000)))  - 1000) if x[0] > 500
    else np.exp(x) / sum(np.exp(x)),
    lambda x: keras.ops.softmax(x.astype(np.float32)),
])  # fmt: skip
def test_every_way_of_writing_softmax_passes(function):
    assert lenet.softmax_findings(function) == []


def test_a_function_is_known_by_its_name(capsys):
    functions.check_function(output_size(), "11")
    assert "output_size" in capsys.readouterr().out
    with pytest.raises(VgkitError, match="no function 'same'"):
        functions.check_function(same, "11")
    with pytest.raises(network.CheckFailed, match=r"\[valid_size\]"):
        functions.check_function(output_size(of_valid=same), "11")


# --- the networks


def compiled(parts, optimizer="adam", from_logits=True):
    model = keras.Sequential([keras.Input((28, 28, 1)), *parts])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def dense(units, activation="relu"):
    return layers.Dense(units, activation=activation)


def lenet_as_written(
    activation="relu",
    pooling=layers.MaxPooling2D,
    c1=None,
    s2=None,
    c3=None,
    s4=None,
    flatten=None,
    rest=None,
    **settings,
):
    """LeNet as a student would write it, with one thing put differently."""
    return compiled(
        [
            c1 or layers.Conv2D(6, 5, padding="same", activation=activation),
            *([pooling(2)] if s2 is None else s2),
            c3 or layers.Conv2D(16, 5, activation=activation),
            *([pooling(2)] if s4 is None else s4),
            *([layers.Flatten()] if flatten is None else flatten),
            *(rest or [dense(120, activation), dense(84, activation), layers.Dense(10)]),
        ],
        **settings,
    )


def convnet_as_written(before=(), between=(), last=None, output=None):
    """The small convnet as a student would write it, with one thing put differently."""
    return compiled(
        [
            layers.Conv2D(32, 3, activation="relu"),
            *before,
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            *between,
            *([layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5)]
              if last is None else last),
            output or layers.Dense(10),
        ]
    )  # fmt: skip


def conv(filters, size=5, activation="relu", **settings):
    return layers.Conv2D(filters, size, activation=activation, **settings)


NETWORKS = {
    # name: (exercise, model, [(code, blank)], words of the first message, in English and Vietnamese)
    "C1 without padding": (
        "11",
        lambda: lenet_as_written(c1=conv(6)),
        [("convolution_settings", "c1")],
        "padding=valid",
    ),
    "C3 with padding": (
        "11",
        lambda: lenet_as_written(c3=conv(16, padding="same")),
        [("convolution_settings", "c3")],
        "padding=same",
    ),
    "kernels of 3 × 3": (
        "11",
        lambda: lenet_as_written(c1=conv(6, 3, padding="same"), c3=conv(16, 3)),
        [("convolution_settings", "c1, c3")],
        "conv 1, conv 2: kernel_size=(3, 3)",
    ),
    "a convolution with stride 2 for pooling": (
        "11",
        lambda: lenet_as_written(c1=conv(6, padding="same", strides=2), s2=()),
        [("convolution_settings", "c1"), ("layer_between_missing", "s2")],
        "strides=(2, 2)",
    ),
    "filters swapped": (
        "11",
        lambda: lenet_as_written(c1=conv(16, padding="same"), c3=conv(6)),
        [("units", "c1"), ("units", "c3")],
        ("16 filters", "16 filter"),
    ),
    "S2 forgotten": (
        "11",
        lambda: lenet_as_written(s2=()),
        [("layer_between_missing", "s2")],
        ("conv 2 is fed with conv 1 as it is", "conv 2 nhận thẳng conv 1"),
    ),
    "S4 forgotten": (
        "11",
        lambda: lenet_as_written(s4=()),
        [("layer_between_missing", "s4, flatten")],
        ("stands Flatten, and nothing else", "chỉ có Flatten"),
    ),
    "pooling with stride 1": (
        "11",
        lambda: lenet_as_written(s2=[layers.MaxPooling2D(2, strides=1)]),
        [("other_between", "s2")],
        "strides=(1, 1)",
    ),
    "pooling of 3 × 3": (
        "11",
        lambda: lenet_as_written(s4=[layers.MaxPooling2D(3)]),
        [("other_between", "s4, flatten")],
        "pool_size=(3, 3)",
    ),
    "pooling with padding": (
        "11",
        lambda: lenet_as_written(s4=[layers.MaxPooling2D(4, padding="same")]),
        [("other_between", "s4, flatten")],
        "padding=same",
    ),
    "average pooling once": (
        "11",
        lambda: lenet_as_written(s2=[layers.AveragePooling2D(2)]),
        [("other_between", "s2")],
        "AveragePooling2D",
    ),
    "Flatten forgotten": (
        "11",
        lambda: lenet_as_written(flatten=()),
        [("not_flat", None)],
        "(5, 5, 10)",
    ),
    "Flatten too late": (
        "11",
        lambda: lenet_as_written(
            flatten=(), rest=[dense(120), dense(84), layers.Flatten(), layers.Dense(10)]
        ),
        [("layer_between_missing", "s4, flatten"), ("something_between", None)],
        "hidden 1",
    ),
    "global pooling for Flatten": (
        "11",
        lambda: lenet_as_written(flatten=[layers.GlobalAveragePooling2D()]),
        [("other_between", "s4, flatten")],
        "GlobalAveragePooling2D",
    ),
    "one sigmoid left": (
        "11",
        lambda: lenet_as_written(c3=conv(16, activation="sigmoid")),
        [("activation", "c3")],
        "conv 2: ",
    ),
    "activation forgotten": (
        "11",
        lambda: lenet_as_written(rest=[dense(120), dense(84, None), layers.Dense(10)]),
        [("activation", "f6")],
        "'linear'",
    ),
    "softmax on the output": (
        "11",
        lambda: lenet_as_written(rest=[dense(120), dense(84), dense(10, "softmax")]),
        [("output_activation", "output")],
        "'softmax'",
    ),
    "units of C5 and F6 swapped": (
        "11",
        lambda: lenet_as_written(rest=[dense(84), dense(120), layers.Dense(10)]),
        [("units", "c5"), ("units", "f6")],
        "84 unit",
    ),
    "F6 forgotten": (
        "11",
        lambda: lenet_as_written(rest=[dense(120), layers.Dense(10)]),
        [("layer_missing", None)],
        ("4 layers with kernels", "4 lớp có kernel"),
    ),
    "a convolution too many": (
        "11",
        lambda: lenet_as_written(flatten=[conv(16, 1), layers.Flatten()]),
        [("layer_extra", None)],
        ("6 layers with kernels", "6 lớp có kernel"),
    ),
    "C5 as a convolution": (
        "11",
        lambda: lenet_as_written(
            flatten=(), rest=[conv(120), layers.Flatten(), dense(84), layers.Dense(10)]
        ),
        [
            ("layer_kind", "c5"),
            ("layer_between_missing", "s4, flatten"),
            ("something_between", None),
        ],
        "hidden 1: ",
    ),
    "no bias": (
        "11",
        lambda: lenet_as_written(c1=conv(6, padding="same", use_bias=False)),
        [("layer_settings", None)],
        "use_bias=False",
    ),
    "normalization put in": (
        "11",
        lambda: lenet_as_written(s2=[layers.BatchNormalization(), layers.MaxPooling2D(2)]),
        [("other_between", "s2")],
        "BatchNormalization",
    ),
    "loss without logits": (
        "11",
        lambda: lenet_as_written(from_logits=False),
        [("from_logits", None)],
        ("probabilities", "xác suất"),
    ),
    "SGD": ("11", lambda: lenet_as_written(optimizer="sgd"), [("optimizer", "optimizer")], "SGD"),
    "1998, ReLU left": (
        "11_1998",
        lambda: lenet_as_written("relu", layers.AveragePooling2D),
        [("activation", "c1, c3, c5, f6, lenet_1998")],
        "'relu'",
    ),
    "1998, max pooling left": (
        "11_1998",
        lambda: lenet_as_written("sigmoid"),
        [("other_between", "s2, s4, lenet_1998")],
        "MaxPooling2D",
    ),
    "1998, LeNet of today": (
        "11_1998",
        lenet_as_written,
        [("activation", "c1, c3, c5, f6, lenet_1998"), ("other_between", "s2, s4, lenet_1998")],
        "conv 1, conv 2, hidden 1, hidden 2: ",
    ),
    "convnet, dropout forgotten": (
        "11_convnet",
        lambda: convnet_as_written(last=[layers.MaxPooling2D(2), layers.Flatten()]),
        [("layer_between_missing", "pooling_2, dropout")],
        "output",
    ),
    "convnet, another rate": (
        "11_convnet",
        lambda: convnet_as_written(
            last=[layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.25)]
        ),
        [("other_between", "pooling_2, dropout")],
        "rate=0.25",
    ),
    "convnet, dropout after the first pooling, too": (
        "11_convnet",
        lambda: convnet_as_written(before=[layers.Dropout(0.5)]),
        [("other_between", "pooling_1")],
        "Dropout(rate=0.5)",
    ),
    "convnet, dropout before pooling": (
        "11_convnet",
        lambda: convnet_as_written(
            last=[layers.Dropout(0.5), layers.MaxPooling2D(2), layers.Flatten()]
        ),
        [("wrong_order", "pooling_2, dropout")],
        "Dropout, MaxPooling2D",
    ),
    "convnet, dropout behind the output": (
        "11_convnet",
        lambda: compiled(
            [
                conv(32, 3), layers.MaxPooling2D(2), conv(64, 3), layers.MaxPooling2D(2),
                layers.Flatten(), layers.Dense(10), layers.Dropout(0.5),
            ]
        ),
        [("layer_between_missing", "pooling_2, dropout"), ("after_output", None)],
        "output",
    ),
    "convnet, padding": (
        "11_convnet",
        lambda: compiled(
            [
                conv(32, 3, padding="same"), layers.MaxPooling2D(2), conv(64, 3),
                layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5), layers.Dense(10),
            ]
        ),
        [("convolution_settings", "convolution_1")],
        "padding=same",
    ),
    "convnet, softmax on the output": (
        "11_convnet",
        lambda: convnet_as_written(output=dense(10, "softmax")),
        [("output_activation", "logits")],
        "'softmax'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_each_mistake_in_a_network_has_its_own_message(name, languages):
    exercise, make, expected, words = NETWORKS[name]
    model = make()
    for language in languages:
        set_language(language)
        found = network.network_findings(model, course.get(exercise))
        agrees(found, expected, words, language)
        for finding in found if language == "en" else ():  # of what the network does not have
            assert "normalization belongs" not in finding.message
            assert " Dense layers" not in finding.message


def functional_lenet():
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(6, (5, 5), padding="SAME", activation=keras.activations.relu)(inputs)
    x = layers.MaxPool2D((2, 2), strides=2)(x)
    x = layers.Conv2D(16, [5, 5], strides=1, padding="valid", activation="relu")(x)
    x = layers.MaxPool2D(pool_size=2, padding="valid")(x)
    x = dense(120)(layers.Flatten()(x))
    model = keras.Model(inputs, layers.Dense(10)(dense(84)(x)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.001), loss, metrics=["accuracy"])
    return model


@pytest.mark.parametrize(("exercise", "make"), [
    ("11", lenet_as_written),
    ("11", functional_lenet),
    ("11_1998", lambda: lenet_as_written("sigmoid", layers.AvgPool2D)),
    ("11_convnet", convnet_as_written),
    ("11_convnet", lambda: convnet_as_written(
        last=[layers.MaxPooling2D(2), layers.Dropout(0.5), layers.Flatten()])),
])  # fmt: skip
def test_what_a_student_writes_passes(exercise, make):
    assert network.network_findings(make(), course.get(exercise)) == []


@pytest.mark.parametrize(("exercise", "make"), [
    ("11", lenet_as_written),
    ("11_1998", lambda: lenet_as_written("sigmoid", layers.AveragePooling2D)),
    ("11_convnet", convnet_as_written),
])  # fmt: skip
def test_the_shipped_weights_fit_what_a_student_writes(exercise, make):
    reference = course.get(exercise).compiled()
    assert description.fingerprint(make()) == description.fingerprint(reference)
