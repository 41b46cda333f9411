"""What surrounds a job: threads, language, settings, and whether it is wanted."""

import os
import pickle
import threading

import pytest

from vgkit import hardware, parallel, settings
from vgkit.messages import get_language, set_language
from vgkit.parallel import calls


def seen(argument):
    threads = [os.environ.get(name) for name in hardware.THREADS]
    return argument, threads, settings.current(), get_language()


def test_a_job_is_wanted_unless_somebody_says_otherwise_in_its_thread():
    assert parallel.is_wanted() and parallel.worker() is None
    elsewhere = []
    with calls.as_wanted(lambda: False):
        assert not parallel.is_wanted()
        thread = threading.Thread(target=lambda: elsewhere.append(parallel.is_wanted()))
        thread.start(), thread.join()
    assert parallel.is_wanted() and elsewhere == [True]


@pytest.mark.parametrize("end", [None, ZeroDivisionError])
def test_a_process_works_on_one_thread_in_the_callers_way_and_is_then_as_before(monkeypatch, end):
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "7")
    monkeypatch.delenv("TF_NUM_INTEROP_THREADS", raising=False)
    before = dict(os.environ), settings.current()
    asked = settings.Settings(home="/there", progress="bar.txt")
    found = []

    def function(argument):
        found.append(seen(argument))
        if end:
            raise end

    call = function, 3, "vi", os.getpid(), asked
    if end:
        with pytest.raises(end):
            calls.in_a_process(call)
    else:
        calls.in_a_process(call)
    [(argument, threads, there, language)] = found
    assert (argument, threads, language) == (3, ["1", "1"], "vi")
    assert (there.home, there.progress) == ("/there", "off")
    assert (dict(os.environ), settings.current()) == before


@pytest.fixture
def on_a_worker(monkeypatch):
    """Call a function as a Dask worker does whose scheduler may have forgotten the job."""
    distributed = pytest.importorskip("distributed", reason="NOT TESTED, no Dask installed")

    class Worker:
        address = "tcp://there:1"
        status = distributed.Status.running
        state = type("State", (), {"tasks": {}})

        def get_current_task(self):
            return "key"

    monkeypatch.setattr(distributed, "get_worker", Worker)

    def call(function, waits=True):
        return calls.on_a_worker(hardware.kit(), "vi", waits, pickle.dumps((function, 3)))

    return call


def where_wanted(argument):
    return parallel.worker(), parallel.is_wanted(), get_language(), argument


def interrupted(argument):
    raise KeyboardInterrupt


def test_a_worker_knows_itself_and_that_a_forgotten_job_is_not_wanted(on_a_worker):
    set_language("en")
    assert on_a_worker(where_wanted) == ("tcp://there:1", False, "vi", 3)
    assert parallel.worker() is None and parallel.is_wanted() and get_language() == "en"


def test_an_interrupted_training_does_not_interrupt_its_worker(on_a_worker):
    assert on_a_worker(interrupted, waits=False) is None
