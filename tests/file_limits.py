"""Files that may not grow, as on a disk that is full."""

import contextlib

import pytest


@contextlib.contextmanager
def no_file_beyond(size):
    """The system refuses to let any file grow beyond so many bytes: a write fails halfway."""
    resource = pytest.importorskip("resource", reason="NOT TESTED: this system limits no files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
