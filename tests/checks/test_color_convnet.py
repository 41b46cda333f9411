"""The network of exercise 13: as a student writes it, and with one thing put differently."""

import pytest

from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import network
from vgkit.networks.layers import ImageStandardization

layers = keras.layers


def convnet(
    filters=(16, 32, 64),
    activation="relu",
    padding="same",
    pooling=layers.MaxPooling2D,
    units=64,
    output=None,
    first=None,
):
    inputs = keras.Input((32, 32, 3))
    x = first(inputs) if first else inputs
    for count in filters:
        x = layers.Conv2D(count, 3, padding=padding, activation=activation)(x)
        x = pooling(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(units, activation="relu")(x)
    model = keras.Model(inputs, layers.Dense(10, activation=output)(x))
    model.compile(
        keras.optimizers.Adam(),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


MISTAKES = {
    # name: (exercise, settings, code of the finding, blank)
    "filters the other way round": ("13", {"filters": (64, 32, 16)}, "units", "convolution"),
    "sigmoid": ("13", {"activation": "sigmoid"}, "activation", "convolution"),
    "no padding": ("13", {"padding": "valid"}, "convolution_settings", "convolution"),
    "the mean of every 2 × 2": (
        "13",
        {"pooling": layers.AveragePooling2D},
        "other_between",
        "pooling",
    ),
    "128 hidden units": ("13", {"units": 128}, "units", "hidden"),
    "softmax": ("13", {"output": "softmax"}, "output_activation", "logits"),
    "standardization where none belongs": (
        "13",
        {"first": ImageStandardization()},
        "something_between",
        "standardization",
    ),
    "another normalization": (
        "13_per_image",
        {"first": layers.LayerNormalization()},
        "other_between",
        "standardization",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_names_its_blank(name):
    exercise, settings, code, blank = MISTAKES[name]
    found = network.network_findings(convnet(**settings), course.get(exercise))
    assert (code, blank) in {(finding.code, finding.blank) for finding in found}


def test_a_forgotten_standardization_names_its_blank():
    found = network.network_findings(convnet(), course.get("13_per_image"))
    assert [finding.blank for finding in found] == ["standardization"]


@pytest.mark.parametrize(
    "exercise", thorough_but(["13_per_image"], ["13", "13_0_1", "13_per_image"])
)
def test_the_network_of_the_notebook_passes(exercise):
    first = ImageStandardization() if exercise == "13_per_image" else None
    assert network.network_findings(convnet(first=first), course.get(exercise)) == []
