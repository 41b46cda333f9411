"""Checks of exercises 4a and 4b: the settings of a normalization, and what a student's own does."""

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import flat_layers


def batch_normalization_findings(
    model: keras.Model, reference: keras.Model, row: Exercise
) -> list[Finding]:
    """Settings of BatchNormalization layers that are not Keras' defaults, as the exercise wants."""
    kind = keras.layers.BatchNormalization
    ours, theirs = (
        [layer for layer in flat_layers(each) if isinstance(layer, kind)]
        for each in (model, reference)
    )
    findings = []
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=2):
        expected = them.get_config()
        different = listed(
            f"{key}={value}"
            for key, value in us.get_config().items()
            if key != "name" and value != expected[key]
        )
        if different:
            findings.append(
                Finding(
                    "normalization_settings",
                    say(
                        "The BatchNormalization before hidden {number} has {different}. The "
                        "exercise leaves Keras' defaults as they are.",
                        number=number,
                        different=different,
                    ),
                    row.blanks.inputs[number],
                )
            )
    return findings


def own_normalization_findings(
    model: keras.Model, reference: keras.Model, row: Exercise
) -> list[Finding]:
    """What the student's own `MyNormalization` computes, on a small batch of small numbers."""
    layer = next(x for x in flat_layers(model) if type(x).__name__ == "MyNormalization")
    # Small numbers, so that an epsilon shows; no two rows or columns alike, so that an axis shows.
    x = np.array([[0.00001, 0.00002, 0.00004], [0.00003, 0.00009, 0.00001]])
    try:
        y = tf.convert_to_tensor(layer(x.astype(np.float32))).numpy().astype(float)
    except (TypeError, ValueError, AttributeError, tf.errors.OpError) as error:
        kind = type(error).__name__  # Keras' own message runs over many lines
        return [
            Finding(
                "normalization_fails",
                say(
                    "MyNormalization fails on a batch of 2 images and 3 units ({kind}). It needs "
                    "no weights, and returns a tensor of its input's shape.",
                    kind=kind,
                ),
                "my_normalization",
            )
        ]
    if y.shape == x.shape and np.allclose(y, (x - x.mean()) / x.std(), rtol=1e-3):
        return []
    for code, (values, message) in _likely_mistakes(x).items():
        if y.shape == values.shape and np.allclose(y, values, rtol=1e-3):
            return [Finding(code, f"MyNormalization: {message}", "my_normalization")]
    return [
        Finding(
            "wrong_normalization",
            say(
                "MyNormalization turns {batch} into {result}, which is not (x − mean) / std over "
                "all elements. Was something added, such as an epsilon?",
                batch=x.tolist(),
                result=y.round(3).tolist(),
            ),
            "my_normalization",
        )
    ]


def _likely_mistakes(x):
    """By its code, each mistake with what it makes of a batch and its message."""
    mean, std = x.mean(), x.std()
    return {
        "not_centred": (
            x / std,
            say("the mean is not subtracted."),
        ),
        "variance_for_std": (
            (x - mean) / x.var(),
            say("it divides by the variance, not by its square root."),
        ),
        "not_scaled": (
            x - mean,
            say("it does not divide by the standard deviation."),
        ),
        "per_unit": (
            (x - x.mean(0)) / x.std(0),
            say("it normalizes each unit by itself. Over which elements is the mean to be taken?"),
        ),
        "per_image": (
            (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True),
            say("it normalizes each image by itself. Over which elements is the mean to be taken?"),
        ),
        "nothing_done": (x, say("it returns its input unchanged.")),
    }
