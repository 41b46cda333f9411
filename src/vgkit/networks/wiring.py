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
        output: which of its outputs, from 0; of call 0, which of the model's inputs.
    """

    call: int
    output: int = 0


@dataclass(frozen=True)
class Call:
    """One call of a layer, a submodel or an operation such as `a + b`.

    Attributes:
        operation: what is called; None for the model's inputs.
        arguments, keywords: of the call; a `Tensor` stands where a tensor comes in.
    """

    operation: object
    arguments: tuple = ()
    keywords: dict | None = None

    @property
    def tensors(self) -> list[Tensor]:
        """The tensors that come in, in the order of the arguments."""
        found = keras.tree.flatten((self.arguments, self.keywords or {}))
        return [each for each in found if isinstance(each, Tensor)]


@dataclass(frozen=True)
class Wiring:
    """The calls of a model, each after those that it needs, and the tensors that are its outputs."""

    calls: tuple[Call, ...]
    outputs: tuple[Tensor, ...]


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
        model: a built `keras.Model`.

    Returns:
        Its `Wiring`, whose first call stands for the inputs.

    Raises:
        VgkitError: the model is of another kind.
    """
    if not has_wiring(model):
        raise VgkitError(no_wiring(model))
    if isinstance(model, keras.Sequential):
        calls = (Call(layer, (Tensor(number),)) for number, layer in enumerate(model.layers))
        return Wiring((Call(None), *calls), (Tensor(len(model.layers)),))
    # Names of their own: Keras counts what it names itself, and a student sees those names.
    inputs = [
        keras.Input(batch_shape=entry.shape, dtype=entry.dtype, name=f"wiring_input_{number}")
        for number, entry in enumerate(model.inputs)
    ]
    calls = [Call(None)]
    places = [(entry, Tensor(0, number)) for number, entry in enumerate(inputs)]

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
        plain, input_tensors=inputs, clone_function=lambda layer: layer, call_function=call
    )
    return Wiring(tuple(calls), tuple(map(place_of, clone.outputs)))


def compute(model: keras.Model, inputs: object, call: Callable) -> object:
    """Compute a model call by call.

    Args:
        model: a built functional or Sequential model.
        inputs: what is fed to it: a tensor, or whatever `call` works on; of a model with several
            inputs, a structure of them as the model takes it.
        call: `call(operation, *arguments, **keywords)` gives an operation's output. A submodel is
            an operation, too: `compute` may be called with it in turn.

    Returns:
        The model's output; a list of them where it has several.
    """
    wired = wiring(model)
    known = [keras.tree.flatten(inputs)]

    def value_of(entry):
        return known[entry.call][entry.output] if isinstance(entry, Tensor) else entry

    for made in wired.calls[1:]:
        arguments, keywords = keras.tree.map_structure(
            value_of, (made.arguments, made.keywords or {})
        )
        known.append(keras.tree.flatten(call(made.operation, *arguments, **keywords)))
    outputs = [value_of(output) for output in wired.outputs]
    return outputs if len(outputs) > 1 else outputs[0]
