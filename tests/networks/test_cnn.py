"""The convolutional networks: sizes by hand, activations and poolings where they belong."""

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.networks import cnn
from vgkit.networks.description import describe, layer_names


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


@pytest.mark.parametrize("build", [cnn.lenet, cnn.small_convnet])
def test_the_number_of_classes_is_that_of_the_logits(build):
    assert build(classes=3).output_shape == (None, 3)
    assert isinstance(build(), keras.Sequential) and build().built
