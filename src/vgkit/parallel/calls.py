"""What surrounds a job where it is done: its thread, its language, and whether anybody still waits."""

import contextlib
import contextvars
import functools
import os
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import tqdm

from vgkit import hardware, settings
from vgkit.errors import VgkitError
from vgkit.messages import say, set_language, speaking

_worker = contextvars.ContextVar("worker", default=None)
_asked = contextvars.ContextVar("asked", default=lambda: True)
_training = threading.Lock()  # a worker of Dask may have several threads, and Keras one state


def is_wanted() -> bool:
    """Whether anybody still waits for the job that asks."""
    return _asked.get()()


def worker() -> str | None:
    """Address of the Dask worker that does the job that asks; None on the caller's machine."""
    return _worker.get()


@contextlib.contextmanager
def as_wanted(asked: Callable[[], bool]) -> Iterator[None]:
    """Let `is_wanted` of this thread ask a function, while the context lasts."""
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)


def in_a_process(call: tuple) -> Any:
    """In another process of this machine: one thread, the caller's language and settings.

    Args:
        call: function, argument, language, number of the caller's process, its settings.
    """
    function, argument, language, parent, asked = call
    set_language(language)
    if parent != os.getpid():  # with one job, joblib calls this in the process that asked for it
        _end_with(parent)
    return _on_one_thread(function, argument, asked)


def on_a_worker(kit: str, language: str, waits: bool, call: bytes) -> Any:
    """On a worker of Dask, which has settings of its own.

    Args:
        kit: the caller's `hardware.kit`.
        language: the caller's.
        waits: as in `run_all`.
        call: function and argument, pickled.

    Raises:
        VgkitError: this worker's vgkit is another one.
    """
    import distributed

    here = distributed.get_worker()
    key = here.get_current_task()

    def asked():
        task = here.state.tasks.get(key)
        works = here.status.name in ("running", "paused")  # it closes where its scheduler is gone
        return works and task is not None and task.state == "executing"

    token = _worker.set(here.address)
    try:
        with speaking(language), as_wanted(asked):
            if kit != hardware.kit():
                raise _another_kit(here.address, kit)
            function, argument = pickle.loads(call)
            if waits:
                return function(argument)
            with _training:
                return _on_one_thread(function, argument, settings.current())
    except KeyboardInterrupt:  # a training that nobody wants; the worker would take it for its own
        return None
    finally:
        _worker.reset(token)


def _another_kit(address, kit):
    return VgkitError(
        say(
            "The worker {worker} has another vgkit ({theirs}) than this machine ({ours}), and its "
            "results would not fit. Bring both to the same version, start the worker again, and "
            "run the same call again: what was finished is kept.",
            worker=address,
            theirs=hardware.kit(),
            ours=kit,
        )
    )


def _on_one_thread(function, argument, asked):
    """Call a function on one thread, without a progress bar of its own."""
    before = {name: os.environ.get(name) for name in hardware.THREADS}
    os.environ |= hardware.ONE_THREAD  # TensorFlow reads them when it starts
    try:
        with settings.using(**{**vars(asked), "progress": "off"}):
            return function(argument)
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@functools.cache
def _end_with(parent):
    """End this worker process soon after the one that it works for, even if that one is killed."""
    # tqdm's own lock is shared by processes, and one that is killed would leave it behind.
    tqdm.tqdm.set_lock(threading.RLock())

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
