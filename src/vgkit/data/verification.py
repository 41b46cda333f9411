"""The content of a file: taken out of its container, and held against the original, bit for bit."""

import gzip
import hashlib
import io
import lzma
import zlib

import numpy as np

from vgkit.errors import VgkitError
from vgkit.messages import say

ALIGNMENT = 64  # bytes; where TensorFlow expects a tensor to start
CONTAINERS = {".gz": "gzip", ".xz": "xz"}


class DataError(VgkitError):
    """The data cannot be had, or cannot be trusted."""


class Original:
    """What the content of one file must be.

    Attributes:
        name: of the file as it is published, with the ending of its container.
        total_bytes: length of the content.
        header_bytes: how many of them come before what TensorFlow is to use in place.
        sha256: of the content, in hexadecimal digits.
    """

    name: str
    total_bytes: int
    header_bytes: int = 0
    sha256: str

    def check_header(self, content: np.ndarray) -> None:
        """Raise a `DataError` that says more than a wrong checksum would; by default, none."""


def verified(raw: bytes, original: Original, container: str = ".gz") -> np.ndarray:
    """Take content out of its container and check it.

    Args:
        raw: the bytes of the file.
        original: what its content must be.
        container: a key of `CONTAINERS`, or `""` for none.

    Returns:
        A read-only uint8 array of shape `(original.total_bytes,)`. What follows the header starts
        at a multiple of `ALIGNMENT` in memory.

    Raises:
        DataError: it is not that content. The message says in which respect.
    """
    # Into memory of the right size at once: joining pieces would need it twice.
    content = aligned(original.total_bytes, original.header_bytes)
    found = _take_out(raw, container, content)
    if found != original.total_bytes:
        raise DataError(
            say(
                "{found} bytes after decompression, expected {expected}",
                found=found,
                expected=original.total_bytes,
            )
        )
    original.check_header(content)
    digest = hashlib.sha256(content).hexdigest()
    if digest != original.sha256:
        raise DataError(
            say(
                "SHA-256 {found}…, expected {expected}…: at least one bit is wrong",
                found=digest[:16],
                expected=original.sha256[:16],
            )
        )
    content.flags.writeable = False
    return content


def aligned(size: int, offset: int = 0) -> np.ndarray:
    """Memory that TensorFlow can use as it is (`epoch_graph.shared_tensor`).

    Args:
        size: in bytes.
        offset: the byte that is to stand at a multiple of `ALIGNMENT`.

    Returns:
        A uint8 array of shape `(size,)`, not initialized.
    """
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -(memory.ctypes.data + offset) % ALIGNMENT
    return memory[start : start + size]


def _take_out(raw, container, content):
    """Fill an array with the content; returns how many bytes there are in all."""
    opened = {".gz": gzip.open, ".xz": lzma.open}.get(container, lambda file: file)
    try:
        with opened(io.BytesIO(raw)) as file:
            found = file.readinto(content)
            while piece := file.read(1 << 20):
                found += len(piece)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise broken(CONTAINERS[container], len(raw), raw[:8], error) from None
    return found


def broken(container: str, count: int, beginning: bytes, error: Exception) -> DataError:
    """The error for a container that cannot be read to its end."""
    return DataError(
        say(
            "not a whole {container} file ({count} bytes, starting with {beginning!r}): {error}",
            container=container,
            count=count,
            beginning=beginning,
            error=error,
        )
    )
