"""Where the gradient dies: numbers per layer, taken from one batch.

Taking them changes nothing: no variable is written and no random number is drawn.
"""

import weakref
from collections.abc import Callable

import numpy as np

from vgkit import course, data, settings
from vgkit.backend import keras, tf
from vgkit.data import Dataset
from vgkit.diagnostics.kept import measured_once
from vgkit.messages import say, tell
from vgkit.networks import starting_point
from vgkit.networks.description import (
    activation_name,
    kernel_layers,
    kernels_of,
    network_fingerprint,
)
from vgkit.networks.objective import crossentropy
from vgkit.networks.wiring import compute

PROBE_IMAGES = 512
NEAR_ZERO = 0.1
EPOCHS = (0, 1, 2, 3, 5, 10, 20, 50, 100, 150, 200, 250, 300)

# Which activations count as saturated: there the derivative is below a fifth of its maximum
# (sigmoid: 4 · 0.05 · 0.95 = 0.19; tanh: 1 − 0.9² = 0.19), or exactly zero (ReLU).
_SATURATED = {
    "sigmoid": lambda a: (a < 0.05) | (a > 0.95),
    "tanh": lambda a: abs(a) > 0.9,
    "relu": lambda a: a == 0,
}


# `Dense` layers that were trained for a record's first epochs at most, while its curves are shown.
_BEGUN = weakref.WeakSet()


def mark_begun(model: keras.Model, begun: bool = True) -> None:
    """Note that a model's layers are not what the record shown for them measured; or that they are.

    Whoever looks into them afterwards is told.
    """
    for layer in kernel_layers(model):
        (_BEGUN.add if begun else _BEGUN.discard)(layer)


def _tell_if_begun(model):
    if not settings.current().static and any(layer in _BEGUN for layer in kernel_layers(model)):
        tell(
            say(
                "Quick profile: these layers were trained for the record's first epochs at most, "
                "and some not at all. To look into trained ones, unset VGKIT_PROFILE and train."
            )
        )


def kernels(model: keras.Model) -> list[np.ndarray]:
    """The kernel of each layer that has one, as a NumPy array, first layer first.

    The two of a separable convolution stand in one array, one after the other.
    """
    _tell_if_begun(model)
    return _kernels(model)


def _kernels(model):
    found = ([kernel.numpy() for kernel, _ in kernels_of(layer)] for layer in kernel_layers(model))
    return [each[0] if len(each) == 1 else _in_a_row(each, np) for each in found]


def _in_a_row(arrays, library):
    return library.concatenate([library.reshape(array, (-1,)) for array in arrays], axis=0)


def compute_in_training(
    model: keras.Model, inputs: tf.Tensor, look: Callable[[object, object], None]
) -> tf.Tensor:
    """What a model gives in training, with a look at each step of the way.

    Args:
        model: a built functional or Sequential model.
        inputs: as the network takes them.
        look: called with each layer or other operation and its output, in the order of computing;
            submodels are gone through.

    Returns:
        The model's output.
    """

    def call(operation, *arguments, **keywords):
        if isinstance(operation, keras.Model):
            return compute(operation, *arguments, call)
        if isinstance(operation, keras.Layer):
            keywords["training"] = True
        value = operation(*arguments, **keywords)
        look(operation, value)
        return value

    return compute(model, inputs, call)


def _compute(model, inputs, layers):
    """What a model gives in training, and the outputs of some of its layers by id(layer)."""
    outputs = {}

    def look(operation, value):
        if operation in layers:
            outputs[id(operation)] = value.numpy()

    return compute_in_training(model, inputs, look), outputs


def probe(images: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """The one batch that is looked at: the first 512 training images as the network sees them.

    Args:
        images: a `data.Dataset`.

    Returns:
        `(pixels, labels)`: float32 `(512, …)`, each image of its own shape, and uint8 `(512,)`.
    """
    return images.to_input(images.x_train[:PROBE_IMAGES]), images.y_train[:PROBE_IMAGES]


def measure(
    model: keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    initial_kernels: list[np.ndarray],
) -> dict[str, list]:
    """Measure every layer with a kernel on one batch.

    The gradient is that of the mean cross-entropy over the batch, as training would see it
    (BatchNormalization with the batch's own statistics).

    Args:
        model: a built model that gives logits.
        images: `(batch, 784)` or `(batch, height, width, channels)`, as the network takes them.
        labels: `(batch,)` integers, the classes.
        initial_kernels: the kernels before training, from `kernels(model)`.

    Returns:
        A dict of lists with one number per layer:
        `gradient_norm`: L2 norm of the kernel's gradient;
        `weight_change`: L2 norm of (kernel − initial kernel), divided by that of the initial one:
        inf where that was 0, nan where the kernel is still 0;
        `weight_rms`: root mean square of the kernel's entries;
        `near_zero`: share of entries with |w| < 0.1;
        `saturation`: share of activations at which the layer's activation function is flat (None
        for the output layer and for activations without a flat end).
    """
    _tell_if_begun(model)
    return _measure(model, images, labels, initial_kernels)


def _measure(model, images, labels, initial_kernels):
    layers = kernel_layers(model)
    # The kernels of frozen layers are among the state; their gradients are measured all the same.
    values = {id(v): tf.convert_to_tensor(v) for v in model.variables}
    watched = [[values[id(kernel)] for kernel, _ in kernels_of(layer)] for layer in layers]
    loss = crossentropy(model.output_shape[-1])
    state = keras.StatelessScope(state_mapping=[(v, values[id(v)]) for v in model.variables])
    with tf.GradientTape() as tape:
        tape.watch(watched)
        with state:
            logits, outputs = _compute(model, tf.cast(images, tf.float32), layers)
        value = loss(labels, logits)
    result = {
        "gradient_norm": [
            float(tf.norm(each[0] if len(each) == 1 else _in_a_row(each, tf.experimental.numpy)))
            for each in tape.gradient(value, watched)
        ],
        "weight_change": [],
        "weight_rms": [],
        "near_zero": [],
        "saturation": [],
    }
    for layer, kernel, initial in zip(layers, _kernels(model), initial_kernels, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.linalg.norm(kernel - initial) / np.linalg.norm(initial)
        flat = _SATURATED.get(activation_name(layer.activation))
        result["weight_change"].append(float(change))
        result["weight_rms"].append(float(np.sqrt(np.mean(np.square(kernel)))))
        result["near_zero"].append(float(np.mean(abs(kernel) < NEAR_ZERO)))
        result["saturation"].append(float(np.mean(flat(outputs[id(layer)]))) if flat else None)
    return result


def before_training(model: keras.Model, exercise: str | None = None) -> dict[str, list]:
    """Measure a model at the published starting point on the first 512 training images.

    The model's own weights are put back afterwards.

    Args:
        model: a built model; it need not be compiled.
        exercise: id in the course's table, whose images and seed are taken; None for part one's.

    Returns:
        The dict of `measure`.

    Raises:
        VgkitError: there is no such exercise.
    """
    row = course.OWN if exercise is None else course.get(exercise)
    images = data.load() if exercise is None else row.images()
    pixels, labels = probe(images)

    def taken():
        with starting_point.at_start(model, row.seed):
            return _measure(model, pixels, labels, _kernels(model))

    return measured_once(taken, "gradients", network_fingerprint(model), row.seed, pixels, labels)
