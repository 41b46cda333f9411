"""Feature maps: what the network computes, layer by layer."""

import io

import numpy as np
from PIL import Image

from tests.figures.cnn_plots.made_up import IMAGES, network
from tests.figures.cnn_plots.test_every_cnn_plot import FIGURES
from tests.figures.looks import described
from vgkit.backend import keras
from vgkit.figures import cnn_plots
from vgkit.networks import cnn


def test_every_convolution_and_pooling_is_described_with_its_size():
    alt = described(FIGURES["feature_maps"])
    for words in (
        "conv 1: 6 @ 28 × 28",
        "pooling 1: 6 @ 14 × 14",
        "conv 2: 16 @ 10 × 10",
        "pooling 2: 16 @ 5 × 5",
    ):
        assert words in alt
    assert "hidden" not in alt


def test_the_maps_are_those_that_the_network_computes():
    model = cnn.lenet()
    c1 = model.layers[0]
    c1.set_weights([np.zeros(c1.kernel.shape), np.arange(6.0)])
    alt = cnn_plots.feature_maps(model, IMAGES[0], most=1, columns=1).alt
    assert "conv 1: 6 @ 28 × 28, largest 5" in alt


def test_a_functional_model_gives_the_same_figure(painted):
    model = network()
    twin = keras.Model(model.inputs, model.outputs)
    one, other = (
        cnn_plots.feature_maps(each, IMAGES[0] / 255, most=2, columns=2) for each in (model, twin)
    )
    assert one == other


def test_only_the_first_of_many_maps_are_drawn(painted):
    model, image = cnn.small_convnet(), IMAGES[0] / 255
    few, more = (cnn_plots.feature_maps(model, image, most, columns=4) for most in (1, 2))
    assert "conv 2: 64 @ 11 × 11" in few.alt
    assert few.png != more.png


def test_few_convolutions_are_shown_with_what_belongs_to_them():
    """A normalization and an activation of their own are part of a convolution; an addition is not."""
    inputs = keras.Input((16, 16, 1))
    x = keras.layers.Rescaling(2.0)(inputs)
    x = keras.layers.Conv2D(4, 3, kernel_initializer="ones", use_bias=False)(x)
    x = keras.layers.BatchNormalization(epsilon=0.0, beta_initializer="ones")(x)
    before = keras.layers.ReLU(6.0)(x)
    x = keras.layers.DepthwiseConv2D(3, padding="same")(before)
    x = keras.layers.Flatten()(keras.layers.add([x, before]))
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    shown = cnn_plots.feature_maps(model, np.full((16, 16, 1), 0.125), 4, columns=4, convolutions=1)
    assert "conv 1: 4 @ 14 × 14, largest 3.2" in shown.alt and "conv 2" not in shown.alt
    two = cnn_plots.feature_maps(model, np.zeros((16, 16, 1)), 4, columns=4, convolutions=2)
    assert "conv 2: 4 @ 14 × 14" in two.alt


def test_with_fewer_columns_a_figure_is_narrower(painted):
    model, image = network(), IMAGES[0] / 255
    pictures = [cnn_plots.feature_maps(model, image, 2, columns) for columns in (4, 2)]
    wide, narrow = (Image.open(io.BytesIO(each.png)).width for each in pictures)
    assert narrow < 0.6 * wide
    assert pictures[0].alt == pictures[1].alt
