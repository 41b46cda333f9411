"""Layers that Keras does not have and the course needs."""

from vgkit.backend import keras, tf


@keras.saving.register_keras_serializable(package="vgkit")
class MyNormalization(keras.layers.Layer):
    """Normalizes a batch by one mean and one standard deviation.

    Formula: (x − mean) / std, both taken over *all* elements of the batch: images and units
    together. No epsilon, no weights, and the same in training and in validation. A constant batch
    therefore gives NaN.

    Input and output: float32 tensors of one shape, any rank.

    Example:

    >>> layer = MyNormalization()
    >>> y = layer(keras.ops.array([[0.0, 2.0], [4.0, 6.0]]))
    >>> [round(float(value), 3) for value in keras.ops.ravel(y)]
    [-1.342, -0.447, 0.447, 1.342]
    """

    def call(self, x: tf.Tensor) -> tf.Tensor:
        return (x - keras.ops.mean(x)) / keras.ops.std(x)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape


@keras.saving.register_keras_serializable(package="vgkit")
class GradientNormalization(keras.layers.Layer):
    """Leaves its input as it is, and normalizes the gradient on its way back.

    Formula of the backward pass: (g − mean) / (std + 1e-6), both taken over *all* elements of the
    gradient g that arrives: images and units together. No weights, and the same in training and in
    validation. A constant gradient becomes 0.

    What leaves the layer backwards is no longer the gradient of the loss: below it, training
    follows this rule instead of steepest descent.

    Input and output: float32 tensors of one shape, any rank.

    Example:

    >>> layer = GradientNormalization()
    >>> layer(keras.ops.array([[0.0, 2.0], [4.0, 6.0]])).numpy().tolist()
    [[0.0, 2.0], [4.0, 6.0]]
    >>> [round(float(value), 3) for value in layer.backward(keras.ops.array([0.0, 2.0, 4.0]))]
    [-1.225, 0.0, 1.225]
    """

    def call(self, x: tf.Tensor) -> tf.Tensor:
        return keras.ops.custom_gradient(lambda x: (x, self.backward))(x)

    def backward(self, gradient: tf.Tensor) -> tf.Tensor:
        """What the layer passes back for a gradient that arrives, a tensor of the same shape."""
        centred = gradient - keras.ops.mean(gradient)
        return centred / (keras.ops.std(gradient) + 1e-6)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape


@keras.saving.register_keras_serializable(package="vgkit")
class AveragedGradientNormalization(GradientNormalization):
    """`GradientNormalization`, divided by the number of images in the batch.

    A loss that is the mean over a batch has this division in the gradient of each image; the
    normalization removes it, and every step becomes larger by about the batch size.

    Example:

    >>> layer = AveragedGradientNormalization()
    >>> [round(float(value), 3) for value in layer.backward(keras.ops.array([0.0, 2.0, 4.0]))]
    [-0.408, 0.0, 0.408]
    """

    def backward(self, gradient: tf.Tensor) -> tf.Tensor:
        images = keras.ops.cast(keras.ops.shape(gradient)[0], gradient.dtype)
        return super().backward(gradient) / images


@keras.saving.register_keras_serializable(package="vgkit")
class ImageStandardization(keras.layers.Layer):
    """Gives each channel of each image mean 0 and standard deviation 1, whatever they were.

    Formula: (x − mean) / max(std, 1 / √pixels), both over height and width of one image and one
    channel. The smallest divisor is that of TensorFlow's `per_image_standardization`; it only
    matters for channels without contrast. No weights, and the same in training and in validation.
    Brightness and contrast, a · x + b with a > 0, are lost on it.

    Input and output: float32 `(batch, height, width, channels)`, values in units of a pixel.

    Example:

    >>> layer = ImageStandardization()
    >>> y = layer(keras.ops.reshape(keras.ops.array([0.0, 2.0, 4.0, 6.0]), (1, 2, 2, 1)))
    >>> [round(float(value), 3) for value in keras.ops.ravel(y)]
    [-1.342, -0.447, 0.447, 1.342]
    """

    def call(self, x: tf.Tensor) -> tf.Tensor:
        mean = keras.ops.mean(x, axis=(1, 2), keepdims=True)
        std = keras.ops.std(x, axis=(1, 2), keepdims=True)
        return (x - mean) / keras.ops.maximum(std, (x.shape[1] * x.shape[2]) ** -0.5)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape
