"""The epoch loop: the bits of plain Keras on the same batches, for every network of the course."""

import dataclasses
import gzip
import hashlib

import numpy as np
import pytest

from tests.conftest import random_images, thorough_but, tiny_images
from vgkit import course, data, hardware
from vgkit.backend import keras, tf
from vgkit.networks import starting_point
from vgkit.networks.mlp import NORMALIZATIONS, chain, hidden_layer, output_layer, submodels
from vgkit.training import epoch_graph, split_batches


def frozen_chain():
    """The second training of exercise 6: the first submodel is frozen."""
    subs = submodels()[:2]
    subs[0].trainable = False
    return course.get("6").compile(chain(subs))


def normalizations():
    """What is special in 4a and in 8b, in one shallow network."""
    batch, averaged = (NORMALIZATIONS[kind]() for kind in ("batch", "averaged_gradient"))
    layers = [hidden_layer(1), batch, hidden_layer(2), averaged, output_layer()]
    return course.get("4a").compile(keras.Sequential([keras.Input((784,)), *layers]))


def skip():
    """What is special in 5, in a shallow network."""
    inputs = keras.Input((784,))
    h1 = hidden_layer(1)(inputs)
    logits = output_layer()(keras.layers.add([hidden_layer(2)(h1), h1]))
    return course.get("5").compile(keras.Model(inputs, logits))


TINY = b"\0\0\x08\x01" + (200).to_bytes(4, "big") + bytes(range(200))
FLAT = [row for row in course.EXERCISES.values() if row.input_shape == (784,)]
SHALLOW = {"normalizations": normalizations, "skip": skip}
MAKERS = {row.id: row.compiled for row in FLAT} | {"6.2": frozen_chain} | SHALLOW


def state(model):
    return [v.numpy().tobytes() for v in (*model.variables, *model.optimizer.variables)]


def two_orders(images):
    return starting_point.batch_orders(len(images.x_train)).take(2).as_numpy_iterator()


def by_plain_keras(model, images, batch=512):
    """Two epochs by `fit`: their metrics, and the bits that they end with."""
    starting_point.set_initial_weights(model)
    validation, metrics = (images.to_input(images.x_test), images.y_test), []
    model.evaluate(*validation, batch_size=batch, verbose=0)  # or `fit` would trace its graph twice
    for order in two_orders(images):
        x, y = images.to_input(images.x_train[order]), images.y_train[order]
        fitted = model.fit(
            x, y, batch_size=batch, shuffle=False, verbose=0,
            validation_data=validation, validation_batch_size=batch,
        ).history  # fmt: skip
        metrics.append({metric: values[0] for metric, values in fitted.items()})
    return metrics, state(model)


def by_our_loop(model, images, batch=512):
    """The same in our graph."""
    starting_point.set_initial_weights(model)
    train_epoch, validate = epoch_graph.epoch_functions(model, images, batch)
    metrics = [
        train_epoch(tf.constant(order)) | {f"val_{k}": v for k, v in validate().items()}
        for order in two_orders(images)
    ]
    return metrics, state(model)


SCALES = ("2", "0-1"), ("2", "standardised")


@pytest.mark.parametrize(
    ("name", "pixels"),
    thorough_but(
        [("normalizations", "0-255")],
        [*((name, "0-255") for name in MAKERS), *SCALES],
    ),
)
def test_two_epochs_have_the_bits_of_plain_keras(name, pixels, monkeypatch):
    """In halves where that is possible, and as a whole."""
    images = data.prepare(tiny_images(), pixels)
    expected, tested = by_plain_keras(MAKERS[name](), images), set()
    for threads in ("12", "11"):
        for variable, value in zip(hardware.THREADS, threads, strict=True):
            monkeypatch.setenv(variable, value)
        in_halves = split_batches.possible(model := MAKERS[name](), 512)
        if in_halves not in tested:
            assert by_our_loop(model, images) == expected
        tested.add(in_halves)
    assert False in tested


SMALL = dataclasses.replace(course.get("12"), input_shape=(12, 12, 3))


def normalized():
    """All that a row of part two may hold besides: flips, normalizations and dropout."""
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input(SMALL.input_shape),
            layers.RandomFlip("horizontal"),
            layers.Conv2D(4, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.MaxPooling2D(4),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(10),
        ]
    )
    return SMALL.compile(network)


CONVOLUTIONAL = [
    pytest.param(row, row.compiled, id=row.id)
    for row in course.EXERCISES.values()
    if row not in FLAT
]
NORMALIZED = pytest.param(SMALL, normalized, id="normalized")


@pytest.mark.thorough  # `make test` has that of tests/test_tiny_convolutions.py
@pytest.mark.parametrize(("row", "make"), [*CONVOLUTIONAL, NORMALIZED])
def test_two_epochs_of_images_with_channels_have_the_bits_of_plain_keras(row, make):
    drawn = data.prepare(random_images(row.input_shape), row.pixels)
    assert by_our_loop(make(), drawn, 16) == by_plain_keras(make(), drawn, 16)


@pytest.mark.parametrize("pixels", data.PIXEL_SCALES)
@pytest.mark.parametrize("shape", [(8, 8, 3), (49,)], ids=str)
def test_the_graph_sees_the_bits_that_the_data_set_gives(shape, pixels):
    images = data.prepare(random_images(shape), pixels)
    seen = tf.function(epoch_graph._input_of(images))(images.x_test)
    assert seen.dtype == tf.float32
    assert seen.numpy().tobytes() == images.to_input(images.x_test).tobytes()


def test_metrics_are_averages_over_images_not_over_batches():
    images = tiny_images()
    model = course.get("baseline_3").compiled()
    model.optimizer.learning_rate = 0.0
    train_epoch, _ = epoch_graph.epoch_functions(model, images, 512)
    order = np.arange(len(images.x_train), dtype=np.int32)
    logits = model.predict(images.to_input(images.x_train), verbose=0)
    right = np.mean(logits.argmax(axis=1) == images.y_train)
    assert len(order) % 512
    assert train_epoch(tf.constant(order))["accuracy"] == pytest.approx(right, abs=1e-6)


def test_a_tensor_shares_the_memory_of_a_verified_file():
    expected = data.IdxFile("tiny", 0x801, (200,), hashlib.sha256(TINY).hexdigest())
    labels = data.parse(gzip.compress(TINY), expected)
    assert not labels.flags.writeable
    tensor = epoch_graph.shared_tensor(labels)
    assert tensor.numpy().tolist() == list(range(200))
    address = np.from_dlpack(OnCpu(tensor)).ctypes.data
    assert address == labels.ctypes.data


class OnCpu:
    """A tensor, handed to NumPy; TensorFlow's own does that by itself only in newer releases."""

    def __init__(self, tensor):
        self._capsule = tf.experimental.dlpack.to_dlpack(tensor)

    def __dlpack__(self, **_):
        return self._capsule

    def __dlpack_device__(self):
        return 1, 0


@pytest.mark.parametrize("offset", [0, 1])
def test_an_array_of_unfit_memory_is_copied(offset):
    array = np.arange(101, dtype=np.uint8)[offset:]
    array.flags.writeable = False
    tensor = epoch_graph.shared_tensor(array)
    assert tensor.numpy().tolist() == list(range(offset, 101))
