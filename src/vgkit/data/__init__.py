"""Fashion-MNIST: find it, verify it, download it, load it. The synthetic stand-in is next door.

Looked for in this order: the folder named by `VGKIT_DATA_DIR`, Keras' cache, the network. No file
is used before its decompressed bytes have the length, the header and the SHA-256 of the original.
"""

import contextlib
import functools
import gzip
import hashlib
import io
import os
import socket
import sys
import tempfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.messages import say, tell

SUBFOLDER = "fashion-mnist"
DOWNLOAD_FROM = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
DOWNLOAD_TIMEOUT = 60  # seconds without a byte
ALIGNMENT = 64  # bytes; where TensorFlow expects a tensor to start


@dataclass(frozen=True)
class IdxFile:
    """One file of the data set: its name and what its decompressed bytes must be."""

    name: str
    magic: int
    shape: tuple[int, ...]
    sha256: str

    @property
    def header_bytes(self):
        return 4 + 4 * len(self.shape)

    @property
    def total_bytes(self):
        return self.header_bytes + int(np.prod(self.shape))


FILES = {
    "x_train": IdxFile(
        "train-images-idx3-ubyte.gz",
        0x803,
        (60_000, 28, 28),
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
    "y_train": IdxFile(
        "train-labels-idx1-ubyte.gz",
        0x801,
        (60_000,),
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    "x_test": IdxFile(
        "t10k-images-idx3-ubyte.gz",
        0x803,
        (10_000, 28, 28),
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    "y_test": IdxFile(
        "t10k-labels-idx1-ubyte.gz",
        0x801,
        (10_000,),
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
}


@dataclass(frozen=True)
class Dataset:
    """Images and labels, verified and ready.

    Attributes:
        name: `"fashion_mnist"` or `"synthetic"`; after `prepare` with what was changed behind it.
        source: where it came from, for people.
        x_train, x_test: uint8, shapes `(60000, 784)` and `(10000, 784)`, pixels 0…255.
        y_train, y_test: uint8, shapes `(60000,)` and `(10000,)`, classes 0…9.
        mean, std: the network sees (pixels − mean) / std.
    """

    name: str
    source: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    mean: float = 0.0
    std: float = 1.0

    @property
    def is_synthetic(self):
        return self.name.startswith("synthetic")

    def to_input(self, pixels):
        """What the network sees, as a float32 array, of uint8 pixels of any shape."""
        pixels = np.asarray(pixels, np.float32)
        return (pixels - np.float32(self.mean)) / np.float32(self.std)


PIXELS = ("0-255", "0-1", "standardised")
VALIDATIONS = ("test", "training tail")
TAIL = 6_000  # images


def prepare(images, pixels="0-255", validation="test"):
    """The data set as another edition of the course uses it. Nothing is copied.

    Args:
        images: a `Dataset` as `load` gives it.
        pixels: one of `PIXELS`: as they are; divided by 255; or less the training pixels' mean and
            divided by their standard deviation, both over all pixels of all images.
        validation: one of `VALIDATIONS`: the test images; or the last 6,000 training images, which
            are not trained on then and stand in `x_test`, `y_test`.

    Returns:
        A `Dataset` whose name says what was changed.

    Raises:
        VgkitError: `pixels` or `validation` is something else.
    """
    _one_of("pixels", pixels, PIXELS)
    _one_of("validation", validation, VALIDATIONS)
    if pixels == "0-1":
        images = replace(images, name=f"{images.name}-{pixels}", std=255.0)
    elif pixels == "standardised":
        mean, std = float(images.x_train.mean()), float(images.x_train.std())
        images = replace(images, name=f"{images.name}-{pixels}", mean=mean, std=std)
    if validation == "training tail":
        images = replace(
            images,
            name=f"{images.name}-tail",
            x_train=images.x_train[:-TAIL],
            y_train=images.y_train[:-TAIL],
            x_test=images.x_train[-TAIL:],
            y_test=images.y_train[-TAIL:],
        )
    return images


def _one_of(name, value, known):
    if value not in known:
        listed = ", ".join(map(repr, known))
        raise VgkitError(
            say(
                "{name} must be one of {listed}. Received: {value!r}.",
                name=name,
                listed=listed,
                value=value,
            )
        )


class DataError(VgkitError):
    """The data cannot be had, or cannot be trusted."""


def parse(compressed, expected):
    """Decompress one IDX file and check it against what it must be.

    Args:
        compressed: the bytes of the `.gz` file.
        expected: an `IdxFile`.

    Returns:
        A read-only uint8 array of shape `expected.shape`.

    Raises:
        DataError: it is not that file. The message says in which respect.
    """
    # Into memory of the right size at once: joining pieces would need it twice. The pixels start
    # where TensorFlow can use them as they are (`epoch_graph.shared_tensor`).
    memory = np.empty(expected.total_bytes + ALIGNMENT, np.uint8)
    start = -(memory.ctypes.data + expected.header_bytes) % ALIGNMENT
    content = memory[start : start + expected.total_bytes]
    try:
        with gzip.open(io.BytesIO(compressed)) as file:
            found = file.readinto(content)
            while piece := file.read(1 << 20):
                found += len(piece)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            say(
                "not a whole gzip file ({count} bytes, starting with {beginning!r}): {error}",
                count=len(compressed),
                beginning=compressed[:8],
                error=error,
            )
        ) from None
    if found != expected.total_bytes:
        raise DataError(
            say(
                "{found} bytes after decompression, expected {expected}",
                found=found,
                expected=expected.total_bytes,
            )
        )
    header = np.frombuffer(content, ">u4", count=1 + len(expected.shape))
    if tuple(header.tolist()) != (expected.magic, *expected.shape):
        raise DataError(
            say(
                "IDX header {found}, expected {expected}",
                found=header.tolist(),
                expected=[expected.magic, *expected.shape],
            )
        )
    digest = hashlib.sha256(content).hexdigest()
    if digest != expected.sha256:
        raise DataError(
            say(
                "SHA-256 {found}…, expected {expected}…: at least one bit is wrong",
                found=digest[:16],
                expected=expected.sha256[:16],
            )
        )
    array = content[expected.header_bytes :].reshape(expected.shape)
    array.flags.writeable = False
    return array


def cache_folder():
    """Where Keras' own loader keeps the files."""
    return keras_home() / "datasets" / SUBFOLDER


def keras_home():
    if named := os.environ.get("KERAS_HOME"):
        return Path(os.path.expanduser(named))
    home = os.path.expanduser("~")
    return Path(home if os.path.isabs(home) else "/tmp") / ".keras"  # without a home: as Keras does


def folders():
    """The folders to look in, in order."""
    found = [cache_folder()]
    if named := settings.current().data_dir:
        named = Path(os.path.expanduser(named))
        found = [named / SUBFOLDER, named, *found]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class FileStatus:
    """What is known of one place where a file may lie: `problem` is None when it is sound."""

    key: str
    path: Path
    present: bool
    problem: str | None = None


def _read(path, expected):
    try:
        return parse(path.read_bytes(), expected), None
    except DataError as error:
        return None, str(error)
    except OSError as error:
        return None, error.strerror


def status():
    """Look at every file in every folder, read each one whole, change nothing.

    Returns:
        A list of `FileStatus`, one for each file found, and one for each file found nowhere
        (with the path at which it would be downloaded).
    """
    report = []
    for key, expected in FILES.items():
        places = [folder / expected.name for folder in folders()]
        present = [path for path in places if os.path.isfile(path)]
        for path in present:
            report.append(FileStatus(key, path, True, _read(path, expected)[1]))
        if not present:
            report.append(FileStatus(key, cache_folder() / expected.name, False))
    return report


def download(key):
    """Fetch one file into Keras' cache: under a temporary name, verified, then renamed.

    Two processes that do this at once each fetch their own copy; the renaming is atomic, so nobody
    ever sees half a file.

    Returns:
        The array, as `parse` gives it.

    Raises:
        DataError: there is no network, or what came is not the file.
    """
    from vgkit.backend import keras

    expected = FILES[key]
    folder = cache_folder()
    base = settings.current().data_url or DOWNLOAD_FROM
    origin = base.rstrip("/") + "/" + expected.name
    tell(say("Downloading {name} …", name=expected.name))
    timeout = socket.getdefaulttimeout()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="download-", dir=folder) as temporary:
            socket.setdefaulttimeout(DOWNLOAD_TIMEOUT)
            with contextlib.redirect_stdout(sys.stderr):
                # Keras wraps whatever goes wrong on the network into a bare Exception.
                path = Path(
                    keras.utils.get_file(expected.name, origin=origin, cache_subdir=temporary)
                )
            array = parse(path.read_bytes(), expected)
            os.replace(path, folder / expected.name)
    except DataError as error:
        raise DataError(
            say("What came as {name} is not that file: {error}", name=expected.name, error=error)
        ) from None
    except Exception as error:
        raise DataError(
            say("{name} could not be downloaded: {error}", name=expected.name, error=error)
        ) from None
    finally:
        socket.setdefaulttimeout(timeout)
    return array


def _find(key):
    """One array, from the first folder that has it sound, else from the network."""
    expected = FILES[key]
    for folder in folders():
        path = folder / expected.name
        if not os.path.isfile(path):  # Path.is_file raises where a folder may not be entered
            continue
        array, problem = _read(path, expected)
        if problem is None:
            return array, str(folder)
        tell(
            say(
                "{path} is damaged ({problem}). It is not used; looking for another copy.",
                path=path,
                problem=problem,
            )
        )
    return download(key), str(cache_folder())


def _three_ways_out(error):
    looked_in = ", ".join(map(str, folders()))
    return DataError(
        say(
            "Fashion-MNIST is not on this machine (sought in {looked_in}) and cannot be fetched. "
            "{error} Three ways out: (1) connect to the internet and run `vgkit data fetch`; (2) "
            "copy the four .gz files into {cache}, or into any folder and name that folder in "
            "the environment variable VGKIT_DATA_DIR; (3) to look around without the real "
            "images, set VGKIT_DATASET=synthetic (ten drawn classes; the quiz is left out).",
            looked_in=looked_in,
            error=error,
            cache=cache_folder(),
        )
    )


def load(name=None):
    """Load the data set that the session uses: Fashion-MNIST, or the synthetic stand-in.

    The stand-in is taken only when `VGKIT_DATASET=synthetic` asks for it.

    Returns:
        A `Dataset`. Later calls in the same process return the same arrays.

    Raises:
        DataError: Fashion-MNIST is neither here nor to be had; the message names three ways out.
        VgkitError: `VGKIT_DATASET` has a value that means nothing.
    """
    return _load(settings.current().dataset or name or "fashion_mnist")


@functools.cache
def _load(name):
    if name == "synthetic":
        from vgkit.data import synthetic

        return Dataset(name, say("drawn by vgkit"), **synthetic.draw())
    if name != "fashion_mnist":
        raise VgkitError(
            say(
                "VGKIT_DATASET is {name!r}. Unset it for Fashion-MNIST, or set it to 'synthetic'.",
                name=name,
            )
        )
    arrays, source = {}, None
    try:
        for key in FILES:
            arrays[key], source = _find(key)
    except DataError as error:
        raise _three_ways_out(error) from None
    for key in ("x_train", "x_test"):
        arrays[key] = arrays[key].reshape(-1, 28 * 28)
    return Dataset(name, source, **arrays)
