"""Jobs on this machine: streaming, one thread each, and every way to fail."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import locks
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


def hold_a_lock(folder):
    locks.hold_lock(folder)
    time.sleep(3600)


CALLER = """
import sys
from tests.parallel.test_local import hold_a_lock
from vgkit import parallel

list(parallel.run_all(hold_a_lock, [sys.argv[1]] * 2, jobs=2))
"""


def test_where_the_caller_is_killed_nobody_works_on_for_nothing(tmp_path, request):
    command = [sys.executable, "-c", CALLER, str(tmp_path)]
    with subprocess.Popen(command, cwd=request.config.rootpath, start_new_session=True) as caller:
        while caller.poll() is None and len(list(tmp_path.iterdir())) < 2:
            time.sleep(0.02)
        caller.kill()
    ended = locks.all_ended(tmp_path)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(caller.pid, signal.SIGKILL)
    assert ended == (True, 2)


def language_there(_):
    from vgkit.messages import get_language

    return get_language()


def test_the_other_process_speaks_the_callers_language():
    set_language("vi")
    assert list(parallel.run_all(language_there, [0], jobs=2)) == ["vi"]
