"""Results of a long experiment: kept one by one until all are there."""

from pathlib import Path

import pytest

from vgkit import hardware, parallel
from vgkit.errors import VgkitError
from vgkit.experiments import kept


def compute(task):
    """Leave a line in a file, and fail where another file says so."""
    folder, number = task
    with open(Path(folder, "computed"), "a") as file:
        file.write(f"{number}\n")
    if Path(folder, f"fail {number}").exists():
        raise VgkitError("the cluster was lost")
    return [number, number / 3]


def computed(folder):
    return [int(line) for line in (folder / "computed").read_text().split()]


@pytest.fixture
def tasks(tmp_path):
    return [(str(tmp_path), number) for number in (1, 2, 3)]


def test_the_same_call_goes_on_where_one_ended_and_then_keeps_nothing(tasks, tmp_path, own_home):
    (tmp_path / "fail 2").touch()
    with pytest.raises(VgkitError):
        list(kept.run_all(compute, tasks, "kept", 1))
    (tmp_path / "fail 2").unlink()
    found = list(kept.run_all(compute, tasks, "kept", 1))
    assert found == [[1, 1 / 3], [2, 2 / 3], [3, 1.0]]  # to the last bit
    assert computed(tmp_path) == [1, 2, 2, 3]
    assert not (own_home / "kept").exists()
    list(kept.run_all(compute, tasks, "kept", 1))
    assert computed(tmp_path)[4:] == [1, 2, 3]


def test_a_result_is_there_before_it_is_yielded_and_closing_ends_the_rest(tasks, own_home):
    results = kept.run_all(compute, tasks, "kept", 1)
    next(results)
    assert len(list((own_home / "kept").iterdir())) == 1
    results.close()


def test_a_damaged_result_or_one_of_another_kit_or_environment_counts_as_none(
    tasks, tmp_path, own_home, monkeypatch
):
    def first():
        results = kept.run_all(compute, tasks, "kept", 1)
        next(results), results.close()

    first()
    [path] = (own_home / "kept").iterdir()
    path.write_bytes(path.read_bytes()[:9])
    first()
    monkeypatch.setattr(hardware, "kit", lambda: "another")
    first()
    monkeypatch.setattr(hardware, "environment", lambda: {"tensorflow": "another"})
    first()
    assert computed(tmp_path) == [1, 1, 1, 1]


def test_a_lost_job_is_named_by_what_it_was_to_do(monkeypatch):
    def run_all(function, work, jobs, dask, name):
        raise VgkitError(", ".join(map(name, work)))
        yield

    monkeypatch.setattr(parallel, "run_all", run_all)
    with pytest.raises(VgkitError, match="^5 1, 5 2$"):
        list(kept.run_all(compute, [("5", 1), ("5", 2)], "kept"))
