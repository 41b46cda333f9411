"""Data sets: found, verified, downloaded, loaded. One module for each, and the table of all."""

import functools
from collections.abc import Callable

from vgkit import settings
from vgkit.data import cifar10, fashion_mnist, locating, mnist, synthetic
from vgkit.data.changes import CHANGES, change_test_images
from vgkit.data.dataset import (
    PIXEL_SCALES,
    VALIDATIONS,
    Dataset,
    channel_statistics,
    one_of,
    prepare,
)
from vgkit.data.idx import IdxFile, parse
from vgkit.data.locating import FileSet, FileStatus
from vgkit.data.verification import ALIGNMENT, DataError
from vgkit.errors import VgkitError
from vgkit.messages import say

__all__ = [
    "ALIGNMENT",
    "CHANGES",
    "DATASETS",
    "DEFAULT",
    "FILE_SETS",
    "PIXEL_SCALES",
    "VALIDATIONS",
    "DataError",
    "Dataset",
    "FileStatus",
    "IdxFile",
    "at_hand",
    "change_test_images",
    "channel_statistics",
    "fetch",
    "lacking",
    "load",
    "parse",
    "prepare",
    "status",
]

DEFAULT = "fashion_mnist"
DATASETS: dict[str, Callable[[], Dataset]] = {
    "fashion_mnist": fashion_mnist.load,
    "mnist": mnist.load,
    "cifar10": cifar10.load,
    "cifar10_whole": functools.partial(cifar10.load, whole=True),
    "cats_and_dogs": cifar10.cats_and_dogs,
    "synthetic": synthetic.load,
}
FILE_SETS: dict[str, FileSet] = {
    files.name: files for files in (fashion_mnist.FILES, mnist.FILES, cifar10.FILES)
}
_MADE_OF = {"cifar10_whole": "cifar10", "cats_and_dogs": "cifar10"}  # a key of FILE_SETS


def load(name: str | None = None) -> Dataset:
    """Load a data set.

    The synthetic stand-in replaces Fashion-MNIST where `VGKIT_DATASET=synthetic` asks for it, and
    nothing else in any case.

    Args:
        name: a key of `DATASETS`; None for the one that the session uses, which is Fashion-MNIST or
            its stand-in.

    Returns:
        A `Dataset`. Later calls in the same process return the same arrays.

    Raises:
        DataError: the data set is neither here nor to be had; the message names the ways out.
        VgkitError: there is no such data set, or `VGKIT_DATASET` has a value that means nothing.
    """
    asked = settings.current().dataset or DEFAULT
    if asked not in (DEFAULT, "synthetic"):
        raise VgkitError(
            say(
                "VGKIT_DATASET is {name!r}. Unset it for Fashion-MNIST, or set it to 'synthetic'.",
                name=asked,
            )
        )
    name = name or DEFAULT
    one_of("name", name, DATASETS)
    return _load(DATASETS[asked if name == DEFAULT else name])


@functools.cache
def _load(loader):
    return loader()


def fetch(name: str) -> str:
    """Download what this machine lacks of a data set, or has damaged.

    Args:
        name: a key of `FILE_SETS`.

    Returns:
        The folders that its files lie in, for people.

    Raises:
        DataError: a file is neither here nor to be had; the message names the ways out.
        VgkitError: there is no such data set.
    """
    one_of("name", name, FILE_SETS)
    return locating.contents(FILE_SETS[name])[1]


def status(name: str | None = None) -> list[FileStatus]:
    """Look at every copy of every file, read each one whole, change nothing.

    Args:
        name: a key of `FILE_SETS`; None for those that come with a checkout, and for others of
            which every file is here.

    Returns:
        A `FileStatus` for each file found, and one for each file found nowhere (with the path at
        which it would be downloaded).

    Raises:
        VgkitError: there is no such data set.
    """
    if name is not None:
        one_of("name", name, FILE_SETS)
        return locating.status(FILE_SETS[name])
    wanted = [files for files in FILE_SETS.values() if files.committed or locating.at_hand(files)]
    return [file for files in wanted for file in locating.status(files)]


def lacking(name: str) -> FileSet | None:
    """The files of a data set that does not come with a checkout, where some are not here.

    What needs them cannot be tested on this machine, and says so.

    Args:
        name: a key of `DATASETS`.

    Returns:
        A `FileSet`, or None where nothing is lacking, or where a checkout would have it.
    """
    files = absent(name)
    return None if files is None or files.committed else files


def absent(name: str | None) -> FileSet | None:
    """The files of a data set, where some are not on this machine; None where nothing is absent.

    Args:
        name: a key of `DATASETS`, or None for no data set.
    """
    files = FILE_SETS.get(_MADE_OF.get(name, name))
    return None if files is None or locating.at_hand(files) else files


def at_hand(name: str) -> bool:
    """Does every file of a data set lie on this machine? They are not read.

    Args:
        name: a key of `FILE_SETS`.
    """
    return locating.at_hand(FILE_SETS[name])
