"""Feature maps: what the network computes, layer by layer."""

import numpy as np

from tests.figures.cnn_plots.made_up import IMAGES, network
from vgkit.backend import keras
from vgkit.figures import cnn_plots
from vgkit.networks import cnn


def test_every_convolution_and_pooling_is_described_with_its_size():
    alt = cnn_plots.feature_maps(network(), IMAGES[0] / 255).alt
    for words in (
        "conv 1: 6 @ 28 × 28",
        "pooling 1: 6 @ 14 × 14",
        "conv 2: 16 @ 10 × 10",
        "pooling 2: 16 @ 5 × 5",
    ):
        assert words in alt
    assert "hidden" not in alt


def test_the_maps_are_those_that_the_network_computes():
    model = network()
    c1 = model.layers[0]
    c1.set_weights([np.zeros(c1.kernel.shape), np.arange(6.0)])
    assert "conv 1: 6 @ 28 × 28, largest 5" in cnn_plots.feature_maps(model, IMAGES[0]).alt


def test_a_functional_model_gives_the_same_figure():
    model = network()
    twin = keras.Model(model.inputs, model.outputs)
    image = IMAGES[0] / 255
    assert cnn_plots.feature_maps(twin, image) == cnn_plots.feature_maps(model, image)


def test_only_the_first_of_many_maps_are_drawn():
    model, image = cnn.small_convnet(), IMAGES[0] / 255
    few = cnn_plots.feature_maps(model, image, most=4)
    assert "conv 2: 64 @ 11 × 11" in few.alt
    assert few.png != cnn_plots.feature_maps(model, image, most=8).png
