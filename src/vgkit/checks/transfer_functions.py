"""Checks of what exercise 16 has written by hand: two counts, and a plan of freezing."""

from collections.abc import Callable

import numpy as np

from vgkit.backend import keras
from vgkit.checks.findings import Finding
from vgkit.checks.functions import tried, values_findings
from vgkit.messages import say

_FEATURES = (1280, 7)


def head_parameters_findings(head_parameters: Callable) -> list[Finding]:
    """What the student's `head_parameters(features)` counts: trained, and only moved."""
    blank, calls = "head_parameters", [f"head_parameters({each})" for each in _FEATURES]
    found = []
    for features in _FEATURES:
        value, finding = tried(head_parameters, (features,), blank)
        if finding:
            return [finding]
        if getattr(value, "shape", None) == () or not hasattr(value, "__len__") or len(value) != 2:
            message = say("head_parameters: two numbers are wanted, the trained and the updated.")
            return [Finding("two_numbers", message, blank)]
        found.append(value)

    def counts(count):
        return [count(features) for features in _FEATURES]

    likely = {
        "bias_forgotten": (
            counts(lambda f: (3 * f, 2 * f)),
            say("one of the trained numbers is missing. What does a Dense layer add at the end?"),
        ),
        "normalization_forgotten": (
            counts(lambda f: (f + 1, 0 * f)),
            say("only the last layer is counted. What does the normalization bring along?"),
        ),
        "moved_not_counted": (
            counts(lambda f: (3 * f + 1, 0 * f)),
            say("the moving averages are counted nowhere."),
        ),
        "moved_as_trained": (
            counts(lambda f: (5 * f + 1, 0 * f)),
            say("the moving averages are counted as trained. What changes them?"),
        ),
        "moved_twice": (
            counts(lambda f: (5 * f + 1, 2 * f)),
            say("the moving averages are counted twice, once as trained. What changes them?"),
        ),
        "trained_not_counted": (
            counts(lambda f: (f + 1, 2 * f)),
            say("of the normalization only the moving averages are counted. What does it train?"),
        ),
        "one_of_each": (
            counts(lambda f: (2 * f + 1, f)),
            say("the normalization is counted with half of its numbers, trained and updated."),
        ),
        "one_moved": (
            counts(lambda f: (3 * f + 1, f)),
            say(
                "one kind of moving average is forgotten. What does a normalization subtract, and "
                "what does it divide by?"
            ),
        ),
        "one_trained": (
            counts(lambda f: (2 * f + 1, 2 * f)),
            say("the normalization trains two numbers for each feature. Which is missing?"),
        ),
        "swapped": (
            counts(lambda f: (2 * f, 3 * f + 1)),
            say("the two numbers are returned in the wrong order: trained first."),
        ),
        "two_logits": (
            counts(lambda f: (4 * f + 2, 2 * f)),
            say("the last layer is counted with two logits."),
        ),
        "pooling_counted": (
            counts(lambda f: (19 * f + 1, 2 * f)),
            say(
                "the last layer is counted with a weight for each of 4 × 4 positions. What has the "
                "pooling left of them?"
            ),
        ),
    }
    right = counts(lambda f: (3 * f + 1, 2 * f))
    return values_findings(blank, found, right, likely, blank, calls=calls)


_CALLS = ((4_000, (4, 4, 192)), (100, (1280,)), (10, (128, 128, 3)))


def megabytes_findings(megabytes: Callable) -> list[Finding]:
    """What the student's `megabytes(images, shape)` gives: of float32, a megabyte being 10⁶ bytes."""
    found = []
    for arguments in _CALLS:
        value, finding = tried(megabytes, arguments, "megabytes")
        if finding and len(arguments[1]) == 1 and "IndexError" in finding.message:
            message = say("megabytes: it fails for the shape {shape}. A shape may have one number or "
                          "three.", shape=arguments[1])  # fmt: skip
            return [Finding("one_number", message, "megabytes")]
        if finding:
            return [finding]
        found.append(value)

    def sizes(factor, count=lambda images, shape: images * np.prod(shape)):
        return [factor * float(count(*arguments)) for arguments in _CALLS]

    likely = {
        "bytes": (sizes(4), say("these are bytes.")),
        "numbers": (sizes(1e-6), say("this counts numbers, in millions. How many bytes has each?")),
        "float64": (sizes(8e-6), say("each number is counted with 8 bytes. These are float32.")),
        "bits": (sizes(32e-6), say("these are bits: a byte has eight of them.")),
        "mebibytes": (
            sizes(4 / 2**20),
            say("this divides by 2²⁰. A megabyte is a million bytes."),
        ),
        "one_image": (
            sizes(4e-6, lambda images, shape: np.prod(shape)),
            say("this is one image's share."),
        ),
        "shape_added": (
            sizes(4e-6, lambda images, shape: images * np.sum(shape)),
            say("height, width and channels are added up. How many numbers has a box?"),
        ),
        "first_only": (
            sizes(4e-6, lambda images, shape: images * shape[0]),
            say("only the first number of the shape is used."),
        ),
    }
    names = [f"megabytes({images}, {shape})" for images, shape in _CALLS]
    return values_findings("megabytes", found, sizes(4e-6), likely, "megabytes", calls=names)


def _sample():
    """Layers as at the end of a base: with normalizations, and more than are asked for."""
    layers = keras.layers
    kinds = (
        layers.Conv2D(2, 3), layers.ReLU(), layers.Conv2D(2, 1),
        layers.Conv2D(2, 1), layers.BatchNormalization(), layers.ReLU(), layers.Conv2D(3, 1),
        layers.BatchNormalization(), layers.DepthwiseConv2D(3), layers.BatchNormalization(),
        layers.Add(), layers.Conv2D(4, 1), layers.BatchNormalization(), layers.ReLU(),
    )  # fmt: skip
    return list(kinds)


def freeze_plan_findings(freeze_plan: Callable) -> list[Finding]:
    """Which layers the student's `freeze_plan(layers, last)` sets free."""
    layers, last, blank = _sample(), 8, "behind, free"
    found, finding = tried(freeze_plan, (layers, last), blank)
    if finding:
        return [finding]
    kind = keras.layers.BatchNormalization
    if not isinstance(found, list | tuple) or not all(isinstance(x, keras.Layer) for x in found):
        message = say(
            "freeze_plan: a list of layers was expected. Received: {found}.", found=repr(found)[:80]
        )
        return [Finding("not_layers", message, blank)]

    def without(chosen):
        return [layer for layer in chosen if not isinstance(layer, kind)]

    for code, chosen, message, where in (
        ("normalizations_kept", layers[-last:],
         say("the batch normalizations are among them."), "free"),
        ("first_layers", without(layers[:last]),
         say("these are the first layers: they know edges and colours, which every photograph has."),
         "behind"),
        ("all_but_last", without(layers[:-last]),
         say("these are the layers that should stay frozen."), "behind"),
        ("counted_without", without(layers)[-last:],
         say("the layers are counted after the normalizations were left out, so that there are too "
             "many. The table counts all layers."), "behind"),
        ("only_normalizations", [x for x in layers[-last:] if isinstance(x, kind)],
         say("only the batch normalizations are left. Which layers should be left out?"), "free"),
        ("all_layers", without(layers), say("the number of layers has no effect."), "behind"),
        ("one_more", without(layers[-last - 1:]), say("one layer too many."), "behind"),
        ("one_fewer", without(layers[-last + 1:]), say("one layer too few."), "behind"),
    ):  # fmt: skip
        if _same(found, chosen) and not _same(chosen, without(layers[-last:])):
            return [Finding(code, f"freeze_plan: {message}", where)]
    if not _same(found, without(layers[-last:])):
        message = say(
            "freeze_plan: of {count} layers, the last {last} asked for, it chooses {found}.",
            count=len(layers),
            last=last,
            found=", ".join(type(layer).__name__ for layer in found) or "–",
        )
        return [Finding("wrong_layers", message, blank)]
    found, finding = tried(freeze_plan, (layers, 0), blank)
    if finding is None and list(found):
        message = say(
            "freeze_plan: with last = 0 it chooses {count} layers. What does layers[-0:] give?",
            count=len(found),
        )
        finding = Finding("zero_gives_all", message, "behind")
    return [finding] if finding else []


def _same(ours, theirs):
    return len(ours) == len(theirs) and all(a is b for a, b in zip(ours, theirs, strict=True))
