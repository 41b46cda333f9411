"""Many calls at once in other processes: streaming, one thread each, and every way to fail."""

import gc
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import thorough_but
from vgkit import hardware, parallel, settings
from vgkit.errors import VgkitError
from vgkit.messages import set_language

# Called in the other processes, which import them from here.


def where(number):
    threads = [os.environ.get(name) for name in hardware.THREADS]
    return number, os.getpid(), [*threads, settings.current().progress]


def wait_for(path):
    """Whether the file was there within a minute; `None` is not waited for."""
    for _ in range(600):
        if path is None or Path(path).exists():
            return path
        time.sleep(0.1)
    return "nobody took the first result in time"


def fail(number):
    raise ZeroDivisionError(f"no result for {number}")


def be_killed(number):
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_every_argument_is_called_in_another_process_of_one_thread_without_a_bar():
    found = list(parallel.run_all(where, [10, 20, 30, 40], jobs=2))
    assert sorted(number for number, _, _ in found) == [10, 20, 30, 40]
    processes = {process for _, process, _ in found}
    assert os.getpid() not in processes
    assert 1 <= len(processes) <= 2
    assert [found_settings for _, _, found_settings in found] == [["1", "1", "off"]] * 4


@pytest.mark.parametrize("progress", [None, "bar.txt"])
def test_one_job_runs_here_and_leaves_the_session_as_it_was(monkeypatch, progress):
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "2")
    monkeypatch.delenv("TF_NUM_INTEROP_THREADS", raising=False)
    monkeypatch.delenv("VGKIT_PROGRESS")
    if progress:
        monkeypatch.setenv("VGKIT_PROGRESS", progress)
    before = dict(os.environ), settings.current()
    assert list(parallel.run_all(where, [10, 20], jobs=1)) == [
        (number, os.getpid(), ["1", "1", "off"]) for number in (10, 20)
    ]
    assert (dict(os.environ), settings.current()) == before


def test_a_result_is_there_while_others_are_still_computed(tmp_path):
    file = tmp_path / "the first result was taken"
    results = parallel.run_all(wait_for, [str(file), None], jobs=2)
    assert next(results) is None
    file.touch()
    assert list(results) == [str(file)]


def test_nothing_to_do_is_done():
    assert list(parallel.run_all(where, [], jobs=2)) == []


@pytest.mark.parametrize(("language", "words"), [
    ("en", "jobs must be 1 or more, or -1 for one process a core. Received: 0."),
    ("vi", "jobs phải từ 1 trở lên, hoặc -1 để mỗi nhân một tiến trình. Nhận được: 0."),
])  # fmt: skip
def test_no_jobs_are_refused(language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        list(parallel.run_all(where, [10], jobs=0))
    assert str(refusal.value) == words


def test_an_error_of_the_function_arrives_as_it_is():
    with pytest.raises(ZeroDivisionError, match="no result for 10"):
        list(parallel.run_all(fail, [10], jobs=2))


def test_a_killed_process_is_told_and_the_next_call_works():
    with pytest.raises(VgkitError) as told:
        list(parallel.run_all(be_killed, [1, 2, 3], jobs=2))
    assert "A training's process was killed" in str(told.value)
    assert "run the same call again" in str(told.value)
    assert "\n" not in str(told.value)
    assert sorted(parallel.run_all(be_killed, [2, 3], jobs=2)) == [2, 3]


# Dask. A cluster's numbers are looked at in test_sweep.py.


def test_without_dask_its_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(VgkitError, match=r"pip install 'vgkit\[dask\]'"):
        list(parallel.run_all(where, [10], dask="tcp://127.0.0.1:8786"))


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["No Dask scheduler answers at", "`dask scheduler`", "`dask worker`"]),
    ("vi", ["Không có Dask scheduler nào trả lời tại", "`dask scheduler`", "`dask worker`"]),
])  # fmt: skip
def test_an_address_at_which_nobody_answers_is_told_in_one_line(monkeypatch, language, words):
    distributed = pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")
    real, waited = distributed.Client, []

    def impatient(address, timeout):
        waited.append(timeout)
        return real(address, timeout="1s")

    monkeypatch.setattr(distributed, "Client", impatient)
    set_language(language)
    address = f"tcp://127.0.0.1:{closed_port()}"
    with pytest.raises(VgkitError) as refusal:
        list(parallel.run_all(where, [10], dask=address))
    for word in (*words, address):
        assert word in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert waited == ["10s"]


@pytest.mark.parametrize(
    "address", thorough_but(["nonsense"], ["nonsense", "http://127.0.0.1:8786"])
)
def test_an_address_that_means_nothing_is_told_likewise_and_leaves_no_client(address):
    distributed = pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")

    def clients():
        return sum(type(thing) is distributed.Client for thing in gc.get_objects())

    before = clients()
    with pytest.raises(VgkitError, match="No Dask scheduler answers at") as refusal:
        list(parallel.run_all(where, [10], dask=address))
    assert repr(address) in str(refusal.value)
    assert clients() <= before


@pytest.fixture
def deserted(monkeypatch):
    """A cluster without workers, what is said about it, and the function that is then called."""
    distributed = pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")
    then, told = [], []

    def tell(message):
        told.append(message)
        then[-1]()

    monkeypatch.setattr(parallel, "PATIENCE", 0.1)
    monkeypatch.setattr(parallel, "tell", tell)
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as cluster:
        never = threading.Timer(60, cluster.scale, [1])  # or a failure would be a wait for ever
        never.start()
        yield cluster, told, then
        never.cancel()


@pytest.mark.parametrize(("language", "words"), [
    ("en", "has no worker: waiting for one. Start some"),
    ("vi", "chưa có worker nào: đang chờ. Hãy khởi động worker"),
])  # fmt: skip
def test_a_cluster_without_workers_is_told_once_and_waited_for(deserted, language, words):
    cluster, told, then = deserted
    then.append(lambda: threading.Timer(1, cluster.scale, [1]).start())  # ten looks later
    set_language(language)
    address = cluster.scheduler_address
    found = list(parallel.run_all(where, [10, 20], dask=address))
    assert sorted(number for number, _, _ in found) == [10, 20]
    assert len(told) == 1 and words in told[0] and f"`dask worker {address}" in told[0]


def test_a_scheduler_that_goes_away_is_told(deserted):
    cluster, _, then = deserted
    then.append(cluster.close)
    with pytest.raises(VgkitError, match="was lost. .*run the same call again"):
        list(parallel.run_all(where, [10, 20], dask=cluster.scheduler_address))


def language_there(_):
    from vgkit.messages import get_language

    return get_language()


def test_the_other_process_speaks_the_callers_language():
    set_language("vi")
    assert list(parallel.run_all(language_there, [0], jobs=2)) == ["vi"]
