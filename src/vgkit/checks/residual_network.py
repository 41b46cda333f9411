"""Check of lesson 15's network of residual blocks: what stands between its layers with kernels."""

from vgkit.backend import keras
from vgkit.checks.findings import Finding
from vgkit.checks.normalization import different_settings
from vgkit.checks.order import wrong_order
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import (
    activation_name,
    flat_layers,
    has_kernel,
    layer_names,
    layers_before,
)


def network_findings(model: keras.Model, reference: keras.Model, row: Exercise) -> list[Finding]:
    """Settings of the layers without kernels, and the order of those at both ends.

    Args:
        model: the student's, with the same layers between each two with kernels as the exercise's.
        reference: the exercise's own.
        row: its `blanks.inputs` say which blank decides what lies before a layer.
    """
    findings = []
    found = _by_class(model)
    for kind, expected in _by_class(reference).items():
        pairs = zip(found.get(kind, []), expected, strict=False)
        different = dict.fromkeys(
            text for us, them in pairs if (text := different_settings(us, them))
        )
        for text in different:
            message = say(
                "{kind} has {settings}. Compare with the table.", kind=kind.__name__, settings=text
            )
            findings.append(Finding("between_settings", message, _BLANKS.get(kind)))
    names = layer_names(reference)
    for number in (1, len(names)):  # in between, ways run side by side
        ours, theirs = (_before(each)[number - 1] for each in (model, reference))
        if ours != theirs:
            blank = row.blanks.inputs.get(number)
            findings.append(wrong_order(names[number - 1], ours, blank))
    return findings


_BLANKS = {
    keras.layers.RandomFlip: "flip",
    keras.layers.RandomRotation: "rotation",
    keras.layers.Rescaling: "rescaling",
    keras.layers.BatchNormalization: "normalization",
    keras.layers.Dropout: "dropout",
}


def _by_class(model):
    found = {}
    for layer in flat_layers(model):
        if not has_kernel(layer) and not isinstance(layer, keras.layers.InputLayer):
            found.setdefault(type(layer), []).append(layer)
    return found


def _before(model):
    """For each layer with a kernel, the classes of what stands before it, in order."""
    return [
        ["ReLU" if _is_relu(layer) else type(layer).__name__ for layer in before]
        for before in layers_before(model)
    ]


def _is_relu(layer):
    return isinstance(layer, keras.layers.Activation) and activation_name(layer) == "relu"
