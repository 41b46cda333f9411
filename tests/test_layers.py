"""`MyNormalization`: the formula by hand, over all elements, saved and loaded."""

import doctest

import numpy as np
import pytest

from vgkit import layers
from vgkit.backend import keras
from vgkit.layers import MyNormalization


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
    from vgkit.backend import tf

    x = tf.constant([[1.0, 2.0, 4.0], [3.0, 9.0, 1.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(MyNormalization()(x) ** 3)
    gradient = tape.gradient(loss, x).numpy()
    assert np.abs(gradient).max() > 0.1
    assert gradient.sum() == pytest.approx(0, abs=1e-5)
    assert (gradient * x.numpy()).sum() == pytest.approx(0, abs=1e-4)


def test_the_examples_of_the_docstrings_are_true():
    found = doctest.testmod(layers)
    assert found.attempted >= 2 and found.failed == 0
