"""The convolutional networks of part two, as shared builders.

All take images with channels last, as the lesson scales them, and give logits.
"""

from vgkit.backend import keras
from vgkit.networks.layers import ImageStandardization

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


VGG_FILTERS = (16, 32, 64, 64, 64)
VGG_BLOCKS = {2: (1, 1), 6: (1, 1, 2, 1, 1), 13: (2, 2, 3, 3, 3), 18: (3, 3, 4, 4, 4)}


def vgg(
    convolutions: int = 13,
    activation: str = "relu",
    initializer: str = "he_normal",
    normalization: bool = False,
    momentum: float = 0.9,
    flip: bool = False,
    dropout: float = 0.0,
    classes: int = 10,
) -> keras.Model:
    """Blocks of 3 × 3 convolutions, each ended by max pooling, as in VGG, in a small edition.

    Source: Simonyan & Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image
    Recognition". Theirs have 64 to 512 filters and 224 × 224 pixels; this one has `VGG_FILTERS`
    filters, 32 × 32 pixels, and one hidden `Dense` layer of 128 units.

    Args:
        convolutions: how many: a key of `VGG_BLOCKS`, which says how they stand in blocks.
        activation: of all hidden layers, a Keras name.
        initializer: of all hidden kernels, a Keras name: `"he_normal"`, `"glorot_uniform"`.
        normalization: batch normalization between each convolution and its activation; the
            convolution has no bias then.
        momentum: of the moving averages of the normalizations.
        flip: begin with `RandomFlip("horizontal")`.
        dropout: share of what goes into the hidden layer, and of what leaves it, that is dropped.
        classes: number of logits.

    Returns:
        A built, not compiled `keras.Model`: float32 `(batch, 32, 32, 3)` → `(batch, classes)`.

    Raises:
        KeyError: there is no such number of convolutions.

    Example:

    >>> vgg(13).count_params()
    340186
    """
    inputs = keras.Input((32, 32, 3))
    x = keras.layers.RandomFlip("horizontal", name="flip")(inputs) if flip else inputs
    number = 0
    for block, count in enumerate(VGG_BLOCKS[convolutions], start=1):
        for _ in range(count):
            number += 1
            x = keras.layers.Conv2D(
                VGG_FILTERS[block - 1],
                3,
                padding="same",
                activation=None if normalization else activation,
                use_bias=not normalization,
                kernel_initializer=initializer,
                name=f"conv_{number}",
            )(x)
            if normalization:
                x = keras.layers.BatchNormalization(
                    momentum=momentum, name=f"normalization_{number}"
                )(x)
                x = keras.layers.Activation(activation, name=f"activation_{number}")(x)
        x = keras.layers.MaxPooling2D(2, name=f"pool_{block}")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    if dropout:
        x = keras.layers.Dropout(dropout, name="dropout_1")(x)
    x = keras.layers.Dense(
        128, activation=activation, kernel_initializer=initializer, name="hidden"
    )(x)
    if dropout:
        x = keras.layers.Dropout(dropout, name="dropout_2")(x)
    outputs = keras.layers.Dense(classes, name="output")(x)
    return keras.Model(inputs, outputs, name=f"vgg_{convolutions}")


def color_convnet(per_image: bool = False, classes: int = 10) -> keras.Model:
    """Three convolutions with 16, 32 and 64 filters, each followed by max pooling; one hidden layer.

    Args:
        per_image: begin with `layers.ImageStandardization`.
        classes: number of logits.

    Returns:
        A built, not compiled `keras.Model`: float32 `(batch, 32, 32, 3)` → `(batch, classes)`.

    Example:

    >>> color_convnet().count_params()
    89834
    """
    inputs = keras.Input((32, 32, 3))
    x = ImageStandardization(name="standardization")(inputs) if per_image else inputs
    for number, filters in enumerate((16, 32, 64), start=1):
        x = keras.layers.Conv2D(
            filters, 3, padding="same", activation="relu", name=f"conv_{number}"
        )(x)
        x = keras.layers.MaxPooling2D(2, name=f"pool_{number}")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    x = keras.layers.Dense(64, activation="relu", name="hidden")(x)
    outputs = keras.layers.Dense(classes, name="output")(x)
    return keras.Model(inputs, outputs, name="color_convnet")
