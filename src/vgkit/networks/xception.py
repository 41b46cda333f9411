"""A small Xception: residual blocks of separable convolutions, for two classes of photographs.

Source: Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions", in the small
edition of Keras' page on cats and dogs, "Image classification from scratch".
"""

from collections.abc import Sequence

from vgkit.backend import keras

FILTERS = (128, 256, 512, 728, 1024)  # of Keras' page
MOMENTUM = 0.9  # of the normalizations' moving averages, where an epoch has few steps


def small_xception(
    size: int = 180,
    filters: Sequence[int] = FILTERS,
    middle: int = 0,
    residual: bool = True,
    separable: bool = True,
    augmentation: bool = False,
    dropout: float = 0.25,
    momentum: float = 0.99,
    initializer: str = "glorot_uniform",
    classes: int = 1,
) -> keras.Model:
    """The network: an entry, one block for each number of filters between first and last, an exit.

    Args:
        size: height and width of the images in pixels.
        filters: of the entry's convolution (stride 2), of the blocks, and of the last convolution.
        middle: blocks of three convolutions between the last of those blocks and the exit, which
            change neither size nor number of filters, as in the published network's middle flow.
        residual: add to each block what went into it, through a 1 × 1 convolution with stride 2
            where the block makes the image smaller.
        separable: `SeparableConv2D` in the blocks and at the end; else plain `Conv2D`.
        augmentation: begin with a horizontal flip and a rotation by up to a tenth of a turn, in
            training only.
        dropout: share of the features that is dropped before the last layer.
        momentum: of the moving averages of the normalizations; Keras' own unless given.
        initializer: of all kernels, a Keras name.
        classes: number of logits; 1 for two classes.

    Returns:
        A built, not compiled `keras.Model`: float32 `(batch, size, size, 3)`, pixels from 0 to 255
        (the network scales them to 0…1 itself) → `(batch, classes)`.

    Example:

    >>> small_xception().count_params()
    2731065
    """
    inputs = x = keras.Input((size, size, 3))
    if augmentation:
        x = keras.layers.RandomFlip("horizontal", name="flip")(x)
        x = keras.layers.RandomRotation(0.1, name="rotation")(x)
    x = keras.layers.Rescaling(1 / 255, name="rescaling")(x)
    first, *blocks, last = filters
    x = keras.layers.Conv2D(
        first, 3, strides=2, padding="same", kernel_initializer=initializer, name="entry"
    )(x)
    x = keras.layers.BatchNormalization(momentum=momentum, name="entry_normalization")(x)
    x = keras.layers.ReLU(name="entry_relu")(x)

    def convolution(x, filters, name):
        if separable:
            kernels = {"depthwise_initializer": initializer, "pointwise_initializer": initializer}
            kind = keras.layers.SeparableConv2D
        else:
            kernels, kind = {"kernel_initializer": initializer}, keras.layers.Conv2D
        x = kind(filters, 3, padding="same", name=name, **kernels)(x)
        return keras.layers.BatchNormalization(momentum=momentum, name=f"{name}_normalization")(x)

    for number, count in enumerate(blocks, start=1):
        before = x
        for place in (1, 2):
            name = f"block_{number}_conv_{place}"
            x = keras.layers.ReLU(name=f"{name}_relu")(x)
            x = convolution(x, count, name)
        x = keras.layers.MaxPooling2D(3, 2, padding="same", name=f"block_{number}_pool")(x)
        if residual:
            projection = keras.layers.Conv2D(
                count,
                1,
                strides=2,
                padding="same",
                kernel_initializer=initializer,
                name=f"block_{number}_projection",
            )(before)
            x = keras.layers.Add(name=f"block_{number}_add")([x, projection])
    for number in range(1, middle + 1):
        before = x
        for place in (1, 2, 3):
            name = f"middle_{number}_conv_{place}"
            x = keras.layers.ReLU(name=f"{name}_relu")(x)
            x = convolution(x, blocks[-1], name)
        if residual:
            x = keras.layers.Add(name=f"middle_{number}_add")([x, before])
    x = keras.layers.ReLU(name="exit_relu")(convolution(x, last, "exit"))
    x = keras.layers.GlobalAveragePooling2D(name="average")(x)
    x = keras.layers.Dropout(dropout, name="dropout")(x)
    outputs = keras.layers.Dense(classes, kernel_initializer=initializer, name="output")(x)
    return keras.Model(inputs, outputs, name="small_xception")
