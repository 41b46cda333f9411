"""The network of residual blocks: each mistake is named."""

from dataclasses import replace

import pytest

from tests.checks.test_residual_blocks import block
from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import network
from vgkit.messages import set_language

layers = keras.layers
ROW = course.get("15")


def xception(momentum=0.9, flip="horizontal", rotation=0.1, scale=1 / 255, ends=(), **settings):
    """Lesson 15's network with one thing put differently."""
    ends = {
        "rate": 0.25,
        "average": layers.GlobalAveragePooling2D,
        "dropped_first": False,
        **dict(ends),
    }
    first, *widths, last = settings.get("filters", ROW.settings["filters"])
    inputs = x = keras.Input((32, 32, 3))
    if flip:
        x = layers.RandomFlip(flip)(x)
    if rotation:
        x = layers.RandomRotation(rotation)(x)
    if scale:
        x = layers.Rescaling(scale)(x)
    x = layers.Conv2D(first, 3, strides=settings.get("strides", 2), padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=momentum)(x))
    for width in widths:
        x = settings.get("block", block(norm={"momentum": momentum}))(x, width)
    x = layers.SeparableConv2D(last, 3, padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=momentum)(x))
    pooled = [ends["average"](), layers.Dropout(ends["rate"])]
    for layer in pooled[:: -1 if ends["dropped_first"] else 1]:
        x = layer(x)
    output = layers.Dense(settings.get("logits", 1), activation=settings.get("activation"))
    model = keras.Model(inputs, output(x))
    return compiled(model, **settings.get("compile", {}))


def compiled(model, rate=None, from_logits=True, loss=None, metric=None, threshold=0.0):
    reference = ROW.compiled()
    model.compile(
        keras.optimizers.Adam(rate or reference.optimizer.get_config()["learning_rate"])
        if rate
        else type(reference.optimizer).from_config(reference.optimizer.get_config()),
        loss or keras.losses.BinaryCrossentropy(from_logits=from_logits),
        metrics=[metric or keras.metrics.BinaryAccuracy(name="accuracy", threshold=threshold)],
    )
    return model


def found(model):
    return network.network_findings(model, ROW)


@pytest.mark.thorough  # `make test` has it executed as a solution
def test_the_network_passes():
    assert found(xception()) == []


NETWORKS = {
    # what: (settings, code, words of the message)
    "sigmoid": ({"activation": "sigmoid"}, "output_activation", ("squash", "logits")),
    "probabilities": ({"compile": {"from_logits": False}}, "from_logits", ("probabilities", "xác suất")),
    "threshold": ({"compile": {"threshold": 0.5}}, "metric_threshold", ("which value", "giá trị nào")),
    "keras_accuracy": ({"compile": {"metric": "accuracy"}}, "metric_threshold", ("value", "giá trị nào")),
    "sparse": (
        {"compile": {"loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True)}},
        "loss",
        ("one logit", "một logit"),
    ),
    "two": ({"logits": 2}, "two_logits", ("One is enough", "Một logit là đủ")),
    "rate": ({"compile": {"rate": 0.1}}, "optimizer_settings", ("0.1", "0.1")),
    "not_augmented": ({"flip": None, "rotation": None}, "layer_between_missing", ("Rescaling", "Rescaling")),
    "flipped_upside_down": ({"flip": "vertical"}, "between_settings", ("mode=vertical", "mode=vertical")),
    "turned_too_far": ({"rotation": 0.5}, "between_settings", ("factor=", "factor=")),
    "not_scaled": ({"scale": None}, "layer_between_missing", ("one thing more", "thêm thứ khác nữa")),
    "scaled_twice": ({"scale": 1 / 255**2}, "between_settings", ("scale=", "scale=")),
    "other_momentum": ({"momentum": 0.99}, "between_settings", ("momentum=0.99", "momentum=0.99")),
    "little_dropout": ({"ends": {"rate": 0.1}}, "other_between", ("rate=0.1", "rate=0.1")),
    "dropped_before_pooling": ({"ends": {"dropped_first": True}}, "wrong_order", ("another order", "thứ tự")),
    "largest": ({"ends": {"average": layers.GlobalMaxPooling2D}}, "other_between", ("GlobalMax",) * 2),
    "flat": ({"ends": {"average": layers.Flatten}}, "other_between", ("Flatten", "Flatten")),
    "strides": ({"strides": 1}, "convolution_settings", ("strides=(1, 1)", "strides=(1, 1)")),
    "unmeasured": ({"compile": {"metric": "mse"}}, "metrics", ("for one logit", "một logit")),
    "orthogonal": (
        {"block": block(conv={"pointwise_initializer": "orthogonal"})},
        "initializer",
        ("pointwise_initializer", "pointwise_initializer"),
    ),
    "width": ({"filters": (32, 64, 128)}, "layer_missing", ("has more", "nhiều hơn")),
}  # fmt: skip


# One for each way in which a network is looked at; the others in make test-all.
SOME = {
    "two",
    "threshold",
    "sparse",
    "rate",
    "turned_too_far",
    "other_momentum",
    "orthogonal",
    "dropped_before_pooling",
}


@pytest.mark.parametrize("what", thorough_but(SOME, NETWORKS))
def test_each_wrong_network_has_its_message(what, languages):
    settings, code, words = NETWORKS[what]
    model = xception(**settings)
    for language, word in zip(languages, words, strict=False):
        set_language(language)
        findings = found(model)
        assert code in [each.code for each in findings], findings
        assert any(word in each.message for each in findings)


def test_the_blanks_of_the_row_are_known():
    model = xception(rotation=0.5)
    assert [each.blank for each in found(model)] == ["rotation"]
    assert replace(ROW).blanks.layers[1] == "entry"
