"""The order of what stands between two layers with kernels: pooling before dropout, and so on."""

from vgkit.backend import keras
from vgkit.checks.findings import Finding, listed
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import flat_layers, has_kernel, layer_names

# They only arrange numbers, so that it does not matter on which side of another layer they stand.
_ARRANGING = (keras.layers.Flatten, keras.layers.Reshape, keras.layers.InputLayer)


def order_findings(model: keras.Model, reference: keras.Model, row: Exercise) -> list[Finding]:
    """Layers that are the right ones and stand in the wrong order, in a network without branches.

    Args:
        model: the student's, with the same layers between each two with kernels as the exercise's.
        reference: the exercise's own.
        row: its `blanks.inputs` say which blank decides what lies before a layer.
    """
    findings = []
    places = zip(layer_names(reference), _gaps(model), _gaps(reference), strict=True)
    for number, (name, ours, theirs) in enumerate(places, start=1):
        if ours != theirs:
            message = say(
                "Before {name} stand {layers}: the right ones, but in another order than the "
                "exercise has them.",
                name=name,
                layers=listed(ours),
            )
            findings.append(Finding("wrong_order", message, row.blanks.inputs.get(number)))
    return findings


def _gaps(model):
    """For each layer with a kernel, the classes of what stands before it, in order."""
    gaps, before = [], []
    for layer in flat_layers(model):
        if has_kernel(layer):
            gaps.append(before)
            before = []
        elif not isinstance(layer, _ARRANGING):
            before.append(type(layer).__name__)
    return gaps
