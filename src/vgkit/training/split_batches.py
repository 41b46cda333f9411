"""Both halves of a batch through the network side by side, each on a thread of its own.

The products of a step are small, and each waits for the one before: shared among threads, they
gain little. Two halves of a batch need nothing from each other until the loss, and again after it.
What adds up over the batch, the gradients of kernels and biases, is taken of the whole batch. So
all numbers have the bits of plain Keras, as long as a product of half the rows has the bits of
those rows in the product of all. That depends on the processor and is tried out first.
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
        up on two cores), the network consists of `Dense` and `Add` layers, and a batch that goes
        through it in halves gives the bits that it gives as a whole.
    """
    return (
        hardware.TWO_AT_ONCE.items() <= os.environ.items()
        and all(map(_supported, _operations(model)))
        and _sums_once_at_most(model)
        and _same_bits(model, batch_size)
    )


@contextlib.contextmanager
def side_by_side(model: keras.Model, batch_size: int) -> Iterator[None]:
    """While this lasts, graphs traced with `model` send each whole batch through in halves.

    Args:
        model: one that is `possible`.
        batch_size: images in a whole batch.
    """

    def call(inputs, training=None, mask=None):
        return _walk(model, _Halves.of(inputs, batch_size)).whole

    model.call = call  # shadows the method of its class
    try:
        yield
    finally:
        del model.call


class _Halves:
    """A batch in two parts and, where something needs it, as a whole: float32 (images, units)."""

    def __init__(self, parts, whole=None):
        self.parts, self._whole = list(parts), whole

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
            weights = map(tf.convert_to_tensor, operation.weights)
            return _dense(inputs, operation.activation, *weights)
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
                tf.matmul(halves.whole, whole, transpose_a=True),
                tf.raw_ops.BiasAddGrad(out_backprop=whole),
            )

        return outputs, gradient

    return _Halves(dense(*halves.parts, kernel, bias))


def _affine(inputs, kernel, bias):
    return tf.nn.bias_add(tf.matmul(inputs, kernel), bias)


def _same_bits(model, batch_size):
    """Try it out: one batch in halves against the same batch as a whole, forward and backward."""
    random = np.random.default_rng(1)

    def drawn(*shape):
        return tf.constant(random.normal(size=shape, scale=shape[0] ** -0.5), tf.float32)

    weights = [drawn(*variable.shape) for variable in model.trainable_variables]
    frozen = [drawn(*variable.shape) for variable in model.non_trainable_variables]
    shapes = model.input_shape, model.output_shape
    arguments = [drawn(batch_size, *shape[1:]) for shape in shapes]

    def once(batch, signal):
        with tf.GradientTape() as tape:
            tape.watch(weights)
            logits, _ = model.stateless_call(weights, frozen, batch)
        return [logits, *tape.gradient(logits, weights, signal)]

    def found():
        # As in training, TensorFlow must not know the number of rows: it would use that knowledge.
        rows = [tf.TensorSpec(shape) for shape in shapes]
        return tf.function(once, autograph=False, input_signature=rows)(*arguments)

    whole = found()
    with side_by_side(model, batch_size):
        return all(map(np.array_equal, whole, found()))
