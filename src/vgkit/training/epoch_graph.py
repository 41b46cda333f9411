"""One epoch as one graph: Keras' own `train_step` and `test_step`, looped where no Python runs.

`fit` hands every batch from a pipeline to the step. Here the images stay in memory as uint8 and the
graph picks each batch itself, so between two steps nothing happens. The operations of a step are
Keras' own, in Keras' order, or those of `split_batches`: the bits of what comes out are Keras' own.
"""

import contextlib

import numpy as np

from vgkit.backend import keras, tf
from vgkit.data import ALIGNMENT, Dataset
from vgkit.training import split_batches


def epoch_functions(model: keras.Model, images: Dataset, batch_size: int) -> tuple:
    """Graphs of one epoch of training and of one pass over the validation images.

    Args:
        model: a built, compiled model. Its optimizer and what is trainable are fixed from here on.
        images: a `data.Dataset`.
        batch_size: images in a batch.

    Returns:
        `train(order)`, which trains on batches of images in that order (an int32 tensor of
        their numbers; the last batch has what is left), and `validate()`. Both return a dict of
        floats, each metric averaged over the images.
    """
    model.optimizer.build(model.trainable_variables)
    build_metrics(model, images)
    train_data = shared_tensor(images.x_train), shared_tensor(images.y_train)
    test_data = shared_tensor(images.x_test), shared_tensor(images.y_test)
    way, to_input = _way(model, batch_size), _input_of(images)

    def train_batch(order, start):
        rows = order[start : start + batch_size]
        return to_input(tf.gather(train_data[0], rows)), tf.gather(train_data[1], rows)

    # No AutoGraph, as in Keras' own `fit`: it also writes source files into the system's folder of
    # temporary files, and a killed process leaves them there.
    @tf.function(autograph=False)
    def train_epoch(order):
        def body(start, x, y):
            start += batch_size
            following = train_batch(order, start)  # fetched by one thread while another trains
            with way():
                model.train_step((x, y))
            return [start, *following]

        first = train_batch(order, 0)
        shapes = [tf.TensorShape([]), *(tf.TensorShape([None, *b.shape[1:]]) for b in first)]
        count = len(images.x_train)
        tf.while_loop(lambda start, x, y: start < count, body, [0, *first], shapes)

    @tf.function(autograph=False)
    def test_epoch():
        x, y = test_data

        def body(start):
            batch = slice(start, start + batch_size)
            with way():
                model.test_step((to_input(x[batch]), y[batch]))
            return [start + batch_size]

        tf.while_loop(lambda start: start < len(images.x_test), body, [0])

    def measured(run, *arguments):
        model.reset_metrics()
        run(*arguments)
        return {name: float(value) for name, value in model.get_metrics_result().items()}

    return lambda order: measured(train_epoch, order), lambda: measured(test_epoch)


def _way(model, batch_size):
    """What makes the context of one batch: its halves side by side where that is possible."""
    if split_batches.possible(model, batch_size):
        return lambda: split_batches.side_by_side(model, batch_size)
    return contextlib.nullcontext


def _input_of(images):
    """`Dataset.to_input` as operations of a graph, to the same bits."""
    # Not Python numbers: TensorFlow would turn a division by a constant into a multiplication.
    mean, std = tf.constant(images.mean, tf.float32), tf.constant(images.std, tf.float32)
    as_they_are = np.all(images.mean == 0) and np.all(images.std == 1)

    def to_input(pixels):
        pixels = tf.cast(pixels, tf.float32)
        return pixels if as_they_are else (pixels - mean) / std

    return to_input


def build_metrics(model: keras.Model, images: Dataset) -> None:
    """Let metrics make their variables now: TensorFlow traces a graph that makes any twice.

    Args:
        model: a built, compiled model.
        images: a `data.Dataset`.
    """
    logits = tf.zeros((1, *model.output_shape[1:]), model.compute_dtype)
    x, y = images.to_input(images.x_train[:1]), images.y_train[:1]
    model.compute_metrics(tf.constant(x), tf.constant(y), logits)


def shared_tensor(array: np.ndarray) -> tf.Tensor:
    """A tensor of an array's values, in the same memory where that is possible.

    `tf.constant` would hold them three times on the way, and twice in the end.

    Args:
        array: C-contiguous, of any shape and type that TensorFlow has. It must not change any more.

    Returns:
        A tensor of that shape and type.
    """
    memory = array.base
    owned = isinstance(memory, np.ndarray) and memory.ndim == 1 and memory.dtype == np.uint8
    owned = owned and memory.flags.writeable
    if not owned or array.ctypes.data % ALIGNMENT:
        memory = np.empty(array.nbytes + ALIGNMENT, np.uint8)
        start = -memory.ctypes.data % ALIGNMENT
        memory[start : start + array.nbytes] = array.reshape(-1).view(np.uint8)
    else:
        start = array.ctypes.data - memory.ctypes.data
    # DLPack refuses read-only arrays; the memory's owner is none.
    values = memory[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    return tf.experimental.dlpack.from_dlpack(values.__dlpack__())
