"""The kit's own folder for what belongs to the user: backups, records of runs, kept predictions."""

import contextlib
import errno
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.messages import say, tell

SOLUTIONS = "solutions"


def user_folder(*parts) -> Path:
    """A path below `VGKIT_HOME`, or below the system's cache folder. It is made on writing.

    What a solution keeps lies in a folder of its own, `SOLUTIONS`, apart from the user's work.

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
    own = [SOLUTIONS] if settings.current().solution else []
    return root.joinpath(*own, *parts)


_LEFTOVER = re.compile(r"\.vgkit-[0-9a-f]{32}\.tmp")


def write_atomically(path: "str | Path", content: bytes) -> None:
    """Write bytes under a temporary name beside `path`, then rename: never half a file.

    Args:
        path: of a regular file, or of none yet; its folders are made.
        content: the bytes.

    Raises:
        OSError: the folder is read-only, the disk is full, `path` is a device or a folder, …;
            nothing is left behind.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # renamed onto a device, a file would take its place
        raise OSError(errno.EINVAL, say("not a regular file"), str(path))
    temporary = path.with_name(f".vgkit-{uuid.uuid4().hex}.tmp")
    try:
        with open(temporary, "xb") as file:  # never what somebody has put there under this name
            _clear_up(path.parent, os.fstat(file.fileno()).st_mtime)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the new name on an empty file
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _clear_up(folder, now):
    """Delete what processes that were killed while they wrote have left in one of the kit's folders.

    Only what is an hour older than `now`, in seconds of the folder's own clock: a younger file may
    be one that another process is writing.
    """
    with contextlib.suppress(OSError, VgkitError):  # another process may do the same at this moment
        if not folder.resolve().is_relative_to(user_folder().resolve()):
            return
        for path in folder.iterdir():
            if _LEFTOVER.fullmatch(path.name) and path.lstat().st_mtime < now - 3600:
                path.unlink()


def check_output(path: "str | Path") -> Path:
    """Find out, before hours of work, whether a file can be written.

    Args:
        path: of a regular file, or of none yet, in a folder that exists.

    Returns:
        The path.

    Raises:
        VgkitError: it is something else, or its folder is missing or may not be written to.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise VgkitError(
            say(
                "There is no folder {folder} to write {name} to. Make it, or name another one.",
                folder=path.parent,
                name=path.name,
            )
        )
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise VgkitError(
            say(
                "{path} is a folder, a device or a link, not a regular file. Name another file.",
                path=path,
            )
        )
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise VgkitError(say("{path} cannot be written to. Name another file.", path=path))
    return path


def prepare_output(path: "str | Path") -> Path:
    """`check_output`, for a file whose folder the kit makes: where it is missing, it is made here.

    Raises:
        OSError: the folder cannot be made.
        VgkitError: as in `check_output`.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return check_output(path)


@contextlib.contextmanager
def lasting(folder: "str | Path") -> Iterator[Path]:
    """A folder for hours of training, for one process at a time, and a word where one was left.

    It is made on writing. Whoever uses it deletes it when all is done, and only then: after a
    failure or an interruption the same call goes on with what is there.

    Args:
        folder: its path. Beside it lies a lock while it is in use (as in `locked`).

    Raises:
        VgkitError: another process is using it.
    """
    from filelock import FileLock, Timeout

    folder = Path(folder)
    lock = FileLock(f"{folder}.lock", timeout=0)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise VgkitError(
            say(
                "Another command is training in {folder} at this moment. Wait for its end, or stop "
                "it; then run the same command again, and it goes on with what is there.",
                folder=folder,
            )
        ) from None
    except OSError:  # no locks here; or writing into the folder will say why not
        pass
    try:
        if folder.exists():
            tell(
                say(
                    "Going on with the trainings of a run that did not end, or failed, in "
                    "{folder}. To train again, delete that folder.",
                    folder=folder,
                )
            )
        yield folder
    finally:
        _let_go(lock)


def _let_go(lock):
    """Release a lock that may be held, and delete its file."""
    if lock.is_locked:
        with contextlib.suppress(OSError):  # Windows refuses, and filelock deletes it there
            os.unlink(lock.lock_file)
        lock.release()


@contextlib.contextmanager
def locked(path: "str | Path", seconds: float = 10) -> Iterator[None]:
    """Let one process at a time read a small file, change what it read, and write it back.

    A folder that may not be written to, or whose file system has no locks (some network homes), is
    used without; so is one whose lock is not let go: what waits is written in one piece anyway.

    Args:
        path: of the file; its folders are made. The lock is a file beside it, and the system's
            own: it does not outlive a killed process.
        seconds: how long to wait for the lock.
    """
    from filelock import FileLock

    path = Path(path)
    lock = FileLock(f"{path}.lock", timeout=seconds)
    with contextlib.suppress(OSError):  # filelock's own Timeout is one, too
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        _let_go(lock)


def set_aside(path: "str | Path") -> Path:
    """Rename a file that cannot be used to the first free `<name>.aside-<n>`; return that path."""
    path = Path(path)
    number = 1
    while (aside := path.with_name(f"{path.name}.aside-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside
