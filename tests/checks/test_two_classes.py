"""A network of one logit for two classes: what is right passes, and each mistake is named."""

import functools

import pytest

from vgkit.backend import keras
from vgkit.checks.network import network_findings
from vgkit.course import Exercise
from vgkit.messages import set_language
from vgkit.networks.xception import small_xception

layers, losses, metrics = keras.layers, keras.losses, keras.metrics
NETWORK = {"size": 32, "filters": (6, 8, 10), "augmentation": True}
ROW = Exercise(
    id="pets",
    title="Pets",
    notebook=None,
    dataset="cats_and_dogs",
    input_shape=(32, 32, 3),
    classes=2,
    batch_size=16,
    builder=functools.partial(small_xception, **NETWORK),
    optimizer="Adam",
    learning_rate=1e-3,
)


def compiled(model=None, loss=None, metric=None, **settings):
    model = model or small_xception(**NETWORK | settings)
    model.compile(
        keras.optimizers.Adam(1e-3),
        loss or losses.BinaryCrossentropy(from_logits=True),
        metrics=[metric or metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],
    )
    return model


def with_sigmoid():
    model = small_xception(**NETWORK)
    return keras.Model(model.input, layers.Activation("sigmoid")(model.output))


def test_the_table_compiles_it_with_one_logit():
    model = ROW.compiled()
    assert (ROW.logits, model.output_shape) == (1, (None, 1))
    assert network_findings(model, ROW) == []


RIGHT = {
    "as asked": compiled,
    "the loss as a function": lambda: compiled(
        loss=functools.partial(losses.binary_crossentropy, from_logits=True)
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_passes(case):
    assert network_findings(RIGHT[case](), ROW) == []


WRONG = {
    # name: (model, code, words in English and Vietnamese)
    "accuracy of probabilities": (
        lambda: compiled(metric="accuracy"),
        "metric_threshold",
        ("one logit speak for class 1", "logit nghiêng về class 1"),
    ),
    "the loss by its name": (
        lambda: compiled(loss="binary_crossentropy"),
        "from_logits",
        ("gets probabilities", "xác suất"),
    ),
    "probabilities expected": (
        lambda: compiled(loss=losses.BinaryCrossentropy()),
        "from_logits",
        ("gets probabilities", "xác suất"),
    ),
    "the loss of several logits": (
        lambda: compiled(loss=losses.SparseCategoricalCrossentropy(from_logits=True)),
        "loss",
        ("one logit for both", "một logit cho cả hai"),
    ),
    "labels made soft": (
        lambda: compiled(loss=losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)),
        "loss_settings",
        ("label_smoothing=0.1", "label_smoothing=0.1"),
    ),
    "two logits": (
        lambda: compiled(classes=2),
        "two_logits",
        ("One is enough", "Một logit là đủ"),
    ),
    "sigmoid behind the logit": (
        lambda: compiled(with_sigmoid()),
        "after_output",
        ("logits themselves", "logits"),
    ),
    "no residuals": (lambda: compiled(residual=False), None, ("", "")),
    "plain convolutions": (lambda: compiled(separable=False), None, ("", "")),
    "no augmentation": (lambda: compiled(augmentation=False), None, ("", "")),
    "another dropout": (lambda: compiled(dropout=0.5), None, ("rate=0.5", "rate=0.5")),
}


@pytest.mark.parametrize("case", WRONG)
def test_each_mistake_is_named(case, languages):
    build, code, words = WRONG[case]
    model = build()
    for language, word in zip(languages, words, strict=False):
        set_language(language)
        found = network_findings(model, ROW)
        assert found and (code is None or found[0].code == code), found
        assert word in found[0].message
