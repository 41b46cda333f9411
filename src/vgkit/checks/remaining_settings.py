"""What no other check names: every other setting, and at last the numbers themselves.

A network is approved by what is allowed, not by what is forbidden: each setting of each layer must
be the one that the exercise's own network has, and from the same weights both must compute the same.
"""

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import dense_layers, flat_layers, layer_names
from vgkit.networks.wiring import has_wiring, wiring

# Named by other checks (`checks.layers`), or of no consequence.
_ELSEWHERE = {"name", "units", "activation", "kernel_initializer", "trainable"}
IMAGES = 4  # in the batch on which both networks are computed


def settings_findings(model: keras.Model, reference: keras.Model) -> list[Finding]:
    """Settings of `Dense` layers that are not the exercise's, and layers that are used twice.

    Args:
        model: the student's, whose layers have the right sizes and stand in the right order.
        reference: the exercise's own.
    """
    findings, places = [], {}
    names = layer_names(reference)
    pairs = zip(names, dense_layers(model), dense_layers(reference), strict=True)
    for name, ours, theirs in pairs:
        if type(ours) is not keras.layers.Dense:
            places.setdefault(("layer_class", type(ours).__name__), []).append(name)
        if settings := listed(_settings(ours, theirs)):
            places.setdefault(("layer_settings", settings), []).append(name)
    for (code, what), layers in places.items():
        if code == "layer_class":
            message = say(
                "{names}: a {kind}. The exercise's layers are keras.layers.Dense themselves.",
                names=listed(layers),
                kind=what,
            )
        else:
            message = say(
                "{names}: {settings}. The exercise leaves this as Keras has it.",
                names=listed(layers),
                settings=what,
            )
        findings.append(Finding(code, message))
    findings += _shared(model, names)
    return findings or _types(model)


def _settings(ours, theirs):
    """`name=value` of each setting in which two layers of one class differ."""
    ours, theirs = ours.get_config(), theirs.get_config()
    for key in dict.fromkeys((*ours, *theirs)):
        value = ours.get(key)
        if key not in _ELSEWHERE and value != theirs.get(key):
            yield f"{key}={_shown(value)}"


def _shown(value):
    if not isinstance(value, dict):
        return value
    inner = value.get("config") or {}
    return inner.get("name") or inner.get("mode") or value.get("class_name")


def _shared(model, names):
    """One initializer or one layer in several places."""
    findings, places = [], {}
    for name, layer in zip(names, dense_layers(model), strict=True):
        places.setdefault(id(layer.kernel_initializer), []).append(name)
    for layers in places.values():
        if len(layers) > 1:
            message = say(
                "{names} share one initializer object: in Keras 3 they would start from identical "
                "kernels. Make one for each layer.",
                names=listed(layers),
            )
            findings.append(Finding("initializer_shared", message))
    called = [type(layer).__name__ for layer in _called_twice(model)]
    if called:
        message = say(
            "One and the same {kinds} is used in several places. Make one for each place.",
            kinds=listed(dict.fromkeys(called)),
        )
        findings.append(Finding("layer_shared", message))
    return findings


def _called_twice(model):
    seen, twice = [], []
    for call in wiring(model).calls:
        if has_wiring(call.operation):
            twice += _called_twice(call.operation)
        if isinstance(call.operation, keras.Layer):
            (twice if any(call.operation is each for each in seen) else seen).append(call.operation)
    return twice


def _types(model):
    """Layers that compute in other numbers than float32."""
    other = {
        f"{type(layer).__name__}: {layer.compute_dtype}"
        for layer in flat_layers(model)
        if layer.compute_dtype != "float32" or layer.variable_dtype != "float32"
    }
    if not other:
        return []
    message = say(
        "The network computes in other numbers than float32 ({layers}). Leave dtype as Keras has it.",
        layers=listed(sorted(other)),
    )
    return [Finding("dtype", message)]


def numbers_findings(model: keras.Model, reference: keras.Model, row: Exercise) -> list[Finding]:
    """Whether both networks compute the same, forward and backward, from the same weights.

    Args:
        model: the student's, in which every other check has found nothing.
        reference: the exercise's own.
        row: the exercise.
    """
    random = np.random.default_rng(1)
    images = random.integers(0, 256, (IMAGES, *row.input_shape)).astype(np.float32)
    labels = random.integers(0, row.classes, IMAGES)
    (logits, gradients), (expected, expected_gradients) = (
        _computed(each, images, labels, row.seed) for each in (model, reference)
    )
    if len(gradients) != len(expected_gradients) or not np.allclose(
        logits, expected, rtol=1e-4, atol=1e-5, equal_nan=True
    ):
        what = say("logits")
    elif not all(map(_alike, gradients, expected_gradients)):
        what = say("gradients")
    else:
        return []
    message = say(
        "From the same weights the network computes other {what} than the exercise's, although its "
        "layers look the same. Is an activation or a layer of your own among them?",
        what=what,
    )
    return [Finding("other_numbers", message)]


def _alike(ours, theirs):
    size = np.max(np.abs(theirs), initial=0)
    return ours.shape == theirs.shape and np.allclose(ours, theirs, rtol=1e-3, atol=1e-4 * size)


def _computed(model, images, labels, seed):
    """Logits, and the gradients of the loss with respect to what is trained."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with starting_point.at_start(model, seed):
        # Outside of the model's variables: normalizations keep their moving averages.
        values = [tf.convert_to_tensor(v) for v in model.trainable_variables]
        others = [tf.convert_to_tensor(v) for v in model.non_trainable_variables]
        with tf.GradientTape() as tape:
            tape.watch(values)
            logits, _ = model.stateless_call(values, others, images, training=True)
            value = loss(labels, logits)
        gradients = tape.gradient(value, values)
    zeros = (tf.zeros_like(value) for value in values)
    gradients = [z if g is None else g for g, z in zip(gradients, zeros, strict=True)]
    return logits.numpy(), [gradient.numpy() for gradient in gradients]
