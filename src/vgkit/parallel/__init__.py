"""Many trainings at once: processes of one thread each, on this machine or on a Dask cluster.

One training hardly gains from a second thread, and its bits do not depend on the number of them;
so several trainings on one thread each are the fast way to use a machine.
"""

import functools
import gc
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator

import joblib
import tqdm
from joblib.externals.loky.process_executor import TerminatedWorkerError

from vgkit import hardware, settings
from vgkit.errors import VgkitError
from vgkit.messages import get_language, say, set_language, tell

PATIENCE = 5  # seconds without a result, until a cluster is asked whether it has any workers


def run_all(
    function: Callable, arguments: list, jobs: int = -1, dask: str | None = None
) -> Iterator:
    """Call a function with each argument in other processes.

    Args:
        function: importable by its name; takes one argument that can be pickled.
        arguments: a list.
        jobs: how many processes; −1 for one a core. Not used with Dask.
        dask: address of a Dask scheduler whose workers have vgkit installed, such as
            `"tcp://host:8786"`; None for this machine.

    Yields:
        The results, in the order in which they are finished. Close the generator to stop the rest.

    Raises:
        VgkitError: there is no such cluster or it was lost, Dask is not installed, `jobs` is 0, or
            a process was killed.
    """
    if dask is None:
        yield from _on_this_machine(function, arguments, jobs)
    else:
        yield from _on_a_cluster(function, arguments, dask)


def _on_this_machine(function, arguments, jobs):
    if jobs == 0:
        raise VgkitError(say("jobs must be 1 or more, or -1 for one process a core. Received: 0."))
    pool = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
    parent = os.getpid(), settings.current()
    calls = [(function, argument, get_language(), parent) for argument in arguments]
    results = pool(joblib.delayed(_alone)(call) for call in calls)
    try:
        for result in results:  # noqa: UP028 (`yield from` would close it before the `except`)
            yield result
    except TerminatedWorkerError as error:
        raise _killed(error) from None
    except GeneratorExit:
        with warnings.catch_warnings(action="ignore"):  # that it was not waited for the others
            results.close()
        raise


def _on_a_cluster(function, arguments, dask):
    try:
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError:
        raise VgkitError(
            say("A Dask cluster needs the package distributed: pip install 'vgkit[dask]'.")
        ) from None
    calls = [(function, argument, get_language(), None) for argument in arguments]
    with _client(dask) as client:
        try:
            yield from _as_finished(client, client.map(_alone, calls, pure=False), dask)
        except KilledWorker as error:
            raise _killed(error) from None
        except (CancelledError, CommClosedError):
            raise _lost(dask) from None


def _client(dask):
    import distributed

    refusal = None
    try:
        return distributed.Client(dask, timeout="10s")
    except (OSError, ValueError) as error:
        refusal = VgkitError(
            say(
                "No Dask scheduler answers at {dask!r} ({error}). Start one with `dask "
                "scheduler`, workers with `dask worker`, and give the address that it prints.",
                dask=dask,
                error=error,
            )
        )
    gc.collect()  # the client; later, while another one starts, that would wait for ever
    raise refusal


def _as_finished(client, futures, dask):
    """Yield the results; where there is no worker to compute them, say so and wait for one."""
    from distributed import wait

    start = f"dask worker {dask} --nworkers -1 --nthreads 1"
    pending, deserted = set(futures), False
    while pending:
        try:
            done, pending = wait(pending, PATIENCE, return_when="FIRST_COMPLETED")
        except TimeoutError:
            told, deserted = deserted, not client.nthreads()
            if deserted and not told:
                tell(
                    say(
                        "The Dask scheduler at {dask} has no worker: waiting for one. Start "
                        "some, on any machine that has vgkit, with `{start}`.",
                        dask=dask,
                        start=start,
                    )
                )
        else:
            for future in done:
                yield future.result()


def _lost(dask):
    return VgkitError(
        say(
            "The connection to the Dask scheduler at {dask} was lost. What was finished is kept: "
            "run the same call again as soon as the scheduler runs.",
            dask=dask,
        )
    )


def _killed(error):
    reason = str(error).split(". ")[0]
    return VgkitError(
        say(
            "A training's process was killed, perhaps for lack of memory ({reason}). What was "
            "finished is kept: run the same call again, with fewer jobs if memory is short.",
            reason=reason,
        )
    )


def _alone(call):
    """In the other process: one thread, no progress bar of its own, the caller's language.

    On this machine also the caller's settings; a worker of Dask has its own.
    """
    function, argument, language, parent = call
    set_language(language)
    process, asked = parent or (None, settings.current())
    if process not in (None, os.getpid()):
        _end_with(process)
    before = {name: os.environ.get(name) for name in hardware.THREADS}
    os.environ |= hardware.ONE_THREAD  # TensorFlow reads them when it starts
    try:
        with settings.using(**{**vars(asked), "progress": "off"}):
            return function(argument)
    finally:  # with one job, joblib calls this in the process that asked for it
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
