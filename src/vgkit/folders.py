"""The kit's own folder for what belongs to the user: backups, records of runs, kept predictions."""

import contextlib
import os
import re
import threading
from pathlib import Path

import platformdirs

from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.messages import say


def user_folder(*parts) -> Path:
    """A path below `VGKIT_HOME`, or below the system's cache folder. It is made on writing.

    Raises:
        VgkitError: the system knows no home folder for this user.
    """
    named = settings.current().home
    try:
        root = (
            Path(named).expanduser()
            if named
            else platformdirs.user_cache_path("vgkit", appauthor=False)
        )
    except RuntimeError as error:
        raise VgkitError(
            say(
                "There is no home folder for backups and runs ({error}). Name a folder that you "
                "may write to, with its full path, in the environment variable VGKIT_HOME.",
                error=error,
            )
        ) from None
    return root.joinpath(*parts)


def write_atomically(path: "str | Path", content: bytes) -> None:
    """Write bytes under a temporary name beside `path`, then rename: never half a file.

    Raises:
        OSError: the folder is read-only, the disk is full, …; nothing is left behind.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with open(temporary, "wb") as file:
            _clear_up(path.parent, os.fstat(file.fileno()).st_mtime)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the new name on an empty file
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _clear_up(folder, now):
    """Delete what processes that were killed while they wrote have left in a folder.

    Only what is an hour older than `now`, in seconds of the folder's own clock: a younger file may
    be one that another process is writing.
    """
    with contextlib.suppress(OSError):  # another process may do the same at this moment
        for path in folder.iterdir():
            left = re.search(r"\.\d+-\d+\.tmp$", path.name)
            if left and path.lstat().st_mtime < now - 3600:
                path.unlink()


def set_aside(path: "str | Path") -> Path:
    """Rename a file that cannot be used to the first free `<name>.aside-<n>`; return that path."""
    path = Path(path)
    number = 1
    while (aside := path.with_name(f"{path.name}.aside-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside
