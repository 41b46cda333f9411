"""What the first layers of a convolutional network make of one image."""

import numpy as np

from vgkit.backend import keras
from vgkit.figures.pictures import Picture, new_figure, picture
from vgkit.messages import say
from vgkit.networks.description import flat_layers, layer_names

COLUMNS = 8


def feature_maps(model: keras.Model, image: np.ndarray, most: int = 16) -> Picture:
    """The feature maps of an image, a row for each convolution and each pooling layer.

    Args:
        model: convolutions and pooling layers one after the other, and whatever follows them.
        image: one image as the network takes it, `(height, width, channels)`.
        most: feature maps that are shown of a layer; the first ones.

    Returns:
        A `Picture`. The smallest number of a layer is white, the largest black.
    """
    layers = _maps(model, image)
    heights = [-(-min(most, maps.shape[-1]) // COLUMNS) for maps in layers.values()]
    figure = new_figure(9.4, 1.25 * sum(heights) + 0.15 * len(heights))
    parts, panels = [], figure.subfigures(len(layers), 1, height_ratios=heights)
    for panel, rows, (name, maps) in zip(panels, heights, layers.items(), strict=True):
        panel.suptitle(f"{name}: {_size(maps)}", x=0.01, ha="left", fontsize=10)
        grid = panel.subplots(rows, COLUMNS, squeeze=False).ravel()
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


def _maps(model, image):
    """`{name: (height, width, filters)}` of each layer up to the last that gives maps."""
    names, maps_of, pools = iter(layer_names(model)), {}, 0
    x = np.asarray(image, np.float32)[None]
    for layer in flat_layers(model):
        if isinstance(layer, keras.layers.InputLayer):
            continue
        x = layer(x, training=False)
        if len(x.shape) != 4:
            break
        if "Pooling" in type(layer).__name__:
            pools += 1
            maps_of[say("pooling {number}", number=pools)] = x
        elif isinstance(layer, keras.layers.Conv2D):
            maps_of[next(names)] = x
    return {name: keras.ops.convert_to_numpy(maps)[0] for name, maps in maps_of.items()}
