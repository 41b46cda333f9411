"""The IDX format of MNIST: a header of big-endian numbers, then bytes.

Source: http://yann.lecun.com/exdb/mnist/, "FILE FORMATS FOR THE MNIST DATABASE".
"""

import math
from dataclasses import dataclass

import numpy as np

from vgkit.data.locating import FileSet, contents
from vgkit.data.verification import DataError, Original, verified
from vgkit.messages import say


@dataclass(frozen=True)
class IdxFile(Original):
    """One file of IDX format: its name and what its content must be.

    Attributes:
        name: as it is published.
        magic: the first number of the header: type of the numbers and number of axes.
        shape: the other numbers of the header.
        sha256: of the content, in hexadecimal digits.
    """

    name: str
    magic: int
    shape: tuple[int, ...]
    sha256: str

    @property
    def header_bytes(self):
        return 4 + 4 * len(self.shape)

    @property
    def total_bytes(self):
        return self.header_bytes + math.prod(self.shape)

    def check_header(self, content):
        found = np.frombuffer(content, ">u4", count=1 + len(self.shape)).tolist()
        expected = [self.magic, *self.shape]
        if found != expected:
            raise DataError(
                say("IDX header {found}, expected {expected}", found=found, expected=expected)
            )

    def array(self, content: np.ndarray) -> np.ndarray:
        """What follows the header, as a uint8 array of shape `shape`; nothing is copied."""
        return content[self.header_bytes :].reshape(self.shape)


def parse(compressed: bytes, expected: IdxFile) -> np.ndarray:
    """Decompress one IDX file and check it against what it must be.

    Args:
        compressed: the bytes of the `.gz` file.
        expected: what it must be.

    Returns:
        A read-only uint8 array of shape `expected.shape`.

    Raises:
        DataError: it is not that file. The message says in which respect.
    """
    return expected.array(verified(compressed, expected))


def four_files(x_train: str, y_train: str, x_test: str, y_test: str) -> dict[str, IdxFile]:
    """The files of MNIST, or of a data set of the same layout, by the SHA-256 of each content."""
    images, labels = 0x803, 0x801
    return {
        "x_train": IdxFile("train-images-idx3-ubyte.gz", images, (60_000, 28, 28), x_train),
        "y_train": IdxFile("train-labels-idx1-ubyte.gz", labels, (60_000,), y_train),
        "x_test": IdxFile("t10k-images-idx3-ubyte.gz", images, (10_000, 28, 28), x_test),
        "y_test": IdxFile("t10k-labels-idx1-ubyte.gz", labels, (10_000,), y_test),
    }


def arrays(files: FileSet) -> tuple[dict[str, np.ndarray], str]:
    """The arrays of a data set by key, and the folder that the last of them came from.

    Raises:
        DataError: a file is neither here nor to be had.
    """
    found, source = contents(files)
    return {key: files.originals[key].array(content) for key, content in found.items()}, source
