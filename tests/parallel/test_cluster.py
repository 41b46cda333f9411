"""Jobs on a Dask cluster: a real scheduler, real workers, and real kills."""

import gc
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import thorough_but
from tests.parallel.clusters import Cluster, _cluster, closed_port, cluster  # noqa: F401 (fixtures)
from vgkit import hardware, parallel, settings
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.messages import get_language, set_language
from vgkit.parallel import cluster as dask_cluster


@pytest.fixture
def impatient(monkeypatch):
    """A client waits two seconds for its scheduler, not those that are noted here."""
    distributed = pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")
    real, waited = distributed.Client, []

    def client(address, timeout, **options):
        waited.append(timeout)
        return real(address, timeout="2s", **options)

    monkeypatch.setattr(distributed, "Client", client)
    return waited


def test_without_dask_its_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(VgkitError, match=r"pip install 'vgkit\[dask\]'"):
        list(parallel.run_all(where, [10], dask="tcp://127.0.0.1:8786"))


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["No Dask scheduler answers at", "`dask scheduler`", "`dask worker`"]),
    pytest.param("vi", ["Không có Dask scheduler nào trả lời tại", "`dask scheduler`", "`dask worker`"],
                 marks=pytest.mark.thorough),
])  # fmt: skip
def test_an_address_at_which_nobody_answers_is_told_in_one_line(impatient, language, words):
    set_language(language)
    address = f"tcp://127.0.0.1:{closed_port()}"
    with pytest.raises(VgkitError) as refusal:
        list(parallel.run_all(where, [10], dask=address))
    for word in (*words, address):
        assert word in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert impatient == ["10s"]


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

    monkeypatch.setattr(dask_cluster, "PATIENCE", 0.1)
    monkeypatch.setattr(dask_cluster, "tell", tell)
    options = {"n_workers": 0, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(processes=False, **options) as cluster:
        never = threading.Timer(60, cluster.scale, [1])  # or a failure would be a wait for ever
        never.start()
        yield cluster, told, then
        never.cancel()


@pytest.mark.parametrize(("language", "words"), [
    ("en", "has no worker: waiting for one. Start some"),
    pytest.param("vi", "chưa có worker nào: đang chờ. Hãy khởi động worker",
                 marks=pytest.mark.thorough),
])  # fmt: skip
def test_a_cluster_without_workers_is_told_once_and_waited_for(deserted, language, words):
    cluster, told, then = deserted
    then.append(lambda: threading.Timer(1, cluster.scale, [1]).start())  # ten looks later
    set_language(language)
    address = cluster.scheduler_address
    found = list(parallel.run_all(where, [10, 20], dask=address))
    assert sorted(number for number, _, _ in found) == [10, 20]
    assert len(told) == 1 and words in told[0] and f"`dask worker {address}" in told[0]


def test_a_scheduler_that_goes_away_is_told(deserted, impatient):
    cluster, _, then = deserted
    then.append(cluster.close)
    with pytest.raises(VgkitError, match="was lost. .*run the same call again"):
        list(parallel.run_all(where, [10, 20], dask=cluster.scheduler_address))


# A scheduler and two workers in processes of their own. What is called there is imported from here.


def where(number):
    threads = [os.environ.get(name) for name in hardware.THREADS]
    told = [*threads, settings.current().progress], get_language(), parallel.worker()
    return number, os.getpid(), told


def meet(task):
    """Wait, for a minute at most, until the others of `count` are there, too."""
    folder, number, count = task
    Path(folder, str(number)).touch()
    for _ in range(600):
        if len(list(Path(folder).iterdir())) >= count:
            return os.getpid()
        time.sleep(0.1)
    return None


def die(task):
    """The job of number 1 kills its worker, as often as there are files fewer than `times`."""
    folder, number, times = task
    if number == 1 and len(tries := list(Path(folder).iterdir())) < times:
        Path(folder, str(len(tries))).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def wait_for(path):
    for _ in range(600):
        if path.exists():
            return True
        time.sleep(0.1)
    return False


def last_until_stopped(task):
    """Number 0 lasts until nobody wants it; the others end when it has begun."""
    folder, number = task
    if number:
        return wait_for(Path(folder, "begun"))
    Path(folder, "begun").touch()
    for _ in range(600):
        if not parallel.is_wanted():
            Path(folder, "stopped").touch()
            return None
        time.sleep(0.1)


def interrupted_when_unwanted(task):
    if last_until_stopped(task) is None:
        raise TrainingInterrupted
    return True


def alone(task):
    """Whether no other job was at work meanwhile."""
    folder, number = task
    mine = Path(folder, f"{number}.txt")
    mine.touch()
    time.sleep(0.2)
    others = set(Path(folder).glob("*.txt")) - {mine}
    mine.unlink()
    return not others


def test_each_worker_does_a_job_at_a_time_on_one_thread_in_the_callers_language(cluster):
    set_language("vi")
    found = list(parallel.run_all(where, list(range(8)), dask=cluster.address))
    assert sorted(number for number, _, _ in found) == list(range(8))
    assert os.getpid() not in {process for _, process, _ in found}
    assert {(*threads, language) for _, _, (threads, language, _) in found} == {
        ("1", "1", "off", "vi")
    }
    assert all(worker.startswith("tcp://") for _, _, (_, _, worker) in found)


@pytest.mark.thorough
def test_both_workers_are_at_work_at_once(cluster, tmp_path):
    tasks = [(str(tmp_path), number, 2) for number in range(2)]
    assert len({*parallel.run_all(meet, tasks, dask=cluster.address)} - {None}) == 2


@pytest.mark.thorough
def test_a_job_whose_worker_is_killed_once_is_done_by_the_next(cluster, tmp_path):
    tasks = [(str(tmp_path), number, 1) for number in range(4)]
    assert sorted(parallel.run_all(die, tasks, dask=cluster.address)) == [0, 1, 2, 3]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Not done: number 1. Each worker that tried died"),
    pytest.param("vi", "Chưa làm được: number 1.", marks=pytest.mark.thorough),
])  # fmt: skip
def test_a_job_that_kills_its_workers_is_named_and_takes_nothing_else_down(
    cluster, tmp_path, language, words
):
    set_language(language)
    tasks, found = [(str(tmp_path), number, 100) for number in range(6)], []
    with pytest.raises(VgkitError, match=words):
        for number in parallel.run_all(
            die, tasks, dask=cluster.address, name=lambda task: f"number {task[1]}"
        ):
            found.append(number)
    assert sorted(found) == [0, 2, 3, 4, 5]
    assert len(list(tmp_path.iterdir())) == 2  # tried once more, as this scheduler allows


def test_a_worker_of_another_vgkit_is_told_and_does_nothing(cluster, monkeypatch):
    monkeypatch.setattr(hardware, "kit", lambda: "9.9.9+abc")
    with pytest.raises(VgkitError, match="has another vgkit") as told:
        list(parallel.run_all(where, [1], dask=cluster.address))
    for word in ("tcp://", "9.9.9+abc", "run the same call again"):
        assert word in str(told.value)


def test_an_error_of_a_job_arrives_as_it_is(cluster):
    with pytest.raises(FileNotFoundError):
        list(parallel.run_all(os.listdir, ["/nowhere/at/all"], dask=cluster.address))


@pytest.mark.thorough
def test_a_training_that_nobody_waits_for_leaves_its_worker_alive(cluster, tmp_path):
    """It ends by a `TrainingInterrupted`, which is a `KeyboardInterrupt`."""
    address = cluster.address
    before = {process for _, process, _ in parallel.run_all(where, [*range(20)], dask=address)}
    results = parallel.run_all(
        interrupted_when_unwanted, [(str(tmp_path), 0), (str(tmp_path), 1)], dask=address
    )
    next(results), results.close()
    assert wait_for(tmp_path / "stopped")
    after = {process for _, process, _ in parallel.run_all(where, [*range(20)], dask=address)}
    assert after == before


@pytest.mark.parametrize("waits", thorough_but([True], [True, False]))
def test_a_job_learns_that_nobody_waits_for_it_any_more(cluster, tmp_path, waits):
    tasks = [(str(tmp_path), 0), (str(tmp_path), 1)]
    results = parallel.run_all(last_until_stopped, tasks, dask=cluster.address, waits=waits)
    assert next(results) is True
    assert not (tmp_path / "stopped").exists()
    results.close()
    assert wait_for(tmp_path / "stopped")


def test_a_killed_scheduler_is_told_and_what_was_done_is_there(cluster, impatient, tmp_path):
    tasks, found = [(str(tmp_path), 1), (str(tmp_path), 0)], []
    with pytest.raises(VgkitError, match="was lost. .*run the same call again"):
        for result in parallel.run_all(last_until_stopped, tasks, dask=cluster.address, waits=True):
            found.append(result)
            cluster.kill_scheduler()
    assert found == [True]
    assert wait_for(tmp_path / "stopped")  # a worker without a scheduler computes for nobody


@pytest.mark.thorough
def test_a_cluster_that_was_started_again_does_the_next_call(cluster):
    cluster.kill_scheduler()
    cluster.start()
    assert [number for number, *_ in parallel.run_all(where, [7], dask=cluster.address)] == [7]


@pytest.mark.thorough
@pytest.mark.parametrize("who", ["scheduler", "worker"])
def test_a_cluster_without_vgkit_is_told(tmp_path, who):
    pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")
    (lacking := tmp_path / "lacking" / "vgkit").mkdir(parents=True)
    (lacking / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'vgkit'\")")
    without = {"PYTHONPATH": str(lacking.parent)}
    made = Cluster(tmp_path, **(without if who == "scheduler" else {}))
    try:
        made.start(0).add_workers(1, **without)
        with pytest.raises(VgkitError, match="cannot load vgkit .*No module named 'vgkit'") as told:
            list(parallel.run_all(where, [1], dask=made.address))
        assert "\n" not in str(told.value)
    finally:
        made.end()


@pytest.mark.thorough
def test_a_worker_of_several_threads_trains_one_at_a_time_and_that_is_said_once(
    tmp_path, monkeypatch
):
    distributed = pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")
    told = []
    monkeypatch.setattr(dask_cluster, "tell", told.append)
    options = {"n_workers": 1, "threads_per_worker": 3, "dashboard_address": None}
    with distributed.LocalCluster(processes=False, **options) as made:
        address = made.scheduler_address
        tasks = [(str(tmp_path), number) for number in range(4)]
        assert list(parallel.run_all(alone, tasks, dask=address)) == [True] * 4
        assert len(told) == 1 and "3 threads" in told[0] and "--nthreads 1" in told[0]
        # Jobs that wait for a process of their own share a worker.
        (folder := tmp_path / "met").mkdir()
        tasks = [(str(folder), number, 3) for number in range(3)]
        assert set(parallel.run_all(meet, tasks, dask=address, waits=True)) == {os.getpid()}
        assert len(told) == 1
