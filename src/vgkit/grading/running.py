"""A process for each submission, several at once, each with its limits; what it tells is collected.

The process runs on this machine, or on that of a Dask worker: shut in there as it is here.
"""

import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vgkit import data, hardware, parallel, settings
from vgkit.data.locating import keras_home
from vgkit.errors import VgkitError
from vgkit.grading.process.channel import Receiver
from vgkit.messages import get_language, say
from vgkit.notebooks import preloaded

_KEPT = "PATH", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT", "LD_LIBRARY_PATH", "LC_ALL", "LANG"
_FOLDERS = "vgkit-grade-"  # of submissions; the number of the process that made them follows
_OF_MEMORY = "MemoryError", "ResourceExhausted", "bad_alloc"


@dataclass(frozen=True)
class Task:
    """One submission to be run.

    Attributes:
        key: whatever it is called by.
        outline: of its lesson.
        language: of its cells.
        cells: as `StudentCell.to_dict` has them.
        seconds: that it may take, all in all.
        memory: that it may take, in bytes, beside what the kit takes.
        run: whether its code is run at all.
        dataset: that its lesson needs, a key of `data.DATASETS`; or None.
        name: what it is called in a message.
    """

    key: Any
    outline: dict
    language: str
    cells: list[dict]
    seconds: float
    memory: int
    run: bool = True
    dataset: str | None = None
    name: str = ""


@dataclass(frozen=True)
class Told:
    """What became of a task.

    Attributes:
        messages: of its process.
        forged: whether something else came the same way.
        stopped: why it ended early, or None.
        seconds: that it took.
    """

    messages: list[dict]
    forged: bool
    stopped: str | None
    seconds: float


def run_all(
    tasks: Sequence[Task], jobs: int, dask: str | None = None
) -> Iterator[tuple[Task, Told]]:
    """Run tasks, so many at once, and yield each with what became of it as soon as it is done.

    However this ends, no process is left on this machine; on a worker it is ended soon after.

    Args:
        tasks: the submissions.
        jobs, dask: as in `parallel.run_all`.

    Raises:
        VgkitError: as `parallel.run_all`; or a worker cannot run submissions.
    """
    numbered = [replace(task, key=number) for number, task in enumerate(tasks)]
    found = parallel.run_all(run, numbered, jobs, dask, waits=True, name=lambda task: task.name)
    with contextlib.closing(found):
        for number, told in found:
            yield tasks[number], told


def run(task: Task) -> tuple[Any, Told]:
    """Run one task in a process of its own, on this machine.

    Returns:
        Its key, and what became of it.

    Raises:
        VgkitError: this is a worker of Dask that cannot run it.
    """
    if parallel.worker():
        _able(task)
    _clear_up()
    one = _Run(task)
    try:
        while not one.is_done() and parallel.is_wanted():
            pause = max(0.0, one.deadline - time.monotonic())
            select.select([one.channel], [], [], min(pause, 0.25))
        return task.key, one.told()
    finally:
        one.end()


def _able(task):
    """Refuse, on a worker of Dask, what would be the worker's fault and look like the student's."""
    if sys.platform == "win32":
        raise VgkitError(
            say(
                "The worker {worker} runs on Windows, where submissions cannot be shut in. Start "
                "workers on Linux or macOS, or in Linux inside Windows (WSL).",
                worker=parallel.worker(),
            )
        )
    if task.run and (files := data.absent(task.dataset)):
        raise VgkitError(
            say(
                "The worker {worker} does not have {title} ({command} fetches it there). Then run "
                "the same call again: what was finished is kept.",
                worker=parallel.worker(),
                title=files.title,
                command=files.fetch_command,
            )
        )


def _clear_up():
    """Delete the folders of those who were killed while they graded."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*-*"):
        number = folder.name.removeprefix(_FOLDERS).partition("-")[0]
        with contextlib.suppress(OSError):
            if (
                number.isdigit()
                and folder.lstat().st_uid == os.getuid()
                and not _lives(int(number))
            ):
                shutil.rmtree(folder, ignore_errors=True)


def _lives(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        pass
    return True


@dataclass
class _Run:
    task: Task
    stopped: str | None = None
    deadline: float = field(init=False)
    ended: bool = False

    def __post_init__(self):
        self.begun = time.monotonic()
        self.deadline = self.begun + self.task.seconds
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDERS}{os.getpid()}-"))
        self.receiver = Receiver(secret := secrets.token_hex(16))
        self.channel, other = socket.socketpair()
        self.channel.setblocking(False)
        request = {
            "outline": self.task.outline,
            "language": self.task.language,
            "cells": self.task.cells,
            "secret": secret,
            "seconds": int(2 * self.task.seconds) + 1,  # of all threads together
            "cell_seconds": self.task.seconds / 2,
            "memory": self.task.memory,
            "run": self.task.run,
        }
        path = self.folder / "request.json"
        path.write_text(json.dumps(request), "ascii")
        with other, open(os.devnull, "r+b", 0) as nowhere:
            self.process = preloaded.start(
                ["-m", "vgkit.grading.process", path],
                env=_environment(self.folder),
                cwd=self.folder,
                stdin=other,
                stdout=nowhere,
                stderr=nowhere,
            )

    def is_done(self) -> bool:
        """Take in what there is; whether nothing more is to come."""
        open_ = self._receive()
        if self.process.poll() is not None or not open_:
            return True
        if time.monotonic() > self.deadline:
            self.stopped = "time"
            return True
        return False

    def _receive(self):
        while True:
            try:
                data = self.channel.recv(2**16)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not data:
                return False
            self.receiver.feed(data)

    def told(self) -> Told:
        """What became of it, after its end."""
        with contextlib.suppress(Exception):  # it has closed the channel, and is about to end
            self.process.wait(0.5)
        code = self.process.poll()
        self.end()
        self._receive()
        messages = self.receiver.messages
        if self.stopped is None and not any(m.get("kind") == "end" for m in messages):
            self.stopped = _why(code, messages)
        took = time.monotonic() - self.begun
        self.channel.close()
        return Told(messages, self.receiver.forged, self.stopped, took)

    def end(self) -> None:
        """Kill it, and whatever belongs to it, and delete its folder; once."""
        if self.ended:
            return
        self.ended = True
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()  # which may just have begun, and have no group of its own yet
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _why(code, messages):
    """Why a process ended before its time."""
    if code == -signal.SIGXCPU:
        return "time"
    errors = [str(m.get("error")) for m in messages if m.get("kind") == "error"]
    if errors and any(word in errors[-1] for word in _OF_MEMORY):
        return "memory"
    return "ended" if code is not None and code >= 0 else "crashed"


def _environment(folder):
    """What a submission's process sees: nothing of the teacher's but where the kit and its images lie."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    asked = settings.Settings(
        language=get_language(),
        home=str(folder / "home"),
        data_dir=settings.current().data_dir and os.path.abspath(settings.current().data_dir),
        data_url="file:///nowhere/",
        progress="off",
        static="1",
    )
    if "PYTHONPATH" in kept:  # its folder is another one
        places = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, filter(None, places)))
    return {
        **kept,
        **asked.environment(),
        **hardware.ONE_THREAD,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "KERAS_HOME": str(keras_home()),
        "MPLBACKEND": "agg",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
