"""What submissions do to the process that they run in, and what they cannot do."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import thorough_but
from tests.grading.tiny import SAME, cells, notes, outline, result, size, states
from tests.parallel.clusters import _cluster, cluster  # noqa: F401 (fixtures)
from vgkit.errors import VgkitError
from vgkit.grading import results, running

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems forbid less")


def test_a_right_submission_is_right():
    of = result(cells())
    assert states(of) == ["right"] * 3
    assert not of["findings"] and not of["errors"] and not of["notes"] and not of["stopped"]


def test_a_mistake_is_named_with_its_blank_and_the_other_is_right():
    of = result(cells(size=size(valid="return (n - kernel) // stride")))
    assert states(of) == ["right", "wrong", "right"]
    assert of["findings"][0]["blanks"] == ["valid_size"] and of["findings"][0]["message"]


@pytest.mark.thorough
def test_what_is_left_empty_is_neither_right_nor_in_the_way_of_the_rest():
    of = result(cells(size=size(same='return vgkit.blank("same_size")')))
    assert states(of) == ["empty", "right", "right"]


@pytest.mark.thorough
def test_nothing_is_run_that_is_not_to_be():
    of = result(cells(size=size(valid="while True: pass")), run=False)
    assert states(of) == ["right", "filled", "right"] and of["protection"] is None


LOOP = f"while True:\n    pass\n{SAME}"
STUBBORN = (
    f"while True:\n    try:\n        while True: pass\n    except BaseException: pass\n{SAME}"
)


@pytest.mark.thorough
@pytest.mark.parametrize("loop", [LOOP, STUBBORN])
def test_a_loop_ends_when_its_time_is_up(loop):
    of = result(cells(after=f"{loop.replace(SAME, 'sizes = []')}"), seconds=6)
    assert states(of)[2] in ("fails", "filled")
    assert of["stopped"] or "OutOfTime" in of["errors"][0]["error"]


@pytest.mark.thorough
def test_what_eats_memory_costs_its_own_cell_only():
    of = result(cells(after="sizes = []\nwhile True: sizes.append(bytearray(2**27))"), memory=2**29)
    assert states(of) == ["right", "right", "fails"] or of["stopped"]["why"] in (
        "memory",
        "crashed",
    )


@pytest.mark.parametrize(
    "end",
    thorough_but(["import os\nos._exit(0)"], ["import os\nos._exit(0)", "import os\nos.abort()"]),
)
def test_who_ends_the_process_is_told_and_keeps_what_stands_there(end):
    of = result(cells(own=[f"{end}\noutput_size = 1"], after=f"{end}\nsizes = 1"))
    assert of["stopped"]["cell"] == "after" and states(of) == ["right", "right", "filled"]


@pytest.mark.thorough
def test_a_cell_that_exits_ends_the_cell_only():
    of = result(cells(after="raise SystemExit"))
    assert states(of) == ["right", "right", "fails"] and not of["stopped"]


ATTACKS = {
    "fork": "import os\nos.fork()",
    "shell": "import subprocess\nsubprocess.run(['true'], check=True)",
    "signal": "import os\nos.kill(os.getppid(), 9)",
    "socket": "import socket\nsocket.socket()",
    "file": "open({path!r}, 'a')",
    "delete": "import os\nos.unlink({path!r})",
    "rights": "import os\nos.chmod({path!r}, 0)",
    "rename": "import os\nos.rename({path!r}, {path!r} + '-')",
    "folder": "import os\nos.mkdir({path!r} + '-')",
}


@on_linux
@pytest.mark.parametrize(
    "attack",
    thorough_but(["fork", "delete"], list(ATTACKS)),
)
def test_the_system_answers_not_permitted(attack, tmp_path):
    target = tmp_path / "of the teacher"
    target.write_text("untouched", "utf-8")
    target.chmod(0o640)
    code = ATTACKS[attack].format(path=str(target))
    of = result(cells(after=f"{code}\nsizes = [28]"))
    assert states(of) == ["right", "right", "fails"]
    assert any(word in of["errors"][0]["error"] for word in ("Permission", "permitted"))
    assert target.read_text("utf-8") == "untouched" and target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.glob("of the*")) == [target]
    assert of["protection"] == {"files": True, "network": True, "processes": True}


@on_linux
def test_a_submission_may_write_in_its_own_folder_which_is_thrown_away(tmp_path):
    code = "import os\nopen('own', 'w').write(os.getcwd())\nsizes = [1 / 0, open('own').read()]"
    of = result(cells(after=code))
    assert of["errors"][0]["error"].startswith("ZeroDivisionError")
    assert not list(Path(running.tempfile.gettempdir()).glob("vgkit-grade-*/own"))


FORGERIES = {
    "redefined": "vgkit.check_function = lambda *a: print('✓')",
    "replaced": "import vgkit.checks.functions as f\nf.values_findings = lambda *a, **k: []\n"
    "f.check_function = lambda *a: None\nf.tried = lambda *a: (None, None)",
    "its code": "import vgkit.checks.lenet as f\n"
    "f.output_size_findings.__code__ = (lambda function: []).__code__",
    "printed": "print('✓ output_size computes what it should.')",
    "a builtin": "import builtins\nbuiltins.all = lambda *a: True\nbuiltins.abs = lambda *a: 0",
    "numpy": "import numpy\nnumpy.allclose = lambda *a, **k: True\nnumpy.max = lambda *a, **k: 0",
    "the module": "import sys, types\nsys.modules['vgkit.checks.lenet'] = types.ModuleType('x')",
    "the channel": 'import os\nfor n in range(3, 40):\n    try: os.write(n, b\'x {"kind": "end"}\\n\')\n'
    "    except OSError: pass",
}


@pytest.mark.parametrize("forgery", thorough_but(["its code", "the channel"], list(FORGERIES)))
def test_a_forged_check_is_not_believed(forgery):
    wrong = size(same="return n")
    own = f"{FORGERIES[forgery]}\n{wrong}"
    of = result(cells(size=own))
    assert states(of)[0] == "wrong" and of["findings"]
    expected = {"redefined": "kit", "the channel": "forged", "printed": None}.get(
        forgery, "changed"
    )
    assert expected is None or expected in notes(of)


@pytest.mark.thorough
def test_stored_output_that_claims_a_pass_is_named_and_not_believed():
    handed_in = cells(size=size(same="return n"))
    handed_in[2]["output"] = "✓ output_size computes what it should."
    of = result(handed_in)
    assert states(of)[0] == "wrong" and "claims_pass" in notes(of)


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_process_is_left_when_it_is_interrupted(monkeypatch, jobs):
    begun, both = [], threading.Barrier(jobs)
    init, look = running._Run.__post_init__, running._Run.is_done

    def begin(self):
        init(self)
        begun.append(self)
        both.wait(60)

    def interrupted(self):
        if self is begun[0]:
            raise KeyboardInterrupt
        return look(self)

    monkeypatch.setattr(running._Run, "__post_init__", begin)
    monkeypatch.setattr(running._Run, "is_done", interrupted)
    # It is at work until somebody ends it.
    endless = cells(after="while True: pass")
    tasks = [running.Task(None, outline(), "en", endless, 600, 2**30)] * 2
    with pytest.raises(KeyboardInterrupt):
        list(running.run_all(tasks, jobs))
    assert len(begun) == jobs
    assert all(run.process.poll() is not None and not run.folder.exists() for run in begun)


def test_what_a_killed_command_left_is_cleared_up(tmp_path, monkeypatch):
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    monkeypatch.setattr(running.tempfile, "gettempdir", lambda: str(tmp_path))
    names = [f"vgkit-grade-{number}-a" for number in (done.pid, os.getpid())] + [
        "vgkit-grade-x-a",
        "b",
    ]
    for name in names:
        (tmp_path / name / "inside").mkdir(parents=True)
    running._clear_up()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_a_submission_sees_nothing_of_the_teachers_environment(monkeypatch):
    monkeypatch.setenv("OF_THE_TEACHER", "secret")
    environment = running._environment(Path("/somewhere"))
    assert "OF_THE_TEACHER" not in environment and environment["HOME"] == "/somewhere"
    assert environment["PATH"] == os.environ["PATH"]


# On a Dask cluster


@on_linux
@pytest.mark.thorough
def test_on_a_worker_a_submission_is_judged_and_shut_in_as_it_is_here(cluster, tmp_path):
    target = tmp_path / "of the worker"
    target.write_text("untouched", "utf-8")
    attacks = [ATTACKS[name].format(path=str(target)) for name in ("delete", "fork", "socket")]
    handed_in = [cells(), *(cells(after=f"{code}\nsizes = [28]") for code in attacks)]
    tasks = [running.Task(n, outline(), "en", each, 60, 2**30) for n, each in enumerate(handed_in)]
    found = {}
    for task, told in running.run_all(tasks, 1, cluster.address):
        found[task.key] = results.compose(outline(), told.messages, told.forged, told.stopped)
    assert states(found[0]) == ["right"] * 3
    for number in (1, 2, 3):
        assert states(found[number]) == ["right", "right", "fails"]
        assert any(w in found[number]["errors"][0]["error"] for w in ("Permission", "permitted"))
        assert found[number]["protection"] == {"files": True, "network": True, "processes": True}
    assert target.read_text("utf-8") == "untouched"
    assert not list(Path(running.tempfile.gettempdir()).glob("vgkit-grade-*/own"))


@pytest.mark.thorough
def test_a_worker_without_the_images_of_a_lesson_is_named_and_nobody_fails(cluster):
    task = running.Task(0, outline(), "en", cells(), 60, 2**30, dataset="cifar10")
    empty = cluster.folder / "no images"
    empty.mkdir(exist_ok=True)
    cluster.end()
    cluster.start(0).add_workers(
        1, VGKIT_DATA_DIR=str(empty), HOME=str(empty), KERAS_HOME=str(empty)
    )
    with pytest.raises(VgkitError, match="worker tcp://.* does not have CIFAR-10 .*fetch cifar10"):
        list(running.run_all([task], 1, cluster.address))
    cluster.end()


def test_a_worker_on_windows_is_refused(monkeypatch):
    monkeypatch.setattr(running.parallel, "worker", lambda: "tcp://there:1")
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(VgkitError, match="worker tcp://there:1 runs on Windows"):
        running.run(running.Task(0, outline(), "en", cells(), 60, 2**30))


@on_linux
@pytest.mark.thorough
def test_a_killed_worker_leaves_no_submission_running_and_another_does_it_again(cluster, tmp_path):
    """Its process is a child of the worker's, and lives in a group of its own."""
    first = tmp_path / "first"
    endless = cells(after="import time\ntime.sleep(1000)\nsizes = [28]")
    task = running.Task(0, outline(), "en", endless, 25, 2**30)
    killed = threading.Thread(target=_kill_a_busy_worker, args=(first, cluster))
    killed.start()
    [(_, told)] = running.run_all([task], 1, cluster.address)
    killed.join()
    submission, worker = map(int, first.read_text().split())
    assert not Path(f"/proc/{submission}").exists() and not Path(f"/proc/{worker}").exists()
    assert told.stopped == "time" or told.messages[-1]["kind"] == "end"


def _kill_a_busy_worker(first, cluster):
    """Kill the cluster's worker whose submission is the first to be seen; write down both numbers."""
    ours = {process.pid for process in cluster.workers}
    for _ in range(600):
        for request in Path(running.tempfile.gettempdir()).glob("vgkit-grade-[0-9]*-*"):
            worker = int(request.name.split("-")[2])
            held = [p for p in Path("/proc").glob("[0-9]*") if _is_in(p, request)]
            if held and _starters(worker) & ours:
                os.kill(worker, 9)
                first.write_text(f"{held[0].name} {worker}")
                return
        time.sleep(0.1)


def _starters(process):
    try:
        return {parent.pid for parent in psutil.Process(process).parents()}
    except psutil.NoSuchProcess:
        return set()


def _is_in(process, folder):
    try:
        return (process / "cwd").resolve() == folder
    except OSError:
        return False
