"""Where the gradient dies: numbers per layer, taken from one batch, and the four signs.

Taking them changes nothing: no variable is written and no random number is drawn.
"""

import contextlib
from dataclasses import dataclass

import numpy as np

from vgkit import data
from vgkit.backend import keras, tf
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import dense_layers

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


def kernels(model):
    """The kernels of the `Dense` layers as NumPy arrays, first layer first."""
    return [layer.kernel.numpy() for layer in dense_layers(model)]


@contextlib.contextmanager
def _outputs_of(layers):
    """What the layers give while the context lasts: a dict from id(layer) to a NumPy array."""
    outputs = {}

    def listen(layer):
        call = layer.call

        def heard(*args, **kwargs):
            output = call(*args, **kwargs)
            outputs[id(layer)] = output.numpy()
            return output

        return heard

    try:
        for layer in layers:
            layer.call = listen(layer)
        yield outputs
    finally:
        for layer in layers:
            del layer.call


def probe(images):
    """The one batch that is looked at: the first 512 training images as the network sees them.

    Args:
        images: a `data.Dataset`.

    Returns:
        `(pixels, labels)`: float32 `(512, 784)` and uint8 `(512,)`.
    """
    return images.to_input(images.x_train[:PROBE_IMAGES]), images.y_train[:PROBE_IMAGES]


def measure(model, images, labels, initial_kernels):
    """Measure every `Dense` layer on one batch.

    The gradient is that of the mean cross-entropy over the batch, as training would see it
    (BatchNormalization with the batch's own statistics).

    Args:
        model: a built model that gives logits.
        images: `(batch, 784)`, uint8 or float32, pixels 0…255.
        labels: `(batch,)` integers 0…9.
        initial_kernels: the kernels before training, from `kernels(model)`.

    Returns:
        A dict of lists with one number per `Dense` layer:
        `gradient_norm`: L2 norm of the kernel's gradient;
        `weight_change`: L2 norm of (kernel − initial kernel), divided by that of the initial one;
        `weight_rms`: root mean square of the kernel's entries;
        `near_zero`: share of entries with |w| < 0.1;
        `saturation`: share of activations at which the layer's activation function is flat (None
        for the output layer and for activations without a flat end).
    """
    layers = dense_layers(model)
    # The kernels of frozen layers are among the state; their gradients are measured all the same.
    values = {id(v): tf.convert_to_tensor(v) for v in model.variables}
    watched = [values[id(layer.kernel)] for layer in layers]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape, _outputs_of(layers) as outputs:
        tape.watch(watched)
        logits, _ = model.stateless_call(
            [values[id(v)] for v in model.trainable_variables],
            [values[id(v)] for v in model.non_trainable_variables],
            tf.cast(images, tf.float32),
            training=True,
        )
        value = loss(labels, logits)
    result = {
        "gradient_norm": [float(tf.norm(g)) for g in tape.gradient(value, watched)],
        "weight_change": [],
        "weight_rms": [],
        "near_zero": [],
        "saturation": [],
    }
    for layer, kernel, initial in zip(layers, kernels(model), initial_kernels, strict=True):
        change = np.linalg.norm(kernel - initial) / np.linalg.norm(initial)
        flat = _SATURATED.get(layer.activation.__name__)
        result["weight_change"].append(float(change))
        result["weight_rms"].append(float(np.sqrt(np.mean(np.square(kernel)))))
        result["near_zero"].append(float(np.mean(abs(kernel) < NEAR_ZERO)))
        result["saturation"].append(float(np.mean(flat(outputs[id(layer)]))) if flat else None)
    return result


def before_training(model):
    """Measure a model at the published starting point on the first 512 training images.

    The model's own weights are put back afterwards.

    Args:
        model: a built model; it need not be compiled.

    Returns:
        The dict of `measure`.
    """
    own = model.get_weights()
    try:
        starting_point.set_initial_weights(model)
        return measure(model, *probe(data.load()), kernels(model))
    finally:
        model.set_weights(own)


@dataclass(frozen=True)
class Sign:
    """One of the four signs of vanishing gradients, judged on a record.

    Attributes:
        name: the sign, in the session's language.
        measured: the number that decides, in words.
        threshold: the stated limit, in words.
        present: whether the record shows the sign.
    """

    name: str
    measured: str
    threshold: str
    present: bool


CHANGE_RATIO = 0.1
DRIFT = 0.9
STALL_EPOCH = 2
STALL = 0.02
CONCENTRATED = 0.95


def _ratio(value):
    """Two decimals, or two significant digits where the value is small."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def signs(record):
    """Judge the four signs of vanishing gradients on a recorded run.

    1. Layers near the output change, those near the input hardly: hidden 1's `weight_change` is
       less than a tenth of the output layer's.
    2. Weights drift to 0: in some hidden layer `weight_rms` falls below 0.9 of its start.
    3. Learning stalls within the first epochs: after epoch 2 the loss falls by less than 2 %.
    4. Weights are concentrated at 0: in every hidden layer at least 95 % have |w| < 0.1, as many
       as a normal distribution with stddev 0.05 has.

    Args:
        record: a `records.Record` of more than 2 epochs.

    Returns:
        Four `Sign`s, in that order.

    Raises:
        VgkitError: the record is too short to say.
    """
    if record.epochs <= STALL_EPOCH:
        raise VgkitError(
            say(
                "The four signs need a run of more than {epoch} epochs; this one has {epochs}.",
                epoch=STALL_EPOCH,
                epochs=record.epochs,
            )
        )
    start = record.snapshot(0)
    end = record.snapshot(record.diagnostics["epochs"][-1])
    ratio = end["weight_change"][0] / end["weight_change"][-1]
    drift = min(e / s for e, s in zip(end["weight_rms"][:-1], start["weight_rms"], strict=False))
    early, last = record.at("loss", STALL_EPOCH), record.at("loss", record.epochs)
    fall = 1 - last / early
    hidden = end["near_zero"][:-1]
    dense = sum(share >= CONCENTRATED for share in hidden)
    return [
        Sign(
            say("Layers near the output change, those near the input hardly"),
            say("hidden 1 changed {ratio} times as much as the output layer", ratio=_ratio(ratio)),
            say("below {limit:g}", limit=CHANGE_RATIO),
            ratio < CHANGE_RATIO,
        ),
        Sign(
            say("Weights drift to 0"),
            say("smallest RMS of a hidden kernel, end against start: {drift:.3f}", drift=drift),
            say("below {limit:g}", limit=DRIFT),
            drift < DRIFT,
        ),
        Sign(
            say("Learning stalls within the first epochs"),
            say("after epoch {epoch} the loss fell by {fall:.1%}", epoch=STALL_EPOCH, fall=fall),
            say("below {limit:.0%}", limit=STALL),
            fall < STALL,
        ),
        Sign(
            say("Weights are concentrated at 0"),
            say(
                "{dense} of {total} hidden layers have {share:.0%} of their weights within "
                "±{limit:g}",
                dense=dense,
                total=len(hidden),
                share=CONCENTRATED,
                limit=NEAR_ZERO,
            ),
            say("all of them"),
            dense == len(hidden),
        ),
    ]
