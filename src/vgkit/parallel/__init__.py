"""Many jobs at once: processes or threads of this machine, or the workers of a Dask cluster.

One training hardly gains from a second thread, and its bits do not depend on the number of them;
so several trainings on one thread each are the fast way to use a machine.
"""

from collections.abc import Callable, Iterator

from vgkit.parallel.calls import is_wanted, worker

__all__ = ["is_wanted", "run_all", "worker"]


def run_all(
    function: Callable,
    arguments: list,
    jobs: int = -1,
    dask: str | None = None,
    waits: bool = False,
    name: Callable[..., str] = str,
) -> Iterator:
    """Call a function with each argument in other processes.

    Args:
        function: importable by its name; takes one argument that can be pickled.
        arguments: a list.
        jobs: how many at once; −1 for one a core. Not used with Dask.
        dask: address of a Dask scheduler whose workers have this vgkit installed, such as
            `"tcp://host:8786"`; None for this machine.
        waits: whether the function computes nothing itself: it starts a process, and waits for it.
            On this machine it is called in threads then. It asks `is_wanted` every now and then,
            and ends its process when it is not.
        name: what a job is called in a message, given its argument.

    Yields:
        The results, in the order in which they are finished. Close the generator to stop the rest.

    Raises:
        VgkitError: there is no such cluster or it was lost, Dask is not installed, a worker has
            another vgkit, `jobs` is 0, or a process was killed. Jobs of a cluster whose workers
            die time and again are named when all others are done.
    """
    if dask is not None:
        from vgkit.parallel.cluster import on_a_cluster

        yield from on_a_cluster(function, arguments, dask, waits, name)
        return
    from vgkit.parallel import local

    here = local.in_threads if waits else local.in_processes
    yield from here(function, arguments, jobs)
