"""Checks of networks whose convolutions are normalized: one block as a function, and all of them."""

from collections.abc import Callable

from vgkit.backend import keras
from vgkit.checks.findings import Finding, listed
from vgkit.checks.functions import models_of_two_calls, not_connected
from vgkit.checks.normalization import different_settings
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import activation_name, layer_names, layers_before

_NORMALIZATION = keras.layers.BatchNormalization
# A size and a number of filters that no network of the course has: a fixed number shows.
_SIZE, _FILTERS = (12, 12, 3), 5
_WHOLE = "convolution, normalization, activation"
# Keras' own defaults are not among them.
_ARGUMENTS = {"activation": "tanh", "initializer": "lecun_normal", "momentum": 0.7}


def block_findings(conv_block: Callable) -> list[Finding]:
    """What the student's `conv_block(x, filters, activation, initializer, momentum)` puts together."""
    # By place, as functions are tried: the order of the parameters is the exercise's.
    given = (keras.Input(_SIZE), _FILTERS, *_ARGUMENTS.values())
    models, finding = models_of_two_calls(conv_block, given, _WHOLE)
    if finding:
        return [finding]
    model, again = models
    if model is None or again is None:
        return [not_connected("conv_block", _WHOLE)]
    layers = model.layers[1:]
    if any(layer in layers for layer in again.layers):
        message = say("conv_block: two calls share a layer. Make the layers inside the function.")
        return [Finding("layer_shared", message, _WHOLE)]
    return _kinds_findings(layers) or [
        *_convolution_findings(layers[0]),
        *_normalization_findings(layers[1]),
        *_activation_findings(layers[2]),
    ]


_ORDER = (
    (keras.layers.Conv2D, "convolution"),
    (_NORMALIZATION, "normalization"),
    ((keras.layers.Activation, keras.layers.ReLU), "activation"),
)


def _kinds_findings(layers):
    """Whether a convolution, a normalization and an activation follow each other, nothing else."""
    found = [
        next((blank for kind, blank in _ORDER if isinstance(layer, kind)), None) for layer in layers
    ]
    names = listed(type(layer).__name__ for layer in layers)
    expected = [blank for _, blank in _ORDER]
    if found == expected:
        return []
    if missing := [blank for blank in expected if blank not in found]:
        inside = [
            layer
            for layer in layers
            if isinstance(layer, keras.layers.Conv2D)
            and activation_name(layer.activation) != "linear"
        ]
        if missing == ["activation"] and inside:
            return [Finding("activation_inside", _inside(), "convolution")]
        message = say("conv_block: it is made of {layers}. What is missing?", layers=names)
        return [Finding(f"{missing[0]}_missing", message, missing[0])]
    if len(found) > len(expected):
        message = say("conv_block: it is made of {layers}. What is too much?", layers=names)
        return [Finding("something_extra", message, None)]
    message = say(
        "conv_block: it is made of {layers}, in this order. What is to be normalized: the sums of the "
        "convolution, or what the activation has made of them?",
        layers=names,
    )
    code = "normalized_after" if found[0] == "convolution" else "wrong_order"
    elsewhere = [right for right, ours in zip(expected, found, strict=True) if right != ours]
    return [Finding(code, message, ", ".join(elsewhere))]


def _inside():
    return say(
        "conv_block: the activation stands inside the convolution, and so before the normalization."
    )


def _convolution_findings(layer):
    findings = []

    def found(code, message):
        findings.append(Finding(code, f"conv_block: {message}", "convolution"))

    if activation_name(layer.activation) != "linear":
        findings.append(Finding("activation_inside", _inside(), "convolution"))
    if layer.use_bias:
        found(
            "bias_kept",
            say(
                "the convolution adds a bias to each channel, and the normalization subtracts each "
                "channel's mean. What is left of the bias?"
            ),
        )
    if layer.filters != _FILTERS:
        found(
            "filters",
            say(
                "called with {given} filters, the convolution has {filters}.",
                given=_FILTERS,
                filters=layer.filters,
            ),
        )
    expected = keras.layers.Conv2D(_FILTERS, 3, padding="same")
    for name in ("kernel_size", "strides", "padding", "dilation_rate", "groups"):
        if (value := getattr(layer, name)) != getattr(expected, name):
            found(
                "convolution_settings",
                say(
                    "the convolution has {setting}. Compare with the exercise's table.",
                    setting=f"{name}={value}",
                ),
            )
    initializer = keras.initializers.get(_ARGUMENTS["initializer"])
    if type(layer.kernel_initializer) is not type(initializer):
        found("initializer_ignored", _ignored("initializer"))
    return findings


def _ignored(name):
    return say("the argument {name} does not reach its layer.", name=name)


def _normalization_findings(layer):
    expected = _NORMALIZATION(momentum=_ARGUMENTS["momentum"])
    expected.build((None, *_SIZE[:2], _FILTERS))
    different = different_settings(layer, expected)
    if not different:
        return []
    if layer.momentum != expected.momentum:
        code, message = "momentum_ignored", _ignored("momentum")
    else:
        code = "normalization_settings"
        message = say(
            "the normalization has {different}. The exercise leaves all but the momentum as Keras has "
            "it.",
            different=different,
        )
    return [Finding(code, f"conv_block: {message}", "normalization")]


def _activation_findings(layer):
    if activation_name(layer) == _ARGUMENTS["activation"]:
        return []
    return [Finding("activation_ignored", f"conv_block: {_ignored('activation')}", "activation")]


def network_findings(model: keras.Model, reference: keras.Model, row: Exercise) -> list[Finding]:
    """Order and settings of what stands between the layers with kernels, in a chain of layers.

    Args:
        model: the student's, with the same layers between each two with kernels as the exercise's.
        reference: the exercise's own.
        row: its `blanks.inputs` say which blank decides what lies before a layer.
    """
    orders, settings = {}, {}
    gaps = zip(layer_names(reference), _gaps(model), _gaps(reference), strict=True)
    for number, (name, ours, theirs) in enumerate(gaps, start=1):
        place = name, row.blanks.inputs.get(number)
        words = tuple(_word(layer) for layer in ours)
        if words != tuple(_word(layer) for layer in theirs):
            key = "normalized_after" if _is_after(words) else words
            orders.setdefault(key, []).append(place)
            continue
        for us, them in zip(ours, theirs, strict=True):
            if type(us) is type(them) and (different := different_settings(us, them)):
                settings.setdefault((type(us).__name__, different), []).append(place)
    return [
        *(_order_finding(words, places) for words, places in orders.items()),
        *(_settings_finding(*what, places) for what, places in settings.items()),
    ]


def _settings_finding(kind, different, places):
    message = say(
        "The {kind} before {names} has {different}. Compare with the exercise's table.",
        kind=kind,
        names=listed(name for name, _ in places),
        different=different,
    )
    code = "normalization_settings" if kind == "BatchNormalization" else "between_settings"
    return Finding(code, message, places[0][1])


def _order_finding(words, places):
    names, blank = listed(name for name, _ in places), places[0][1]
    if words == "normalized_after":
        message = say(
            "Before {names} the activation comes first and the normalization after it. What is to be "
            "normalized: the sums of the convolution, or what the activation has made of them?",
            names=names,
        )
        return Finding("normalized_after", message, blank)
    message = say(
        "Before {names} stand {layers}: the right ones, but in another order than in the exercise.",
        names=names,
        layers=listed(words),
    )
    return Finding("wrong_order", message, blank)


def _is_after(words):
    """Whether the normalization follows the activation."""
    found = [word for word in words if word in ("Activation", "BatchNormalization")]
    return found == ["Activation", "BatchNormalization"]


def _word(layer):
    """The class of a layer; ReLU is an activation as well."""
    return "Activation" if isinstance(layer, keras.layers.ReLU) else type(layer).__name__


def _gaps(model):
    """For each layer with a kernel what stands before it, in order; what only arranges left out."""
    return [
        [layer for layer in before if not isinstance(layer, keras.layers.Flatten)]
        for before in layers_before(model)
    ]
