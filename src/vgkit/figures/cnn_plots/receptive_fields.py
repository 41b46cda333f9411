"""How much of an image one pixel of a network's last feature map sees."""

from collections.abc import Mapping
from itertools import cycle

import numpy as np
from matplotlib.patches import Rectangle

from vgkit.figures.pictures import (
    STYLES,
    Picture,
    legend_above,
    new_axes,
    picture,
    set_title,
)
from vgkit.messages import say


def receptive_fields(image: np.ndarray, fields: Mapping[str, int]) -> Picture:
    """Receptive fields as squares, around the middle of an image, all to one scale.

    Args:
        image: `(height, width, 3)`, uint8, pixels 0…255.
        fields: for each network its name and the side of its receptive field in pixels, smallest
            first.

    Returns:
        A `Picture`: on the left the image and what lies within it, on the right everything.
    """
    height, width = image.shape[:2]
    figure, panels = new_axes(width=8.6, height=4.2, columns=2)
    largest = max(*fields.values(), width, height)
    for axes, side in zip(panels, (max(width, height), largest), strict=True):
        axes.imshow(image, extent=(-width / 2, width / 2, -height / 2, height / 2))
        for style, (name, field) in zip(cycle(STYLES), fields.items(), strict=False):
            line = {"edgecolor": style["color"], "linestyle": style["linestyle"]}
            corner = (-field / 2, -field / 2)
            square = Rectangle(corner, field, field, fill=False, linewidth=2.2, label=name, **line)
            axes.add_patch(square)
        reach = side / 2 * 1.06
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axes.grid(visible=False)
        axes.set_xlabel(say("pixels from the middle"))
    set_title(panels[0], say("the image of {width} × {height} pixels", width=width, height=height))
    set_title(panels[1], say("the same image to the scale of the largest field"), 10)
    legend_above(panels[0])
    told = "; ".join(f"{name}: {field} × {field}" for name, field in fields.items())
    return picture(
        figure,
        say(
            "Squares around the middle of an image of {width} × {height} pixels, as large as what "
            "one pixel of the last feature map sees. {fields}.",
            width=width,
            height=height,
            fields=told,
        ),
    )
