"""Which numbers of a batch of feature maps share one mean, in three normalizations."""

from vgkit.figures.diagrams.shapes import box, drawing_area
from vgkit.figures.pictures import ACCENT, ACCENT_TINT, INK_TINT, Picture, new_figure, picture
from vgkit.messages import say


def shared_statistics(
    images: int = 4, height: int = 3, width: int = 3, channels: int = 5
) -> Picture:
    """Batch, layer and instance normalization: what shares one mean and one variance.

    Sources: Ioffe & Szegedy 2015; Ba, Kiros & Hinton 2016; Ulyanov, Vedaldi & Lempitsky 2016. The
    drawing is that of Wu & He 2018, "Group Normalization", laid flat.

    Args:
        images, height, width, channels: of the batch that is drawn, each at least 2.

    Returns:
        A `Picture`.
    """
    # For each: how many means there are, of how many numbers each, and the cells that share one.
    cases = {
        "batch normalization": (channels, images * height * width, (1, 0, 1, images)),
        "layer normalization": (images, channels * height * width, (0, 1, channels, 1)),
        "instance normalization": (images * channels, height * width, (1, 1, 1, 1)),
    }
    figure = new_figure(9.4, 3.8)
    parts = []
    for axes, (name, (means, numbers, frame)) in zip(
        figure.subplots(1, 3), cases.items(), strict=True
    ):
        _maps(axes, (images, channels), (height, width), frame)
        told = say("{means} means, each of {numbers} numbers", means=means, numbers=numbers)
        axes.set_title(f"{name}\n{told}", fontsize=10)
        parts.append(f"{name}: {told}")
    notes = (
        say(
            "each square of small fields: one channel of one image, {height} × {width} positions",
            height=height,
            width=width,
        ),
        say("a thick frame: what shares one mean and one variance"),
    )
    figure.supxlabel("\n".join(notes), fontsize=9.5)
    opening = say(
        "Three drawings of a batch of {images} images (rows) with {channels} channels (columns) of "
        "{height} by {width} positions. Framed together are, in batch normalization, one channel of "
        "all images; in layer normalization, all channels of one image; in instance normalization, "
        "one channel of one image. ",
        images=images,
        channels=channels,
        height=height,
        width=width,
    )
    return picture(figure, opening + "; ".join(parts) + ".")


_GAP = 0.14  # around each feature map, in units of one


def _maps(axes, table, positions, frame):
    """Feature maps: images as rows, channels as columns.

    Args:
        axes: to draw on.
        table: how many images and channels.
        positions: height and width of a map, in small fields.
        frame: first column and row of what is framed, and how many columns and rows.
    """
    images, channels = table
    drawing_area(axes, (-0.1, channels + 0.1), (images + 0.1, -0.5), aspect="equal")
    column, row, columns, rows = frame
    for image in range(images):
        name = say("image {number}", number=image + 1)
        axes.text(-0.05, image + 0.5, name, ha="right", va="center", fontsize=8.5)
        for channel in range(channels):
            shared = column <= channel < column + columns and row <= image < row + rows
            _fields(axes, (channel, image), positions, ACCENT_TINT if shared else INK_TINT)
    for channel in range(channels):
        axes.text(channel + 0.5, -0.08, channel + 1, ha="center", va="bottom", fontsize=8.5)
    axes.text(-0.05, -0.08, say("channel"), ha="right", va="bottom", fontsize=8.5)
    style = {"facecolor": "none", "edgecolor": ACCENT, "linewidth": 2.4}
    box(axes, column + 0.04, row + 0.04, columns - 0.08, rows - 0.08, **style)


def _fields(axes, place, positions, color):
    height, width = positions
    size = 1 - 2 * _GAP
    for line in range(height):
        for column in range(width):
            left = place[0] + _GAP + size * column / width
            top = place[1] + _GAP + size * line / height
            style = {"facecolor": color, "edgecolor": "white", "linewidth": 0.8}
            box(axes, left, top, size / width, size / height, **style)
