"""The results file of a sweep: JSON lines, added one by one by one sweep at a time."""

import contextlib
import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from vgkit.errors import VgkitError
from vgkit.experiments.sweep_row import SweepRow
from vgkit.messages import say, tell

_ROW_START = b'{"key": "'


def read(path: "str | Path") -> dict[str, SweepRow]:
    """The rows of a results file. A last line that was cut off by a kill is left out.

    Args:
        path: a JSON-lines file; none there means no rows.

    Returns:
        A dict from `key` to `SweepRow`; of several rows with one key, the last.

    Raises:
        VgkitError: a line in the file is no row, and the message says which; or the file may not
            be read.
    """
    try:
        content = Path(path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise _out_of_reach(path, error) from None
    return parse(content, path)


def parse(content: bytes, path: "str | Path") -> dict[str, SweepRow]:
    """`read`, of what is already in memory; `path` serves the messages."""
    *lines, cut_off = content.split(b"\n")
    if cut_off[: len(_ROW_START)] != _ROW_START[: len(cut_off)]:
        lines.append(cut_off)  # no sweep wrote this; it must not be cleared away as if
    rows = {}
    for number, line in enumerate(lines, start=1):
        try:
            row = SweepRow.of(json.loads(line))
            rows[row.key] = row
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise VgkitError(
                say(
                    "{path}, line {number} is no row of a sweep ({error}). Delete that line, or "
                    "name another file.",
                    path=path,
                    number=number,
                    error=error,
                )
            ) from None
    return rows


@contextlib.contextmanager
def sole_writer(path: Path) -> Iterator[tuple[dict[str, SweepRow], Callable]]:
    """Open a results file for more rows; wait, and say so, while another process has it open so.

    Args:
        path: a `Path`.

    Yields:
        `(rows, add)`: what `read` gives; and a function that adds a row to them and to the file,
        and comes back when it is on the disk.

    Raises:
        VgkitError: as in `read`, or its folder may not be written to; from `add`, that the row
            could not be written.
    """
    with _locked(path):
        rows = read(path)
        with open(path, "ab", buffering=0) as file:
            file.truncate(path.read_bytes().rfind(b"\n") + 1)  # without a line that was cut off

            def add(row):
                line = json.dumps(row.to_dict()).encode() + b"\n"
                try:
                    if file.write(line) < len(line):  # the next write would say why
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                    os.fsync(file.fileno())
                except OSError as error:
                    raise _unwritten(path, error, len(rows)) from None
                rows[row.key] = row

            yield rows, add


def _unwritten(path, error, count):
    return VgkitError(
        say(
            "A result could not be written to {path} ({reason}). The {count} rows before it are "
            "kept: make room, run the same call again, and it goes on with the others.",
            path=path,
            reason=error.strerror,
            count=count,
        )
    )


def _out_of_reach(path, error):
    return VgkitError(
        say(
            "{path} cannot be read and written ({reason}). Name another file; for the sweeps of "
            "notebooks, another folder in VGKIT_HOME.",
            path=path,
            reason=error.strerror,
        )
    )


@contextlib.contextmanager
def _locked(path):
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock")  # the system's own: it does not outlive a killed process
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = lock.acquire(blocking=False)
    except Timeout:
        tell(
            say(
                "Another sweep is writing to {path}: waiting for its end. What it has trained by "
                "then is not trained again. If it is not needed any more, stop it.",
                path=path,
            )
        )
        held = lock.acquire()
    except OSError as error:
        raise _out_of_reach(path, error) from None
    with held:
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows refuses, and filelock deletes it there
                os.unlink(lock.lock_file)
