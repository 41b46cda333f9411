"""Halves of a batch side by side: where they are used, and that nothing of them stays behind.

That they give the bits of plain Keras is tested with the loop, for every network of the course.
"""

import numpy as np
import pytest

from tests import processes
from tests.conftest import thorough_but, tiny_images
from vgkit import course, hardware
from vgkit.backend import keras, tf
from vgkit.networks.mlp import output_layer
from vgkit.notebooks import preloaded
from vgkit.training import epoch_graph, split_batches

BATCH_SIZE = course.get("5").batch_size


@pytest.fixture(autouse=True)
def two_threads(monkeypatch):
    for name, value in zip(hardware.THREADS, "12", strict=True):
        monkeypatch.setenv(name, value)


@pytest.fixture
def fitting_processor():
    """Some round a product by its number of rows; there nothing goes through in halves."""
    if not split_batches.possible(course.get("baseline_3").build(), BATCH_SIZE):
        pytest.skip("NOT TESTED: on this processor half a batch does not have the whole one's bits")


@pytest.fixture
def any_bits(monkeypatch):
    monkeypatch.setattr(split_batches, "_same_bits", lambda *arguments: True)


def network(*layers):
    return keras.Sequential([keras.Input((784,)), *layers, output_layer()])


class OfItsOwn(keras.Model):
    """A network that is not a graph of layers."""

    def __init__(self):
        super().__init__()
        self.output_layer = output_layer()

    def call(self, inputs):
        return self.output_layer(inputs)


def of_its_own():
    model = OfItsOwn()
    model(np.zeros((1, 784), np.float32))
    return model


def over_the_batch():
    """Its activation looks at the whole batch: each half would see another one."""
    return network(keras.layers.Dense(128, lambda z: z - tf.reduce_mean(z, axis=0)))


class Doubled(keras.layers.Dense):
    """A Dense of somebody's own, which computes something else."""

    def call(self, inputs):
        return 2 * super().call(inputs)


def products(model):
    """How many matrix products a batch goes through."""
    batch = tf.TensorSpec((BATCH_SIZE, 784), tf.float32)
    called = tf.function(lambda x: model(x), autograph=False)
    operations = called.get_concrete_function(batch).graph.get_operations()
    return sum(operation.type == "MatMul" for operation in operations)


def dense(inputs, activation="sigmoid"):
    return keras.layers.Dense(128, activation)(inputs)


def with_sums(wire):
    """A network of three layers, and what `wire` makes of the input and of their outputs."""
    inputs = keras.Input((784,))
    first = dense(inputs)
    second = dense(first)
    return keras.Model(inputs, wire(first, second, dense(second)))


def add(outputs):
    return keras.layers.Add()(outputs)


SUMS = {
    "a sum in a sum": lambda a, b, c: output_layer()(add([add([a, b]), c])),
    "three in a sum": lambda a, b, c: output_layer()(add([a, b, c])),
    "an output in two sums": lambda a, b, c: output_layer()(add([dense(add([c, a])), a])),
    "an output twice in a sum": lambda a, b, c: output_layer()(add([c, c])),
    "an output in two layers": lambda a, b, c: output_layer()(add([c, dense(a)])),
    "sums before their activation": lambda a, b, c: output_layer()(add([a, dense(c, None)])),
    "a sum at the end": lambda a, b, c: add([keras.layers.Dense(10)(a), keras.layers.Dense(10)(c)]),
}


def frozen_first():
    model = course.get("4a").build()
    model.layers[0].trainable = False
    return model


NEVER = {
    "a frozen layer before a normalization": frozen_first,
    "rows of pixels": lambda: keras.Sequential(
        [keras.Input((28, 28)), keras.layers.Dense(8), keras.layers.Flatten(), output_layer()]
    ),
    "rescaling": lambda: network(keras.layers.Rescaling(1 / 255)),
    "dropout": lambda: network(keras.layers.Dropout(0.5)),
    "a subclass of Dense": lambda: network(Doubled(8)),
    "no bias": lambda: network(keras.layers.Dense(8, use_bias=False)),
    "one unit": lambda: network(keras.layers.Dense(1)),
    "half precision": lambda: network(keras.layers.Dense(8, dtype="mixed_float16")),
    "an activity regularizer": lambda: network(keras.layers.Dense(8, activity_regularizer="l2")),
    "a model of one's own": of_its_own,
    **{kind: lambda wire=wire: with_sums(wire) for kind, wire in SUMS.items()},
}


@pytest.mark.parametrize("kind", NEVER)
def test_some_networks_go_through_as_a_whole(kind, any_bits):
    assert not split_batches.possible(NEVER[kind](), BATCH_SIZE)


def test_an_activation_over_the_batch_is_noticed():
    assert not split_batches.possible(over_the_batch(), BATCH_SIZE)


def test_a_sum_of_two_outputs_goes_through_in_halves(any_bits):
    assert split_batches.possible(
        with_sums(lambda a, b, c: output_layer()(dense(add([a, c])))), BATCH_SIZE
    )


@pytest.mark.parametrize("row", ["baseline_7", "2", "3", "5", "6"])
def test_the_course_s_networks_of_dense_layers_go_through_in_halves(row, any_bits):
    assert split_batches.possible(course.get(row).build(), BATCH_SIZE)


@pytest.mark.parametrize("row", ["4a", "4b"])
def test_before_a_normalization_the_first_layer_alone_is_shared_out(row, any_bits):
    model = course.get(row).build()
    whole = products(model)
    assert split_batches.possible(model, BATCH_SIZE)
    with split_batches.side_by_side(model, BATCH_SIZE):
        assert products(model) == whole + 1


@pytest.mark.parametrize("name", hardware.THREADS)
def test_other_threads_mean_a_whole_batch(name, monkeypatch):
    monkeypatch.setenv(name, "4")
    assert not split_batches.possible(course.get("baseline_3").build(), BATCH_SIZE)


def test_products_that_round_differently_by_the_number_of_rows_are_noticed(
    monkeypatch, fitting_processor
):
    def affine(inputs, kernel, bias):
        fewer = tf.cast(tf.shape(inputs)[0] < BATCH_SIZE, tf.float32)
        return tf.nn.bias_add(tf.matmul(inputs, kernel), bias) * (1 + 2e-7 * fewer)

    model = course.get("baseline_3").build()
    assert split_batches.possible(model, BATCH_SIZE)
    monkeypatch.setattr(split_batches, "_affine", affine)
    assert not split_batches.possible(model, BATCH_SIZE)


def test_a_batch_really_goes_through_in_two_parts():
    model = course.get("baseline_3").build()
    assert products(model) == 4
    with split_batches.side_by_side(model, BATCH_SIZE):
        assert products(model) == 8


@pytest.mark.parametrize(
    ("row", "count"),
    thorough_but(
        [("4a", 511), ("5", 1), ("5", 512)],
        [(row, count) for row in ("4a", "5") for count in (1, 511, 512)],
    ),
)
def test_logits_of_a_batch_of_any_size_are_those_of_the_model(row, count, fitting_processor):
    model = course.get(row).build()
    x = tiny_images().x_train[:count].astype(np.float32)

    def logits():  # of a batch whose size is not known beforehand, as in training
        rows = [tf.TensorSpec([None, 784])]
        return tf.function(lambda x: model(x), autograph=False, input_signature=rows)(x).numpy()

    expected = logits()
    with split_batches.side_by_side(model, BATCH_SIZE):
        assert logits().tobytes() == expected.tobytes()


def test_nothing_stays_behind_on_the_model():
    images = tiny_images()
    model = course.get("baseline_3").compiled()
    train_epoch, validate = epoch_graph.epoch_functions(model, images, BATCH_SIZE)
    train_epoch(tf.range(len(images.x_train), dtype=tf.int32))
    validate()
    assert "call" not in vars(model)
    with pytest.raises(RuntimeError), split_batches.side_by_side(model, BATCH_SIZE):
        raise RuntimeError
    assert "call" not in vars(model)


@pytest.mark.parametrize("exercise", thorough_but(["5"], ["3", "4a", "5"]))
def test_a_training_goes_on_with_other_threads_to_the_same_bits(
    exercise, tmp_path, fitting_processor
):
    """Two threads that really work at the same time; then the rest of the training on one."""

    def trained(epochs, threads, folder):
        result = tmp_path / "result.json"
        named = dict(zip(hardware.THREADS, threads, strict=True))
        life = processes.Life(
            processes.train_exercise, str(result), exercise, epochs, folder=folder, **named
        )
        assert life.end() == 0, life.log.read_text()
        assert ("in halves" if threads == "12" else "as a whole") in life.log.read_text()
        return result.read_text()

    trained(2, "12", tmp_path / "both")
    assert trained(3, "11", tmp_path / "both") == trained(3, "11", tmp_path / "whole")


@pytest.mark.parametrize(
    ("cores", "named", "expected"),
    [(2, {}, ["1", "2"]), (1, {}, [None, None]), (4, {}, [None, None]),
     (2, {"TF_NUM_INTRAOP_THREADS": "3"}, ["3", None])],
)  # fmt: skip
def test_threads_are_set_on_two_cores_unless_somebody_has_set_them(
    cores, named, expected, monkeypatch
):
    for name in hardware.THREADS:
        monkeypatch.delenv(name)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    code = (
        "import os\n"
        "from vgkit import hardware\n"
        f"hardware.cores = lambda: {cores}\n"
        "import vgkit.backend\n"
        "print([os.environ.get(name) for name in hardware.THREADS])"
    )
    said = preloaded.run(["-c", code])
    assert said.stdout.strip() == str(expected)
