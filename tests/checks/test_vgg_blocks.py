"""The block of lesson 12: right ones pass however they are written, each mistake is named."""

import pytest

from tests.checks.test_network import agrees
from vgkit.backend import keras
from vgkit.checks.functions import check_function
from vgkit.checks.vgg_blocks import vgg_block_findings
from vgkit.messages import LANGUAGES, set_language

layers = keras.layers


def block(
    convolution=None, pooling=lambda: layers.MaxPooling2D(2), rounds=lambda count: count, **settings
):
    """A student's `vgg_block` with one thing put differently."""

    def vgg_block(x, filters, count, activation, initializer):
        told = {
            "filters": filters,
            "kernel_size": 3,
            "padding": "same",
            "activation": activation,
            "kernel_initializer": initializer,
            **settings,
        }
        for _ in range(rounds(count)):
            x = (convolution or layers.Conv2D)(**told)(x)
        return pooling()(x) if pooling else x

    return vgg_block


def made(body):
    """A `vgg_block` of that body."""

    def vgg_block(x, filters, count, activation, initializer):
        def convolution(**other):
            told = {"activation": activation, "kernel_initializer": initializer, **other}
            return layers.Conv2D(filters, 3, padding="same", **told)

        return body(x, count, convolution)

    return vgg_block


def from_the_input_each_time(x, count, convolution):
    for _ in range(count):
        y = convolution()(x)
    return layers.MaxPooling2D()(y)


def from_the_notebooks_inputs(x, count, convolution):
    """`inputs` was written for `x`, and the notebook has such a variable."""
    inputs = keras.Input((12, 12, 5))
    for _ in range(count):
        x = convolution()(inputs)
    return layers.MaxPooling2D()(x)


def one_layer_for_all(x, count, convolution):
    layer = convolution()
    for _ in range(count):
        x = layer(x)
    return layers.MaxPooling2D()(x)


def pooled_in_the_loop(x, count, convolution):
    for _ in range(count):
        x = layers.MaxPooling2D()(convolution()(x))
    return x


def pooled_first(x, count, convolution):
    x = layers.MaxPooling2D()(x)
    for _ in range(count):
        x = convolution()(x)
    return x


def returned_in_the_loop(x, count, convolution):
    for _ in range(count):
        x = convolution()(x)
        return layers.MaxPooling2D()(x)


def activation_behind(x, count, convolution):
    for _ in range(count):
        x = layers.Activation("tanh")(convolution(activation=None)(x))
    return layers.MaxPooling2D()(x)


def activation_behind_the_pooling(x, count, convolution):
    for _ in range(count):
        x = convolution(activation=None)(x)
    return layers.Activation("tanh")(layers.MaxPooling2D()(x))


def one_initializer(x, count, convolution):
    shared = keras.initializers.HeUniform()
    for _ in range(count):
        x = convolution(kernel_initializer=shared)(x)
    return layers.MaxPooling2D()(x)


def nothing(x, count, convolution):
    for _ in range(count):
        x = convolution()(x)
    layers.MaxPooling2D()(x)


def normalized(x, count, convolution):
    for _ in range(count):
        x = layers.BatchNormalization()(convolution()(x))
    return layers.MaxPooling2D()(x)


def layer_returned(x, count, convolution):
    for _ in range(count):
        x = convolution()(x)
    return layers.MaxPooling2D()


CATALOGUE = {
    # name: (function, code, words of the message)
    "pooling forgotten": (
        block(pooling=None),
        "pooling_missing",
        ("no pooling", "không có pooling"),
    ),
    "pooling that moves on by 1": (
        block(pooling=lambda: layers.MaxPooling2D(2, strides=1)),
        "pooling_strides",
        ("moves on by 1 × 1", "bước 1 × 1"),
    ),
    "pooling of 3 × 3": (
        block(pooling=lambda: layers.MaxPooling2D(3)),
        "pooling_size",
        ("3 × 3", "3 × 3"),
    ),
    "average pooling": (
        block(pooling=lambda: layers.AveragePooling2D(2)),
        "pooling_kind",
        ("AveragePooling2D", "AveragePooling2D"),
    ),
    "pooling with padding": (
        block(pooling=lambda: layers.MaxPooling2D(2, padding="same")),
        "pooling_padding",
        ("padding=same", "padding=same"),
    ),
    "pooling in the loop": (
        made(pooled_in_the_loop),
        "pooling_in_loop",
        ("3 poolings", "3 pooling"),
    ),
    "pooling first": (
        made(pooled_first),
        "pooling_first",
        ("before a convolution", "trước một convolution"),
    ),
    "padding valid": (
        block(padding="valid"),
        "block_padding",
        ("padding=valid", "padding=valid"),
    ),
    "kernel of 5 × 5": (
        block(kernel_size=5),
        "block_kernel_size",
        ("kernel_size=(5, 5)", "kernel_size=(5, 5)"),
    ),
    "convolution with strides": (
        block(strides=2, pooling=lambda: layers.MaxPooling2D(1)),
        "pooling_size",
        ("1 × 1", "1 × 1"),
    ),
    "strides and pooling": (
        block(strides=2),
        "block_strides",
        ("strides=(2, 2)", "strides=(2, 2)"),
    ),
    "filters written down": (
        block(filters=16),
        "block_filters",
        ("filters=16", "filters=16"),
    ),
    "one convolution too few": (
        block(rounds=lambda count: count - 1),
        "block_count",
        ("2 convolutions", "2 convolution"),
    ),
    "each round from the block's input": (
        made(from_the_input_each_time),
        "block_one_convolution",
        ("one convolution", "một convolution"),
    ),
    "the notebook's inputs": (
        made(from_the_notebooks_inputs),
        "not_connected",
        ("on the one before", "lớp trước"),
    ),
    "return in the loop": (
        made(returned_in_the_loop),
        "block_one_convolution",
        ("each round", "Mỗi vòng lặp"),
    ),
    "one layer for all": (
        made(one_layer_for_all),
        "block_layer_shared",
        ("used 3 times", "dùng 3 lần"),
    ),
    "activation forgotten": (
        block(activation=None),
        "block_activation_missing",
        ("without activation", "không có activation"),
    ),
    "activation written down": (
        block(activation="relu"),
        "block_activation",
        ("'relu'", "'relu'"),
    ),
    "activation in a layer of its own": (
        made(activation_behind),
        "block_activation_layer",
        ("a layer of its own", "một lớp riêng"),
    ),
    "activation behind the pooling": (
        made(activation_behind_the_pooling),
        "block_activation_layer",
        ("a layer of its own", "một lớp riêng"),
    ),
    "initializer forgotten": (
        block(kernel_initializer="glorot_uniform"),
        "block_initializer_missing",
        ("GlorotUniform", "GlorotUniform"),
    ),
    "initializer written down": (
        block(kernel_initializer="he_normal"),
        "block_initializer",
        ("HeNormal", "HeNormal"),
    ),
    "one initializer object": (
        made(one_initializer),
        "block_initializer_shared",
        ("share one initializer", "dùng chung một"),
    ),
    "no bias": (block(use_bias=False), "block_settings", ("use_bias=False", "use_bias=False")),
    "normalization": (
        made(normalized),
        "block_extra_layer",
        ("BatchNormalization", "BatchNormalization"),
    ),
    "no return": (made(nothing), "returns_nothing", ("return", "return")),
    "a layer returned": (made(layer_returned), "block_no_tensor", ("MaxPooling2D", "MaxPooling2D")),
    "input returned": (made(lambda x, *_: x), "block_count", ("0 convolutions", "0 convolution")),
    "a wrong argument": (block(kernel=3), "function_fails", ("kernel", "kernel")),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CATALOGUE)
def test_each_mistake_has_its_own_message(name, language):
    function, code, words = CATALOGUE[name]
    set_language(language)
    agrees(vgg_block_findings(function), [(code, "vgg_block")], words, language)


def in_a_sequential(x, count, convolution):
    return keras.Sequential([*(convolution() for _ in range(count)), layers.MaxPooling2D()])(x)


@pytest.mark.parametrize("function", [
    block(),
    block(kernel_size=(3, 3), pooling=lambda: layers.MaxPool2D((2, 2), strides=2)),
    block(convolution=layers.Convolution2D),
    made(in_a_sequential),
], ids=["plain", "pairs", "old names", "sequential"])  # fmt: skip
def test_every_way_of_writing_it_passes(function, capsys):
    assert vgg_block_findings(function) == []
    check_function(function, "12")
    assert "vgg_block" in capsys.readouterr().out


def test_initializers_made_in_each_round_are_not_one():
    def fresh(x, count, convolution):
        for _ in range(count):
            x = convolution(kernel_initializer=keras.initializers.get("he_uniform"))(x)
        return layers.MaxPooling2D()(x)

    assert vgg_block_findings(made(fresh)) == []
