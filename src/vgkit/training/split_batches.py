"""Both halves of a batch through the network side by side, each on a thread of its own.

The products of a step are small, and each waits for the one before: shared among threads, they
gain little. Two halves of a batch need nothing from each other until the loss, and again after it.
What adds up over the batch, the gradients of kernels and biases, is taken of the whole batch. So
all numbers have the bits of plain Keras, as long as a product of half the rows has the bits of
those rows in the product of all. That depends on the processor and is tried out first.

Where other layers follow, such as normalizations over the batch, only the first layer is shared out:
it sees all pixels, and its products are more than a third of all that is to be multiplied.
"""

import contextlib
import os
from collections.abc import Iterator

import numpy as np

from vgkit import hardware
from vgkit.backend import keras, tf
from vgkit.networks.description import describe
from vgkit.networks.wiring import compute, wiring


def possible(model: keras.Model, batch_size: int) -> bool:
    """Whether a model can go through in halves here, and to the same bits.

    Args:
        model: a built Keras model.
        batch_size: images in a batch.

    Returns:
        True where TensorFlow runs two operations at once on one thread each (as `backend` sets it
        up on two cores), the network consists of `Dense` and `Add` layers or is a `Sequential` that
        begins with a `Dense` layer, and a batch that goes through these in halves gives the bits
        that it gives as a whole.
    """
    if not hardware.TWO_AT_ONCE.items() <= os.environ.items():
        return False
    if _throughout(model):
        return _sums_once_at_most(model) and _network_has_same_bits(model, batch_size)
    return _begins_with_dense(model) and _layer_has_same_bits(model.layers[0], batch_size)


@contextlib.contextmanager
def side_by_side(model: keras.Model, batch_size: int) -> Iterator[None]:
    """While this lasts, graphs traced with `model` send each whole batch through in halves.

    Args:
        model: one that is `possible`.
        batch_size: images in a whole batch.
    """

    def call_in_halves(inputs, training=None, mask=None):
        return _walk(model, _Halves.of(inputs, batch_size)).whole

    def call_first_in_halves(inputs, training=None, mask=None):
        first, *others = model.layers
        outputs = _dense(_Halves.of(inputs, batch_size), first.activation, *first.weights).whole
        for layer in others:
            outputs = layer(outputs)
        return outputs

    # Shadows the method of its class.
    model.call = call_in_halves if _throughout(model) else call_first_in_halves
    try:
        yield
    finally:
        del model.call


class _Halves:
    """A batch in two parts and, where something needs it, as a whole: float32 (images, units)."""

    def __init__(self, parts, whole=None):
        self.parts, self._whole = list(parts), whole
        self.are_images = whole is not None

    @classmethod
    def of(cls, batch, batch_size) -> "_Halves":
        rows = tf.shape(batch)[0]
        # A last, smaller batch stays in one: `possible` has tried out no other size.
        first = tf.where(rows == batch_size, batch_size // 2, rows)
        return cls([batch[:first], batch[first:]], batch)

    @property
    def whole(self) -> tf.Tensor:
        if self._whole is None:
            self._whole = tf.concat(self.parts, axis=0)
        return self._whole


def _operations(model):
    """All operations of a model; those of a submodel stand in its place."""
    if type(model) is not keras.Sequential and type(model).__name__ != "Functional":
        return [model]  # a class of its own may compute with something else than its layers
    inner = (call.operation for call in wiring(model).calls if call.operation)
    return [each for operation in inner for each in _operations(operation)]


def _throughout(model):
    """Whether each of a model's operations can be computed in halves."""
    return all(map(_supported, _operations(model)))


def _begins_with_dense(model):
    return (
        type(model) is keras.Sequential
        and type(model.layers[0]) is keras.layers.Dense
        and _supported(model.layers[0])
        and model.layers[0].trainable
        and len(model.input_shape) == 2
    )


def _supported(operation):
    if type(operation) is keras.layers.Dense:
        return (
            operation.use_bias
            and operation.units > 1  # with one, Keras adds the bias in another way
            and operation.compute_dtype == operation.variable_dtype == "float32"
            and operation.activity_regularizer is None
            and not operation.lora_enabled
        )
    return type(operation) in (keras.layers.InputLayer, keras.layers.Add)


def _sums_once_at_most(model):
    """Whether no sum meets another one, forward or backward, or an output without activation.

    Random networks in which they do were seen to differ in the last bit after a few steps, though
    `_same_bits` had found no difference; TensorFlow's rewriting of graphs is the likely reason.
    """
    wired, (layers, _) = wiring(model), describe(model)
    (output,) = wired.outputs
    alone = [layer.sources for layer in layers if len(layer.sources) == 1]
    sums = [layer.sources for layer in layers if len(layer.sources) != 1]
    summed = [source for sources in sums for source in sources]
    return (
        type(wired.calls[output.call].operation) is keras.layers.Dense
        and len(alone) == len(set(alone))
        and len(summed) == len(set(summed)) == 2 * len(sums)
        and all(source and layers[source - 1].activation != "linear" for source in summed)
    )


def _walk(model, halves):
    def in_halves(
        operation, inputs, **options
    ):  # a mask or the like: none of these has a use for it
        if type(operation) is keras.layers.Dense:
            return _dense(inputs, operation.activation, *operation.weights)
        if type(operation) is keras.layers.Add:
            pairs = zip(*(each.parts for each in inputs), strict=True)
            return _Halves(operation(list(parts)) for parts in pairs)
        return _walk(operation, inputs)

    return compute(model, halves, in_halves)


def _dense(halves, activation, kernel, bias):
    """A `Dense` layer on halves of a batch, with the gradients of the layer on the whole batch."""

    @tf.custom_gradient
    def dense(first, second, kernel, bias):
        with tf.GradientTape(persistent=True) as tape:
            sums = [_affine(part, kernel, bias) for part in (first, second)]
            tape.watch(sums)
            outputs = [activation(part) for part in sums]

        def gradient(*signals):
            signals = [
                tape.gradient(output, part, signal)
                for output, part, signal in zip(outputs, sums, signals, strict=True)
            ]
            whole = tf.concat(signals, axis=0)
            return (
                *(tf.matmul(signal, kernel, transpose_b=True) for signal in signals),
                _kernel_gradient(halves, whole),
                tf.raw_ops.BiasAddGrad(out_backprop=whole),
            )

        return outputs, gradient

    return _Halves(dense(*halves.parts, *map(tf.convert_to_tensor, (kernel, bias))))


def _kernel_gradient(halves, signal):
    def product(part):
        return tf.matmul(halves.whole, part, transpose_a=True)

    if not halves.are_images:  # the other thread works on the layers before this one
        return product(signal)
    units = signal.shape[1]
    parts = tf.split(signal, [units // 2, units - units // 2], axis=1)
    return tf.concat([product(part) for part in parts], axis=1)


def _affine(inputs, kernel, bias):
    return tf.nn.bias_add(tf.matmul(inputs, kernel), bias)


def _network_has_same_bits(model, batch_size):
    frozen = [_drawn(*variable.shape) for variable in model.non_trainable_variables]

    def whole(weights, batch):
        return model.stateless_call(weights, frozen, batch)[0]

    def halved(weights, batch):
        with side_by_side(model, batch_size):
            return whole(weights, batch)

    shapes = model.input_shape, model.output_shape
    return _same_bits(whole, halved, model.trainable_variables, shapes, batch_size)


def _layer_has_same_bits(layer, batch_size):
    def whole(weights, batch):
        return layer.stateless_call(weights, [], batch)[0]

    def halved(weights, batch):
        return _dense(_Halves.of(batch, batch_size), layer.activation, *weights).whole

    shapes = [(None, size) for size in layer.kernel.shape]
    return _same_bits(whole, halved, layer.weights, shapes, batch_size)


def _drawn(*shape):
    random = np.random.default_rng(shape)
    return tf.constant(random.normal(size=shape, scale=shape[0] ** -0.5), tf.float32)


def _same_bits(whole, halved, variables, shapes, batch_size):
    """Try it out: one batch in halves against the same batch as a whole, forward and backward.

    Args:
        whole, halved: functions of weights and a batch.
        variables: of which the weights have the shapes.
        shapes: of the inputs and outputs of both; their first entry is not looked at.
        batch_size: images in a batch.
    """
    weights = [_drawn(*variable.shape) for variable in variables]
    arguments = [_drawn(batch_size, *shape[1:]) for shape in shapes]
    # As in training, TensorFlow must not know the number of rows: it would use that knowledge.
    rows = [tf.TensorSpec([None, *shape[1:]]) for shape in shapes]

    def found(outputs_of):
        def once(batch, signal):
            with tf.GradientTape() as tape:
                tape.watch(weights)
                outputs = outputs_of(weights, batch)
            return [outputs, *tape.gradient(outputs, weights, signal)]

        return tf.function(once, autograph=False, input_signature=rows)(*arguments)

    return all(map(np.array_equal, found(whole), found(halved)))
