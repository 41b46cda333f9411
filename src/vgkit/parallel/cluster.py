"""Jobs on a Dask cluster: as many at once as its workers have threads, whoever comes and goes."""

import contextlib
import gc
import pickle
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from vgkit import hardware
from vgkit.errors import VgkitError
from vgkit.messages import get_language, say, tell
from vgkit.parallel import calls

if TYPE_CHECKING:
    import distributed

PATIENCE = 5  # seconds without a result, until a cluster is asked whether it has any workers


def on_a_cluster(
    function: Callable, arguments: list, dask: str, waits: bool, name: Callable[..., str]
) -> Iterator:
    """Yield the results of jobs; arguments and errors as those of `run_all`."""
    try:
        import distributed
    except ImportError:
        raise VgkitError(
            say("A Dask cluster needs the package distributed: pip install 'vgkit[dask]'.")
        ) from None
    with _client(dask) as client:
        work, lost = _Work(client, dask, function, waits), []
        for argument, future in work.through(arguments):
            if future.status == "error" and isinstance(
                future.exception(), distributed.KilledWorker
            ):
                lost.append(name(argument))
            else:
                yield work.result(future)
        if lost:
            raise _deadly(lost)


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


class _Packed:
    """A call of `calls.on_a_worker`; to unpickle it is to make the call."""

    def __init__(self, *arguments: object):
        self._arguments = arguments

    def __reduce__(self):
        return calls.on_a_worker, self._arguments


class _Work:
    """What is asked of a cluster.

    Only as many jobs as can be done at once are with the scheduler: a job that waits at a worker
    that dies would be blamed for it.
    """

    def __init__(self, client: "distributed.Client", dask: str, function: Callable, waits: bool):
        self._client, self._dask, self._waits = client, dask, waits
        self._function, self._language = function, get_language()
        self._told = set()

    def through(self, arguments: list) -> Iterator[tuple]:
        """Yield each argument with its future, when that is done."""
        todo, pending = list(reversed(arguments)), {}
        while todo or pending:
            with self._connected():
                room = self._threads() - len(pending)
                if not pending:
                    room = max(room, 1)  # or nobody would start, later, with what there is to do
                while todo and room > 0:
                    argument = todo.pop()
                    pending[self._submit(argument)] = argument
                    room -= 1
                done = self._wait(pending)
            for future in done:
                yield pending.pop(future), future

    def result(self, future: "distributed.Future") -> object:
        """Its result, or the exception of its job."""
        with self._connected():
            error = future.exception()
            if error is None:
                return future.result()
        if isinstance(error, ModuleNotFoundError) and "vgkit" in str(error):
            raise _without_the_kit(error) from None
        if isinstance(error, RuntimeError) and "deserialization of the task" in str(error):
            raise _without_the_kit(error.__cause__ or error) from None
        raise error

    def _submit(self, argument):
        call = pickle.dumps((self._function, argument))
        packed = pickle.dumps(_Packed(hardware.kit(), self._language, self._waits, call))
        # A worker that could not even read what it is to call would end, and start again, for ever.
        return self._client.submit(pickle.loads, packed, pure=False)

    def _threads(self):
        """How many threads the workers have; what there is to say about them is said once."""
        workers = self._client.nthreads()
        several = [count for count in workers.values() if count > 1]
        if several and not self._waits:
            self._tell(
                "several",
                say(
                    "A worker of the Dask cluster has {threads} threads, but does one training at "
                    "a time. To use all cores, start it with `{start}`.",
                    threads=several[0],
                    start=self._start(),
                ),
            )
        # A worker that trains counts once, however many threads it has.
        return sum(workers.values()) if self._waits else len(workers)

    def _wait(self, pending):
        """The futures that are done; where there is no worker to compute them, that is said."""
        from distributed import wait

        with contextlib.suppress(TimeoutError):
            return wait(list(pending), PATIENCE, return_when="FIRST_COMPLETED").done
        if self._client.nthreads():
            self._told.discard("deserted")
        else:
            self._tell(
                "deserted",
                say(
                    "The Dask scheduler at {dask} has no worker: waiting for one. Start "
                    "some, on any machine that has vgkit, with `{start}`.",
                    dask=self._dask,
                    start=self._start(),
                ),
            )
        return ()

    def _start(self):
        return f"dask worker {self._dask} --nworkers -1 --nthreads 1"

    def _tell(self, what, message):
        if what not in self._told:
            self._told.add(what)
            tell(message)

    @contextlib.contextmanager
    def _connected(self):
        """Whatever goes wrong while the connection is gone is told as that."""
        from distributed import CancelledError
        from distributed.comm import CommClosedError

        try:
            yield
        except Exception as error:
            gone = isinstance(error, CancelledError | CommClosedError)
            if gone or self._client.status != "running":
                raise _lost(self._dask) from None
            raise


def _lost(dask):
    return VgkitError(
        say(
            "The connection to the Dask scheduler at {dask} was lost. What was finished is kept: "
            "start scheduler and workers again, then run the same call again, and it goes on.",
            dask=dask,
        )
    )


def _deadly(names):
    return VgkitError(
        say(
            "Not done: {names}. Each worker that tried died, perhaps for lack of memory. All "
            "other jobs are done and kept: run the same call again for these, on workers with "
            "more memory.",
            names=", ".join(names),
        )
    )


def _without_the_kit(error):
    return VgkitError(
        say(
            "The Dask scheduler or one of its workers cannot load vgkit ({error}). Both need the "
            "vgkit of this machine: install it there, start them again, and run the same call "
            "again: what was finished is kept.",
            error=str(error).strip().split("\n")[0],
        )
    )
