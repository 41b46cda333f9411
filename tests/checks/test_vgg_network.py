"""Lesson 12's network held against the row's own: each mistake is found, and its blank named."""

import pytest

from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import network
from vgkit.messages import set_language
from vgkit.networks import cnn

layers = keras.layers


def deep(
    exercise="12_sigmoid_2",
    pooling=lambda block: [layers.MaxPooling2D(2)],
    filters=cnn.VGG_FILTERS,
    blocks=None,
    convolution=None,
    flatten=layers.Flatten,
    hidden=None,
    output=None,
    optimizer=None,
):
    """An exercise's network as a student would write it, with one thing put differently."""
    settings = course.get(exercise).settings
    common = {
        "activation": settings["activation"],
        "kernel_initializer": settings["initializer"],
    }
    x = inputs = keras.Input((32, 32, 3))
    counts = blocks or cnn.VGG_BLOCKS[settings["convolutions"]]
    for number, (width, count) in enumerate(zip(filters, counts, strict=False), start=1):
        for _ in range(count):
            told = {"kernel_size": 3, "padding": "same", **common, **(convolution or {})}
            x = layers.Conv2D(width, **told)(x)
        for layer in pooling(number):
            x = layer(x)
    x = flatten()(x)
    x = layers.Dense(128, **{**common, **(hidden or {})})(x)
    model = keras.Model(inputs, layers.Dense(10, **(output or {}))(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer or keras.optimizers.Adam(), loss, metrics=["accuracy"])
    return model


CATALOGUE = {
    # name: (model, blank of the first finding, a word that is in its message in every language)
    "no pooling after the first block": (
        lambda: deep(pooling=lambda block: [layers.MaxPooling2D(2)] * (block > 1)),
        "blocks",
        "conv 2",
    ),
    "no pooling after the last block": (
        lambda: deep(pooling=lambda block: [layers.MaxPooling2D(2)] * (block < 2)),
        "flatten",
        "Flatten",
    ),
    "pooling that moves on by 1": (
        lambda: deep(pooling=lambda block: [layers.MaxPooling2D(2, strides=1)]),
        "blocks",
        "strides=(1, 1)",
    ),
    "padding valid": (
        lambda: deep(convolution={"padding": "valid"}),
        "blocks",
        "padding=valid",
    ),
    "kernel of 5 × 5": (
        lambda: deep(convolution={"kernel_size": 5}),
        "blocks",
        "kernel_size=(5, 5)",
    ),
    "filters of another block": (lambda: deep(filters=(16, 64)), "blocks", "64 filter"),
    "no activation": (lambda: deep(convolution={"activation": None}), "blocks", "'linear'"),
    "another initialization": (
        lambda: deep(convolution={"kernel_initializer": "he_normal"}),
        "blocks",
        "HeNormal",
    ),
    "one block too few": (lambda: deep(blocks=(1,)), None, "3 "),
    "one convolution too many": (lambda: deep(blocks=(1, 2)), None, "5 "),
    "global pooling for flattening": (
        lambda: deep(flatten=layers.GlobalAveragePooling2D),
        "flatten",
        "GlobalAveragePooling2D",
    ),
    "no activation in the hidden layer": (
        lambda: deep(hidden={"activation": None}),
        "hidden",
        "'linear'",
    ),
    "softmax on the output": (
        lambda: deep(output={"activation": "softmax"}),
        "output",
        "'softmax'",
    ),
    "the hidden layers' initialization on the output": (
        lambda: deep(output={"kernel_initializer": "he_normal"}),
        "output",
        "HeNormal",
    ),
    "SGD": (lambda: deep(optimizer=keras.optimizers.SGD()), None, "SGD"),
}
DEEPEST = {
    "Glorot for He": (
        lambda: deep("12", convolution={"kernel_initializer": "glorot_uniform"}),
        "blocks",
        "GlorotUniform",
    ),
    "initialization of the hidden layer forgotten": (
        lambda: deep("12", hidden={"kernel_initializer": "glorot_uniform"}),
        "hidden",
        "GlorotUniform",
    ),
    "one initializer object for all": (
        lambda: deep("12", convolution={"kernel_initializer": keras.initializers.HeNormal()}),
        None,
        "conv 13",
    ),
}
EVERY = {name: ("12_sigmoid_2", *each) for name, each in CATALOGUE.items()} | {
    name: ("12", *each) for name, each in DEEPEST.items()
}


@pytest.mark.parametrize("name", EVERY)
def test_each_mistake_is_found_with_its_blank(name, languages):
    exercise, make, blank, word = EVERY[name]
    model = make()
    for language in languages:
        set_language(language)
        found = network.network_findings(model, course.get(exercise))
        assert found
        assert (found[0].blank, word in found[0].message) == (blank, True), found


@pytest.mark.parametrize(
    "exercise", thorough_but(["12_sigmoid_2"], ["12_sigmoid_2", "12_sigmoid_6", "12"])
)
def test_the_network_as_the_lesson_builds_it_passes(exercise):
    assert network.network_findings(deep(exercise), course.get(exercise)) == []
