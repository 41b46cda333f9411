"""The playground's images, packed into a script: a page opened from a disk may fetch no file.

The training images stand in the order in which every training of part one visits them first. So the first
steps of the playground, with batches of the course's size, are the first steps of the course.
"""

import base64
import gzip
import json
from pathlib import Path

import numpy as np

from vgkit import course, data, folders
from vgkit.data import Dataset
from vgkit.networks import starting_point

TRAIN = 6_144  # images: twelve batches of 512, the course's; a multiple of every size on offer
TEST = 1_000
GLOBAL = "vgkitImages"


def packed_images(images: Dataset) -> Dataset:
    """The part of a data set that is packed.

    Args:
        images: part one's, or their stand-in.

    Returns:
        A `Dataset`: the first `TRAIN` training images of the published order, the first `TEST` test
        images.
    """
    order = next(iter(starting_point.batch_orders(len(images.x_train), seed=course.OWN.seed)))
    first = order.numpy()[:TRAIN]
    return Dataset(
        name=images.name,
        source=images.source,
        x_train=images.x_train[first],
        y_train=images.y_train[first],
        x_test=images.x_test[:TEST],
        y_test=images.y_test[:TEST],
    )


def script(images: Dataset) -> str:
    """A data set as a classic script, which sets a global of the page.

    Args:
        images: few, as `packed_images` gives them.

    Returns:
        Its text. What the global holds is read by `playground/src/engine/images.js`: `data` is base64 of
        gzip of the pixels of the training images, those of the test images, and the labels of both.
    """
    parts = (images.x_train, images.x_test, images.y_train, images.y_test)
    content = b"".join(np.ascontiguousarray(part, np.uint8).tobytes() for part in parts)
    pack = {
        "name": images.name,
        "train": len(images.x_train),
        "test": len(images.x_test),
        "pixels": images.x_train[0].size,
        "data": base64.b64encode(gzip.compress(content, mtime=0)).decode(),
    }
    return f"globalThis.{GLOBAL} = {json.dumps(pack)};\n"


def write(folder: str | Path) -> Path:
    """Write `data.js`, the playground's images.

    Args:
        folder: made where it is missing.

    Returns:
        The path of the file.

    Raises:
        DataError: Fashion-MNIST is neither here nor to be had.
        OSError: it cannot be written.
    """
    path = Path(folder) / "data.js"
    folders.write_atomically(path, script(packed_images(data.load(course.OWN.dataset))).encode())
    return path
