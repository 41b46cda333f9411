"""Channels of convolutions: their numbers, worked out in another way, and the model left as it was."""

import numpy as np
import pytest

from vgkit import course, data
from vgkit.backend import keras
from vgkit.diagnostics import channels, probe
from vgkit.networks import starting_point

layers = keras.layers


@pytest.fixture
def few_images(monkeypatch):
    """A lesson on small images of three channels, drawn in no time."""
    random = np.random.default_rng(1)
    images = data.Dataset(
        "synthetic",
        "drawn by a test",
        random.integers(0, 256, (600, 32, 32, 3)).astype(np.uint8),
        random.integers(0, 10, 600).astype(np.uint8),
        random.integers(0, 256, (10, 32, 32, 3)).astype(np.uint8),
        random.integers(0, 10, 10).astype(np.uint8),
    )
    monkeypatch.setattr(course.Exercise, "images", lambda row: images)
    return images


def network(normalization=True):
    inputs = x = keras.Input((32, 32, 3))
    for filters in (4, 5):
        x = layers.Conv2D(filters, 3, strides=4, padding="same", use_bias=not normalization)(x)
        x = layers.BatchNormalization()(x) if normalization else x
        x = layers.Activation("relu")(x)
    x = layers.Dense(6, activation="relu")(layers.Flatten()(x))
    x = layers.Activation("relu")(x)
    return keras.Model(inputs, layers.Dense(10)(x))


def test_the_numbers_of_the_first_convolution(few_images):
    model = network()
    first, second = channels.measure(model, "14")
    assert (first.name, second.name) == ("conv 1", "conv 2")
    assert (first.mean.shape, second.std.shape) == ((4,), (5,))
    with starting_point.at_start(model, 1):
        values = model.layers[1](probe(few_images)[0]).numpy().astype(float)
    np.testing.assert_allclose(first.mean, values.mean((0, 1, 2)), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(first.std, values.std((0, 1, 2)), rtol=1e-4)
    between = np.sqrt(values.var(axis=0).mean(axis=(0, 1)))
    np.testing.assert_allclose(first.between_images, between, rtol=1e-4)
    assert (first.between_images <= first.std * (1 + 1e-9)).all()


def test_behind_a_normalization_every_channel_has_mean_0_and_standard_deviation_1(few_images):
    found = channels.measure(network(), "14", behind=layers.BatchNormalization)
    assert [each.name for each in found] == ["conv 1", "conv 2"]
    for each in found:
        np.testing.assert_allclose(each.mean, 0, atol=1e-4)
        np.testing.assert_allclose(each.std, 1, rtol=0.1)


def test_what_stands_behind_a_dense_layer_is_no_channel(few_images):
    found = channels.measure(network(normalization=False), "14", behind=layers.Activation)
    assert [each.name for each in found] == ["conv 1", "conv 2"]
    assert (found[0].mean > 0).all()


def test_images_that_are_alike_differ_between_positions_only(few_images):
    values = np.zeros((3, 4, 4, 2), np.float32)
    values[:, 0] = 1
    each = channels._channels("conv 1", values)
    np.testing.assert_allclose(each.between_images, 0)
    np.testing.assert_allclose(each.mean, 0.25)
    np.testing.assert_allclose(each.std, np.sqrt(3) / 4)


def test_a_model_is_left_as_it_was(few_images):
    model = network()
    for variable in model.variables:
        variable.assign(np.full(variable.shape, 0.25))
    channels.measure(model, "14")
    for variable in model.variables:
        np.testing.assert_array_equal(variable, np.full(variable.shape, 0.25))
