"""Many trainings at once: processes of one thread each, on this machine or on a Dask cluster.

One training hardly gains from a second thread, and its bits do not depend on the number of them;
so several trainings on one thread each are the fast way to use a machine.
"""

import functools
import os
import threading
import time
import warnings

import joblib
import tqdm
from joblib.externals.loky.process_executor import TerminatedWorkerError

from vgkit.errors import VgkitError
from vgkit.language import get_language, say, set_language


def run_all(function, arguments, jobs=-1, dask=None):
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
        VgkitError: there is no such cluster, Dask is not installed, `jobs` is 0, or a process was
            killed.
    """
    if dask is None:
        if jobs == 0:
            raise VgkitError(
                say(
                    en="jobs must be 1 or more, or -1 for one process a core. Received: 0.",
                    vi="jobs phải từ 1 trở lên, hoặc -1 để mỗi nhân một tiến trình. Nhận được: 0.",
                )
            )
        pool = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
        calls = [(function, argument, get_language(), os.getpid()) for argument in arguments]
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
        return
    try:
        from distributed import Client, KilledWorker, as_completed
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
    calls = [(function, argument, get_language(), None) for argument in arguments]
    with client:
        for future in as_completed(client.map(_alone, calls, pure=False)):
            try:
                yield future.result()
            except KilledWorker as error:
                raise _killed(error) from None


def _killed(error):
    reason = str(error).split(". ")[0]
    return VgkitError(
        say(
            en=f"A training's process was killed, perhaps for lack of memory ({reason}). What was "
            "finished is kept: run the same call again, with fewer jobs if memory is short.",
            vi=f"Một tiến trình train bị dừng đột ngột, có thể do thiếu bộ nhớ ({reason}). Các lần "
            "đã xong vẫn được giữ: hãy chạy lại đúng lệnh này, với ít jobs hơn nếu thiếu bộ nhớ.",
        )
    )


# TensorFlow reads the first two when it computes for the first time.
_ALONE = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "VGKIT_PROGRESS": "off",
}


def _alone(call):
    """In the other process: one thread, no progress bar of its own, the caller's language."""
    function, argument, language, parent = call
    set_language(language)
    if parent not in (None, os.getpid()):
        _end_with(parent)
    before = {name: os.environ.get(name) for name in _ALONE}
    os.environ |= _ALONE
    try:
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
