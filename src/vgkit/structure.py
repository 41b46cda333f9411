"""What a built model is, layer by layer, whatever its layers are called and however it was written.

Two networks with equal descriptions compute the same function from the same weights. The checks
compare a student's description with the shared builder's; a backup is tied to the description of
the model that it was made by.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

from vgkit.backend import keras


@dataclass(frozen=True)
class DenseFacts:
    """One `Dense` layer and what feeds it.

    Attributes:
        units: number of outputs.
        activation: Keras name, `"linear"` for none.
        initializer: class name and settings of the kernel initializer, without its seed.
        sources: numbers of the `Dense` layers whose outputs are added up to its input, sorted;
            0 is the network's input. A layer that is added twice is listed twice.
        through: class names of whatever else lies between those sources and this layer, sorted.
        trainable: whether training changes it.
    """

    units: int
    activation: str
    initializer: tuple
    sources: tuple[int, ...]
    through: tuple[str, ...]
    trainable: bool


def dense_layers(model):
    """The `Dense` layers of a built model, in the order in which the data meets them."""
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]


def layer_names(model):
    """What people call the `Dense` layers: `hidden 1`, `hidden 2`, …, `output`."""
    hidden = len(dense_layers(model)) - 1
    return [f"hidden {number}" for number in range(1, hidden + 1)] + ["output"]


def _inputs_of(tensor):
    """The operation that made a symbolic tensor, and the tensors that went into it."""
    operation, node_index, _ = tensor._keras_history
    return operation, operation._inbound_nodes[node_index].input_tensors


def _trace(tensor, number_of, through):
    """Numbers of the Dense layers (0: the input) that feed `tensor`; notes the rest on the way."""
    operation, inputs = _inputs_of(tensor)
    if id(operation) in number_of:
        return [number_of[id(operation)]]
    if not inputs:
        return [0]
    name = type(operation).__name__
    if name != "Add":
        through.append(name)
    return [source for each in inputs for source in _trace(each, number_of, through)]


def _initializer(initializer):
    config = {k: v for k, v in initializer.get_config().items() if k != "seed"}
    return (type(initializer).__name__, *sorted(config.items()))


def describe(model):
    """Describe a built functional or Sequential model.

    Args:
        model: a `keras.Model` with one input and one output.

    Returns:
        A list of `DenseFacts`, one for each `Dense` layer, in data order, and after it one tuple:
        the class names of whatever follows the last `Dense` layer.
    """
    layers = dense_layers(model)
    number_of = {id(layer): number for number, layer in enumerate(layers, start=1)}
    facts = []
    for layer in layers:
        through = []
        # The node that belongs to this model: the last one, when a layer was called repeatedly.
        sources = _trace(layer._inbound_nodes[-1].input_tensors[0], number_of, through)
        facts.append(
            DenseFacts(
                units=layer.units,
                activation=layer.activation.__name__,
                initializer=_initializer(layer.kernel_initializer),
                sources=tuple(sorted(sources)),
                through=tuple(sorted(through)),
                trainable=layer.trainable,
            )
        )
    after = []
    _trace(model.outputs[0], number_of, after)
    return facts, tuple(after)


def fingerprint(model):
    """Sixteen hexadecimal digits that two compiled models share only if they train alike.

    Covers the description, the optimizer's settings and the loss's; not names, not weights.
    """
    facts, after = describe(model)
    optimizer = {k: v for k, v in model.optimizer.get_config().items() if k != "name"}
    loss = model.loss.get_config() if hasattr(model.loss, "get_config") else model.loss
    parts = [
        [asdict(fact) for fact in facts],
        after,
        type(model.optimizer).__name__,
        optimizer,
        loss,
    ]
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
