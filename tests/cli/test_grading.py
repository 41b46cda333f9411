"""`vgkit grade`, from its arguments to its files."""

import sys

import pytest

from tests.cli.commands import run
from tests.grading.test_tables import graded, made
from vgkit.grading import grade


@pytest.fixture
def folder(tmp_path, checkout):
    """A folder of submissions, none of which has to be run; the current folder lies in a checkout."""
    path = tmp_path / "class 12A"
    (path / "An").mkdir(parents=True)
    (path / "An" / "5_skip_connection.ipynb").write_bytes(b"\x89PNG")
    return path


def test_a_class_becomes_two_tables_and_a_page_beside_its_folder(folder):
    result = run("grade", str(folder))
    assert result.exit_code == 0
    out = folder.with_name("class 12A-grades")
    assert {path.name for path in out.iterdir()} == {"grades.csv", "blanks.csv", "grades.html"}
    assert "Submissions: 1, graded: 0," in result.stdout
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [
        "5_skip_connection.ipynb"
    ]


def test_they_are_written_where_they_are_wanted_and_in_the_language_that_is(folder, tmp_path):
    result = run("--lang", "vi", "grade", str(folder), "--out", str(tmp_path / "x" / "y"))
    assert result.exit_code == 0 and "Số bài nộp: 1" in result.stdout
    assert '<html lang="vi">' in (tmp_path / "x" / "y" / "grades.html").read_text("utf-8")


def test_results_do_not_go_among_the_submissions(folder):
    result = run("grade", str(folder), "--out", str(folder / "grades"))
    assert result.exit_code == 1 and "inside" in result.stderr
    assert not (folder / "grades").exists()


def test_a_folder_without_notebooks_is_told(tmp_path, checkout):
    (tmp_path / "empty").mkdir()
    result = run("grade", str(tmp_path / "empty"))
    assert result.exit_code == 1 and "no notebook" in result.stderr


def test_a_folder_that_is_none_is_told(tmp_path, checkout):
    (tmp_path / "file").touch()
    for name in ("file", "nowhere"):
        result = run("grade", str(tmp_path / name))
        assert result.exit_code == 1 and "There is no folder" in result.stderr
        assert not (tmp_path / f"{name}-grades").exists()


def test_windows_is_told_what_it_needs(folder, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    result = run("grade", str(folder))
    assert result.exit_code == 1 and "WSL" in result.stderr and result.stderr.count("\n") == 1


def test_options_arrive(folder, monkeypatch):
    asked = []

    def grade_class(*arguments):
        asked.extend(arguments)
        return made(graded())

    monkeypatch.setattr(grade, "grade", grade_class)
    options = "--jobs", "3", "--seconds", "40", "--again", "--dask", "tcp://host:1"
    assert run("grade", str(folder), *options).exit_code == 0
    assert (*asked[3:6], asked[-1]) == (3, True, 40, "tcp://host:1")


def test_an_interrupted_command_says_that_it_goes_on(folder, monkeypatch):
    def grade_class(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(grade, "grade", grade_class)
    result = run("grade", str(folder))
    assert result.exit_code == 130 and "same command again" in result.stderr
