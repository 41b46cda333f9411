"""CIFAR-10: 60,000 colour photographs of 32 × 32 pixels in ten classes.

Source: Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images". It states no
licence, so it is downloaded and never committed.
"""

import io
import pickle
from dataclasses import dataclass

import numpy as np

from vgkit.data.dataset import Dataset
from vgkit.data.locating import FileSet, contents
from vgkit.data.verification import Original, aligned

CLASS_NAMES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
CATS_AND_DOGS = "cat", "dog"
TRAIN_BATCHES = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST_BATCH = "test_batch"
TEST_IMAGES = 2_000  # of the course


@dataclass(frozen=True)
class Batch(Original):
    """One file of 10,000 images: a pickle, which is not opened before its content is verified."""

    name: str
    total_bytes: int
    sha256: str


FILES = FileSet(
    name="cifar10",
    title="CIFAR-10",
    subfolder="cifar-10-batches-py",
    url="https://www.cs.toronto.edu/~kriz/",
    megabytes=170,
    originals={
        name: Batch(name, total_bytes, sha256)
        for name, total_bytes, sha256 in [
            (
                "data_batch_1",
                31_035_704,
                "54636561a3ce25bd3e19253c6b0d8538147b0ae398331ac4a2d86c6d987368cd",
            ),
            (
                "data_batch_2",
                31_035_320,
                "766b2cef9fbc745cf056b3152224f7cf77163b330ea9a15f9392beb8b89bc5a8",
            ),
            (
                "data_batch_3",
                31_035_999,
                "0f00d98ebfb30b3ec0ad19f9756dc2630b89003e10525f5e148445e82aa6a1f9",
            ),
            (
                "data_batch_4",
                31_035_696,
                "3f7bb240661948b8f4d53e36ec720d8306f5668bd0071dcb4e6c947f78e9682b",
            ),
            (
                "data_batch_5",
                31_035_623,
                "d91802434d8376bbaeeadf58a737e3a1b12ac839077e931237e0dcd43adcb154",
            ),
            (
                "test_batch",
                31_035_526,
                "f53d8d457504f7cff4ea9e021afcf0e0ad8e24a91f3fc42091b8adef61157831",
            ),
        ]
    },
    archive="cifar-10-python.tar.gz",
    cached_in="cifar-10-batches-py-target/cifar-10-batches-py",
    committed=False,
)


def load(whole: bool = False) -> Dataset:
    """The first 10,000 training and the first 2,000 test images, which the course uses; or all.

    Args:
        whole: take all 50,000 and 10,000; the data set is then called `"cifar10_whole"`.

    Raises:
        DataError: they are neither here nor to be had; the message names two ways out.
    """
    train = TRAIN_BATCHES if whole else TRAIN_BATCHES[:1]
    found, source = contents(FILES, [*train, TEST_BATCH])
    name = f"{FILES.name}_whole" if whole else FILES.name
    x_train, y_train = _joined([found[key] for key in train])
    x_test, y_test = _joined([found[TEST_BATCH]], None if whole else TEST_IMAGES)
    return Dataset(name, source, x_train, y_train, x_test, y_test)


def cats_and_dogs(whole: bool = True) -> Dataset:
    """The cats (class 0) and dogs (class 1) among all images, in their order.

    Args:
        whole: look through all images; else through those only that the course uses, which is sooner
            done and gives the first of them.

    Returns:
        A `Dataset` called `"cats_and_dogs"`: 10,000 training and 2,000 test images, half of each.

    Raises:
        DataError: as in `load`.
    """
    found, parts = load(whole), []
    for images, labels in (found.x_train, found.y_train), (found.x_test, found.y_test):
        cat, dog = map(CLASS_NAMES.index, CATS_AND_DOGS)
        rows = np.flatnonzero(np.isin(labels, [cat, dog]))
        parts += _kept(images[rows]), _kept(labels[rows] == dog)
    return Dataset("cats_and_dogs", found.source, *parts)


def _joined(batches, count=None):
    """The first `count` images and labels of several verified batches, channels last."""
    read = [unpickle(batch) for batch in batches]
    planes = np.concatenate([data for data, _ in read])[:count].reshape(-1, 3, 32, 32)
    labels = np.concatenate([labels for _, labels in read])[:count]
    return _kept(planes.transpose(0, 2, 3, 1)), _kept(labels)


def _kept(values):
    """A read-only uint8 copy in memory that TensorFlow can use as it is."""
    copy = aligned(values.size).reshape(values.shape)
    copy[...] = values
    copy.flags.writeable = False
    return copy


def unpickle(content: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Read one batch, whose content must have been verified.

    Args:
        content: the bytes of the pickle, uint8.

    Returns:
        Its images, uint8, shape `(images, 3072)`: the red plane row by row, then the green and the
        blue one; and their labels.

    Raises:
        pickle.UnpicklingError: the pickle asks for something other than a NumPy array.
    """
    batch = _Unpickler(io.BytesIO(content), encoding="bytes").load()
    return batch[b"data"], batch[b"labels"]


class _Unpickler(pickle.Unpickler):
    """Knows what makes a NumPy array, and nothing else."""

    _KNOWN = {
        # As NumPy 1 called it: an empty array, which the pickle then fills.
        ("numpy.core.multiarray", "_reconstruct"): lambda kind, shape, dtype: np.ndarray(shape),
        ("numpy", "ndarray"): np.ndarray,
        ("numpy", "dtype"): np.dtype,
    }

    def find_class(self, module, name):
        if (module, name) not in self._KNOWN:
            raise pickle.UnpicklingError(f"a batch of images needs no {module}.{name}")
        return self._KNOWN[module, name]
