"""What a built model is, layer by layer, whatever its layers are called and however it was written.

Two networks with equal descriptions compute the same function from the same weights. The checks
compare a student's description with the shared builder's; a backup is tied to the description of
the model that it was made by.
"""

import functools
import hashlib
import json
from dataclasses import dataclass
from types import CodeType, FunctionType

from vgkit.backend import keras
from vgkit.networks.wiring import wiring


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


def flat_layers(model: keras.Model) -> list:
    """All layers of a built model in building order; those of a submodel stand in its place."""
    found = []
    for layer in model.layers:
        found += flat_layers(layer) if isinstance(layer, keras.Model) else [layer]
    return found


def dense_layers(model: keras.Model) -> list:
    """The `Dense` layers among `flat_layers`."""
    return [layer for layer in flat_layers(model) if isinstance(layer, keras.layers.Dense)]


def layer_names(model: keras.Model) -> list[str]:
    """What people call the `Dense` layers: `hidden 1`, `hidden 2`, …, `output`."""
    hidden = len(dense_layers(model)) - 1
    return [f"hidden {number}" for number in range(1, hidden + 1)] + ["output"]


def activation_name(activation: object) -> str:
    """What Keras calls an activation, however it was passed."""
    if isinstance(activation, keras.layers.ReLU) and not _settings(activation):
        return "relu"
    if isinstance(activation, keras.layers.Activation):
        return activation_name(activation.activation)
    if isinstance(activation, functools.partial):
        settings = (*activation.args, *(f"{k}={v}" for k, v in activation.keywords.items()))
        return f"partial({', '.join(map(str, (activation_name(activation.func), *settings)))})"
    if isinstance(activation, keras.layers.ReLU):
        return f"ReLU({', '.join(f'{key}={value}' for key, value in _settings(activation))})"
    return getattr(activation, "__name__", type(activation).__name__)


def _settings(relu):
    """The settings of a `ReLU` layer that are not Keras' own."""
    own = {**keras.layers.ReLU().get_config(), "name": relu.name}
    return [(key, value) for key, value in relu.get_config().items() if own.get(key) != value]


def _initializer(initializer):
    if not isinstance(initializer, keras.Initializer):  # a function, which Keras takes as well
        return (getattr(initializer, "__name__", type(initializer).__name__),)
    config = {k: v for k, v in initializer.get_config().items() if k != "seed"}
    return (type(initializer).__name__, *sorted(config.items()))


def describe(model: keras.Model) -> tuple[list[DenseFacts], tuple[str, ...]]:
    """Describe a built functional or Sequential model.

    Args:
        model: a `keras.Model` with one input and one output.

    Returns:
        A list of `DenseFacts`, one for each `Dense` layer, in data order, and after it one tuple:
        the class names of whatever follows the last `Dense` layer.
    """
    layers = dense_layers(model)
    number_of = {id(layer): number for number, layer in enumerate(layers, start=1)}
    facts = {}

    def note(layer, sources, through):
        facts[number_of[id(layer)]] = DenseFacts(
            units=layer.units,
            activation=activation_name(layer.activation),
            initializer=_initializer(layer.kernel_initializer),
            sources=tuple(sorted(sources)),
            through=tuple(sorted(through)),
            trainable=layer.trainable,
        )
        return [number_of[id(layer)]], []

    _, after = _walk(model, ([0], []), note)
    return [facts[number] for number in sorted(facts)], tuple(sorted(after))


def _walk(model, entry, note):
    """Follow a model from its output back to its input, through its submodels.

    Args:
        model: a functional or Sequential model.
        entry: `(sources, through)` of what is fed to it.
        note: called with each `Dense` layer and its sources; returns what it feeds on.

    Returns:
        `(sources, through)` of the model's output.
    """
    wired, fed = wiring(model), [entry]
    for call in wired.calls[1:]:
        before = [fed[tensor.call] for tensor in call.tensors]
        sources = [source for sources, _ in before for source in sources]
        through = [name for _, names in before for name in names]
        name = type(call.operation).__name__
        if isinstance(call.operation, keras.layers.Dense):
            fed.append(note(call.operation, sources, through))
        elif isinstance(call.operation, keras.Model):
            fed.append(_walk(call.operation, (sources, through), note))
        else:
            fed.append((sources, through if name == "Add" else [*through, name]))
    return fed[wired.output.call]


# Modules whose classes stand in a configuration: as they were called when records were first made.
_MOVED = {"vgkit.networks.layers": "vgkit.layers"}


def fingerprint(model: keras.Model) -> str:
    """Sixteen hexadecimal digits that two compiled models share only if they train alike.

    Covers every layer's settings, what layers of the student's own compute, the wiring, the
    optimizer's settings and the loss's; neither the names of layers nor weights.
    """
    loss = model.loss.get_config() if hasattr(model.loss, "get_config") else model.loss
    optimizer = {k: v for k, v in model.optimizer.get_config().items() if k != "name"}
    own = [_code(layer) for layer in flat_layers(model)]
    try:
        config = model.get_config()
    except (
        TypeError,
        NotImplementedError,
    ):  # a partial function, say, which Keras cannot write down
        config = repr(describe(model))
    parts = [config, own, type(model.optimizer).__name__, optimizer, loss]
    numbers = dict(_MOVED)
    for number, name in enumerate(_names(model)):
        numbers.setdefault(name, f"#{number}")

    def renamed(part):
        if isinstance(part, dict):
            return {key: renamed(value) for key, value in part.items()}
        if isinstance(part, list):
            return [renamed(value) for value in part]
        return numbers.get(part, part) if isinstance(part, str) else part

    content = renamed(json.loads(json.dumps(parts, default=str)))
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _code(layer):
    """What the methods of a layer compute whose class is neither Keras' nor the kit's; else None."""
    own = [kind for kind in type(layer).__mro__ if not _is_known(kind)]
    methods = [vars(kind).items() for kind in own]
    return [
        [name, *_instructions(method.__code__)]
        for items in methods
        for name, method in sorted(items, key=lambda item: item[0])
        if isinstance(method, FunctionType)
    ] or None


def _is_known(kind):
    return kind.__module__.split(".")[0] in ("keras", "vgkit", "builtins", "tensorflow")


def _instructions(code):
    """What a function does, with the functions inside it; not where it stands in its file."""
    constants = [_instructions(c) if isinstance(c, CodeType) else c for c in code.co_consts]
    return [code.co_code.hex(), code.co_names, constants]


def _names(model):
    """The names of a model and of all that is in it, outermost first."""
    found = [model.name, *_input_names(model)]
    # `a + b` is an operation of a functional model, not a layer, and named by a counter as well.
    for each in getattr(model, "operations", model.layers):
        found += _names(each) if isinstance(each, keras.Model) else [each.name]
    return found


def _input_names(model):
    """The names of the input layers, which a Sequential keeps out of `model.layers`."""
    if not isinstance(model, keras.Sequential):
        return [each.name for each in model.layers if isinstance(each, keras.layers.InputLayer)]
    try:
        return [model.get_config()["layers"][0]["config"]["name"]]
    except (TypeError, NotImplementedError):
        return []
