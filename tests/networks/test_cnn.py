"""The convolutional networks: sizes by hand, activations and poolings where they belong."""

import doctest

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.networks import cnn
from vgkit.networks.description import describe, kernel_layers, layer_names


def test_lenet_has_the_sizes_of_1998():
    model = cnn.lenet()
    shapes = {layer.name: layer.output.shape[1:] for layer in model.layers}
    assert shapes["c1"] == (28, 28, 6) and shapes["s2"] == (14, 14, 6)
    assert shapes["c3"] == (10, 10, 16) and shapes["s4"] == (5, 5, 16)
    assert shapes["flatten"] == (400,)
    convolutions = (5 * 5 * 1 + 1) * 6 + (5 * 5 * 6 + 1) * 16
    dense = (400 + 1) * 120 + (120 + 1) * 84 + (84 + 1) * 10
    assert model.count_params() == convolutions + dense == 61706
    assert layer_names(model) == ["conv 1", "conv 2", "hidden 1", "hidden 2", "output"]


@pytest.mark.parametrize(("pooling", "value"), [("max", 4.0), ("average", 2.5)])
def test_lenet_pools_as_it_is_told(pooling, value):
    pool = cnn.lenet("sigmoid", pooling).get_layer("s2")
    assert pool(np.array([[[[1.0], [2.0]], [[3.0], [4.0]]]])).numpy().item() == value


def test_the_activation_is_that_of_all_hidden_layers():
    facts, after = describe(cnn.lenet("tanh"))
    assert [fact.activation for fact in facts] == ["tanh"] * 4 + ["linear"] and after == ()


def test_the_small_convnet_has_the_parameters_of_keras_page():
    model = cnn.small_convnet()
    assert model.count_params() == 320 + 18496 + 16010 == 34826
    assert describe(model)[0][-1].through == (
        "Dropout(rate=0.5)",
        "Flatten",
        "MaxPooling2D(pool_size=(2, 2), strides=(2, 2), padding=valid)",
    )


@pytest.mark.parametrize("build", [cnn.lenet, cnn.small_convnet, cnn.vgg, cnn.color_convnet])
def test_the_number_of_classes_is_that_of_the_logits(build):
    model = build(classes=3)
    assert model.output_shape == (None, 3)
    assert model.built and not model.compiled


def kinds(model):
    return [type(layer).__name__ for layer in model.layers]


def test_vgg_is_blocks_of_convolutions_each_ended_by_pooling():
    model = cnn.vgg(6)
    assert model.input_shape == (None, 32, 32, 3)
    assert [(layer.name, layer.output.shape[1:]) for layer in model.layers[1:]] == [
        ("conv_1", (32, 32, 16)), ("pool_1", (16, 16, 16)),
        ("conv_2", (16, 16, 32)), ("pool_2", (8, 8, 32)),
        ("conv_3", (8, 8, 64)), ("conv_4", (8, 8, 64)), ("pool_3", (4, 4, 64)),
        ("conv_5", (4, 4, 64)), ("pool_4", (2, 2, 64)),
        ("conv_6", (2, 2, 64)), ("pool_5", (1, 1, 64)),
        ("flatten", (64,)), ("hidden", (128,)), ("output", (10,)),
    ]  # fmt: skip


@pytest.mark.parametrize(("convolutions", "blocks"), [
    (2, [16, 32]),
    (6, [16, 32, 64, 64, 64, 64]),
    (13, [16, 16, 32, 32, *[64] * 9]),
    (18, [16, 16, 16, 32, 32, 32, *[64] * 12]),
])  # fmt: skip
def test_a_vgg_of_each_depth_has_its_filters_and_its_parameters(convolutions, blocks):
    model = cnn.vgg(convolutions)
    facts, after = describe(model)
    assert [fact.units for fact in facts] == [*blocks, 128, 10] and after == ()
    assert len(blocks) == convolutions
    # 3 · 3 weights for each channel before, and a bias, for each filter.
    channels = zip([3, *blocks], blocks, strict=False)
    count = sum((9 * before + 1) * filters for before, filters in channels)
    side = 8 if convolutions == 2 else 1  # pooled twice or five times
    count += (side * side * blocks[-1] + 1) * 128 + (128 + 1) * 10
    assert model.count_params() == count
    assert {fact.activation for fact in facts[:-1]} == {"relu"}
    assert facts[-1].activation == "linear"
    assert kinds(model).count("MaxPooling2D") == (2 if convolutions == 2 else 5)


def test_there_is_a_vgg_of_these_depths_only():
    assert list(cnn.VGG_BLOCKS) == [2, 6, 13, 18]
    assert all(sum(blocks) == depth for depth, blocks in cnn.VGG_BLOCKS.items())
    with pytest.raises(KeyError):
        cnn.vgg(5)


@pytest.mark.parametrize(("name", "kind"), [
    ("he_normal", keras.initializers.HeNormal), ("glorot_uniform", keras.initializers.GlorotUniform),
])  # fmt: skip
def test_activation_and_initializer_are_those_of_all_hidden_layers(name, kind):
    *hidden, output = kernel_layers(cnn.vgg(6, "sigmoid", name))
    for layer in hidden:
        assert layer.activation is keras.activations.sigmoid
        assert isinstance(layer.kernel_initializer, kind)
    assert len({id(layer.kernel_initializer) for layer in hidden}) == len(hidden)
    assert output.activation is keras.activations.linear


def test_each_normalization_stands_between_a_convolution_without_bias_and_its_activation():
    model = cnn.vgg(6, "relu", normalization=True, momentum=0.5)
    convolution = ["Conv2D", "BatchNormalization", "Activation"]
    pool = ["MaxPooling2D"]
    assert kinds(model) == [
        "InputLayer", *convolution, *pool, *convolution, *pool, *convolution, *convolution, *pool,
        *convolution, *pool, *convolution, *pool, "Flatten", "Dense", "Dense",
    ]  # fmt: skip
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            assert not layer.use_bias and layer.activation is keras.activations.linear
        if isinstance(layer, keras.layers.BatchNormalization):
            assert layer.momentum == 0.5
    plain = cnn.vgg(6)
    biases = 16 + 32 + 4 * 64
    assert model.count_params() == plain.count_params() - biases + 4 * biases
    assert describe(model)[0][1].through == (
        "Activation(relu)",
        "BatchNormalization",
        "MaxPooling2D(pool_size=(2, 2), strides=(2, 2), padding=valid)",
    )


def test_flip_and_dropout_stand_where_they_are_asked_for_only():
    assert not {"RandomFlip", "Dropout"} & set(kinds(cnn.vgg(2)))
    model = cnn.vgg(2, flip=True, dropout=0.3)
    assert kinds(model)[:3] == ["InputLayer", "RandomFlip", "Conv2D"]
    assert kinds(model)[-5:] == ["Flatten", "Dropout", "Dense", "Dropout", "Dense"]
    assert [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)] == [
        0.3, 0.3,
    ]  # fmt: skip
    assert model.count_params() == cnn.vgg(2).count_params()
    images = np.random.default_rng(0).uniform(size=(4, 32, 32, 3)).astype(np.float32)
    mirrored = model.get_layer("flip")(images, training=True).numpy()
    for before, after in zip(images, mirrored, strict=True):
        assert np.array_equal(after, before) or np.array_equal(after, before[:, ::-1])


def test_the_colour_convnet_layer_by_layer():
    model = cnn.color_convnet()
    assert [(layer.name, layer.output.shape[1:]) for layer in model.layers] == [
        (model.layers[0].name, (32, 32, 3)),
        ("conv_1", (32, 32, 16)), ("pool_1", (16, 16, 16)),
        ("conv_2", (16, 16, 32)), ("pool_2", (8, 8, 32)),
        ("conv_3", (8, 8, 64)), ("pool_3", (4, 4, 64)),
        ("flatten", (1024,)), ("hidden", (64,)), ("output", (10,)),
    ]  # fmt: skip
    convolutions = (27 + 1) * 16 + (9 * 16 + 1) * 32 + (9 * 32 + 1) * 64
    assert model.count_params() == convolutions + (1024 + 1) * 64 + (64 + 1) * 10 == 89834
    assert [fact.activation for fact in describe(model)[0]] == ["relu"] * 4 + ["linear"]


def test_per_image_the_colour_convnet_begins_with_the_standardization_and_has_no_more_weights():
    model = cnn.color_convnet(per_image=True)
    assert kinds(model)[:3] == ["InputLayer", "ImageStandardization", "Conv2D"]
    assert model.count_params() == cnn.color_convnet().count_params()
    dark = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 3)).astype(np.float32)
    np.testing.assert_allclose(model(0.4 * dark + 10), model(dark), atol=1e-4)
    assert not np.allclose(cnn.color_convnet()(0.4 * dark + 10), cnn.color_convnet()(dark), atol=1)


def test_the_examples_of_the_docstrings_are_true():
    found = doctest.testmod(cnn)
    assert found.attempted >= 4 and found.failed == 0
