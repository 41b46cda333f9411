"""The network part: pooch fetches a file, its content is verified, then it goes to Keras' cache.

Two processes that do this at once each fetch their own copy. A file gets its name by an atomic
renaming when it is whole and verified, so nobody ever sees half of one.
"""

import contextlib
import logging
import os
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pooch

from vgkit import settings
from vgkit.data.verification import DataError, broken, verified
from vgkit.folders import write_atomically
from vgkit.messages import say, tell

TIMEOUT = 60  # seconds without a byte
RETRIES = 2  # after a second, and after two more
TEMPORARY = ".vgkit-download-"  # prefix of folders for what is not verified yet
ABANDONED = 3600  # seconds without a byte, after which a download must have been killed


def fetch(files, key: str) -> np.ndarray:
    """Download one file into Keras' cache; from an archive, all files of the data set.

    Args:
        files: a `locating.FileSet`.
        key: of the file in `files.originals`.

    Returns:
        Its content, as `verification.verified` gives it.

    Raises:
        DataError: there is no network, or what came is not the file. Nothing is left behind.
    """
    name = files.archive or files.originals[key].name
    folder = files.cache_folder()
    if files.archive:
        tell(say("Downloading {name} ({size} MB) …", name=name, size=files.megabytes))
    else:
        tell(say("Downloading {name} …", name=name))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_up(folder)
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=folder) as temporary:
            path = _from_network(files.origin, name, temporary)
            if files.archive:
                return _unpack(path, files)[key]
            content = verified(path.read_bytes(), files.originals[key])
            os.replace(path, folder / name)
            return content
    except DataError as error:
        raise DataError(
            say("What came as {name} is not that file: {error}", name=name, error=error)
        ) from None
    except (OSError, ValueError) as error:  # what requests and pooch raise is one of the two
        raise DataError(
            say("{name} could not be downloaded: {error}", name=name, error=_reason(error))
        ) from None


def _from_network(origin, name, folder):
    """Download `origin` + `name` into a folder; returns the path."""
    pooch.get_logger().setLevel(logging.WARNING)
    # No checksum here: it would be that of the container, and a mirror may have packed anew.
    registry = pooch.create(folder, origin, registry={name: None}, retry_if_failed=RETRIES)
    downloader = pooch.HTTPDownloader(
        progressbar=settings.current().progress is None,
        chunk_size=1 << 16,
        timeout=TIMEOUT,
        headers={"Accept-Encoding": "identity"},  # or a server might decompress the file itself
    )
    return Path(registry.fetch(name, downloader=downloader))


def _reason(error):
    """The system's own error, which the libraries on the way wrap up to four times; else theirs."""
    while getattr(error, "errno", None) is None and (inner := error.__cause__ or error.__context__):
        error = inner
    return error


def _unpack(archive, files):
    """Verify all files of an archive and put them into the cache; returns their contents by key.

    No path of the archive is used to write to, and no more of a file is read than it must have.
    """
    wanted = {f"{files.subfolder}/{file.name}": key for key, file in files.originals.items()}
    found = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                key = wanted.get(member.name)
                if key is None or key in found or not member.isfile():
                    continue
                original = files.originals[key]
                raw = tar.extractfile(member).read(original.total_bytes + 1)
                found[key] = verified(raw, original, "")
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        with open(archive, "rb") as file:
            beginning = file.read(8)
        raise broken("tar.gz", archive.stat().st_size, beginning, error) from None
    for name, key in wanted.items():
        if key not in found:
            raise DataError(say("{missing} is not in it", missing=name))
    for key, content in found.items():
        write_atomically(files.cache_folder() / files.originals[key].name, content)
    return found


def _clear_up(folder):
    """Delete what processes that were killed while they downloaded have left in a folder."""
    with contextlib.suppress(OSError), tempfile.TemporaryFile(dir=folder) as clock:
        now = os.fstat(clock.fileno()).st_mtime  # by the folder's own clock
        for left in folder.glob(f"{TEMPORARY}*"):
            if max(p.stat().st_mtime for p in [left, *left.iterdir()]) < now - ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
