"""`MyNormalization` and `GradientNormalization`: the formula by hand, saved and loaded."""

import doctest

import numpy as np
import pytest

from vgkit.backend import keras, tf
from vgkit.networks import layers
from vgkit.networks.layers import (
    AveragedGradientNormalization,
    GradientNormalization,
    ImageStandardization,
    MyNormalization,
)


def normalized(batch, **settings):
    return MyNormalization()(np.array(batch, np.float32), **settings).numpy()


def test_the_formula_worked_out_by_hand():
    # Mean 5; squared distances 9, 1, 1, 1, 0, 0, 4, 16 with mean 4: a standard deviation of 2.
    batch = [[2, 4, 4, 4], [5, 5, 7, 9]]
    expected = [[-1.5, -0.5, -0.5, -0.5], [0, 0, 1, 2]]
    np.testing.assert_array_equal(normalized(batch), np.array(expected, np.float32))


def test_all_elements_share_one_mean_and_one_standard_deviation():
    # Columns and rows of their own would each become −1 and 1.
    found = normalized([[0, 10], [2, 12]])
    # Mean 6, squared distances 36, 16, 16, 36 with mean 26.
    expected = np.array([[-6, 4], [-4, 6]]) / np.sqrt(26)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("shape", [(50,), (7, 5), (4, 3, 2), (1, 9)])
def test_the_result_has_mean_0_and_standard_deviation_1_at_any_rank(shape):
    found = normalized(np.random.default_rng(0).normal(40, 9, shape))
    assert found.shape == shape and found.dtype == np.float32
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std() == pytest.approx(1, abs=1e-6)


def test_there_is_no_epsilon():
    batch = np.array([[1, 2], [3, 4]], np.float32)
    np.testing.assert_allclose(normalized(batch * 1e-12), normalized(batch), rtol=1e-6)


def test_training_and_validation_see_the_same_function():
    batch = [[1, 2, 3], [4, 5, 9]]
    model = keras.Sequential([keras.Input((3,)), MyNormalization()])
    images = np.array(batch, np.float32)
    results = [model(images, training=training).numpy() for training in (True, False)]
    np.testing.assert_array_equal(*results)
    np.testing.assert_array_equal(results[0], normalized(batch))


def test_the_result_depends_on_the_batch_an_image_comes_with():
    alone, together = normalized([[1, 2, 3]]), normalized([[1, 2, 3], [9, 9, 9]])
    assert not np.allclose(alone[0], together[0])


@pytest.mark.parametrize("value", [0.0, 0.5, -3.0])
def test_a_constant_batch_gives_nan(value):
    assert np.isnan(normalized(np.full((4, 3), value))).all()


def test_it_has_no_weights_and_keeps_the_shape():
    model = keras.Sequential([keras.Input((128,)), MyNormalization()])
    assert model.count_params() == 0
    assert model.output_shape == (None, 128)
    assert MyNormalization().compute_output_shape((None, 5)) == (None, 5)


def test_a_saved_model_gives_the_same_bits(tmp_path):
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(4, "sigmoid"), MyNormalization(),
         keras.layers.Dense(2)]
    )  # fmt: skip
    images = np.random.default_rng(1).uniform(0, 255, (8, 6)).astype(np.float32)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")  # without custom_objects
    assert type(loaded.layers[1]) is MyNormalization
    assert loaded(images).numpy().tobytes() == model(images).numpy().tobytes()


def test_gradients_flow_through_mean_and_standard_deviation():
    # Neither a shift nor a scaling of the whole batch changes the result, so the gradient of any
    # function of it is orthogonal to both.
    x = tf.constant([[1.0, 2.0, 4.0], [3.0, 9.0, 1.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(MyNormalization()(x) ** 3)
    gradient = tape.gradient(loss, x).numpy()
    assert np.abs(gradient).max() > 0.1
    assert gradient.sum() == pytest.approx(0, abs=1e-5)
    assert (gradient * x.numpy()).sum() == pytest.approx(0, abs=1e-4)


def backwards(layer, x, arriving):
    """What the layer passes back, by the tape: `(outputs, gradient)`."""
    with tf.GradientTape() as tape:
        inputs = tf.constant(x)
        tape.watch(inputs)
        outputs = layer(inputs)
    return outputs.numpy(), tape.gradient(outputs, inputs, tf.constant(arriving)).numpy()


def formula(g):
    g = g.astype(float)
    return (g - g.mean()) / (g.std() + 1e-6)


@pytest.mark.parametrize("shape", [(50,), (7, 5), (4, 3, 2), (1, 9)])
@pytest.mark.parametrize("scale", [1e-7, 1e-3, 40.0])
def test_forwards_nothing_changes_and_backwards_the_formula_holds(shape, scale):
    draw = np.random.default_rng(2)
    x = draw.normal(3, 2, shape).astype(np.float32)
    arriving = (scale * draw.normal(0.5, 1, shape)).astype(np.float32)
    outputs, passed = backwards(GradientNormalization(), x, arriving)
    assert outputs.tobytes() == x.tobytes()
    np.testing.assert_allclose(passed, formula(arriving), rtol=1e-4, atol=1e-6)


def test_the_backward_formula_worked_out_by_hand():
    # Mean 5 and standard deviation 2, as above; the epsilon is far below float32's last place here.
    passed = GradientNormalization().backward(tf.constant([[2.0, 4, 4, 4], [5, 5, 7, 9]]))
    expected = [[-1.5, -0.5, -0.5, -0.5], [0, 0, 1, 2]]
    np.testing.assert_allclose(passed, expected, atol=1e-6)
    # Standard deviation 1e-6, as large as the epsilon: half of what it would be without.
    passed = GradientNormalization().backward(tf.constant([[3e-6, 1e-6]]))
    np.testing.assert_allclose(passed, [[0.5, -0.5]], rtol=1e-5)


def test_what_is_passed_back_has_mean_0_and_standard_deviation_1():
    draw = np.random.default_rng(3)
    arriving = draw.normal(40, 9, (512, 128)).astype(np.float32)
    _, passed = backwards(GradientNormalization(), np.ones_like(arriving), arriving)
    assert passed.mean(dtype=float) == pytest.approx(0, abs=1e-5)
    assert passed.std(dtype=float) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("value", [0.0, 0.5, -3e-9])
def test_a_constant_gradient_becomes_0_and_not_nan(value):
    arriving = np.full((4, 3), value, np.float32)
    _, passed = backwards(GradientNormalization(), arriving, arriving)
    np.testing.assert_array_equal(passed, np.zeros_like(arriving))


def test_it_works_the_same_inside_a_tf_function():
    layer, draw = GradientNormalization(), np.random.default_rng(4)
    x, arriving = draw.normal(size=(2, 6, 3)).astype(np.float32)
    eager = backwards(layer, x, arriving)

    @tf.function
    def traced(inputs, gradient):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs)
        return outputs, tape.gradient(outputs, inputs, gradient)

    outputs, passed = traced(tf.constant(x), tf.constant(arriving))
    np.testing.assert_array_equal(outputs, eager[0])
    np.testing.assert_allclose(passed, eager[1], rtol=1e-6)


def test_one_step_of_fit_follows_the_formula_below_the_layer_and_the_gradient_above():
    draw = np.random.default_rng(5)
    x, y = (draw.normal(size=(6, units)).astype(np.float32) for units in (4, 2))
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3), GradientNormalization(), keras.layers.Dense(2)]
    )
    model.compile(keras.optimizers.SGD(0.01), loss="mse")
    kernel_1, bias_1, kernel_2, bias_2 = model.get_weights()
    model.fit(x, y, batch_size=6, verbose=0)
    h = x @ kernel_1 + bias_1
    logits = 2 * (h @ kernel_2 + bias_2 - y) / y.size
    expected = [
        kernel_1 - 0.01 * x.T @ formula(logits @ kernel_2.T),
        bias_1 - 0.01 * formula(logits @ kernel_2.T).sum(axis=0),
        kernel_2 - 0.01 * h.T @ logits,
        bias_2 - 0.01 * logits.sum(axis=0),
    ]
    for found, wanted in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)


def double(*hidden):
    """A small network in float64, where finite differences are good to nine digits."""
    model = keras.Sequential(
        [
            keras.Input((4,), dtype="float64"),
            keras.layers.Dense(3, "tanh", dtype="float64"),
            *hidden,
            keras.layers.Dense(2, dtype="float64"),
        ]
    )
    draw = np.random.default_rng(6)
    model.set_weights([draw.normal(size=w.shape) for w in model.get_weights()])
    return model


def differences(function, variable, step=1e-6):
    """The gradient of a function of a variable by central differences."""
    start, found = variable.numpy(), np.zeros(variable.shape)
    for place in np.ndindex(start.shape):
        for sign in (1, -1):
            moved = start.copy()
            moved[place] += sign * step
            variable.assign(moved)
            found[place] += sign * float(function()) / (2 * step)
    variable.assign(start)
    return found


def test_finite_differences_see_the_layer_nowhere_but_in_what_is_below_it():
    """The layer changes no value, so differences of the loss cannot know of it.

    Above it the gradient agrees with them, below it does not. There it agrees with differences of
    sum(ĝ · h), the outputs h weighted by the normalized gradient ĝ, held constant.
    """
    model, plain = double(GradientNormalization(dtype="float64")), double()
    draw = np.random.default_rng(7)
    x, y = tf.constant(draw.normal(size=(5, 4))), tf.constant(draw.normal(size=(5, 2)))

    def loss(network):
        return tf.reduce_mean((network(x) - y) ** 2)

    def gradients(network):
        with tf.GradientTape() as tape:
            value = loss(network)
        return [g.numpy() for g in tape.gradient(value, network.trainable_variables)]

    assert float(loss(model)) == float(loss(plain))
    ours, ordinary = gradients(model), gradients(plain)
    true = [differences(lambda: loss(model), variable) for variable in model.trainable_variables]
    for index in (2, 3):  # kernel and bias of the layer above
        np.testing.assert_allclose(ours[index], true[index], rtol=1e-6, atol=1e-9)
    for index in (0, 1):  # of the layer below
        np.testing.assert_allclose(ordinary[index], true[index], rtol=1e-6, atol=1e-9)
        assert not np.allclose(ours[index], true[index], rtol=0.1)
    hidden, above = model.layers[0], model.layers[-1].kernel.numpy()
    arriving = (2 * (model(x) - y) / y.shape.num_elements()).numpy() @ above.T
    held = tf.constant(formula(arriving))
    for index, variable in enumerate(hidden.trainable_variables):
        weighted = differences(lambda: tf.reduce_sum(held * hidden(x)), variable)
        np.testing.assert_allclose(ours[index], weighted, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("images", [1, 4, 96])
def test_the_averaged_form_divides_by_the_number_of_images(images):
    arriving = np.random.default_rng(8).normal(size=(images, 5)).astype(np.float32)
    _, plain = backwards(GradientNormalization(), arriving, arriving)
    outputs, averaged = backwards(AveragedGradientNormalization(), arriving, arriving)
    assert outputs.tobytes() == arriving.tobytes()
    np.testing.assert_allclose(averaged, plain / images, rtol=1e-6)


@pytest.mark.parametrize("kind", [GradientNormalization, AveragedGradientNormalization])
def test_a_saved_model_gives_the_same_outputs_and_gradients(kind, tmp_path):
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(4, "sigmoid"), kind(), keras.layers.Dense(2)]
    )
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")  # without custom_objects
    assert type(loaded.layers[1]) is kind and loaded.output_shape == (None, 2)
    x = tf.constant(np.random.default_rng(9).uniform(0, 1, (8, 6)).astype(np.float32))
    found = []
    for each in (model, loaded):
        with tf.GradientTape() as tape:
            outputs = each(x)
            value = tf.reduce_sum(outputs**2)
        gradients = tape.gradient(value, each.trainable_variables)
        found.append([outputs.numpy().tobytes(), *(g.numpy().tobytes() for g in gradients)])
    assert found[0] == found[1]


def pictures(shape=(3, 8, 6, 2)):
    """Images with channels of different brightness and contrast."""
    draw = np.random.default_rng(10)
    contrast, brightness = draw.uniform(5, 40, shape[-1]), draw.uniform(60, 120, shape[-1])
    return (brightness + contrast * draw.normal(size=shape)).astype(np.float32)


def standardized(images):
    return ImageStandardization()(np.asarray(images, np.float32)).numpy()


def test_standardization_worked_out_by_hand():
    # Red: mean 5, squared distances 9, 1, 1, 9 with mean 5. Blue: mean 1, distances 1, 1, 1, 1.
    image = [[[[2, 0], [4, 2]], [[6, 0], [8, 2]]]]
    red = np.array([-3, -1, 1, 3]) / np.sqrt(5)
    found = standardized(image).reshape(4, 2)
    np.testing.assert_allclose(found[:, 0], red, rtol=1e-6)
    np.testing.assert_array_equal(found[:, 1], [-1, 1, -1, 1])


def test_each_channel_of_each_image_gets_mean_0_and_standard_deviation_1():
    found = standardized(pictures())
    assert found.shape == (3, 8, 6, 2) and found.dtype == np.float32
    np.testing.assert_allclose(found.mean(axis=(1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(found.std(axis=(1, 2)), 1, atol=1e-5)


@pytest.mark.parametrize(("a", "b"), [(0.4, 10), (2.5, -30), (1, 100), (0.1, 0)])
def test_brightness_and_contrast_are_lost_on_standardization(a, b):
    images = pictures()
    np.testing.assert_allclose(standardized(a * images + b), standardized(images), atol=1e-3)
    assert not np.allclose(standardized(-images), standardized(images), atol=0.1)


def test_an_image_is_standardized_by_itself_whatever_it_comes_with():
    images = pictures()
    np.testing.assert_allclose(standardized(images[1:2]), standardized(images)[1:2], rtol=1e-6)


@pytest.mark.parametrize("value", [0.0, 7.0, 255.0])
def test_a_channel_without_contrast_becomes_0_and_not_nan(value):
    images = pictures()
    images[1, ..., 0] = value
    found = standardized(images)
    np.testing.assert_array_equal(found[1, ..., 0], 0)
    np.testing.assert_array_equal(found[..., 1], standardized(pictures())[..., 1])


def test_a_channel_of_hardly_any_contrast_is_divided_by_1_over_the_root_of_its_pixels():
    image = np.full((1, 4, 4, 1), 100, np.float32)
    image[0, 0, 0, 0] += 0.016  # mean + 0.001, deviation 0.0039; the divisor is 1 / 4
    found = standardized(image)[0, 0, 0, 0]
    assert found == pytest.approx(4 * 0.015, rel=1e-3)


def test_standardization_is_saved_and_loaded_and_keeps_the_shape(tmp_path):
    model = keras.Sequential(
        [keras.Input((8, 6, 2)), ImageStandardization(), keras.layers.Flatten()]
    )
    assert model.count_params() == 0
    assert ImageStandardization().compute_output_shape((None, 8, 6, 2)) == (None, 8, 6, 2)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")  # without custom_objects
    assert type(loaded.layers[0]) is ImageStandardization
    found = [each(pictures(), training=training).numpy().tobytes()
             for each in (model, loaded) for training in (True, False)]  # fmt: skip
    assert len(set(found)) == 1


def test_the_examples_of_the_docstrings_are_true():
    found = doctest.testmod(layers)
    assert found.attempted >= 5 and found.failed == 0
