"""The small Xception: sizes as published, and what each of its parts adds."""

import numpy as np
import pytest

from tests.conftest import thorough_but
from vgkit.backend import keras
from vgkit.networks.xception import small_xception

SMALL = {"size": 32, "filters": (8, 12, 16, 20)}


def kinds(model):
    return [type(layer).__name__ for layer in model.layers]


def test_the_size_of_keras_page_has_its_parameters():
    model = small_xception()
    assert model.count_params() == 2_731_065
    assert (model.input_shape, model.output_shape) == ((None, 180, 180, 3), (None, 1))


def test_one_block_for_each_number_of_filters_in_between():
    model = small_xception(**SMALL)
    assert kinds(model).count("SeparableConv2D") == 2 * 2 + 1
    assert kinds(model).count("Add") == 2
    sides = [
        model.get_layer(name).output.shape[1] for name in ("entry", "block_1_add", "block_2_add")
    ]
    assert sides == [16, 8, 4]


def test_without_residuals_only_the_projections_are_missing():
    whole, plain = small_xception(**SMALL), small_xception(**SMALL, residual=False)
    assert set(kinds(whole)) - set(kinds(plain)) == {"Add"}
    projections = (8 * 12 + 12) + (12 * 16 + 16)
    assert whole.count_params() - plain.count_params() == projections


@pytest.mark.parametrize(("before", "after"), [(8, 12), (12, 12), (16, 20)])
def test_a_separable_convolution_has_a_kernel_for_each_channel_and_one_of_1_by_1(before, after):
    whole, plain = small_xception(**SMALL), small_xception(**SMALL, separable=False)
    name = {(8, 12): "block_1_conv_1", (12, 12): "block_1_conv_2", (16, 20): "exit"}[before, after]
    assert whole.get_layer(name).count_params() == 9 * before + before * after + after
    assert plain.get_layer(name).count_params() == 9 * before * after + after


def test_blocks_in_the_middle_change_no_size_and_are_added_to_what_they_got():
    deep, plain = (small_xception(**SMALL, middle=2, residual=each) for each in (True, False))
    assert kinds(deep).count("SeparableConv2D") == 2 * 2 + 1 + 2 * 3
    assert (kinds(deep).count("Add"), kinds(plain).count("Add")) == (4, 0)
    assert deep.get_layer("middle_2_add").output.shape == (None, 4, 4, 16)
    # An identity has no weights: only the projections of the blocks before are missing.
    assert deep.count_params() - plain.count_params() == (8 * 12 + 12) + (12 * 16 + 16)


def test_augmentation_changes_images_in_training_only():
    model = small_xception(**SMALL, augmentation=True, dropout=0.0)
    images = np.random.default_rng(1).uniform(0, 255, (4, 32, 32, 3)).astype(np.float32)
    seen = keras.Model(model.input, model.get_layer("rescaling").output)
    assert np.allclose(seen(images, training=False), images / 255)
    assert not np.allclose(seen(images, training=True), images / 255)
    assert small_xception(**SMALL).count_params() == sum(
        weight.numpy().size for weight in model.weights if "seed" not in weight.path
    )


def test_pixels_are_scaled_to_0_to_1():
    model = small_xception(**SMALL)
    seen = keras.Model(model.input, model.get_layer("rescaling").output)
    assert float(seen(np.full((1, 32, 32, 3), 255, np.float32)).numpy().max()) == pytest.approx(1)


VARIANTS = {
    "as published": {},
    "no shortcuts": {"residual": False},
    "plain convolutions": {"separable": False},
    "augmentation": {"augmentation": True},
    "ten classes": {"classes": 10},
}


@pytest.mark.parametrize("variant", thorough_but(["augmentation"], VARIANTS))
def test_a_step_of_training_moves_every_trained_weight(variant):
    settings = VARIANTS[variant]
    model = small_xception(**SMALL, **settings)
    classes = settings.get("classes", 1)
    loss = (
        keras.losses.BinaryCrossentropy(from_logits=True)
        if classes == 1
        else keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    model.compile(keras.optimizers.Adam(1e-3), loss, run_eagerly=True)  # a graph takes longer
    images = np.random.default_rng(1).uniform(0, 255, (16, 32, 32, 3)).astype(np.float32)
    before = [weight.numpy() for weight in model.trainable_weights]
    model.train_on_batch(images, np.arange(16) % max(classes, 2))
    for weight, old in zip(model.trainable_weights, before, strict=True):
        assert not np.array_equal(weight.numpy(), old), weight.path
