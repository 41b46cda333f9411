"""Jobs on this machine: in processes of one thread each, or in threads that wait for processes."""

import os
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError

from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.messages import get_language, say, speaking
from vgkit.parallel import calls


def in_processes(function: Callable, arguments: list, jobs: int) -> Iterator:
    """Yield the results of jobs that compute; arguments as those of `run_all`."""
    told = get_language(), os.getpid(), settings.current()
    todo = [joblib.delayed(calls.in_a_process)((function, each, *told)) for each in arguments]
    try:
        yield from _results(todo, jobs, "loky")
    except TerminatedWorkerError as error:
        raise _killed(error) from None


def in_threads(function: Callable, arguments: list, jobs: int) -> Iterator:
    """Yield the results of jobs that wait for a process of their own.

    However this ends, none of them is left.
    """
    crew = _Crew(function)
    try:
        yield from _results(
            [joblib.delayed(crew.call)(each) for each in arguments], jobs, "threading"
        )
    finally:
        crew.dismiss()


def _results(todo, jobs, backend):
    if jobs == 0:
        raise VgkitError(say("jobs must be 1 or more, or -1 for one process a core. Received: 0."))
    pool = joblib.Parallel(
        n_jobs=jobs, backend=backend, batch_size=1, return_as="generator_unordered"
    )
    results = pool(todo)
    try:
        for result in results:  # noqa: UP028 (`yield from` would close it before the `except`)
            yield result
    except GeneratorExit:
        with warnings.catch_warnings(action="ignore"):  # that it was not waited for the others
            results.close()
        raise


def _killed(error):
    reason = str(error).split(". ")[0]
    return VgkitError(
        say(
            "A training's process was killed, perhaps for lack of memory ({reason}). What was "
            "finished is kept: run the same call again, with fewer jobs if memory is short.",
            reason=reason,
        )
    )


class _Crew:
    """Threads that speak the caller's language, and end when they are dismissed."""

    def __init__(self, function: Callable):
        self._function, self._language = function, get_language()
        self._wanted, self._working, self._changed = True, 0, threading.Condition()

    def call(self, argument: Any) -> Any:
        """Call the function, unless the crew is dismissed."""
        with self._changed:
            if not self._wanted:
                return None
            self._working += 1
        try:
            with speaking(self._language), calls.as_wanted(lambda: self._wanted):
                return self._function(argument)
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    def dismiss(self) -> None:
        """Wait until nobody works any more."""
        with self._changed:
            self._wanted = False
            self._changed.wait_for(lambda: not self._working)
