"""What the frozen part of a network gives for every image: computed once, kept, used in each epoch."""

import dataclasses
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

from vgkit import data
from vgkit.backend import keras
from vgkit.data import Dataset, cifar10
from vgkit.errors import TrainingInterrupted
from vgkit.folders import user_folder, write_atomically
from vgkit.messages import say, tell
from vgkit.networks.description import network_fingerprint
from vgkit.progress import progress_bar
from vgkit.training import trainer

LABELLED = 2_000  # training images that may be labelled, the first of the data set
PORTION = 250  # images that are computed, and kept, at a time
FEW = 64, 32  # training and validation images of a quick run


def photographs() -> Dataset:
    """Cats and dogs: 2,000 training and 2,000 validation images; in a quick run a few of them.

    Raises:
        DataError: CIFAR-10 is neither here nor to be had.
    """
    if trainer.profile() == "quick":
        return few(cifar10.cats_and_dogs(whole=False))
    found = data.load("cats_and_dogs")
    return _first(found, LABELLED, len(found.x_test))


def few(images: Dataset) -> Dataset:
    """The images of a quick run, the first of those given."""
    return _first(images, *FEW)


def _first(images, train, test):
    return dataclasses.replace(
        images,
        name=f"cats_and_dogs-{train}",
        x_train=images.x_train[:train],
        y_train=images.y_train[:train],
        x_test=images.x_test[:test],
        y_test=images.y_test[:test],
    )


def compute_once(part: keras.Model, images: Dataset) -> Dataset:
    """What a part of a network gives for all images, as a data set whose "pixels" that is.

    It is kept in the user's folder, a portion at a time, and not computed again for the same part,
    weights and images; interrupted, the same call goes on.

    Args:
        part: a built model. Its batch normalizations work with their moving averages.
        images: a `Dataset`, of photographs or of what another part gave.

    Returns:
        A `Dataset` with the labels of `images` and float32 arrays in place of its pixels.

    Raises:
        TrainingInterrupted: Ctrl-C; the finished portions are kept.
    """
    key = _key(part, images)
    folder = user_folder("feature_maps", key)
    portions = [
        (name, start)
        for name in ("x_train", "x_test")
        for start in range(0, len(getattr(images, name)), PORTION)
    ]
    found = {"x_train": [], "x_test": []}
    total = len(images.x_train) + len(images.x_test)
    with progress_bar(total=total, unit="image", desc=say("feature maps")) as bar:
        try:
            for name, start in portions:
                pixels = getattr(images, name)[start : start + PORTION]
                values = _portion(part, pixels, folder / f"{name}-{start}.npz")
                found[name].append(values)
                bar.update(len(values))
        except KeyboardInterrupt:
            message = say(
                "Interrupted after {done} of {total} images. What was computed is kept: run the "
                "same call again, and it goes on there.",
                done=sum(len(each) for parts in found.values() for each in parts),
                total=total,
            )
            raise TrainingInterrupted(message) from None
    arrays = {name: np.concatenate(parts) for name, parts in found.items()}
    return dataclasses.replace(images, name=f"{images.name}-{key}", mean=0.0, std=1.0, **arrays)


def _key(part, images):
    """Sixteen hexadecimal digits for the part's layers and wiring, its weights and the images."""
    digest = hashlib.sha256(network_fingerprint(part).encode())
    for weight in part.get_weights():
        digest.update(np.ascontiguousarray(weight))
    for pixels in (images.x_train, images.x_test):
        digest.update(str(pixels.shape).encode())
        digest.update(np.ascontiguousarray(pixels))
    return digest.hexdigest()[:16]


def _portion(part, pixels, path):
    """The part's output for some images, read where it is kept, else computed and kept."""
    kept = _read(path, len(pixels))
    if kept is not None:
        return kept
    values = part.predict(pixels.astype(np.float32), batch_size=PORTION // 5, verbose=0)
    buffer = io.BytesIO()
    np.savez(buffer, values=values)  # its checksum tells damage
    try:
        write_atomically(path, buffer.getvalue())
    except OSError as error:
        tell(
            say(
                "The feature maps cannot be kept in {folder} ({reason}); this session has them.",
                folder=Path(path).parent,
                reason=error.strerror,
            )
        )
    return values


def _read(path, count):
    """What is kept of some images; None where nothing is, or where it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as content:
            values = content["values"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return values if len(values) == count and values.dtype == np.float32 else None
