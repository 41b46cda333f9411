"""The starting point: initial weights, seed states and batch order as pure functions.

TensorFlow 2.9 with `tf.random.set_seed(1)` drew both from Philox streams that today's stateless
operations reproduce bit for bit. So the starting point is *set* on a built model, whatever ran
before it in the same process; the student writes plain Keras. Convolutions, which 2022 had none of,
draw in the same way.
"""

import contextlib
import math
import random
from collections.abc import Iterator, Sequence

import numpy as np

from vgkit.backend import keras, tf
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks.description import flat_layers, generator_states, has_kernel, kernels_of

SEED = 1


def draw_seeds(seed: int = SEED) -> Iterator[int]:
    """Yield the seeds of the kernels, in the order in which the layers are built.

    TensorFlow 2.9 asked Python's generator for one number per kernel: 577090037, 271041745, …
    """
    generator = random.Random(seed)
    while True:
        yield generator.randint(0, 2**31 - 1)


def normal_kernel(
    shape: Sequence[int], draw_seed: int, mean: float = 0.0, stddev: float = 0.05, seed: int = SEED
) -> tf.Tensor:
    """Kernel of `RandomNormal(mean, stddev)` as TensorFlow 2.9 drew it.

    Args:
        shape: `(inputs, units)`.
        draw_seed: this kernel's number out of `draw_seeds`.
        mean, stddev: of the normal distribution.
        seed: the global seed, the key of the Philox stream.

    Returns:
        A float32 tensor of that shape.
    """
    draw = tf.raw_ops.StatelessRandomNormalV2(
        shape=shape, key=[seed], counter=[0, draw_seed], alg=1
    )
    return draw * np.float32(stddev) + np.float32(mean)


def glorot_uniform_kernel(shape: Sequence[int], draw_seed: int, seed: int = SEED) -> tf.Tensor:
    """Kernel of `GlorotUniform()`: uniform on ±sqrt(6 / (inputs + outputs)) (Glorot & Bengio, 2010).

    An output of a convolution has kernel height · kernel width · channels inputs, and each of its
    inputs goes to kernel height · kernel width · filters outputs.

    Args:
        shape: `(inputs, units)`, or `(height, width, channels, filters)`.
        draw_seed, seed: as in `normal_kernel`.

    Returns:
        A float32 tensor of that shape.
    """
    window = math.prod(shape[:-2])
    limit = np.sqrt(6 / (window * sum(shape[-2:])))
    draw = tf.raw_ops.StatelessRandomUniformV2(
        shape=shape, key=[seed], counter=[0, draw_seed], alg=1
    )
    return draw * np.float32(2 * limit) - np.float32(limit)


def initial_kernel(
    initializer: keras.Initializer, shape: Sequence[int], draw_seed: int, seed: int = SEED
) -> tf.Tensor:
    """The kernel that `initializer` stands for under the protocol.

    `RandomNormal` and `GlorotUniform` are drawn as in 2022. Any other initializer is Keras' own,
    seeded with `draw_seed`, which gives the same values every time too.
    """
    if isinstance(initializer, keras.initializers.RandomNormal):
        return normal_kernel(shape, draw_seed, initializer.mean, initializer.stddev, seed)
    if isinstance(initializer, keras.initializers.GlorotUniform):
        return glorot_uniform_kernel(shape, draw_seed, seed)
    if not isinstance(initializer, keras.Initializer):  # a function
        return tf.convert_to_tensor(initializer(shape, dtype="float32"))
    config = initializer.get_config()
    if "seed" in config:
        initializer = type(initializer).from_config({**config, "seed": draw_seed})
    return initializer(shape)


def initialize(layers: list, draws: Iterator[int], seed: int = SEED) -> None:
    """Give layers their initial values, in place, as if they were built now, one after the other.

    Every kernel takes the next draw seed and what its layer's own initializer calls for, every
    bias its own initializer's value, every BatchNormalization its fresh state. The state of a
    generator of random numbers (dropout, augmentation) takes a draw seed, too, and begins at 0.

    Args:
        layers: built Keras layers, in building order.
        draws: an iterator over `draw_seeds`; it is advanced by one for each kernel, and by one for
            each generator.
        seed: the global seed; 1 is the published one.
    """
    for layer in layers:
        for variable, initializer in kernels_of(layer):
            variable.assign(initial_kernel(initializer, variable.shape, next(draws), seed))
        if has_kernel(layer):
            if layer.use_bias:
                layer.bias.assign(layer.bias_initializer(layer.bias.shape))
        elif isinstance(layer, keras.layers.BatchNormalization):
            for name in ("gamma", "beta", "moving_mean", "moving_variance"):
                variable = getattr(layer, name)
                if variable is not None:
                    initializer = getattr(layer, f"{name}_initializer")
                    variable.assign(initializer(variable.shape))
        for state in generator_states(layer):
            state.assign([next(draws), 0])


def set_initial_weights(model: keras.Model, seed: int = SEED) -> None:
    """Put a built model at the published starting point, in place.

    Args:
        model: a built Keras model.
        seed: the global seed; 1 is the published one.

    Raises:
        VgkitError: it is no built Keras model.
    """
    _refuse_unbuilt(model)
    initialize(flat_layers(model), draw_seeds(seed), seed)


@contextlib.contextmanager
def at_start(model: keras.Model, seed: int = SEED) -> Iterator[None]:
    """While this lasts, a built model is at its starting point; then it gets its state back.

    Raises:
        VgkitError: as in `set_initial_weights`.
    """
    _refuse_unbuilt(model)
    values = [variable.numpy() for variable in model.variables]
    try:
        set_initial_weights(model, seed)
        yield
    finally:
        for variable, value in zip(model.variables, values, strict=True):
            variable.assign(value)


def _refuse_unbuilt(model):
    if not isinstance(model, keras.Model) or not model.built:
        raise VgkitError(
            say(
                "A built Keras model is needed here, one that starts with keras.Input. Received: "
                "{model!r}.",
                model=model,
            )
        )


def batch_orders(images: int = 60_000, first_epoch: int = 0, seed: int = SEED) -> tf.data.Dataset:
    """The order in which the images are visited, epoch after epoch.

    Each result is one shuffle of one stateful `RandomShuffle` kernel, which starts again with every
    iteration over the data set. The kernel must live inside the `map`: called eagerly it is cached
    by TensorFlow and its state would run on from whatever was drawn before.

    Args:
        images: number of training images.
        first_epoch: epochs to pass over, for a run that goes on (0 for a new one).
        seed: the global seed; 1 is the published one.

    Returns:
        An endless `tf.data.Dataset` of int32 tensors of shape `(images,)`.
    """

    @tf.autograph.experimental.do_not_convert
    def shuffle(_):
        return tf.raw_ops.RandomShuffle(value=tf.range(images), seed=seed, seed2=0)

    # A pipeline that tunes itself starts a thread, and ending the pipeline may wait until that thread
    # wakes up: after a training of t seconds, about t seconds more. Here there is nothing to tune.
    options = tf.data.Options()
    options.autotune.enabled = False
    return tf.data.Dataset.counter().map(shuffle).skip(first_epoch).with_options(options)
