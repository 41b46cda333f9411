"""How a built model is wired: which call feeds which, found out by public means.

A Sequential has its list of layers. A functional model is cloned, with stand-ins for its layers that
take down how they are called; neither the model nor its layers notice. That is all that is needed
to follow a network backwards, or to compute it call by call.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.messages import say


@dataclass(frozen=True)
class Tensor:
    """What stands for a tensor among a call's arguments: an output of an earlier call.

    Attributes:
        call: number of that call in `Wiring.calls`.
        output: which of its outputs, from 0.
    """

    call: int
    output: int = 0


@dataclass(frozen=True)
class Call:
    """One call of a layer, a submodel or an operation such as `a + b`.

    Attributes:
        operation: what is called; None for the model's input.
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
    """The calls of a model, each after those that it needs, and the tensor that is its output."""

    calls: tuple[Call, ...]
    output: Tensor


def has_wiring(model: object) -> bool:
    """Whether a model is functional or Sequential, and so tells how it is wired."""
    return isinstance(model, keras.Sequential | keras.Function) and isinstance(model, keras.Model)


def no_wiring(model: object) -> str:
    """What is to be said of a model without wiring."""
    return say(
        "A model of the class {kind} does not show how its layers are connected. Make it with "
        "keras.Sequential([…]) or keras.Model(inputs, outputs).",
        kind=type(model).__name__,
    )


def without_wiring(model: keras.Model) -> list[keras.Model]:
    """Those of a model and its submodels that do not tell how they are wired."""
    if not has_wiring(model):
        return [model]
    inner = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    return [each for submodel in inner for each in without_wiring(submodel)]


class _StandIn(keras.Operation):
    """Is called in place of an operation, gives what that would give, and computes nothing."""

    def __init__(self, operation, name):
        super().__init__(name=name)
        self.operation = operation

    def compute_output_spec(self, *arguments, **keywords):
        return self.operation.compute_output_spec(*arguments, **keywords)


def wiring(model: keras.Model) -> Wiring:
    """The calls of a built functional or Sequential model; a submodel counts as one call.

    Args:
        model: a built `keras.Model` with one input and one output.

    Returns:
        Its `Wiring`, whose first call is the input.

    Raises:
        VgkitError: the model is of another kind.
    """
    if not has_wiring(model):
        raise VgkitError(no_wiring(model))
    if isinstance(model, keras.Sequential):
        calls = (Call(layer, (Tensor(number),)) for number, layer in enumerate(model.layers))
        return Wiring((Call(None), *calls), Tensor(len(model.layers)))
    (entry,) = model.inputs
    # Names of their own: Keras counts what it names itself, and a student sees those names.
    inputs = keras.Input(batch_shape=entry.shape, dtype=entry.dtype, name="wiring_input")
    calls, places = [Call(None)], [(inputs, Tensor(0))]

    def place_of(tensor):
        return next((place for known, place in places if known is tensor), tensor)

    def call(operation, *arguments, **keywords):
        number = len(calls)
        places_in = keras.tree.map_structure(place_of, (arguments, keywords))
        calls.append(Call(operation, *places_in))
        outputs = _StandIn(operation, f"wiring_{number}")(*arguments, **keywords)
        for index, output in enumerate(keras.tree.flatten(outputs)):
            places.append((output, Tensor(number, index)))
        return outputs

    # Not compiled: a clone would compile itself, too.
    plain = keras.Model(model.inputs, model.outputs, name=model.name)
    clone = keras.models.clone_model(
        plain, input_tensors=[inputs], clone_function=lambda layer: layer, call_function=call
    )
    return Wiring(tuple(calls), place_of(clone.outputs[0]))


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
    known = [inputs]

    def value_of(tensor):
        value = known[tensor.call]
        return value[tensor.output] if isinstance(value, list | tuple) else value

    for made in wired.calls[1:]:
        arguments, keywords = (
            _fill(each, value_of) for each in (made.arguments, made.keywords or {})
        )
        known.append(call(made.operation, *arguments, **keywords))
    return value_of(wired.output)


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
