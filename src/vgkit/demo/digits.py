"""A drawing or a photograph of a digit, made ready as the makers of MNIST made theirs.

Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits": each digit is scaled to
fit into a box of 20 × 20 pixels, keeping its proportions, which gives it levels of grey; then it is
moved to where its centre of mass lies in the middle of 28 × 28 pixels.
"""

import base64
import binascii

import numpy as np
from PIL import Image

from vgkit.data import DataError
from vgkit.data.photographs import decoded
from vgkit.messages import say

SIDE = 28  # of an image of MNIST, in pixels
BOX = 20  # that a digit fits into
SENT = 112  # side of a drawing, as drawing/drawing.js sends it
FAINT = 0.1  # a share of the darkest ink: paler parts are not part of the digit
LARGEST = 400  # pixels: the longer side of a photograph in which a digit is looked for
LEAST_CONTRAST = 40  # out of 255, between a digit and what it is written on


def centred(ink: np.ndarray) -> np.ndarray:
    """A digit of any size and place, as one of MNIST's.

    Args:
        ink: `(height, width)`, 0 for paper to 1 for ink.

    Returns:
        uint8 `(28, 28, 1)`, 255 where there is ink.

    Raises:
        DataError: there is no ink.
    """
    rows, columns = (np.flatnonzero((ink > FAINT).any(axis)) for axis in (1, 0))
    if not len(rows):
        raise DataError(say("there is nothing on it"))
    part = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(part.shape)
    height, width = (max(1, round(scale * side)) for side in part.shape)
    image = Image.fromarray(part.astype(np.float32))
    small = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR)).clip(0, 1)
    result = np.zeros((SIDE, SIDE))
    top, left = (_start(small.sum(axis)) for axis in (1, 0))
    result[top : top + height, left : left + width] = small / small.max()
    return np.round(255 * result).astype(np.uint8)[..., None]


def _start(masses):
    """Where a digit begins along one axis, so that its centre of mass lies in the middle."""
    middles = np.arange(len(masses)) + 0.5
    start = round(SIDE / 2 - middles @ masses / masses.sum())
    return min(max(start, 0), SIDE - len(masses))


def from_drawing(text: str) -> np.ndarray:
    """The digit of a drawing.

    Args:
        text: 112 × 112 bytes in base64, row by row, 255 for ink, as the page's sheet sends them.

    Returns:
        As in `centred`.

    Raises:
        DataError: nothing is drawn, or these are no such bytes.
    """
    try:
        content = base64.b64decode(text, validate=True)
        sent = np.frombuffer(content, np.uint8).reshape(SENT, SENT)
    except (binascii.Error, ValueError) as error:
        raise DataError(say("the image is damaged ({reason})", reason=error)) from None
    return centred(sent / 255)


def from_photograph(content: bytes, name: str) -> np.ndarray:
    """The digit of a picture: dark on light paper, or light on dark.

    Args:
        content: the bytes of its file.
        name: of the file.

    Returns:
        As in `centred`.

    Raises:
        DataError: as in `photographs.read`, or nothing stands out from the background.
    """
    image = decoded(content, name).convert("L")
    image.thumbnail((LARGEST, LARGEST))
    grey = np.asarray(image, float)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    background = np.median(border)
    ink = (background - grey) if background >= 128 else (grey - background)
    if ink.max() < LEAST_CONTRAST:
        raise DataError(say("nothing on it stands out from the background"))
    # Paper is never even: what is much paler than the darkest stroke counts as paper.
    return centred(np.clip((ink / ink.max() - 0.3) / 0.4, 0, 1))
