"""Numbers per layer, held against networks worked out by hand."""

import dataclasses
import random

import numpy as np
import pytest

from tests.conftest import random_images
from vgkit import course, data
from vgkit.backend import keras, tf
from vgkit.diagnostics import gradients
from vgkit.errors import VgkitError
from vgkit.networks import mlp, starting_point
from vgkit.training import records

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (16, 784), dtype=np.uint8)
LABELS = RNG.integers(0, 10, 16, dtype=np.uint8)


def network(*kernels, activation="sigmoid"):
    """Dense layers with these kernels and zero biases; the last one gives the logits."""
    dense = [keras.layers.Dense(np.shape(kernel)[1], activation) for kernel in kernels]
    dense[-1].activation = keras.activations.linear
    model = keras.Sequential([keras.Input((np.shape(kernels[0])[0],)), *dense])
    for layer, kernel in zip(dense, kernels, strict=True):
        layer.kernel.assign(kernel)
    return model


def measure(model, images=IMAGES, labels=LABELS):
    start = [np.ones_like(kernel) for kernel in gradients.kernels(model)]
    return gradients.measure(model, images, labels, start)


def test_gradient_norms_are_those_worked_out_by_hand():
    # x = (3, 4), z = 0, h = (½, ½), logits = h: p = (½, ½). The gradient at the logits is
    # p − (1, 0) = (−½, ½); for the output kernel it is h times that: four entries ±¼, norm ½.
    # Below, (−½, ½) passes the identity and σ'(0) = ¼: (−⅛, ⅛), whose norm times |x| = 5 counts.
    model = network(np.zeros((2, 2)), np.eye(2))
    norms = measure(model, np.array([[3.0, 4.0]]), np.array([0]))["gradient_norm"]
    assert norms == pytest.approx([5 * 2**0.5 / 8, 0.5], rel=1e-6)


def test_the_gradient_is_that_of_the_mean_over_the_batch():
    model = network(np.zeros((2, 2)), np.eye(2))
    one = measure(model, np.array([[3.0, 4.0]]), np.array([0]))
    thrice = measure(model, np.array([[3.0, 4.0]] * 3), np.array([0] * 3))
    opposite = measure(model, np.array([[3.0, 4.0]] * 2), np.array([0, 1]))
    assert thrice["gradient_norm"] == pytest.approx(one["gradient_norm"], rel=1e-6)
    assert opposite["gradient_norm"] == pytest.approx([0, 0], abs=1e-7)


@pytest.mark.parametrize("build", [mlp.mlp, mlp.residual_mlp])
def test_gradient_norms_are_those_of_a_plain_gradient_tape(build):
    model = build(stddev=0.1)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        value = loss(LABELS, model(IMAGES.astype(np.float32), training=True))
    variables = [v.value for v in model.trainable_variables]
    gradients = tape.gradient(value, variables)
    expected = [
        np.linalg.norm(gradient)
        for gradient, variable in zip(gradients, variables, strict=True)
        if len(variable.shape) == 2
    ]
    assert len(expected) == 8
    assert measure(model)["gradient_norm"] == pytest.approx(expected, rel=1e-4)


def test_one_entry_of_a_gradient_agrees_with_finite_differences():
    # One input and one unit in the first layer: the norm of its gradient is that one entry.
    w, v = 0.7, np.array([[1.5, -0.5, 0.25]])
    images, labels = np.array([[0.3], [-1.2]]), np.array([2, 0])

    def loss(w):
        logits = 1 / (1 + np.exp(-images * w)) @ v
        chosen = logits[[0, 1], labels]
        return np.mean(np.log(np.exp(logits).sum(axis=1)) - chosen)

    by_differences = (loss(w + 1e-5) - loss(w - 1e-5)) / 2e-5
    norms = measure(network([[w]], v), images, labels)["gradient_norm"]
    assert norms[0] == pytest.approx(abs(by_differences), rel=1e-4)
    assert norms[0] > 0.01


def test_batch_normalization_is_measured_with_the_statistics_of_the_batch():
    # (1, 3) normalized is (−1, 1), whatever the moving averages say; with a unit kernel and the
    # sigmoid both activations lie inside 0.05…0.95. Taken raw, σ(3) = 0.953 would be saturated.
    norm = keras.layers.BatchNormalization()
    hidden = keras.layers.Dense(1, "sigmoid", kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), norm, hidden, keras.layers.Dense(2)])
    images, labels = np.array([[1.0], [3.0]]), np.array([0, 1])
    assert model.predict(images, verbose=0).shape == (2, 2)
    assert measure(model, images, labels)["saturation"] == [0.0, None]


def normalized():
    norm = keras.layers.BatchNormalization()
    layers = [keras.Input((784,)), keras.layers.Dense(4, "sigmoid"), norm]
    return keras.Sequential([*layers, keras.layers.Dropout(0.5), keras.layers.Dense(10)])


def test_measuring_changes_no_variable_and_no_moving_average():
    model = normalized()
    model.compile("sgd", "mse")
    before = [v.numpy().copy() for v in model.variables]
    assert len(before) > len(model.trainable_variables) + 2
    measure(model)
    for ours, theirs in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(ours, theirs.numpy())


def test_measuring_draws_no_random_number():
    model = normalized()
    keras.utils.set_random_seed(5)
    python, numpy_state = random.getstate(), np.random.get_state()[1].copy()
    expected = tf.random.uniform([3]).numpy()
    keras.utils.set_random_seed(5)
    measure(model)
    assert random.getstate() == python
    np.testing.assert_array_equal(np.random.get_state()[1], numpy_state)
    np.testing.assert_array_equal(tf.random.uniform([3]).numpy(), expected)


def test_measuring_twice_gives_the_same_numbers():
    model = normalized()
    assert measure(model) == measure(model)


@pytest.mark.parametrize(("activation", "sums", "share"), [
    ("sigmoid", [-3.0, -2.9, 0.0, 2.9, 3.0], 2 / 5),  # σ(±2.9444) = 0.95, 0.05
    ("sigmoid", [-2.0, -1.0, 0.0, 2.0], 0.0),
    ("tanh", [-1.5, -1.4, 0.0, 1.4, 1.5], 2 / 5),  # tanh(1.4722) = 0.9
    ("relu", [-1.0, 0.0, 0.001, 2.0], 2 / 4),
    ("linear", [-9.0, 9.0], None),
    ("gelu", [-9.0, 9.0], None),
])  # fmt: skip
def test_the_saturated_share_is_that_counted_by_hand(activation, sums, share):
    model = network([[1.0]], [[0.0, 0.0]], activation=activation)
    labels = np.zeros(len(sums), int)
    assert measure(model, np.array(sums)[:, None], labels)["saturation"] == [share, None]


def test_change_size_and_closeness_to_zero_are_those_counted_by_hand():
    model = network([[3.0, 0.0], [0.0, 4.0]], [[0.05, -0.2], [0.11, -0.09]])
    start = [np.array([[0.0, 3.0], [4.0, 0.0]]), np.array([[0.05, -0.2], [0.11, -0.09]])]
    found = gradients.measure(model, np.array([[1.0, 1.0]]), np.array([0]), start)
    # ‖(3, −3, −4, 4)‖ = √50 against ‖(3, 4)‖ = 5; the mean square is 25 / 4.
    assert found["weight_change"] == pytest.approx([50**0.5 / 5, 0], abs=1e-6)
    squares = 0.05**2 + 0.2**2 + 0.11**2 + 0.09**2
    assert found["weight_rms"] == pytest.approx([2.5, (squares / 4) ** 0.5])
    assert found["near_zero"] == [0.5, 0.5]


def test_the_change_of_a_kernel_that_was_zero_is_no_share_and_no_warning(recwarn):
    zeros = np.zeros((2, 2))
    model = network(zeros, np.eye(2))
    found = gradients.measure(model, np.array([[1.0, 1.0]]), np.array([0]), [zeros, zeros])
    np.testing.assert_equal(found["weight_change"], [np.nan, np.inf])
    assert not recwarn


def test_every_number_has_one_value_for_every_dense_layer():
    found = measure(mlp.residual_mlp())
    assert list(found) == list(records.DIAGNOSTICS)
    assert {len(values) for values in found.values()} == {8}


def test_a_network_of_one_layer_can_be_measured():
    # Logits 0: p − y = (−½, ½), times x = 2.
    found = measure(network([[0.0, 0.0]]), np.array([[2.0]]), np.array([0]))
    assert found["gradient_norm"] == pytest.approx([2**0.5])


def test_frozen_layers_and_submodels_are_measured_like_any_other():
    plain = network(np.zeros((2, 2)), np.eye(2))
    expected = measure(plain, np.array([[3.0, 4.0]]), np.array([0]))
    plain.layers[0].trainable = False
    assert measure(plain, np.array([[3.0, 4.0]]), np.array([0])) == expected
    sub = keras.Sequential([keras.Input((2,)), plain.layers[0]])
    nested = keras.Sequential([keras.Input((2,)), sub, plain.layers[1]])
    assert measure(nested, np.array([[3.0, 4.0]]), np.array([0])) == expected


def test_measuring_leaves_the_layers_themselves_as_they_were():
    model = mlp.mlp(depth=1)
    before = [set(vars(layer)) for layer in model.layers]
    measure(model)
    assert [set(vars(layer)) for layer in model.layers] == before


def test_kernels_are_copies_in_the_order_of_the_layers():
    model = network(np.zeros((2, 3)), np.ones((3, 2)))
    kernels = gradients.kernels(model)
    model.layers[0].kernel.assign(np.full((2, 3), 9))
    assert [kernel.tolist() for kernel in kernels] == [[[0] * 3] * 2, [[1] * 2] * 3]


def test_before_training_measures_the_published_start_and_puts_the_weights_back(monkeypatch):
    many = np.concatenate([IMAGES] * 40), np.concatenate([LABELS] * 40)
    stand_in = data.Dataset("synthetic", "random", *many, *many)
    monkeypatch.setattr(data, "load", lambda name=None: stand_in)
    model = mlp.mlp(depth=2)
    own = [w + 1 for w in model.get_weights()]
    model.set_weights(own)
    found = gradients.before_training(model)
    for ours, theirs in zip(own, model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert found["weight_change"] == [0, 0, 0]
    starting_point.set_initial_weights(model)
    expected = measure(model, many[0][:512], many[1][:512])["gradient_norm"]
    assert found["gradient_norm"] == expected


def test_before_training_puts_the_weights_back_even_when_there_are_no_data(monkeypatch):
    def missing(name=None):
        raise data.DataError("no data")

    monkeypatch.setattr(data, "load", missing)
    model = mlp.mlp(depth=1)
    own = model.get_weights()
    with pytest.raises(data.DataError):
        gradients.before_training(model)
    np.testing.assert_array_equal(model.get_weights()[0], own[0])


@pytest.mark.parametrize(("exercise", "build"), [
    ("baseline_7", mlp.mlp),
    ("5", mlp.residual_mlp),
])  # fmt: skip
def test_before_training_agrees_with_the_shipped_record(real_data, exercise, build):
    recorded = records.load_reference(exercise).snapshot(0)
    found = gradients.before_training(build())
    for name in ("gradient_norm", "weight_rms", "near_zero"):
        assert found[name] == pytest.approx(recorded[name], rel=1e-3)
    assert found["saturation"][:-1] == pytest.approx(recorded["saturation"][:-1], abs=1e-3)


def test_before_training_looks_at_the_images_of_the_exercise_as_its_record_did():
    recorded = records.load_reference("11").snapshot(0)
    found = gradients.before_training(course.get("11").build(), "11")
    for name in ("gradient_norm", "weight_rms", "near_zero"):
        assert found[name] == pytest.approx(recorded[name], rel=1e-3)


def test_before_training_takes_pixels_and_seed_of_the_row(monkeypatch):
    row = dataclasses.replace(course.get("11"), dataset="random", seed=7, pixels="0-1")
    monkeypatch.setitem(course.EXERCISES, "11", row)
    images = random_images(row.input_shape)
    asked = []
    monkeypatch.setattr(data, "load", lambda name=None: asked.append(name) or images)
    model = row.build()
    found = gradients.before_training(model, "11")
    starting_point.set_initial_weights(model, 7)
    pixels = (images.x_train / 255).astype(np.float32)
    expected = gradients.measure(model, pixels, images.y_train, gradients.kernels(model))
    assert found["gradient_norm"] == pytest.approx(expected["gradient_norm"], rel=1e-5)
    assert asked == ["random"]
    with pytest.raises(VgkitError, match="There is no exercise 'mine'"):
        gradients.before_training(model, "mine")


def test_a_separable_convolution_is_measured_over_both_its_kernels():
    model = keras.Sequential(
        [keras.Input((6, 6, 2)), keras.layers.SeparableConv2D(3, 3, activation="relu"),
         keras.layers.Flatten(), keras.layers.Dense(10)]
    )  # fmt: skip
    starting_point.set_initial_weights(model)
    random = np.random.default_rng(0)
    images = random.normal(size=(8, 6, 6, 2)).astype(np.float32)
    labels = random.integers(0, 10, 8)
    found = gradients.measure(model, images, labels, gradients.kernels(model))
    layer = model.layers[0]
    kernels = [layer.depthwise_kernel, layer.pointwise_kernel]
    with tf.GradientTape() as tape:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, model(images))
    both = tape.gradient(loss, [kernel.value for kernel in kernels])
    norm = np.sqrt(sum(np.sum(np.square(gradient)) for gradient in both))
    assert found["gradient_norm"][0] == pytest.approx(norm, rel=1e-5)
    assert len(found["gradient_norm"]) == 2 and found["weight_change"] == [0.0, 0.0]
    dead = np.mean(layer(images).numpy() == 0)
    assert found["saturation"] == [pytest.approx(dead), None]
