"""What stands before and behind a pretrained base in a student's network, and a base cut in two."""

import numpy as np

from vgkit.backend import keras
from vgkit.checks.findings import CheckFailed, Finding, listed
from vgkit.checks.normalization import different_settings
from vgkit.messages import say
from vgkit.networks import fine_tuning
from vgkit.networks.description import activation_name, flat_layers
from vgkit.networks.wiring import Call, has_wiring, wiring

LARGE = 50  # layers: a submodel with as many is the base


def place_of_base(model: keras.Model) -> tuple[list[Call], int | None]:
    """The calls of a network, small submodels resolved, and which of them calls the base.

    Args:
        model: the student's.

    Returns:
        `(calls, place)`; None where no large submodel is called.
    """
    if not has_wiring(model):
        return [], None
    calls = _resolved(model)
    large = [n for n, call in enumerate(calls) if isinstance(call.operation, keras.Model)]
    return calls, large[0] if large else None


def _resolved(model):
    found = []
    for call in wiring(model).calls[1:]:
        inner = call.operation
        # The base may stand in a Sequential of its own.
        small = isinstance(inner, keras.Model) and len(flat_layers(inner)) < LARGE
        if has_wiring(inner) and (small or isinstance(inner, keras.Sequential)):
            found += _resolved(inner)
        elif not isinstance(inner, keras.layers.InputLayer):
            found.append(call)
    return found


def before_findings(calls: list[Call], base: keras.Model) -> list[Finding]:
    """Whether a photograph reaches the base enlarged, and otherwise as it is."""
    size = base.input_shape[1:3]
    resizing = [call.operation for call in calls if _is(call, keras.layers.Resizing)]
    others = [call.operation for call in calls if not _is(call, keras.layers.Resizing)]
    findings = []
    if enlarging := [each for each in others if type(each).__name__ in _ENLARGING]:
        message = say(
            "The photographs are enlarged with {layer}. The table names another layer for that, and the "
            "course's numbers hold for its pixels.",
            layer=type(enlarging[0]).__name__,
        )
        return [Finding("enlarged_otherwise", message, "enlarged")]
    if others:
        message = say(
            "Between the photograph and the base stands {layers}. The base scales pixels itself: which "
            "range does the table give for what goes in?",
            layers=listed(type(each).__name__ for each in others),
        )
        findings.append(Finding("scaled_twice", message, "enlarged"))
    if not resizing:
        message = say(
            "The photographs reach the base without being enlarged to {height} × {width} pixels.",
            height=size[0],
            width=size[1],
        )
        return [*findings, Finding("not_enlarged", message, "enlarged")]
    if different := different_settings(resizing[-1], keras.layers.Resizing(*size)):
        message = say("Resizing has {different}. Compare with the table.", different=different)
        findings.append(Finding("resizing_settings", message, "enlarged"))
    return findings


# What enlarges in another way: layers, and the operation behind keras.ops.image.resize.
_ENLARGING = {"UpSampling2D", "Resize", "Conv2DTranspose", "ZeroPadding2D"}


def _is(call, kind):
    return isinstance(call.operation, kind)


_HEAD = (
    (keras.layers.GlobalAveragePooling2D, "pooling"),
    (keras.layers.BatchNormalization, "normalization"),
    (keras.layers.Dropout, "dropout"),
    (keras.layers.Dense, "logit"),
)


def head_findings(calls: list[Call]) -> list[Finding]:
    """Whether pooling, batch normalization, dropout and one logit follow the base, and are free."""
    layers = [call.operation for call in calls]
    found = [next((blank for kind, blank in _HEAD if isinstance(x, kind)), None) for x in layers]
    expected = [blank for _, blank in _HEAD]
    names = listed(type(layer).__name__ for layer in layers) or "–"
    if any(isinstance(layer, keras.layers.Flatten) for layer in layers):
        message = say(
            "The feature maps are flattened: every position of every map gets weights of its own, "
            "many times as many as there are photographs. The table names another layer."
        )
        return [Finding("flattened", message, "pooling")]
    if missing := [blank for blank in expected if blank not in found]:
        message = say("Behind the base stand: {layers}. What is missing?", layers=names)
        return [Finding(f"{missing[0]}_missing", message, missing[0])]
    if (behind := layers[found.index("logit") + 1 :]) and _squashes(behind[0]):
        own = getattr(behind[0], "activation", None)
        what = activation_name(own) if own else type(behind[0]).__name__
        return [_squashed(what, layers[found.index("logit")].units)]
    if found != expected:
        message = say(
            "Behind the base stand: {layers}. The table has these in another order, or fewer of them.",
            layers=names,
        )
        return [Finding("head_order", message, "pooling, normalization, dropout, logit")]
    return _settings_findings(dict(zip(found, layers, strict=True)))


def _squashes(layer):
    kinds = keras.layers.Activation, keras.layers.ReLU, keras.layers.Softmax
    return isinstance(layer, kinds) or type(layer).__name__ == "Sigmoid"


def _squashed(what, units):
    """What an activation at the end does to a logit."""
    if what.lower() == "relu":
        message = say(
            "The network ends with {what}: no logit can be negative. Which logits speak for class 0?",
            what=what,
        )
        return Finding("relu_output", message, "logit")
    if what.lower() == "softmax":
        message = say(
            "The network ends with softmax over {units} numbers. The table's loss expects something "
            "else: how many numbers, and before or after an activation?",
            units=units,
        )
        return Finding("softmax_output", message, "logit")
    message = say(
        "The network ends with {what}, and the loss is told to expect a logit: it would be squashed "
        "twice.",
        what=what,
    )
    return Finding("sigmoid_output", message, "logit")


def _settings_findings(head):
    frozen = [name for name, layer in head.items() if layer.weights and not layer.trainable_weights]
    if frozen:
        message = say(
            "The head is frozen, too ({layers}): nothing would learn.", layers=listed(frozen)
        )
        return [Finding("head_frozen", message, "freeze")]
    findings = []
    if different := different_settings(head["pooling"], keras.layers.GlobalAveragePooling2D()):
        message = say(
            "The pooling has {different}. The layers behind it expect one number per feature map.",
            different=different,
        )
        return [Finding("pooling_settings", message, "pooling")]
    logit = head["logit"]
    activation = activation_name(logit.activation)
    if activation != "linear":
        findings.append(_squashed(activation, logit.units))
    if logit.units != 1 and activation != "softmax":
        message = say(
            "The last layer gives {units} numbers. How many logits does a choice of two need?",
            units=logit.units,
        )
        findings.append(Finding("logits", message, "logit"))
    if not logit.use_bias:
        message = say(
            "The last layer has no bias: one number fewer is trained than the text counts."
        )
        findings.append(Finding("no_bias", message, "logit"))
    for blank, expected in (
        ("normalization", keras.layers.BatchNormalization(momentum=fine_tuning.MOMENTUM)),
        ("dropout", keras.layers.Dropout(fine_tuning.DROPOUT)),
    ):
        expected.build((None, 4))
        if different := different_settings(head[blank], expected):
            message = say(
                "{kind} has {different}. Compare with the table.",
                kind=type(expected).__name__,
                different=different,
            )
            findings.append(Finding(f"{blank}_settings", message, blank))
    return findings


def check_parts(lower: keras.Model, upper: keras.Model, base: keras.Model) -> None:
    """Look at a base that was cut in two. Trains and changes nothing.

    Args:
        lower, upper: the student's.
        base: the whole.

    Raises:
        CheckFailed: they are not the two parts of it; the message says what is wrong.
    """
    if findings := parts_findings(lower, upper, base):
        raise CheckFailed(findings)
    print(
        say(
            "✓ {lower} and {upper} layers: one part ends where the other begins.",
            lower=len(lower.layers) - 1,
            upper=len(upper.layers) - 1,
        )
    )


def parts_findings(lower: object, upper: object, base: keras.Model) -> list[Finding]:
    """All `Finding`s about the two parts of a base."""
    for name, part in (("lower", lower), ("upper", upper)):
        if not isinstance(part, keras.Model):
            message = say(
                "{name}: a Keras model was expected. Received: {kind}.",
                name=name,
                kind=type(part).__name__,
            )
            return [Finding("part_not_a_model", message, name)]
    theirs = fine_tuning.cut_in_two(base, fine_tuning.cut_of(base))
    own = [[layer for layer in part.layers if layer in base.layers] for part in (lower, upper)]
    expected = [[x for x in part.layers if x in base.layers] for part in theirs]
    if not own[0] and not own[1]:
        message = say("The parts hold no layer of the base: they are to share its layers.")
        return [Finding("parts_of_another", message, "lower, upper")]
    findings = []
    for name, ours, wanted in zip(("lower", "upper"), own, expected, strict=True):
        if _weighted(ours) == _weighted(wanted):
            continue
        findings.append(Finding(f"{name}_elsewhere", _elsewhere(name, ours), name))
    return findings or _paths_findings((lower, upper), theirs)


def _paths_findings(parts, theirs):
    """Whether each part gives what the base's own part gives: skip connections can get lost."""
    given = np.random.default_rng(1).uniform(0, 255, (1, *theirs[0].input_shape[1:]))
    findings = []
    for name, part, own in zip(("lower", "upper"), parts, theirs, strict=True):
        right = keras.ops.convert_to_numpy(own(given, training=False))
        if not _gives(part, given, right):
            message = say(
                "{name} has the base's layers, but does not give what they give in the base: are they "
                "called one after another, without the skip connections? A keras.Model goes from one "
                "tensor to another.",
                name=name,
            )
            findings.append(Finding(f"{name}_paths", message, name))
        given = right
    return findings


def _gives(part, given, right):
    try:
        found = keras.ops.convert_to_numpy(part(given, training=False))
    except Exception:  # whatever Keras raises for layers that do not fit
        return False
    scale = np.abs(right).max()
    return found.shape == right.shape and np.allclose(found, right, rtol=1e-3, atol=1e-3 * scale)


def _weighted(layers):
    return [layer.name for layer in layers if layer.weights]


def _elsewhere(name, layers):
    """Where a part ends or begins that does so in the wrong place."""
    own = [layer.name for layer in layers if not isinstance(layer, keras.layers.InputLayer)] or "–"
    if name == "lower":
        return say("lower ends with {layer}. Where does the text cut the base?", layer=own[-1])
    return say("upper begins with {layer}. Where does the text cut the base?", layer=own[0])
