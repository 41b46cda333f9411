"""What a built model is: descriptions and fingerprints."""

import dataclasses
import functools

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.networks import description, starting_point

layers = keras.layers


def dense(units=3, stddev=0.05, **settings):
    initializer = keras.initializers.RandomNormal(stddev=stddev)
    return layers.Dense(units, "sigmoid", kernel_initializer=initializer, **settings)


def skipping(add, names=(None,) * 4):
    """Three hidden layers; `add` joins h3 and h1 before the output."""
    inputs = keras.Input((4,))
    h1 = dense(name=names[0])(inputs)
    h2 = dense(name=names[1])(h1)
    h3 = dense(name=names[2])(h2)
    return keras.Model(inputs, layers.Dense(2, name=names[3])(add(h3, h1)))


def plain(stddev=0.05, activation="sigmoid", units=3, frozen=False, middle=()):
    initializer = keras.initializers.RandomNormal(stddev=stddev)
    first = layers.Dense(units, activation, kernel_initializer=initializer, trainable=not frozen)
    return keras.Sequential([keras.Input((4,)), first, *middle, layers.Dense(2)])


def compiled(model, rate=0.01, optimizer=keras.optimizers.SGD, loss=None):
    loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer(rate), loss=loss)
    return model


def test_a_sequential_model_is_described_layer_by_layer():
    facts, after = description.describe(plain(units=5))
    normal = ("RandomNormal", ("mean", 0.0), ("stddev", 0.05))
    assert facts[0] == description.LayerFacts(5, "sigmoid", normal, (0,), (), True)
    assert dataclasses.replace(facts[1], initializer=()) == description.LayerFacts(
        2, "linear", (), (1,), (), True
    )
    assert facts[1].initializer[0] == "GlorotUniform"
    assert after == ()


def test_sequential_and_functional_code_give_the_same_description():
    inputs = keras.Input((4,))
    functional = keras.Model(inputs, layers.Dense(2)(dense()(inputs)))
    assert description.describe(functional) == description.describe(plain())


@pytest.mark.parametrize("add", [
    lambda a, b: a + b,
    lambda a, b: b + a,
    lambda a, b: keras.ops.add(a, b),
    lambda a, b: layers.add([b, a]),
    lambda a, b: layers.Add()([a, b]),
])  # fmt: skip
def test_every_way_to_write_an_addition_gives_the_same_description(add):
    expected = description.describe(skipping(lambda a, b: layers.add([a, b])))
    facts, _ = found = description.describe(skipping(add))
    assert found == expected
    assert facts[3].sources == (1, 3) and facts[3].through == ()


def test_a_chain_of_additions_is_flattened():
    inputs = keras.Input((3,))
    h1 = dense()(inputs)
    h2 = dense()(h1)
    model = keras.Model(inputs, layers.Dense(2)((h2 + h1) + inputs + h1))
    assert description.describe(model)[0][2].sources == (0, 1, 1, 2)


@pytest.mark.parametrize(("join", "name"), [
    (lambda a, b: layers.Concatenate()([a, b]), "Concatenate"),
    (lambda a, b: a - b, "Subtract"),
    (lambda a, b: layers.Multiply()([a, b]), "Multiply"),
    (lambda a, b: layers.Average()([a, b]), "Average"),
])  # fmt: skip
def test_joining_otherwise_than_by_addition_shows(join, name):
    facts, _ = description.describe(skipping(join))
    assert facts[3].sources == (1, 3)
    assert facts[3].through == (name,)


def test_what_lies_between_the_dense_layers_and_after_them_shows():
    norm = layers.BatchNormalization()
    model = keras.Sequential([keras.Input((4,)), dense(), norm, dense(), layers.Softmax()])
    facts, after = description.describe(model)
    assert [fact.through for fact in facts] == [(), ("BatchNormalization",)]
    assert after == ("Softmax",)


def test_each_output_of_a_submodel_has_its_own_sources():
    entry = keras.Input((4,))
    h1 = dense()(entry)
    h2 = dense()(h1)
    block = keras.Model(entry, [h1, dense()(h2)])
    inputs = keras.Input((4,))
    h1, h3 = block(inputs)
    a, b = keras.Input((3,)), keras.Input((3,))
    sums = keras.Model([a, b], [a + b, b])
    model = keras.Model(inputs, layers.Dense(2)(sums([h3, h1])[0]))
    assert description.describe(model) == description.describe(skipping(lambda a, b: a + b))
    model = keras.Model(inputs, layers.Dense(2)(sums([h3, h1])[1]))
    assert description.describe(model)[0][-1].sources == (1,)


def test_a_number_that_is_added_shows():
    def through(add):
        return description.describe(skipping(add))[0][-1].through

    assert through(lambda a, b: sum([a, b])) == through(lambda a, b: a + b + 0.0) == ()
    assert through(lambda a, b: a + b + 1e-6) == ("Add(1e-06)",)


def test_a_frozen_layer_shows():
    assert [fact.trainable for fact in description.describe(plain(frozen=True))[0]] == [False, True]


def test_the_seed_of_an_initializer_does_not_show():
    def seeded(seed):
        kernel = keras.initializers.RandomNormal(seed=seed)
        return keras.Sequential([keras.Input((4,)), layers.Dense(2, kernel_initializer=kernel)])

    assert description.describe(seeded(1)) == description.describe(seeded(2))


def test_a_layer_used_in_two_models_is_described_by_the_later_one():
    first, second, output = dense(), dense(3), layers.Dense(2)
    inputs = keras.Input((4,))
    h1 = first(inputs)
    keras.Model(inputs, output(h1))
    later = keras.Model(inputs, output(second(h1)))
    assert [fact.sources for fact in description.describe(later)[0]] == [(0,), (1,), (2,)]


def test_using_its_layers_in_another_model_does_not_change_a_models_description():
    first, second, output = dense(), dense(3), layers.Dense(2)
    inputs = keras.Input((4,))
    h1 = first(inputs)
    earlier = keras.Model(inputs, output(h1))
    before = description.describe(earlier)
    keras.Model(inputs, output(second(h1)))
    assert description.describe(earlier) == before


def test_submodels_are_described_as_if_they_were_written_out():
    sub = keras.Sequential([keras.Input((4,)), dense(), layers.BatchNormalization(), dense()])
    nested = keras.Sequential([keras.Input((4,)), sub, layers.Dense(2)])
    middle = [layers.BatchNormalization(), dense()]
    assert description.describe(nested) == description.describe(plain(middle=middle))
    assert description.layer_names(nested) == ["hidden 1", "hidden 2", "output"]
    sub.trainable = False
    assert [fact.trainable for fact in description.describe(nested)[0]] == [False, False, True]


def test_layers_are_called_by_number_and_the_last_one_output():
    model = skipping(lambda a, b: a + b)
    assert description.layer_names(model) == ["hidden 1", "hidden 2", "hidden 3", "output"]
    assert [layer.units for layer in description.kernel_layers(model)] == [3, 3, 3, 2]


def test_a_fingerprint_is_sixteen_hexadecimal_digits_and_stable():
    fingerprint = description.fingerprint(compiled(plain()))
    assert len(fingerprint) == 16 and set(fingerprint) <= set("0123456789abcdef")
    assert description.fingerprint(compiled(plain())) == fingerprint


def test_a_fingerprint_covers_neither_names_nor_weights():
    def add(a, b):
        return a + b

    named = compiled(skipping(add, names=["first", "second", "third", "last"]))
    unnamed = compiled(skipping(add))
    unnamed.set_weights([np.ones_like(w) for w in unnamed.get_weights()])
    assert description.fingerprint(named) == description.fingerprint(unnamed)


def test_a_mean_has_two_names_and_one_fingerprint():
    found = set()
    for reduction in ("mean", "sum_over_batch_size", "sum"):
        model = compiled(plain())
        model.compile(model.optimizer, keras.losses.MeanSquaredError(reduction=reduction))
        found.add(description.fingerprint(model))
    assert len(found) == 2


@pytest.mark.parametrize("add", [
    lambda a, b: a + b,
    lambda a, b: keras.ops.add(a, b),
    lambda a, b: layers.add([a, b]),
], ids=["+", "ops.add", "layers.add"])  # fmt: skip
def test_the_same_code_run_again_gives_the_same_fingerprint(add):
    # Keras counts: the second model's sum, input and model have other names than the first one's.
    first, second = (description.fingerprint(compiled(skipping(add))) for _ in range(2))
    assert first == second


def test_a_submodel_counted_up_by_keras_keeps_the_fingerprint():
    def nested():
        inside = keras.Sequential([keras.Input((4,)), dense(), dense()])
        return compiled(keras.Sequential([keras.Input((4,)), inside, layers.Dense(2)]))

    assert description.fingerprint(nested()) == description.fingerprint(nested())


def test_a_layer_called_like_a_setting_changes_no_fingerprint():
    def add(a, b):
        return a + b

    named = compiled(skipping(add, names=["mean", "stddev", "units", "name"]))
    assert description.fingerprint(named) == description.fingerprint(compiled(skipping(add)))


@pytest.mark.parametrize("other", [
    lambda: compiled(plain(stddev=0.1)),
    lambda: compiled(plain(activation="relu")),
    lambda: compiled(plain(units=4)),
    lambda: compiled(plain(frozen=True)),
    lambda: compiled(plain(middle=[layers.BatchNormalization()])),
    lambda: compiled(plain(middle=[dense()])),
    lambda: compiled(plain(), rate=0.1),
    lambda: compiled(plain(), optimizer=keras.optimizers.Adam),
    lambda: compiled(plain(), optimizer=lambda r: keras.optimizers.SGD(r, momentum=0.9)),
    lambda: compiled(plain(), loss=keras.losses.SparseCategoricalCrossentropy()),
    lambda: compiled(plain(), loss="mse"),
], ids=["stddev", "activation", "units", "frozen", "batch norm", "one layer more", "rate", "adam",
        "momentum", "not from logits", "another loss"])  # fmt: skip
def test_a_fingerprint_changes_with_whatever_changes_training(other):
    assert description.fingerprint(other()) != description.fingerprint(compiled(plain()))


@pytest.mark.parametrize(("layer", "told"), [
    (lambda: layers.Activation("relu"), "Activation(relu)"),
    (lambda: layers.ReLU(), "Activation(relu)"),
    (lambda: layers.Activation(keras.activations.tanh), "Activation(tanh)"),
    (lambda: layers.Activation(layers.ReLU()), "Activation(relu)"),
    (lambda: layers.ReLU(max_value=6.0), "Activation(ReLU(max_value=6.0))"),
], ids=["name", "ReLU", "function", "layer", "settings"])  # fmt: skip
def test_an_activation_in_a_layer_of_its_own_is_told_by_its_name_however_it_is_written(layer, told):
    facts, _ = description.describe(plain(middle=[layer()]))
    assert facts[-1].through == (told,)


def test_a_fingerprint_changes_with_the_wiring():
    found = {
        description.fingerprint(compiled(skipping(join)))
        for join in (lambda a, b: a + b, lambda a, b: a, lambda a, b: b, lambda a, b: a - b)
    }
    assert len(found) == 4


@pytest.mark.parametrize(("one", "other"), [
    (lambda: plain(middle=[layers.Activation("relu")]),
     lambda: plain(middle=[layers.Activation("tanh")])),
    (lambda: plain(middle=[layers.Rescaling(1.0)]), lambda: plain(middle=[layers.Rescaling(0.5)])),
    (lambda: plain(middle=[dense()]), lambda: plain(middle=[dense(use_bias=False)])),
    (lambda: plain(middle=[dense()]), lambda: plain(middle=[dense(kernel_regularizer="l2")])),
    (lambda: skipping(lambda a, b: layers.BatchNormalization()(a) + b),
     lambda: skipping(lambda a, b: a + layers.BatchNormalization()(b))),
], ids=["activation layer", "rescaling", "no bias", "regularizer", "branch"])  # fmt: skip
def test_networks_that_train_differently_have_different_fingerprints(one, other):
    assert description.fingerprint(compiled(one())) != description.fingerprint(compiled(other()))


def separable(**initializers):
    activation = functools.partial(keras.activations.relu, max_value=6)
    convolution = layers.SeparableConv2D(3, 3, activation=activation, **initializers)
    return keras.Sequential([keras.Input((6, 6, 2)), convolution])


def normals(depthwise, pointwise):
    return {
        "depthwise_initializer": keras.initializers.RandomNormal(stddev=depthwise),
        "pointwise_initializer": keras.initializers.RandomNormal(stddev=pointwise),
    }


def test_a_network_that_keras_cannot_write_down_keeps_the_fingerprint_of_its_description():
    fingerprint = description.network_fingerprint(separable(**normals(0.5, 0.25)))
    assert fingerprint == "433a3aaa8384ac3a"
    assert fingerprint != description.network_fingerprint(separable(**normals(0.25, 0.5)))


def own_layer(axis):
    """A layer as students write it: what it computes stands in a function inside a method."""

    class Own(layers.Layer):
        def normalize(self, x):
            def centred(y):
                return y - keras.ops.mean(y, axis=axis) if axis == (0, 1) else y

            return centred(x)

        def call(self, x):
            return self.normalize(x)

    if axis == (1,):
        Own.normalize = lambda self, x: x - keras.ops.mean(x, axis=(1,), keepdims=True)
    Own.__module__ = "__main__"
    return keras.Sequential([keras.Input((4,)), layers.Dense(3), Own(), layers.Dense(2)])


def test_a_fingerprint_covers_all_methods_of_a_layer_of_ones_own():
    one, again, other = (description.fingerprint(compiled(own_layer(a))) for a in (0, 0, (1,)))
    assert one == again != other


def test_what_stands_before_each_kernel_is_told_in_order():
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Rescaling(2.0),
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(2),
            layers.Activation("tanh"),
        ]
    )
    found = [[type(layer).__name__ for layer in each] for each in description.layers_before(model)]
    assert found == [["Rescaling"], ["BatchNormalization", "ReLU", "Flatten"]]


@pytest.mark.parametrize(
    "name", ["GlorotNormal", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform"]
)
def test_a_variance_scaling_written_out_is_what_keras_calls_it_and_draws_the_same_numbers(name):
    named = getattr(keras.initializers, name)()
    config = keras.initializers.VarianceScaling.get_config(named)
    written_out = keras.initializers.VarianceScaling(**config)
    assert description.initializer_kind(written_out) is type(named)
    drawn = [starting_point.initial_kernel(each, (3, 3, 8, 4), 7) for each in (named, written_out)]
    assert np.array_equal(*drawn)


def test_another_variance_scaling_and_glorots_uniform_one_stay_what_they_are():
    VarianceScaling = keras.initializers.VarianceScaling
    for written_out in (
        VarianceScaling(2, "fan_in", "untruncated_normal"),
        VarianceScaling(1, "fan_avg", "uniform"),
    ):
        assert description.initializer_kind(written_out) is VarianceScaling
