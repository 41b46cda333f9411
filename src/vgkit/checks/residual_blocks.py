"""Check of the block that lesson 15 writes as a function: residual, of separable convolutions.

Source: Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions".
"""

import re
from collections.abc import Callable

from vgkit.backend import keras
from vgkit.checks.findings import Finding, listed
from vgkit.checks.functions import models_of_two_calls
from vgkit.checks.normalization import different_settings
from vgkit.messages import say
from vgkit.networks.description import activation_name, has_kernel
from vgkit.networks.wiring import wiring
from vgkit.networks.xception import MOMENTUM

# A size and a number of filters that the course's network has nowhere: a fixed number shows.
_SIZE, _FILTERS = (12, 12, 3), 5
_WHOLE = "relu, separable, normalization, pooling, projection, residual"
_WAY = "relu, separable, normalization, pooling"
_NAME = "residual_block"


def block_findings(residual_block: Callable) -> list[Finding]:
    """What the student's `residual_block(x, filters)` puts together."""
    given = (keras.Input(_SIZE), _FILTERS)
    models, finding = models_of_two_calls(residual_block, given, _WHOLE)
    if finding:
        return [_failed(finding)]
    model, again = models
    if model is None or again is None:
        return [_found("not_connected", say("what it returns is not made of x."), "residual")]
    if any(layer in model.layers[1:] for layer in again.layers):
        message = say("two calls share a layer. Make the layers inside the function.")
        return [_found("layer_shared", message, _WHOLE)]
    return _parts_findings(wiring(model))


def _found(code, message, blank):
    return Finding(code, f"{_NAME}: {message}", blank)


def _failed(finding):
    """Why the two sides of the sum do not fit, where that is what Keras complains about."""
    shapes = re.findall(r"\((?:None, )?(\d+), (\d+), (\d+)\)", finding.message)
    if "ncompatible shapes" not in finding.message or len(shapes) < 2:
        return finding
    sides = [tuple(map(int, shape)) for shape in shapes[:2]]
    told = {"ours": sides[0], "theirs": sides[1]}
    if _SIZE in sides:
        message = say(
            "the two sides of the sum are {ours} and {theirs}, and one of them is x as it came in. What "
            "makes x fit, in size and in channels?",
            **told,
        )
        return _found("projection_missing", message, "projection, residual")
    heights = sorted(side[0] for side in sides)
    if heights[0] == _SIZE[0] // 4:
        message = say(
            "the two sides of the sum are {ours} and {theirs}: one was made smaller twice. From where "
            "does the shortcut start?",
            **told,
        )
        return _found("shortcut_starts_late", message, "projection")
    if heights[1] not in (heights[0], 2 * heights[0]):
        message = say(
            "the two sides of the sum are {ours} and {theirs}. How does each step treat the border of "
            "an image?",
            **told,
        )
        return _found("padding", message, "separable, pooling")
    if sides[0][:2] != sides[1][:2]:
        message = say(
            "the two sides of the sum are {ours} and {theirs}. Which step of the way makes an image "
            "half as large, and which one on the shortcut does the same?",
            **told,
        )
        return _found("sizes_do_not_fit", message, "pooling, projection")
    message = say(
        "the two sides of the sum are {ours} and {theirs}. Where does each get its number of "
        "channels from?",
        **told,
    )
    return _found("channels_do_not_fit", message, "separable, projection")


def _parts_findings(wired):
    """What the last step is, and what lies on each of the two ways to it."""
    calls = wired.calls
    last = calls[wired.outputs[0].call]
    kind = type(last.operation).__name__
    if kind in ("Concatenate", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
        message = say(
            "the two ways are joined by {kind}. What is a residual block's operation?", kind=kind
        )
        return [_found("joined_otherwise", message, "residual")]
    if kind != "Add":
        return [_not_a_sum(calls, kind)]
    ways = [_way(calls, tensor) for tensor in last.tensors]
    if len(ways) != 2 or None in ways:
        message = say("the sum at its end is not made of two plain ways from x.")
        return [_found("other_sum", message, "residual")]
    short, long = sorted(ways, key=len)
    if len(short) == len(long):
        message = say("both sides of the sum went the same way. One of them is the shortcut.")
        return [_found("added_to_itself", message, "residual")]
    return _way_findings(long) or _projection_findings(short)


def _not_a_sum(calls, kind):
    if any(type(call.operation).__name__ == "Add" for call in calls):
        message = say(
            "after the sum comes {kind}. Which of the two ways does it belong to alone?", kind=kind
        )
        return _found("added_too_early", message, "pooling, residual")
    message = say(
        "it ends with {kind}: nothing is added. In the figure two arrows meet.", kind=kind
    )
    return _found("sum_missing", message, "residual")


def _way(calls, tensor):
    """The operations between x and a tensor, first one first; None where ways meet in between."""
    found = []
    while tensor.call:
        call = calls[tensor.call]
        found.append(call.operation)
        if len(call.tensors) != 1:
            return None
        (tensor,) = call.tensors
    return found[::-1]


_KINDS = (
    ((keras.layers.ReLU, keras.layers.Activation), "relu"),
    ((keras.layers.SeparableConv2D,), "separable"),
    ((keras.layers.BatchNormalization,), "normalization"),
    ((keras.layers.MaxPooling2D,), "pooling"),
)
_EXPECTED = [*("relu", "separable", "normalization") * 2, "pooling"]


def _way_findings(way):
    found = [
        next((blank for kinds, blank in _KINDS if isinstance(layer, kinds)), None) for layer in way
    ]
    if found != _EXPECTED:
        return [_order_finding(way, found)]
    findings = {}
    for layer, blank in zip(way, found, strict=True):
        for code, message in _LOOKS[blank](layer):
            findings.setdefault((code, message), _found(code, message, blank))
    return list(findings.values())


def _order_finding(way, found):
    names = listed(type(layer).__name__ for layer in way)
    plain = [layer for layer in way if type(layer) in (keras.layers.Conv2D,)]
    inside = [
        layer
        for layer in way
        if has_kernel(layer) and activation_name(layer.activation) != "linear"
    ]
    if inside and "relu" not in found:
        message = say("an activation stands inside a convolution, and so before the normalization.")
        return _found("activation_inside", message, "relu, separable")
    if plain or any(type(layer) is keras.layers.DepthwiseConv2D for layer in way):
        message = say(
            "the way is {layers}. One of them is a convolution of another kind than the table's.",
            layers=names,
        )
        return _found("other_convolution", message, "separable")
    if any(isinstance(layer, keras.layers.AveragePooling2D) for layer in way):
        message = say("the way is {layers}. The table has another pooling.", layers=names)
        return _found("other_pooling", message, "pooling")
    for blank in dict.fromkeys(_EXPECTED):
        if found.count(blank) < _EXPECTED.count(blank):
            message = say("the way from x to the sum is {layers}. What is missing?", layers=names)
            return _found(f"{blank}_missing", message, blank)
    if len(found) > len(_EXPECTED):
        message = say("the way from x to the sum is {layers}. What is too much?", layers=names)
        return _found("something_extra", message, _WAY)
    message = say(
        "the way from x to the sum is {layers}: the right ones in another order than the table has "
        "them.",
        layers=names,
    )
    return _found("wrong_order", message, _WAY)


def _look_at_relu(layer):
    if activation_name(layer) != "relu":
        yield "activation", say("the activation is {name!r}.", name=activation_name(layer))


def _look_at_separable(layer):
    if activation_name(layer.activation) != "linear":
        yield (
            "activation_inside",
            say("an activation stands inside a convolution, and so before the normalization."),
        )
    yield from _look_at_filters(layer)
    yield from _compared(layer, keras.layers.SeparableConv2D(_FILTERS, 3, padding="same"))


def _look_at_filters(layer):
    if layer.filters != _FILTERS:
        yield (
            "filters",
            say(
                "called with {given} filters, a {kind} has {filters}.",
                given=_FILTERS,
                kind=type(layer).__name__,
                filters=layer.filters,
            ),
        )


_SETTINGS = ("kernel_size", "strides", "padding", "dilation_rate", "depth_multiplier", "use_bias")


def _compared(layer, expected):
    different = [
        f"{name}={getattr(layer, name)}"
        for name in _SETTINGS
        if getattr(layer, name, None) != getattr(expected, name, None)
    ]
    if different:
        yield (
            "convolution_settings",
            say(
                "a {kind} has {settings}. Compare with the table.",
                kind=type(layer).__name__,
                settings=listed(different),
            ),
        )


def _look_at_normalization(layer):
    expected = keras.layers.BatchNormalization(momentum=MOMENTUM)
    expected.build((None, *_SIZE[:2], _FILTERS))
    if different := different_settings(layer, expected):
        yield (
            "normalization_settings",
            say("a normalization has {different}. Compare with the table.", different=different),
        )


def _look_at_pooling(layer):
    expected = keras.layers.MaxPooling2D(3, strides=2, padding="same")
    if different := different_settings(layer, expected):
        yield (
            "pooling_settings",
            say("the pooling has {different}. Compare with the table.", different=different),
        )


_LOOKS = {
    "relu": _look_at_relu,
    "separable": _look_at_separable,
    "normalization": _look_at_normalization,
    "pooling": _look_at_pooling,
}


def _projection_findings(way):
    blank, names = "projection", listed(type(layer).__name__ for layer in way)
    if len(way) != 1 or type(way[0]) is not keras.layers.Conv2D:
        message = say(
            "the shortcut is {layers}. It is to be one plain convolution, nothing else.",
            layers=names,
        )
        return [_found("other_short_cut", message, blank)]
    (layer,) = way
    if activation_name(layer.activation) != "linear":
        message = say("the shortcut has an activation. It is to pass on what it gets.")
        return [_found("projection_activation", message, blank)]
    # Of 1 × 1 all paddings are one.
    padding = layer.padding if layer.kernel_size == (1, 1) else "same"
    expected = keras.layers.Conv2D(_FILTERS, 1, strides=2, padding=padding)
    return [_found(code, message, blank) for code, message in _compared(layer, expected)]
