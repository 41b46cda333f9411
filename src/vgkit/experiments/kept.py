"""Jobs of one experiment whose results are kept, one by one, until all of them are there."""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence

from vgkit import hardware, parallel
from vgkit.folders import user_folder, write_atomically


def run_all(
    function: Callable,
    tasks: Sequence,
    folder: str,
    jobs: int = -1,
    dask: str | None = None,
) -> Iterator:
    """Yield the results of jobs, first those that are kept from a call that did not end.

    Each new one is on this machine's disk before it is yielded. When all have been taken, nothing
    is kept any more.

    Args:
        function, jobs, dask: as in `parallel.run_all`; the function's results are what JSON holds.
        tasks: its arguments, likewise.
        folder: name of the folder, below the user's own.

    Raises:
        VgkitError: as `parallel.run_all`.
        OSError: a result cannot be written.
    """
    here = hardware.kit(), hardware.environment_of_jobs()
    keyed = [(_key(here, task), task) for task in tasks]
    paths = {key: user_folder(folder, f"{key}.json") for key, _ in keyed}
    missing = []
    for key, task in keyed:
        try:
            yield json.loads(paths[key].read_bytes())["result"]
        except (OSError, ValueError, KeyError, TypeError):  # none, or damaged
            missing.append((function, key, task))
    found = parallel.run_all(_with_its_key, missing, jobs, dask, name=lambda each: _named(each[2]))
    with contextlib.closing(found):
        for key, result in found:
            write_atomically(paths[key], json.dumps({"result": result}).encode())
            yield result
    for path in paths.values():
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # another experiment's are there, or nothing was
        user_folder(folder).rmdir()


def _with_its_key(work):
    function, key, task = work
    return key, function(task)


def _key(here, task):
    """Says of which job, by which vgkit, asked for in what environment, a result is."""
    return hashlib.sha256(json.dumps([here, task]).encode()).hexdigest()[:16]


def _named(task):
    return " ".join(map(str, task))
