"""Check of the block that lesson 12 writes as a function: convolutions in a row, then a pooling.

The block is built on an input of its own, with settings that stand nowhere in the lesson, so that a
number written down where an argument belongs shows.
"""

from collections.abc import Callable, Iterator

from vgkit.backend import keras
from vgkit.checks.findings import Finding, listed, shown
from vgkit.checks.functions import model_of, not_connected, tried
from vgkit.messages import say
from vgkit.networks.description import activation_name
from vgkit.networks.wiring import wiring

# As many channels come in as filters are asked for: a convolution that is used twice can be built.
SHAPE, FILTERS, COUNT, ACTIVATION, INITIALIZER = (12, 12, 5), 5, 3, "tanh", "he_uniform"
_ACTIVATIONS = keras.layers.Activation | keras.layers.ReLU | keras.layers.LeakyReLU


def vgg_block_findings(vgg_block: Callable) -> list[Finding]:
    """What the student's `vgg_block(x, filters, count, activation, initializer)` builds.

    Returns:
        At most one finding: the first that explains the difference.
    """
    arguments = (keras.Input(SHAPE), FILTERS, COUNT, ACTIVATION, INITIALIZER)
    outputs, finding = tried(vgg_block, arguments, "vgg_block")
    if finding:
        return [finding]
    if not isinstance(outputs, keras.KerasTensor):
        message = say(
            "vgg_block returns {kind}, not the tensor that the next block is fed with.",
            kind=type(outputs).__name__,
        )
        return [Finding("block_no_tensor", message, "vgg_block")]
    if (model := model_of(arguments[0], outputs)) is None:
        return [not_connected("vgg_block", "vgg_block")]
    operations = list(_operations(model))
    for look in (_convolutions, _poolings, _others, _settings, _initializers):
        for code, message in look(operations):
            return [Finding(code, f"vgg_block: {message}", "vgg_block")]
    return []


def _operations(model):
    """What a tensor goes through, in the order in which it does; a submodel's parts in its place."""
    for call in wiring(model).calls[1:]:
        if isinstance(call.operation, keras.Model):
            yield from _operations(call.operation)
        else:
            yield call.operation


def _of(operations, kind):
    return [each for each in operations if isinstance(each, kind)]


def _convolutions(operations) -> Iterator[tuple[str, str]]:
    """How many there are."""
    found = _of(operations, keras.layers.Conv2D)
    if len({id(each) for each in found}) < len(found):
        yield (
            "block_layer_shared",
            say(
                "one convolution is used {number} times, with the same weights. Make a new one in each "
                "round of the loop.",
                number=len(found),
            ),
        )
    if len(found) == 1 < COUNT:
        yield (
            "block_one_convolution",
            say(
                "with count={count} the path from input to output goes through one convolution. What "
                "does each round of the loop begin with, and what becomes of its result?",
                count=COUNT,
            ),
        )
    if len(found) != COUNT:
        yield (
            "block_count",
            say("with count={count} it has {number} convolutions.", count=COUNT, number=len(found)),
        )


def _poolings(operations) -> Iterator[tuple[str, str]]:
    """One max pooling of 2 × 2, at the end."""
    pooling = keras.layers.MaxPooling2D
    found = _of(operations, pooling)
    if other := [each for each in operations if "Pooling" in type(each).__name__]:
        other = [type(each).__name__ for each in other if not isinstance(each, pooling)]
    if other:
        yield "pooling_kind", say("{kind} is another kind of pooling.", kind=listed(other))
    if not found:
        yield "pooling_missing", say("there is no pooling in it. How does a block end?")
    if len(found) > 1:
        yield (
            "pooling_in_loop",
            say(
                "there are {number} poolings in it. Does one stand in the loop?", number=len(found)
            ),
        )
    last = max(n for n, each in enumerate(operations) if isinstance(each, keras.layers.Conv2D))
    if operations.index(found[0]) < last:
        yield "pooling_first", say("the pooling stands before a convolution. Where does it belong?")
    pool = found[0]
    if tuple(pool.strides) != tuple(pool.pool_size):
        yield (
            "pooling_strides",
            say(
                "the pooling looks at windows of {size} and moves on by {strides}. Its windows are to "
                "lie side by side.",
                size=" × ".join(map(str, pool.pool_size)),
                strides=" × ".join(map(str, pool.strides)),
            ),
        )
    if tuple(pool.pool_size) != (2, 2):
        yield (
            "pooling_size",
            say(
                "the pooling turns windows of {size} into one pixel. By what is a side to shrink?",
                size=" × ".join(map(str, pool.pool_size)),
            ),
        )
    if pool.padding != "valid":
        yield (
            "pooling_padding",
            say(
                "padding={padding} at the pooling. Leave it as Keras has it.", padding=pool.padding
            ),
        )


def _others(operations) -> Iterator[tuple[str, str]]:
    """Nothing else stands in a block."""
    known = keras.layers.Conv2D | keras.layers.MaxPooling2D
    others = [each for each in operations if not isinstance(each, known)]
    if others and all(isinstance(each, _ACTIVATIONS) for each in others):
        yield (
            "block_activation_layer",
            say(
                "the activation stands in a layer of its own. Pass it to the convolution instead, as "
                "activation=…."
            ),
        )
    if others:
        kinds = dict.fromkeys(type(each).__name__ for each in others)
        yield (
            "block_extra_layer",
            say("{kinds} does not belong into a block of this lesson.", kinds=listed(kinds)),
        )


def _settings(operations) -> Iterator[tuple[str, str]]:
    """Kernel size, padding, strides, filters, activation, and whatever else a convolution is told."""
    expected = keras.layers.Conv2D(FILTERS, 3, padding="same", activation=ACTIVATION)
    messages = {
        "kernel_size": say("Look at the size of the window in the lesson's table."),
        "padding": say("By how much does an image shrink like this?"),
        "strides": say("Who makes the image smaller in this network?"),
        "filters": say("Use the function's argument."),
    }
    for layer in _of(operations, keras.layers.Conv2D):
        for name, advice in messages.items():
            if (value := getattr(layer, name)) != getattr(expected, name):
                told = f"{name}={value}"
                yield f"block_{name}", say("a convolution with {told}.", told=told) + " " + advice
        called = activation_name(layer.activation)
        if called == "linear":
            yield (
                "block_activation_missing",
                say("a convolution without activation. What is the argument activation for?"),
            )
        if called != ACTIVATION:
            yield (
                "block_activation",
                say(
                    "with activation={asked!r} a convolution has {called!r}: use the argument.",
                    asked=ACTIVATION,
                    called=called,
                ),
            )
        elsewhere = {"name", "activation", "kernel_initializer", *messages}
        for name, value in layer.get_config().items():
            if name not in elsewhere and value != expected.get_config()[name]:
                told = f"{name}={shown(value)}"
                yield (
                    "block_settings",
                    say("a convolution with {told}. Leave it as Keras has it.", told=told),
                )


def _initializers(operations) -> Iterator[tuple[str, str]]:
    """A kernel initializer for each convolution, of the kind that was asked for."""
    found = [layer.kernel_initializer for layer in _of(operations, keras.layers.Conv2D)]
    expected = type(keras.initializers.get(INITIALIZER))
    for each in found:
        if isinstance(each, keras.initializers.GlorotUniform):
            yield (
                "block_initializer_missing",
                say(
                    "a convolution starts from GlorotUniform, Keras' own choice. What is the argument "
                    "initializer for?"
                ),
            )
        if type(each) is not expected:
            yield (
                "block_initializer",
                say(
                    "with initializer={asked!r} a convolution starts from {kind}: use the argument.",
                    asked=INITIALIZER,
                    kind=type(each).__name__,
                ),
            )
    if len({id(each) for each in found}) < len(found):
        yield (
            "block_initializer_shared",
            say(
                "the convolutions share one initializer object: in Keras 3 those of equal size would "
                "start from identical kernels. Make one for each."
            ),
        )
