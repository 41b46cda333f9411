"""The convolutional networks of part two, as shared builders.

All take images with channels last, as the lesson scales them, and give logits.
"""

from vgkit.backend import keras

POOLING = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}


def lenet(activation: str = "relu", pooling: str = "max", classes: int = 10) -> keras.Sequential:
    """LeNet-5 (LeCun, Bottou, Bengio & Haffner, 1998) on 28 × 28 pixels.

    As published but for three things: every feature map of C3 sees all of S2's, the pooling has no
    weights, and the last layer is `Dense`. C1 pads, so that it sees 28 × 28 as the original sees
    its 32 × 32.

    Args:
        activation: of all hidden layers, a Keras name; `"sigmoid"` is closest to 1998.
        pooling: `"average"`, as in 1998, or `"max"`.
        classes: number of logits.

    Returns:
        A built, not compiled `keras.Sequential`: float32 `(batch, 28, 28, 1)` → `(batch, classes)`.

    Example:

    >>> lenet().count_params()
    61706
    """
    convolution, pool = keras.layers.Conv2D, POOLING[pooling]
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            convolution(6, 5, padding="same", activation=activation, name="c1"),
            pool(2, name="s2"),
            convolution(16, 5, activation=activation, name="c3"),
            pool(2, name="s4"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dense(120, activation=activation, name="c5"),
            keras.layers.Dense(84, activation=activation, name="f6"),
            keras.layers.Dense(classes, name="output"),
        ],
        name="lenet",
    )


def small_convnet(classes: int = 10) -> keras.Sequential:
    """Two convolutions, dropout, one layer of logits: sizes as on Keras' page on MNIST.

    Args:
        classes: number of logits.

    Returns:
        A built, not compiled `keras.Sequential`: float32 `(batch, 28, 28, 1)` → `(batch, classes)`.

    Example:

    >>> small_convnet().count_params()
    34826
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", name="conv_1"),
            keras.layers.MaxPooling2D(2, name="pool_1"),
            keras.layers.Conv2D(64, 3, activation="relu", name="conv_2"),
            keras.layers.MaxPooling2D(2, name="pool_2"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dropout(0.5, name="dropout"),
            keras.layers.Dense(classes, name="output"),
        ],
        name="small_convnet",
    )
