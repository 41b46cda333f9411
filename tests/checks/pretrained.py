"""A pretrained base under a head as a student would write it, with one thing put differently."""

import functools

from vgkit.backend import keras
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks import fine_tuning

layers, losses, metrics = keras.layers, keras.losses, keras.metrics


@functools.cache
def base():
    """One base for all tests: what is looked at does not depend on its weights."""
    return fine_tuning.pretrained_base(weights=None)


STEPS = 8 * 63  # of fine-tuning


def falling(rate=2e-4, steps=STEPS):
    return keras.optimizers.schedules.CosineDecay(rate, steps)


def compiled(model, rate=1e-3, loss=None, metric=None):
    model.compile(
        keras.optimizers.Adam(rate),
        loss or losses.BinaryCrossentropy(from_logits=True),
        metrics=[metric or metrics.BinaryAccuracy("accuracy", threshold=0)],
    )
    return model


def head(pooling=layers.GlobalAveragePooling2D, momentum=0.9, dropout=0.3, last=None, order="pndl"):
    kinds = {
        "p": pooling,
        "n": lambda: layers.BatchNormalization(momentum=momentum),
        "d": lambda: layers.Dropout(dropout),
        "l": last or (lambda: layers.Dense(1)),
        "s": lambda: layers.Activation("sigmoid"),
    }
    return keras.Sequential([keras.Input((4, 4, 1280)), *(kinds[each]() for each in order)])


def network(top=None, before=(), enlarge=(128, 128), settings=(), told=(("training", False),)):
    """The network as a student would write it, with one thing put differently."""
    inputs = x = keras.Input((32, 32, 3))
    for layer in before:
        x = layer(x)
    if enlarge:
        x = layers.Resizing(*enlarge, **dict(settings))(x)
    return keras.Model(inputs, (top or head())(base()(x, **dict(told))))


def named(findings, code, blank, words):
    for language, word in zip(LANGUAGES, words, strict=True):
        set_language(language)
        found = {finding.code: finding for finding in findings()}
        assert code in found, found
        finding = found[code]
        assert finding.blank == blank
        assert word in finding.message and "\n" not in finding.message
