"""One solution, executed in full and compared: in real kernels, here and on a real Dask cluster."""

import dataclasses
import importlib.util
import json
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.test_execution import notebook
from tests.notebooks.test_verification import checkout  # noqa: F401 (fixture)
from tests.parallel.clusters import _cluster, cluster  # noqa: F401 (fixtures)
from vgkit.errors import VgkitError
from vgkit.notebooks import building, solution_job, verification
from vgkit.notebooks.verification import verify_solutions


def stored(path, source, output):
    """Write a solution of one cell with a stored output."""
    book = notebook(source)
    book.cells[0].execution_count = 1  # or nbval takes it for a cell that was not run
    book.cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text=output)]
    building.write(book, path)


TRAIN = """\
import json, os, pathlib
runs = pathlib.Path(os.environ['VGKIT_HOME'], 'solutions', 'runs')
runs.mkdir(parents=True, exist_ok=True)
runs.joinpath('x.json').write_text(json.dumps([os.environ['VGKIT_PROFILE'], os.getcwd()]))
print('epoch 17, right')"""


@pytest.fixture
def plain_kernels(monkeypatch):
    """Kernels that have not loaded TensorFlow start sooner."""
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")
    monkeypatch.setattr(verification.spread, "questions", dict)


@pytest.mark.usefixtures("plain_kernels")
def test_each_notebook_is_executed_and_what_differs_is_shown(checkout, capsys):
    """Numbers may be others after a full training; words may not."""
    stored(checkout / "solutions" / "right.ipynb", TRAIN, "epoch 1, right\n")
    stored(checkout / "solutions" / "wrong.ipynb", "print('5 right')", "5 wrong\n")
    assert verify_solutions(checkout, "full", jobs=2) == 1
    out = capsys.readouterr().out
    assert "✓ right\n" in out and "✗ wrong\n" in out and "N wrong" in out
    [kept] = (checkout / "runs" / "verify" / "solutions" / "runs").iterdir()
    assert json.loads(kept.read_text()) == ["full", str(checkout / "solutions")]
    passed = checkout / "runs" / "verify" / "passed"
    assert [path.name for path in passed.iterdir()] == ["right.json"]


@pytest.mark.thorough
@pytest.mark.usefixtures("plain_kernels")
def test_a_solution_travels_to_a_worker_and_its_verdict_and_runs_come_back(
    checkout, cluster, capsys
):
    stored(checkout / "solutions" / "right.ipynb", TRAIN, "epoch 1, right\n")
    stored(checkout / "solutions" / "vi" / "right.ipynb", "print('1')", "2\n")
    trains = TRAIN.replace("x.json", "y.json") + "\nprint('5 right')"
    stored(checkout / "solutions" / "wrong.ipynb", trains, "epoch 1, right\n5 wrong\n")
    assert verify_solutions(checkout, "full", dask=cluster.address) == 1
    out = capsys.readouterr().out
    assert "✓ right\n" in out and "✗ wrong\n" in out and "N wrong" in out
    kept = checkout / "runs" / "verify" / "solutions" / "runs"
    assert sorted(path.name for path in kept.iterdir()) == ["x.json", "y.json"]
    profile, folder = json.loads((kept / "x.json").read_text())
    assert profile == "full" and not Path(folder).is_relative_to(checkout)
    # What passed is deleted there; what did not may go on there.
    assert [path.name for path in (cluster.folder / "home" / "verify").iterdir()] == ["wrong"]


@pytest.mark.thorough
@pytest.mark.usefixtures("plain_kernels")
def test_after_a_scheduler_was_killed_the_same_call_goes_on(checkout, cluster, monkeypatch):
    stored(checkout / "solutions" / "a.ipynb", "print('1')", "1\n")
    long = f"import pathlib, time\nif not pathlib.Path({str(checkout / 'again')!r}).exists():\n"
    stored(checkout / "solutions" / "b.ipynb", f"{long}    time.sleep(600)\nprint('1')", "1\n")
    kept, executed = verification._keep, []

    def keep(home, verdict, solution):
        kept(home, verdict, solution)
        executed.append(verdict.stem)
        if not (checkout / "again").exists():
            cluster.kill_scheduler()

    monkeypatch.setattr(verification, "_keep", keep)
    with pytest.raises(VgkitError, match="was lost"):
        verify_solutions(checkout, "full", dask=cluster.address)
    (checkout / "again").touch()
    assert verify_solutions(checkout, "full", dask=cluster.start().address) == 0
    assert executed == ["a", "b"]


@pytest.mark.parametrize("worker", [None, "tcp://there:1"])
def test_what_is_needed_to_compare_is_named_with_the_machine_that_lacks_it(monkeypatch, worker):
    find = importlib.util.find_spec
    missing = lambda name: None if name == "nbval" else find(name)  # noqa: E731
    monkeypatch.setattr(solution_job.importlib.util, "find_spec", missing)
    monkeypatch.setattr(solution_job.parallel, "worker", lambda: worker)
    with pytest.raises(VgkitError, match="needs nbval .*pip install") as refusal:
        solution_job.refuse_without_tools()
    assert (worker or "vgkit verify") in str(refusal.value)


def test_a_verdict_is_one_of_certain_files_and_a_certain_kit(monkeypatch):
    made = solution_job.Solution("a", None, {"solutions/a.ipynb": b"1"}, b"rules", "", "")
    others = [
        dataclasses.replace(made, contents={"solutions/a.ipynb": b"2"}),
        dataclasses.replace(made, contents={"solutions/vi/a.ipynb": b"1"}),
        dataclasses.replace(made, rules=b"other rules"),
    ]
    assert len({made.key, *(other.key for other in others)}) == 4
    assert dataclasses.replace(made, home="elsewhere").key == made.key
    before = made.key
    monkeypatch.setattr(solution_job.hardware, "kit", lambda: "another")
    assert made.key != before
