"""The wiring of a model: what it says of itself, and that computing by it is computing the model."""

import functools

import numpy as np
import pytest

from tests.checks.test_network import ONE_OF_EACH_KIND
from vgkit import course
from vgkit.backend import keras, tf
from vgkit.errors import VgkitError
from vgkit.networks.wiring import Tensor, compute, has_wiring, wiring

layers = keras.layers


def called(operation, *arguments, **keywords):
    if has_wiring(operation):
        return compute(operation, *arguments, called)
    if isinstance(operation, keras.Layer):
        keywords["training"] = False  # called by itself, an augmentation would draw
    return operation(*arguments, **keywords)


def branching():
    """A layer that is called twice, sums written with +, constants, keywords, a list of tensors."""
    inputs = keras.Input((4,), name="pixels")
    shared = layers.Dense(4, "tanh", name="shared")
    h1 = shared(inputs)
    h2 = shared(h1)
    scaled = 2.0 * (h1 + h2) - 0.5
    joined = layers.Concatenate(axis=-1)([h1, scaled, keras.ops.mean(h2, axis=-1, keepdims=True)])
    return keras.Model(inputs, layers.Dense(3)(joined))


def nested():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4, "relu"), layers.Dense(4)])
    inputs = keras.Input((4,))
    functional = keras.Model(inputs, layers.add([inner(inputs), inputs]))
    return keras.Sequential([keras.Input((4,)), functional, layers.Dense(3)])


def with_models_of_several_ends():
    """A model of two outputs with names feeds one of two inputs with names, in another order."""
    entry = keras.Input((4,))
    first = layers.Dense(4, "tanh")(entry)
    lower = keras.Model(entry, {"z": first, "a": layers.Dense(4)(first)})
    a, b = keras.Input((4,)), keras.Input((4,))
    upper = keras.Model({"y": a, "b": b}, [a - 2.0 * b, layers.Dense(4)(b)])
    inputs = keras.Input((4,))
    found = lower(inputs)
    left, right = upper({"b": found["z"], "y": found["a"]})
    return keras.Model(inputs, layers.Dense(3)(layers.subtract([left, right])))


@pytest.mark.parametrize("model", [branching, nested, with_models_of_several_ends])
def test_computed_call_by_call_a_model_gives_what_it_gives(model):
    model = model()
    batch = tf.constant(np.random.default_rng(0).normal(size=(5, 4)), tf.float32)
    assert np.array_equal(compute(model, batch, called), model(batch, training=False))


@pytest.mark.parametrize("exercise", ONE_OF_EACH_KIND)
def test_the_courses_networks_compute_what_their_wiring_computes(exercise):
    row = course.get(exercise)
    model = row.build()
    batch = tf.constant(np.random.default_rng(0).normal(size=(3, *row.input_shape)), tf.float32)
    assert np.array_equal(compute(model, batch, called), model(batch, training=False))


def test_each_call_of_a_shared_layer_is_a_call_of_its_own():
    calls = wiring(branching()).calls
    first, second = (
        n for n, call in enumerate(calls) if getattr(call.operation, "name", "") == "shared"
    )
    assert calls[0].operation is None and calls[first].tensors == [Tensor(0)]
    assert calls[second].tensors == [Tensor(first)]
    assert calls[first].operation is calls[second].operation


def test_calls_of_a_layer_outside_of_the_model_do_not_count():
    inputs, shared = keras.Input((4,)), layers.Dense(4, name="shared")
    shared(shared(inputs))  # elsewhere
    model = keras.Model(inputs, shared(layers.Dense(4, name="before")(inputs)))
    names = [call.operation.name for call in wiring(model).calls[1:]]
    assert names == ["before", "shared"]


def test_asking_leaves_the_model_as_it_was():
    model = branching()
    before = model.get_config(), [layer.output for layer in model.layers if layer.name != "shared"]
    wiring(model)
    compute(model, tf.ones((2, 4)), called)
    assert model.get_config() == before[0]
    outputs = [layer.output for layer in model.layers if layer.name != "shared"]
    assert all(ours is theirs for ours, theirs in zip(outputs, before[1], strict=True))


def test_what_keras_cannot_write_down_is_wired_all_the_same():
    leaky = functools.partial(keras.ops.leaky_relu, negative_slope=0.1)
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layers.Dense(3, leaky)(inputs))
    assert wiring(model).calls[1].operation.activation is leaky


def test_the_names_that_keras_counts_are_not_used_up():
    before = layers.InputLayer((4,)).name, layers.Dense(3).name
    wiring(branching())
    after = layers.InputLayer((4,)).name, layers.Dense(3).name
    numbers = [[int(name.rpartition("_")[2] or 0) for name in names] for names in (before, after)]
    # `branching` itself makes a Dense without a name and no Input without one.
    assert [b - a for a, b in zip(*numbers, strict=True)] == [1, 2]


def test_a_model_of_another_kind_is_refused():
    class Subclassed(keras.Model):
        pass

    assert not has_wiring(Subclassed()) and not has_wiring(layers.Dense(3)) and not has_wiring(3)
    with pytest.raises(VgkitError, match="A model of the class Subclassed does not show"):
        wiring(Subclassed())
