"""How a built model is wired: which call feeds which. Read from what the model says of itself.

A functional model tells its calls in `get_config`, a Sequential in its list of layers. That is all
that is needed to follow a network backwards, or to compute it call by call, by public means.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vgkit.backend import keras


@dataclass(frozen=True)
class Tensor:
    """What stands for a tensor among a call's arguments: an output of an earlier call.

    Attributes:
        call: key of that call in `Wiring.calls`.
        output: which of its outputs, from 0.
    """

    call: tuple
    output: int = 0


@dataclass(frozen=True)
class Call:
    """One call of a layer, a submodel or an operation such as `a + b`.

    Attributes:
        operation: what is called; an `InputLayer` for the model's input.
        arguments, keywords: of the call; a `Tensor` stands where a tensor comes in.
    """

    operation: object
    arguments: tuple = ()
    keywords: dict | None = None

    @property
    def tensors(self) -> list[Tensor]:
        """The tensors that come in, in the order of the arguments."""
        return _tensors((self.arguments, self.keywords or {}))


@dataclass(frozen=True)
class Wiring:
    """The calls of a model by key, its input's key, and the tensors of its outputs."""

    calls: dict
    inputs: tuple
    outputs: tuple


def has_wiring(model: object) -> bool:
    """Whether a model is functional or Sequential, and so tells how it is wired."""
    return isinstance(model, keras.Sequential | keras.Function) and isinstance(model, keras.Model)


def wiring(model: keras.Model) -> Wiring:
    """The calls of a built functional or Sequential model; a submodel counts as one call.

    Args:
        model: a built `keras.Model`.

    Returns:
        Its `Wiring`.

    Raises:
        ValueError: the model is of another kind.
        NotImplementedError: a layer of the user's own does not tell its settings (Keras says which).
    """
    if not has_wiring(model):
        raise ValueError(
            f"Expected a functional or Sequential model. Received: {type(model).__name__}"
        )
    if isinstance(model, keras.Sequential):
        calls = {0: Call(None)}
        for number, layer in enumerate(model.layers, start=1):
            calls[number] = Call(layer, (Tensor(number - 1),))
        return Wiring(calls, (0,), (Tensor(len(model.layers)),))
    config = model.get_config()
    operations, calls = {each.name: each for each in model.operations}, {}
    for row in config["layers"]:
        operation = operations[row["name"]]
        for number, node in enumerate(row["inbound_nodes"] or [{"args": (), "kwargs": {}}]):
            arguments, keywords = _read(node["args"]), _read(node["kwargs"])
            calls[row["name"], number] = Call(operation, tuple(arguments), keywords)
    inputs = (name_and_number[:2] for name_and_number in _histories(config["input_layers"]))
    outputs = (Tensor((name, number), k) for name, number, k in _histories(config["output_layers"]))
    return Wiring(calls, tuple(map(tuple, inputs)), tuple(outputs))


def input_names(model: keras.Model) -> list[str]:
    """The names of a built model's input layers, which a Sequential keeps out of `layers`."""
    config = model.get_config()
    if isinstance(model, keras.Sequential):
        return [config["layers"][0]["config"]["name"]]
    return [name for name, *_ in _histories(config["input_layers"])]


def compute(model: keras.Model, inputs: object, call: Callable) -> object:
    """Compute a model call by call.

    Args:
        model: a built functional or Sequential model with one output.
        inputs: what is fed to it: a tensor, or whatever `call` works on.
        call: `call(operation, *arguments, **keywords)` gives an operation's output. A submodel is
            an operation, too: `compute` may be called with it in turn.

    Returns:
        The model's output.
    """
    wired = wiring(model)
    known = {key: inputs for key in wired.inputs}

    def resolve(tensor):
        if tensor.call not in known:
            made = wired.calls[tensor.call]
            for each in made.tensors:
                resolve(each)
            arguments = _fill(made.arguments, value_of)
            keywords = _fill(made.keywords or {}, value_of)
            known[tensor.call] = call(made.operation, *arguments, **keywords)
        return value_of(tensor)

    def value_of(tensor):
        value = known[tensor.call]
        return value[tensor.output] if isinstance(value, list | tuple) else value

    return resolve(wired.outputs[0])


def _histories(entry):
    """`[name, node, output]`s, of which Keras writes a single one without the outer list."""
    return [entry] if entry and isinstance(entry[0], str) else entry


def _read(entry):
    """An argument out of a configuration, with a `Tensor` for each tensor."""
    if isinstance(entry, dict):
        if entry.get("class_name") == "__keras_tensor__":
            name, number, output = entry["config"]["keras_history"]
            return Tensor((name, number), output)
        if "class_name" in entry:
            return keras.saving.deserialize_keras_object(entry)
        return {key: _read(value) for key, value in entry.items()}
    if isinstance(entry, list | tuple):
        return type(entry)(map(_read, entry))
    return entry


def _fill(entry, value_of):
    if isinstance(entry, Tensor):
        return value_of(entry)
    if isinstance(entry, dict):
        return {key: _fill(value, value_of) for key, value in entry.items()}
    if isinstance(entry, list | tuple):
        return type(entry)(_fill(each, value_of) for each in entry)
    return entry


def _tensors(entry):
    if isinstance(entry, Tensor):
        return [entry]
    if isinstance(entry, dict):
        entry = list(entry.values())
    return [t for each in entry for t in _tensors(each)] if isinstance(entry, list | tuple) else []
