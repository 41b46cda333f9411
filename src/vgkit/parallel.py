"""Many trainings at once: processes of one thread each, on this machine or on a Dask cluster.

One training hardly gains from a second thread, and its bits do not depend on the number of them;
so several trainings on one thread each are the fast way to use a machine.
"""

import os

import joblib

from vgkit.errors import VgkitError
from vgkit.language import say


def run_all(function, arguments, jobs=-1, dask=None):
    """Call a function with each argument in other processes.

    Args:
        function: importable by its name; takes one argument that can be pickled.
        arguments: a list.
        jobs: how many processes; −1 for one a core. Not used with Dask.
        dask: address of a Dask scheduler whose workers have vgkit installed, such as
            `"tcp://host:8786"`; None for this machine.

    Yields:
        The results, in the order in which they are finished.

    Raises:
        VgkitError: there is no such cluster, or Dask is not installed.
    """
    calls = [(function, argument) for argument in arguments]
    if dask is None:
        pool = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
        yield from pool(joblib.delayed(_alone)(call) for call in calls)
        return
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise VgkitError(
            say(
                en="A Dask cluster needs the package distributed: pip install 'vgkit[dask]'.",
                vi="Muốn dùng cụm Dask cần có gói distributed: pip install 'vgkit[dask]'.",
            )
        ) from None
    try:
        client = Client(dask, timeout="10s")
    except (OSError, ValueError) as error:
        raise VgkitError(
            say(
                en=f"No Dask scheduler answers at {dask!r} ({error}). Start one with `dask "
                "scheduler`, workers with `dask worker`, and give the address that it prints.",
                vi=f"Không có Dask scheduler nào trả lời tại {dask!r} ({error}). Hãy chạy `dask "
                "scheduler`, rồi `dask worker`, và dùng địa chỉ mà nó in ra.",
            )
        ) from None
    with client:
        for future in as_completed(client.map(_alone, calls, pure=False)):
            yield future.result()


def _alone(call):
    """In the other process: one thread, no progress bar of its own."""
    # TensorFlow reads these when it computes for the first time.
    os.environ |= {
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "VGKIT_PROGRESS": "off",
    }
    function, argument = call
    return function(argument)
