"""A pretrained base under a new head: cut in two, set free, and built whole."""

import functools

import numpy as np
import pytest

from tests.conftest import thorough_but
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.networks import fine_tuning
from vgkit.networks.fine_tuning import (
    CUTS,
    LAST,
    cut_in_two,
    free_layers,
    new_head,
    on_photographs,
    pretrained_base,
    set_free,
)

BatchNormalization = keras.layers.BatchNormalization


@functools.cache
def lite0(size=32):
    return pretrained_base(size=size, weights=None)


@functools.cache
def b0():
    return pretrained_base("EfficientNetB0", 32, weights=None)


@pytest.mark.parametrize("base", thorough_but([b0], [lite0, b0]))
def test_either_base_takes_pixels_and_gives_feature_maps(base):
    model = base()
    assert (model.input_shape, model.output_shape) == ((None, 32, 32, 3), (None, 1, 1, 1280))
    kinds = {type(layer).__name__ for layer in model.layers[:4]}
    assert "Rescaling" in kinds  # it scales the pixels itself


NAMES = (lite0, "EfficientNetLite0"), (b0, "EfficientNetB0")


@pytest.mark.parametrize(("base", "name"), thorough_but(NAMES[:1], NAMES))
def test_the_two_parts_are_the_whole_and_share_its_layers(base, name):
    whole = base()
    lower, upper = cut_in_two(whole, CUTS[name])
    pixels = np.random.default_rng(1).uniform(0, 255, (2, 32, 32, 3)).astype(np.float32)
    assert np.allclose(upper(lower(pixels)), whole(pixels), atol=1e-5)
    inside = [layer for layer in whole.layers if layer in lower.layers or layer in upper.layers]
    assert inside == whole.layers


def test_behind_the_cut_of_lite0_are_the_last_20_layers():
    _, upper = cut_in_two(lite0(), CUTS["EfficientNetLite0"])
    behind = [x for x in upper.layers if not isinstance(x, keras.layers.InputLayer)]
    assert behind == lite0().layers[-LAST:] and len(behind) == 20


def test_behind_the_cut_of_b0_are_16_layers():
    _, upper = cut_in_two(b0(), CUTS["EfficientNetB0"])
    behind = [x for x in upper.layers if not isinstance(x, keras.layers.InputLayer)]
    assert behind == b0().layers[-16:]
    assert [fine_tuning.layers_behind_cut(base()) for base in (lite0, b0)] == [20, 16]


def test_batch_normalizations_are_never_free():
    free = free_layers(lite0().layers, LAST)
    assert len(free) == 13 and not any(isinstance(x, BatchNormalization) for x in free)
    assert free_layers(lite0().layers, 0) == []


def test_only_the_chosen_layers_are_free():
    base = lite0()
    base.trainable = False
    set_free(base, free_layers(base.layers, LAST))
    moved = {layer.name for layer in base.layers if layer.trainable_weights}
    assert moved == {
        "block_15_expand_conv", "block_15_depthwise_conv", "block_15_project_conv",
        "block_16_expand_conv", "block_16_depthwise_conv", "block_16_project_conv", "head_conv",
    }  # fmt: skip
    set_free(base, [])
    assert base.trainable_weights == []


@pytest.mark.thorough
def test_what_is_free_and_nothing_else_is_trained():
    base = pretrained_base(size=32)  # with random weights hardly any gradient arrives
    head = new_head()
    model = on_photographs(base, head)
    set_free(base, free_layers(base.layers, LAST))
    model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
    before = {weight.path: weight.numpy() for weight in base.weights}
    pixels = np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3)).astype(np.float32)
    model.train_on_batch(pixels, np.array([0, 1, 0, 1]))
    changed = {w.path for w in base.weights if not np.array_equal(before[w.path], w.numpy())}
    assert changed == {w.path for w in base.trainable_weights}
    assert not any("normalization" in path for path in changed)


def test_the_head_takes_maps_of_any_size_and_pooled_features():
    head = new_head(5)
    assert head.count_params() == 4 * 5 + 5 + 1
    maps = np.random.default_rng(1).normal(0, 1, (3, 4, 4, 5)).astype(np.float32)
    pooled = maps.mean(axis=(1, 2), keepdims=True)
    assert np.allclose(head(maps), head(pooled), atol=1e-5)


@pytest.mark.thorough
def test_photographs_are_enlarged_and_otherwise_reach_the_base_as_they_are():
    base = lite0(64)
    model = on_photographs(base, new_head())
    assert (model.input_shape, model.output_shape) == ((None, 32, 32, 3), (None, 1))
    pixels = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 3)).astype(np.float32)
    seen = keras.ops.image.resize(pixels, (64, 64), interpolation="bilinear")
    expected = model.layers[-1](base(seen, training=False))
    assert np.allclose(model(pixels), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "There is no base"), ("vi", "Không có base")]
)
def test_another_name_is_refused_with_those_there_are(language, words):
    set_language(language)
    with pytest.raises(VgkitError, match=words) as refusal:
        pretrained_base("ResNet50")
    assert "EfficientNetLite0, EfficientNetB0" in str(refusal.value)


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be had"), ("vi", "Không lấy được")])
def test_without_a_network_connection_b0_is_refused_in_words(monkeypatch, language, words):
    def refuse(**options):
        raise OSError("no route to host\nand so on")

    set_language(language)
    monkeypatch.setattr(fine_tuning.keras.applications, "EfficientNetB0", refuse)
    with pytest.raises(VgkitError, match=words) as refusal:
        pretrained_base("EfficientNetB0")
    assert "no route to host" in str(refusal.value) and "and so on" not in str(refusal.value)
