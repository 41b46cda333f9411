"""The order of what stands between two layers with kernels: pooling before dropout, and so on."""

from vgkit.backend import keras
from vgkit.checks.findings import Finding, listed
from vgkit.course import Exercise
from vgkit.messages import say
from vgkit.networks.description import layer_names, layers_before

# They only arrange numbers, so that it does not matter on which side of another layer they stand.
_ARRANGING = (keras.layers.Flatten, keras.layers.Reshape)


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
            findings.append(wrong_order(name, ours, row.blanks.inputs.get(number)))
    return findings


def wrong_order(name: str, layers: list[str], blank: str | None) -> Finding:
    """The `Finding` about what stands before a layer, the right layers in another order.

    Args:
        name: of the layer, as people call it.
        layers: class names of what stands before it.
        blank: the one that decides about them.
    """
    message = say(
        "Before {name} stand {layers}: the right ones, but in another order than the exercise has "
        "them.",
        name=name,
        layers=listed(layers),
    )
    return Finding("wrong_order", message, blank)


def _gaps(model):
    """For each layer with a kernel, the classes of what stands before it, in order."""
    return [
        [type(layer).__name__ for layer in before if not isinstance(layer, _ARRANGING)]
        for before in layers_before(model)
    ]
