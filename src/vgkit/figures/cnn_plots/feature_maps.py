"""What the first layers of a convolutional network make of one image."""

import numpy as np

from vgkit.backend import keras
from vgkit.figures.pictures import Picture, new_figure, picture
from vgkit.messages import say
from vgkit.networks.description import flat_layers, has_kernel, layer_names

COLUMNS = 8


def feature_maps(
    model: keras.Model,
    image: np.ndarray,
    most: int = 16,
    columns: int = COLUMNS,
    convolutions: int | None = None,
) -> Picture:
    """The feature maps of an image, a row for each convolution and each pooling layer.

    Of a convolution whose activation is a layer of its own, the maps are those behind it, and
    behind a normalization between the two.

    Args:
        model: convolutions and pooling layers one after the other, and whatever follows them, such as
            a dense layer or an addition.
        image: one image as the network takes it, `(height, width, channels)`.
        most: feature maps that are shown of a layer; the first ones.
        columns: feature maps in a row.
        convolutions: how many are shown, from the first on, with what stands between them; None:
            all of them.

    Returns:
        A `Picture`. The smallest number of a layer is white, the largest black.
    """
    layers = _maps(model, image, convolutions)
    heights = [-(-min(most, maps.shape[-1]) // columns) for maps in layers.values()]
    figure = new_figure(9.4 * columns / COLUMNS, 1.25 * sum(heights) + 0.15 * len(heights))
    parts = []
    panels = figure.subfigures(len(layers), 1, squeeze=False, height_ratios=heights)[:, 0]
    for panel, rows, (name, maps) in zip(panels, heights, layers.items(), strict=True):
        panel.suptitle(f"{name}: {_size(maps)}", x=0.01, ha="left", fontsize=10)
        grid = panel.subplots(rows, columns, squeeze=False).ravel()
        for axes in grid:
            axes.axis("off")
        for axes, each in zip(grid, np.moveaxis(maps, -1, 0)[:most], strict=False):
            axes.axis("on")
            axes.imshow(each, cmap="gray_r", vmin=maps.min(), vmax=maps.max())
            axes.set_xticks([])
            axes.set_yticks([])
        parts.append(
            say("{name}: {size}, largest {high:.2g}", name=name, size=_size(maps), high=maps.max())
        )
    opening = say("Feature maps of one image as grey squares, a row for each layer. ")
    return picture(figure, opening + "; ".join(parts) + ".")


def _size(maps):
    height, width, filters = maps.shape
    return f"{filters} @ {height} × {width}"


# What belongs to the convolution before it.
_BEHIND = keras.layers.BatchNormalization, keras.layers.Activation, keras.layers.ReLU


def _maps(model, image, convolutions):
    """`{name: (height, width, filters)}` of each layer up to the last that gives maps."""
    names, maps_of, pools = iter(layer_names(model)), {}, 0
    x, name, left = np.asarray(image, np.float32)[None], None, convolutions
    for layer in flat_layers(model):
        if isinstance(layer, keras.layers.InputLayer):
            continue
        if isinstance(layer, keras.layers.Add):  # there more than one layer ends
            break
        if has_kernel(layer):
            if left == 0:
                break
            left = left and left - 1
        x = layer(x, training=False)
        if len(x.shape) != 4:
            break
        if "Pooling" in type(layer).__name__:
            pools += 1
            name = say("pooling {number}", number=pools)
        elif has_kernel(layer):
            name = next(names)
        elif not isinstance(layer, _BEHIND):
            continue
        if name:
            maps_of[name] = x
    return {name: keras.ops.convert_to_numpy(maps)[0] for name, maps in maps_of.items()}
