"""A pretrained network under a new head: where it is cut in two, and which of its layers are free.

Sources: Yosinski et al. 2014, "How transferable are features in deep neural networks?"; the order of
the steps is that of Keras' page "Transfer learning and fine-tuning".
"""

from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks.efficientnet import efficientnet_lite0

SIZE = 128  # height and width that the base sees, in pixels
PHOTOGRAPH = (32, 32, 3)  # of CIFAR-10
DROPOUT = 0.3
MOMENTUM = 0.9  # of the head's moving averages: with 200 images an epoch has seven steps
# The last layer below what is fine-tuned. Every path through the network goes through it.
CUTS = {"EfficientNetLite0": "block_14_add", "EfficientNetB0": "block6d_add"}
LAST = 20  # layers of EfficientNet-Lite0 behind its cut: two blocks and the last convolution


def pretrained_base(
    name: str = "EfficientNetLite0", size: int = SIZE, weights: str | None = "imagenet"
) -> keras.Model:
    """A network up to its last feature maps, trained on ImageNet.

    Args:
        name: a key of `CUTS`. `"EfficientNetLite0"` comes with the kit; Keras downloads the weights
            of `"EfficientNetB0"`.
        size: height and width of the images in pixels.
        weights: `"imagenet"`, or None for random ones.

    Returns:
        A built, not compiled `keras.Model`: float32 `(batch, size, size, 3)`, RGB pixels from 0 to
        255 (either network scales them itself) → `(batch, size / 32, size / 32, 1280)`.

    Raises:
        VgkitError: there is no such network here, its shipped weights are damaged, or its weights
            cannot be downloaded.
    """
    if name == "EfficientNetLite0":
        return efficientnet_lite0(size, weights)
    if name != "EfficientNetB0":
        raise VgkitError(
            say(
                "There is no base {name!r}. Choose one of: {known}.",
                name=name,
                known=", ".join(CUTS),
            )
        )
    try:
        return keras.applications.EfficientNetB0(
            include_top=False, weights=weights, input_shape=(size, size, 3)
        )
    except Exception as error:  # whatever Keras' download raises
        why = str(error).strip().partition("\n")[0]
        raise VgkitError(
            say(
                "The weights of {name} cannot be had ({why}). They come from the network, once; "
                "EfficientNetLite0 needs none.",
                name=name,
                why=why,
            )
        ) from None


def cut_in_two(base: keras.Model, at: str) -> tuple[keras.Model, keras.Model]:
    """The part of a base up to a layer, and the part behind it. Both share the base's layers.

    Args:
        base: as `pretrained_base` gives it.
        at: name of the layer whose output goes from one part to the other.

    Returns:
        `(lower, upper)`.
    """
    maps = base.get_layer(at).output
    return keras.Model(base.input, maps), keras.Model(maps, base.output)


def cut_of(base: keras.Model) -> str:
    """The name of the layer at which the course cuts a base of its own."""
    names = {layer.name for layer in base.layers}
    return next(cut for cut in CUTS.values() if cut in names)


def layers_behind_cut(base: keras.Model) -> int:
    """How many layers a base has behind its cut: 20 of EfficientNet-Lite0, 16 of EfficientNetB0."""
    names = [layer.name for layer in base.layers]
    return len(names) - names.index(cut_of(base)) - 1


def head_layers(dropout: float = DROPOUT) -> list[keras.Layer]:
    """What is put on a base, in order: pooling, batch normalization, dropout, one logit.

    Args:
        dropout: share of what goes into the last layer that is dropped in training.
    """
    return [
        keras.layers.GlobalAveragePooling2D(name="pooling"),
        keras.layers.BatchNormalization(momentum=MOMENTUM, name="normalization"),
        keras.layers.Dropout(dropout, name="dropout"),
        keras.layers.Dense(1, name="logit"),
    ]


def new_head(features: int = 1280, dropout: float = DROPOUT) -> keras.Sequential:
    """The layers of `head_layers` as a network.

    Feature maps of any height and width go in. Those of one position are the pooled features
    themselves.
    """
    return keras.Sequential(
        [keras.Input((None, None, features)), *head_layers(dropout)], name="head"
    )


def on_photographs(base: keras.Model, head: keras.Model) -> keras.Model:
    """The whole network, from photographs of 32 × 32 pixels, 0 to 255, to one logit."""
    inputs = keras.Input(PHOTOGRAPH)
    enlarged = keras.layers.Resizing(*base.input_shape[1:3], name="resizing")(inputs)
    return keras.Model(inputs, head(base(enlarged, training=False)))


def free_layers(layers: list, last: int) -> list:
    """Those of the last layers that fine-tuning changes: all but the batch normalizations."""
    behind = layers[-last:] if last else []
    return [x for x in behind if not isinstance(x, keras.layers.BatchNormalization)]


def set_free(base: keras.Model, free: list) -> None:
    """Leave only some of a base's layers trainable. What is compiled has to be compiled again."""
    base.trainable = True  # else its layers' own settings have no effect
    for layer in base.layers:
        layer.trainable = layer in free
