"""What no other check names: every other setting of a layer, and of its variables.

A network is approved by what is allowed, not by what is forbidden: each setting of each layer must
be the one that the exercise's own network has.
"""

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed, shown
from vgkit.messages import say
from vgkit.networks.description import (
    activation_name,
    flat_layers,
    initializer_kind,
    kernel_layers,
    kernels_of,
    layer_names,
)
from vgkit.networks.wiring import has_wiring, wiring

# Named by other checks (`checks.layers`), or of no consequence.
_ELSEWHERE = {"name", "units", "activation", "trainable"} | {
    f"{kind}_initializer" for kind in ("kernel", "depthwise", "pointwise")
}


def settings_findings(model: keras.Model, reference: keras.Model) -> list[Finding]:
    """Settings of `Dense` layers that are not the exercise's, and layers that are used twice.

    Args:
        model: the student's, whose layers have the right sizes and stand in the right order.
        reference: the exercise's own.
    """
    findings, places = [], {}
    names = layer_names(reference)
    pairs = zip(names, kernel_layers(model), kernel_layers(reference), strict=True)
    for name, ours, theirs in pairs:
        if type(ours) is not type(theirs):
            places.setdefault(("layer_class", type(ours).__name__), []).append(name)
        if not activations_agree(ours.activation, theirs.activation):
            called = activation_name(ours.activation)
            places.setdefault(("activation_function", called), []).append(name)
        for (_, own), (_, right) in zip(kernels_of(ours), kernels_of(theirs), strict=False):
            if initializer_kind(own) is not initializer_kind(right):
                places.setdefault(("initializer_class", type(own).__name__), []).append(name)
        if ours.use_bias and not theirs.use_bias:
            places.setdefault(("bias_kept", ""), []).append(name)
        elif settings := listed(_settings(ours, theirs)):
            places.setdefault(("layer_settings", settings), []).append(name)
    for (code, what), layers in places.items():
        if code == "layer_class":
            message = say(
                "{names}: a class {kind} of your own. The exercise's layers are Keras' own.",
                names=listed(layers),
                kind=what,
            )
        elif code == "initializer_class":
            message = say(
                "{names}: the kernel starts from a class {kind} of your own. The exercise's "
                "initializers are Keras' own.",
                names=listed(layers),
                kind=what,
            )
        elif code == "activation_function":
            message = say(
                "{names}: the activation is a function of your own called {name}, and computes "
                "something else than Keras' {name}.",
                names=listed(layers),
                name=what,
            )
        elif code == "bias_kept":
            message = say(
                "{names}: a bias is added to each channel, and the normalization behind it subtracts "
                "each channel's mean. What is left of the bias?",
                names=listed(layers),
            )
        else:
            message = say(
                "{names}: {settings}. The exercise leaves this as Keras has it.",
                names=listed(layers),
                settings=what,
            )
        findings.append(Finding(code, message))
    findings += _shared(model, names)
    return findings or _variables(model, reference) or _types(model)


def activations_agree(ours: object, theirs: object) -> bool:
    """Whether two activations of one name compute the same, and the same derivative, everywhere.

    Args:
        ours, theirs: functions of a tensor.
    """
    if ours is theirs:
        return True
    grid = np.concatenate([np.geomspace(1e-3, 1e6, 200), np.linspace(0.01, 20, 200)])
    x = tf.constant(np.concatenate([-grid, grid])[None], tf.float32)
    found = []
    for function in (ours, theirs):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        slope = tape.gradient(y, x)
        found.append((y, tf.zeros_like(x) if slope is None else slope))
    return all(np.allclose(a, b, rtol=1e-4, atol=1e-6) for a, b in zip(*found, strict=True))


def _variables(model, reference):
    """What was set on the variables themselves."""
    trained = {variable.name for variable in reference.trainable_variables}
    findings = []
    for layer in flat_layers(model):
        for variable in layer.weights:
            told = [
                f"{name}={shown(keras.saving.serialize_keras_object(value))}"
                for name in ("regularizer", "constraint")
                if (value := getattr(variable, name, None)) is not None
            ]
            if getattr(variable, "overwrite_with_gradient", False):
                told.append("overwrite_with_gradient=True")
            if not variable.trainable and variable.name in trained:
                told.append("trainable=False")
            if told:
                message = say(
                    "The variable {variable} has {settings}. The exercise leaves this as Keras has it.",
                    variable=variable.path,
                    settings=listed(told),
                )
                findings.append(Finding("variable_settings", message))
    return findings


def variables_findings(model: keras.Model, reference: keras.Model) -> list[Finding]:
    """Variables that the exercise's network does not have, or lacks."""
    sizes = [[tuple(v.shape) for v in each.weights] for each in (model, reference)]
    if sizes[0] == sizes[1]:
        return []
    if len(sizes[0]) == len(sizes[1]):
        pairs = zip(model.weights, *sizes, strict=True)
        path, ours, theirs = next((v.path, us, them) for v, us, them in pairs if us != them)
        message = say(
            "The variable {variable} has the shape {ours}, in the exercise's network {theirs}.",
            variable=path,
            ours=ours,
            theirs=theirs,
        )
        return [Finding("variables", message)]
    expected = {variable.name for variable in reference.weights}
    own = [v.path for v in model.weights if v.name not in expected]
    message = say(
        "The network has {count} variables, the exercise's has {expected}. Of its own: {names}.",
        count=len(sizes[0]),
        expected=len(sizes[1]),
        names=listed(own) or "–",
    )
    return [Finding("variables", message)]


def _settings(ours, theirs):
    """`name=value` of each setting in which two layers of one class differ."""
    ours, theirs = ours.get_config(), theirs.get_config()
    for key in dict.fromkeys((*ours, *theirs)):
        value = ours.get(key)
        if key not in _ELSEWHERE and value != theirs.get(key):
            yield f"{key}={shown(value)}"


def _shared(model, names):
    """One initializer, one seed or one layer in several places."""
    findings, places, seeds = [], {}, {}
    for name, layer in zip(names, kernel_layers(model), strict=True):
        for _, initializer in kernels_of(layer):
            places.setdefault(id(initializer), []).append(name)
            if isinstance(seed := getattr(initializer, "seed", None), int):
                seeds.setdefault((type(initializer), seed), []).append(name)
    for (_, seed), layers in seeds.items():
        if len(layers) > 1 and layers not in places.values():
            message = say(
                "{names} have initializers with one seed, {seed}: in Keras 3 they would start from "
                "identical kernels. Leave the seed out, or give each layer its own.",
                names=listed(layers),
                seed=seed,
            )
            findings.append(Finding("seed_shared", message))
    for layers in places.values():
        if len(layers) > 1:
            message = say(
                "{names} share one initializer object: in Keras 3 they would start from identical "
                "kernels. Make one for each layer.",
                names=listed(layers),
            )
            findings.append(Finding("initializer_shared", message))
    called = [
        type(layer).__name__
        for layer in called_twice(model)
        if not isinstance(layer, keras.layers.Add)  # it has nothing that could be shared
    ]
    if called:
        message = say(
            "One and the same {kinds} is used in several places. Make one for each place.",
            kinds=listed(dict.fromkeys(called)),
        )
        findings.append(Finding("layer_shared", message))
    return findings


def called_twice(model: keras.Model, seen: list | None = None) -> list[keras.Layer]:
    """The layers that stand in more than one place of a network, each time they come again.

    Args:
        model: a network, whose submodels are looked into, too.
        seen: the layers that were met before; those of this network are added.
    """
    seen, twice = [] if seen is None else seen, []
    for call in wiring(model).calls:
        if any(call.operation is each for each in seen):
            twice.append(call.operation)
        elif isinstance(call.operation, keras.Layer):
            seen.append(call.operation)
            if has_wiring(call.operation):
                twice += called_twice(call.operation, seen)
    return twice


def _converted(model, outermost=True):
    """The inputs that are turned into other numbers than float32.

    Pixels may come as whole numbers; halves of them may not, nor may what goes into a submodel.
    """
    for tensor in getattr(model, "inputs", None) or ():
        if "float16" in tensor.dtype if outermost else tensor.dtype != "float32":
            yield f"Input: {tensor.dtype}"
    for submodel in (layer for layer in model.layers if isinstance(layer, keras.Model)):
        yield from _converted(submodel, outermost=False)


def _types(model):
    """Layers that compute in other numbers than float32, and submodels that are given others."""
    other = {
        f"{type(layer).__name__}: {layer.compute_dtype}"
        for layer in flat_layers(model)
        if layer.compute_dtype != "float32" or layer.variable_dtype != "float32"
    } | set(_converted(model))
    if not other:
        return []
    message = say(
        "The network computes in other numbers than float32 ({layers}). Leave dtype as Keras has it.",
        layers=listed(sorted(other)),
    )
    return [Finding("dtype", message)]
