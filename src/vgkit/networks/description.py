"""What a built model is, layer by layer, whatever its layers are called and however it was written.

Two networks with equal descriptions compute the same function from the same weights. The checks
compare a student's description with the shared builder's; a backup is tied to the description of
the model that it was made by.
"""

import collections
import functools
import hashlib
import json
import math
import numbers
from dataclasses import dataclass, field
from types import CodeType, FunctionType

from vgkit.backend import keras
from vgkit.networks.configurations import completed
from vgkit.networks.wiring import wiring


@dataclass(frozen=True)
class LayerFacts:
    """One layer with a kernel and what feeds it.

    Attributes:
        units: number of outputs; of a convolution, its filters.
        activation: Keras name, `"linear"` for none.
        initializer: class name and settings of the kernel initializer, without its seed; of a
            separable convolution those of both, one after the other.
        sources: numbers of the layers with kernels whose outputs are added up to its input, sorted;
            0 is the network's input. A layer that is added twice is listed twice.
        through: class names of whatever else lies between those sources and this layer, sorted;
            of a pooling layer, dropout or activation with its settings.
        trainable: whether training changes it.
        kind: class name of the layer.
        settings: of a convolution: `(name, value)` of its kernel size, strides, padding and so on.
        initializers: what `initializer` says, of each kernel by itself: by the argument that passes
            it, the class name and after it `(name, value)` of its settings.
    """

    units: int
    activation: str
    initializer: tuple
    sources: tuple[int, ...]
    through: tuple[str, ...]
    trainable: bool
    kind: str = "Dense"
    settings: tuple = ()
    # Fingerprints hold how a description is written down: this is not in it.
    initializers: dict[str, tuple] = field(default_factory=dict, repr=False, compare=False)


# Layers with kernels, and the names of each: of the variable, and of its initializer.
_KERNELS = {
    keras.layers.Dense: (("kernel", "kernel_initializer"),),
    keras.layers.Conv2D: (("kernel", "kernel_initializer"),),
    keras.layers.DepthwiseConv2D: (("kernel", "depthwise_initializer"),),
    keras.layers.SeparableConv2D: (
        ("depthwise_kernel", "depthwise_initializer"),
        ("pointwise_kernel", "pointwise_initializer"),
    ),
}
# Names of the `VarianceScaling` with certain settings: they draw the same numbers as that. Not among
# them is GlorotUniform, which the starting point draws as TensorFlow did in 2022.
_SCALED = (
    keras.initializers.GlorotNormal,
    keras.initializers.HeNormal,
    keras.initializers.HeUniform,
    keras.initializers.LecunNormal,
    keras.initializers.LecunUniform,
)
_CONVOLUTION = ("kernel_size", "strides", "padding", "dilation_rate", "groups", "depth_multiplier")
_POOLING = ("pool_size", "strides", "padding", "rate", "keepdims")


def flat_layers(model: keras.Model) -> list:
    """All layers of a built model in building order; those of a submodel stand in its place."""
    found = []
    for layer in model.layers:
        found += flat_layers(layer) if isinstance(layer, keras.Model) else [layer]
    return found


def has_kernel(layer: keras.Layer) -> bool:
    """Whether a layer is dense, or a convolution of a kind that the course has."""
    return isinstance(layer, tuple(_KERNELS))


def kernels_of(layer: keras.Layer) -> list[tuple]:
    """The kernels of a layer, and the initializer of each; none for a layer without.

    Returns:
        A list of `(variable, initializer)`.
    """
    return [(getattr(layer, variable), getattr(layer, own)) for variable, own in _names_in(layer)]


def _names_in(layer):
    """Of each kernel of a layer, what its variable and its initializer are called."""
    return next((names for kind, names in _KERNELS.items() if isinstance(layer, kind)), ())


def generator_states(layer: keras.Layer) -> list:
    """The states of a layer's generators of random numbers: what is no weight of its variables."""
    weights = {id(weight) for weight in layer.weights}
    return [variable for variable in layer.variables if id(variable) not in weights]


def kernel_layers(model: keras.Model) -> list:
    """The layers with kernels among `flat_layers`."""
    return [layer for layer in flat_layers(model) if has_kernel(layer)]


def layers_before(model: keras.Model) -> list[list]:
    """For each layer with a kernel, the layers without one that stand before it, in order.

    Input layers are left out, and so is what follows the last kernel.
    """
    found, before = [], []
    for layer in flat_layers(model):
        if has_kernel(layer):
            found.append(before)
            before = []
        elif not isinstance(layer, keras.layers.InputLayer):
            before.append(layer)
    return found


def dense_layers(model: keras.Model) -> list:
    """The `Dense` layers among `flat_layers`."""
    return [layer for layer in flat_layers(model) if isinstance(layer, keras.layers.Dense)]


def layer_names(model: keras.Model) -> list[str]:
    """What people call the layers with kernels: `conv 1`, …, `hidden 1`, …, `output`.

    The last layer is the output, a convolution is a conv, and any other layer is hidden.
    """
    counts, names = collections.Counter(), []
    for layer in kernel_layers(model)[:-1]:
        word = "hidden" if isinstance(layer, keras.layers.Dense) else "conv"
        counts[word] += 1
        names.append(f"{word} {counts[word]}")
    return [*names, "output"]


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
    kind = initializer_kind(initializer)
    return (kind.__name__, *sorted(_without_seed(initializer, kind).items()))


def initializer_kind(initializer: keras.Initializer) -> type:
    """The class of an initializer; of a `VarianceScaling` written out, what Keras calls it."""
    kind = type(initializer)
    if kind is not keras.initializers.VarianceScaling:
        return kind
    config = _without_seed(initializer, kind)
    return next((own for own in _SCALED if _without_seed(own(), kind) == config), kind)


def _without_seed(initializer, kind):
    """An initializer's settings, as this class of it tells them."""
    config = kind.get_config(initializer)
    return {name: value for name, value in config.items() if name != "seed"}


def describe(model: keras.Model) -> tuple[list[LayerFacts], tuple[str, ...]]:
    """Describe a built functional or Sequential model.

    Args:
        model: a `keras.Model` with one input and one output.

    Returns:
        A list of `LayerFacts`, one for each layer with a kernel, in data order, and after it one
        tuple: the class names of whatever follows the last of them.
    """
    layers = kernel_layers(model)
    number_of = {id(layer): number for number, layer in enumerate(layers, start=1)}
    facts = {}

    def note(layer, sources, through):
        initializers = {own: _initializer(getattr(layer, own)) for _, own in _names_in(layer)}
        facts[number_of[id(layer)]] = LayerFacts(
            units=_outputs(layer),
            activation=activation_name(layer.activation),
            initializer=sum(initializers.values(), ()),
            sources=tuple(sorted(sources)),
            through=tuple(sorted(through)),
            trainable=layer.trainable,
            kind=type(layer).__name__,
            settings=_told(layer, _CONVOLUTION),
            initializers=initializers,
        )
        return [number_of[id(layer)]], []

    ((_, after),) = _walk(model, [([0], [])], note)
    return [facts[number] for number in sorted(facts)], tuple(sorted(after))


def _outputs(layer):
    """Units or filters; a depthwise convolution has them for each channel of its input."""
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return layer.bias.shape[0] if layer.use_bias else math.prod(layer.kernel.shape[-2:])
    return layer.units if isinstance(layer, keras.layers.Dense) else layer.filters


def _told(layer, names):
    """`(name, value)` of those of a layer's settings that it has, where it is one of Keras' own."""
    if not type(layer).__module__.startswith("keras."):
        return ()
    found = ((name, getattr(layer, name, None)) for name in names)
    return tuple((name, value) for name, value in found if value is not None)


def _passed(call):
    """What is said of an operation without a kernel: its class, and what a pooling layer is told.

    Of an addition nothing, unless it adds a number: Python's `sum` begins with 0.
    """
    if _hands_on(call.operation):
        return []
    if isinstance(call.operation, keras.layers.Activation | keras.layers.ReLU):
        return [f"Activation({activation_name(call.operation)})"]
    if isinstance(call.operation, keras.layers.Reshape) and len(call.operation.target_shape) == 1:
        return ["Flatten"]
    name, told = type(call.operation).__name__, _told(call.operation, _POOLING)
    if _adds_no_padding(call.operation):
        told = tuple((key, "valid" if key == "padding" else value) for key, value in told)
    if name == "Add":
        values = keras.tree.flatten((call.arguments, call.keywords or {}))
        return [f"Add({value:g})" for value in values if isinstance(value, numbers.Real) and value]
    return [f"{name}({', '.join(f'{key}={value}' for key, value in told)})" if told else name]


def _adds_no_padding(operation):
    """Whether a pooling's windows stand side by side and end where the map ends."""
    if not isinstance(operation, keras.layers.MaxPooling2D | keras.layers.AveragePooling2D):
        return False
    if operation.data_format != "channels_last" or operation.pool_size != operation.strides:
        return False
    sizes = operation.input.shape[1:3]
    return all(
        size and size % pool == 0 for size, pool in zip(sizes, operation.pool_size, strict=True)
    )


def _hands_on(operation):
    """Whether a layer gives what it is given."""
    return type(operation) is keras.layers.Identity or (
        type(operation) is keras.layers.Activation and activation_name(operation) == "linear"
    )


def _walk(model, entries, note):
    """Follow a model from its inputs to its outputs, through its submodels.

    Args:
        model: a functional or Sequential model.
        entries: `(sources, through)` of what is fed to each of its inputs.
        note: called with each layer with a kernel and its sources; returns what it feeds on.

    Returns:
        `(sources, through)` of each of the model's outputs.
    """
    wired, fed = wiring(model), [entries]

    def given(tensor):
        # All outputs of an operation that is no model have one source.
        found = fed[tensor.call]
        return found[tensor.output] if len(found) > 1 else found[0]

    for call in wired.calls[1:]:
        before = [given(tensor) for tensor in call.tensors]
        sources = [source for sources, _ in before for source in sources]
        through = [name for _, names in before for name in names]
        if has_kernel(call.operation):
            fed.append([note(call.operation, sources, through)])
        elif isinstance(call.operation, keras.Model):
            fed.append(_walk(call.operation, before, note))
        else:
            fed.append([(sources, [*through, *_passed(call)])])
    return [given(output) for output in wired.outputs]


# Modules whose classes stand in a configuration: as they were called when records were first made.
_MOVED = {"vgkit.networks.layers": "vgkit.layers"}


def loss_settings(loss: object) -> object:
    """A loss' settings by name, or the loss itself where it has none.

    The mean of a batch has two names in Keras; they differ only where images have weights, which
    the course never gives them.
    """
    if not hasattr(loss, "get_config"):
        return loss
    settings = loss.get_config()
    if settings.get("reduction") == "mean":
        settings["reduction"] = "sum_over_batch_size"
    return settings


def fingerprint(model: keras.Model) -> str:
    """Sixteen hexadecimal digits that two compiled models share only if they train alike.

    Covers every layer's settings, what layers of the student's own compute, the wiring, the
    optimizer's settings and the loss's; neither the names of layers nor weights.
    """
    optimizer = {k: v for k, v in model.optimizer.get_config().items() if k != "name"}
    return _digest(model, type(model.optimizer).__name__, optimizer, loss_settings(model.loss))


def network_fingerprint(model: keras.Model) -> str:
    """The same of the network alone, compiled or not: without its optimizer and its loss."""
    return _digest(model)


def _digest(model, *training):
    own = [_code(layer) for layer in flat_layers(model)]
    try:
        config = model.get_config()
    except (
        TypeError,
        NotImplementedError,
    ):  # a partial function, say, which Keras cannot write down
        config = repr(describe(model))
    numbers = dict(_MOVED)
    for number, name in enumerate(_names(model)):
        numbers.setdefault(name, f"#{number}")

    def renamed(part):
        if isinstance(part, dict):
            return {key: renamed(value) for key, value in part.items()}
        if isinstance(part, list):
            return [renamed(value) for value in part]
        return numbers.get(part, part) if isinstance(part, str) else part

    content = json.loads(json.dumps([config, own, *training], default=str))
    content = renamed(completed(content))
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
