"""What is left, layer by layer, of the two signals in a network: images forwards, loss backwards."""

from vgkit import data
from vgkit.backend import keras, tf
from vgkit.diagnostics.gradients import PROBE_IMAGES
from vgkit.networks import starting_point


def measure(model: keras.Model) -> dict[str, list[float]]:
    """Send the first 512 training images through a model at the published starting point, and back.

    The model's own weights are put back afterwards.

    Args:
        model: a built `keras.Sequential` that gives logits; it need not be compiled.

    Returns:
        A dict of two lists with one number per `Dense` layer:
        `forward`: by how much the layer's outputs differ between images (standard deviation over
        the images, mean over the units);
        `backward`: size of the gradient of the mean cross-entropy that arrives at those outputs
        (root mean square over images and units).

    Raises:
        ValueError: the model is not a `Sequential`: its layers need not follow one another.
    """
    if not isinstance(model, keras.Sequential):
        raise ValueError(f"Expected a keras.Sequential. Received: {type(model).__name__}")
    with starting_point.at_start(model):
        images = data.load()
        h, outputs = tf.cast(images.x_train[:PROBE_IMAGES], tf.float32), []
        with tf.GradientTape() as tape:
            for layer in model.layers:
                h = layer(h)
                if isinstance(layer, keras.layers.Dense):
                    outputs.append(h)
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            value = loss(images.y_train[:PROBE_IMAGES], h)
        gradients = tape.gradient(value, outputs)
    return {
        "forward": [float(tf.reduce_mean(tf.math.reduce_std(h, axis=0))) for h in outputs],
        "backward": [float(tf.sqrt(tf.reduce_mean(g**2))) for g in gradients],
    }
