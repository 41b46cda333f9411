"""Checks of exercises 4a and 4b: the settings of a normalization, and what a student's own does."""

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed, shown
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import flat_layers

# Names, the axis -1 by another number, and seeds, which are set before each training.
_FREE = ("name", "axis", "seed")


def different_settings(ours: keras.Layer, theirs: keras.Layer) -> str:
    """The settings that one built layer has and another of its class does not have, in a line."""
    expected = theirs.get_config()
    settings = [
        f"{key}={shown(value)}"
        for key, value in ours.get_config().items()
        if key not in _FREE and value != expected.get(key)
    ]
    if isinstance(ours, keras.layers.BatchNormalization) and _axis(ours) != _axis(theirs):
        settings.insert(0, f"axis={ours.axis}")
    return listed(settings)


def _axis(layer):
    """Which axis a built BatchNormalization keeps, counted from the first."""
    return layer.axis % layer.input_spec.ndim


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
        different = different_settings(us, them)
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


def _likely(x):
    """For each likely mistake what it makes of the batch x, and its message."""
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
        "sum_for_difference": (
            (x + mean) / std,
            say("it adds the mean where it should subtract it."),
        ),
        "brackets": (
            x - mean / std,
            say("only the mean is divided by the standard deviation: look at the brackets."),
        ),
        "nothing_done": (x, say("it returns its input unchanged.")),
    }


def _large_batch(normalized, size):
    """What is right on two images may still be something else on a batch as training has them."""
    x = np.random.default_rng(1).normal(0, 1, (size, 16)) ** 3
    try:
        y = normalized(x)
    except Exception:  # whatever the student's own code raises
        y = np.zeros(0)
    if y.shape == x.shape and np.allclose(y, (x - x.mean()) / x.std(), rtol=1e-3, atol=1e-3):
        return []
    message = say(
        "MyNormalization is right on a batch of 2 images, but not on one of {size}: mean and standard "
        "deviation are those of the whole batch, however large, and nothing else is done.",
        size=size,
    )
    return [Finding("large_batch", message, "my_normalization")]


def own_normalization_findings(
    model: keras.Model, reference: keras.Model, row: Exercise
) -> list[Finding]:
    """What the student's own `MyNormalization`s compute: the findings on the first that is wrong."""
    layers = [each for each in flat_layers(model) if type(each).__name__ == "MyNormalization"]
    return next(filter(None, (_own_layer(layer, row.batch_size) for layer in layers)), [])


def _own_layer(layer, batch_size):
    """What one layer computes on a small batch of small numbers, and on a large one."""
    # Small numbers, so that an epsilon shows; no two rows or columns alike, so that an axis shows.
    x = np.array([[0.00001, 0.00002, 0.00004], [0.00003, 0.00009, 0.00001]])

    def normalized(batch):
        return tf.convert_to_tensor(layer(batch.astype(np.float32))).numpy().astype(float)

    try:
        y = normalized(x)
    except Exception as error:  # whatever the student's own code raises
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
    mean, std = x.mean(), x.std()
    if y.shape == x.shape and np.allclose(y, (x - mean) / std, rtol=1e-3):
        return _large_batch(normalized, batch_size)
    for code, (values, message) in _likely(x).items():
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
