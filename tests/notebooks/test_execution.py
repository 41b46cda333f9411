"""Notebooks run by the kit: kernels, pages, errors."""

import dataclasses
import subprocess
from pathlib import Path

import nbformat
import pytest

from vgkit import course, quiz
from vgkit.course import lookup
from vgkit.data import locating
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.notebooks import building, execution
from vgkit.notebooks.execution import (
    compare_answers,
    execute,
    execute_solutions,
    kernel_environment,
    run_solution,
)
from vgkit.training import records

ROOT = Path(__file__).parents[2]


def notebook(*cells):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text, id=f"cell{n}") for n, text in enumerate(cells, 1)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def test_a_notebook_is_executed_in_place_in_its_folder(tmp_path):
    (tmp_path / "here.txt").write_text("found")
    book = notebook("print(open('here.txt').read())", "1 + 1")
    execute(book, "quick", tmp_path)
    assert book.cells[0].outputs[0].text == "found\n"
    assert book.cells[1].outputs[0].data["text/plain"] == "2"
    assert book.metadata["language_info"] == {"name": "python"}
    assert "execution" not in book.cells[0].metadata


def test_a_failing_cell_is_named(tmp_path):
    book = notebook("1 + 1", "1 / 0", "print('never')")
    with pytest.raises(VgkitError, match="cell 'cell2': ZeroDivisionError: division by zero"):
        execute(book, "quick", tmp_path)
    assert book.cells[2].outputs == []


def test_the_kernel_knows_that_nobody_watches(tmp_path):
    environment = kernel_environment("quick", tmp_path / "home")
    assert environment["VGKIT_PROFILE"] == "quick"
    assert environment["VGKIT_STATIC"] == "1"
    assert environment["VGKIT_HOME"] == str(tmp_path / "home")


def test_the_first_cell_of_a_notebook_is_free_of_tensorflows_notices(tmp_path):
    book = notebook(
        "import vgkit\nvgkit.start('5', language='en')\n"
        "import tensorflow as tf\ntf.random.normal((2, 2)).shape"
    )
    execute(book, "quick", tmp_path)
    assert [o.output_type for o in book.cells[0].outputs] == ["stream", "execute_result"]
    assert book.cells[0].outputs[0].name == "stdout"


def test_the_kits_errors_are_shown_in_one_line(tmp_path):
    book = notebook("import vgkit\nvgkit.start('nothing', language='en')")
    with pytest.raises(VgkitError, match="There is no exercise 'nothing'"):
        execute(book, "quick", tmp_path)
    assert len(book.cells[0].outputs[0].traceback) == 1


def test_the_solution_in_its_place_is_left_as_it_is(tmp_path):
    row = course.Notebook("x", "X", "x")
    stored = building.target(tmp_path, "solution", "en", "x")
    building.write(notebook("print('run')"), stored)
    before = stored.read_bytes()
    written, page = run_solution(tmp_path, row, "en", "quick")
    assert stored.read_bytes() == before
    assert nbformat.read(written, as_version=4).cells[0].outputs[0].text == "run\n"
    assert "run" in page.read_text("utf-8")


@pytest.mark.usefixtures("no_collecting")
@pytest.mark.parametrize("content", [b"<<<<<<< HEAD", "{}".encode("utf-16"), b"[" * 100_000])
def test_a_solution_that_is_no_notebook_is_named_before_anything_is_executed(
    tmp_path, monkeypatch, content
):
    monkeypatch.setattr(execution, "execute", None)
    stored = building.target(tmp_path, "solution", "en", "x")
    stored.parent.mkdir()
    stored.write_bytes(content)
    with pytest.raises(VgkitError, match=r"x\.ipynb:1: not a notebook"):
        run_solution(tmp_path, course.Notebook("x", "X", "x"), "en", "quick")
    building.write(notebook("1"), stored.with_name("a.ipynb"))
    with pytest.raises(VgkitError, match=r"x\.ipynb:1: not a notebook"):
        list(execute_solutions(tmp_path))


def test_what_was_trained_before_an_interruption_is_there_for_the_next_run(tmp_path, capsys):
    home = tmp_path / "runs" / "execute" / "x"
    path = tmp_path / "solutions" / "x.ipynb"
    train = "import os, pathlib\nkept = pathlib.Path(os.environ['VGKIT_HOME'], 'kept')\n"
    book = notebook(train + "kept.parent.mkdir(parents=True)\nkept.write_text('hours')\n1 / 0")
    building.write(book, path)
    with pytest.raises(VgkitError, match="ZeroDivisionError"):
        list(execute_solutions(tmp_path))
    building.write(notebook(train + "print(kept.read_text())"), path)
    assert list(execute_solutions(tmp_path)) == [path]
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].text == "hours\n"
    assert "did not end" in capsys.readouterr().err and not home.exists()


def test_one_notebook_is_executed_in_both_languages_and_the_others_trainings_stay(tmp_path):
    paths = [tmp_path / "solutions" / folder for folder in ("vi/x.ipynb", "x.ipynb", "y.ipynb")]
    for path in paths:
        building.write(notebook("print('run')"), path)
    (hours := tmp_path / "runs" / "execute" / "y").mkdir(parents=True)
    assert list(execute_solutions(tmp_path, [course.Notebook("x", "X", "x")])) == sorted(paths[:2])
    assert nbformat.read(paths[2], as_version=4).cells[0].outputs == []
    assert [each.name for each in hours.parent.iterdir()] == ["y"]


@pytest.mark.parametrize(("codes", "strayed", "kept"), [
    ([1, 0], [], True), ([-9, 0], [], True), ([0, 2], [], True), ([0, 0], ["✗ Q6"], True),
    ([0, 0], ["✓ Q6"], False),
])  # fmt: skip
def test_a_full_verification_deletes_its_trainings_when_all_agrees_only(
    tmp_path, monkeypatch, capsys, codes, strayed, kept
):
    left = iter(codes)

    def pytest_run(command, cwd, env):
        hours = Path(env["VGKIT_HOME"], "backups", "hours")
        hours.parent.mkdir(parents=True, exist_ok=True)
        hours.write_text("trained")
        return subprocess.CompletedProcess(command, next(left))

    monkeypatch.setattr(execution.subprocess, "run", pytest_run)
    monkeypatch.setattr(execution, "compare_answers", lambda home: strayed)
    assert execution.verify_solutions(tmp_path, "full") == (max(codes, key=abs) or int(kept))
    assert (tmp_path / "runs" / "verify" / "backups" / "hours").exists() is kept
    left = iter([0, 0])
    execution.verify_solutions(tmp_path, "full")
    assert ("Going on with the trainings" in capsys.readouterr().err) is kept


@pytest.fixture
def lacks(monkeypatch):
    """A machine with or without CIFAR-10, which lesson `photos` needs and page `page` does not."""
    rows = [
        course.Exercise("photos", "Photos", "12_photos", dataset="cifar10"),
        course.Exercise("digits", "Digits", "11_digits", dataset="mnist"),
        course.Notebook("page", "Page", "9_page"),
    ]
    for table, kind in (("NOTEBOOKS", course.Notebook), ("EXERCISES", course.Exercise)):
        chosen = {row.id: row for row in rows if isinstance(row, kind)}
        monkeypatch.setattr(course, table, chosen)
    monkeypatch.setattr(lookup, "EXERCISES", course.EXERCISES)

    def machine(lacks):
        monkeypatch.setattr(locating, "at_hand", lambda files: not lacks)

    return machine


NOT_TESTED = {
    "en": "NOT TESTED: 12_photos needs CIFAR-10 (170 MB), which is not on this machine: "
    "vgkit data fetch cifar10\n",
    "vi": "KHÔNG KIỂM TRA (NOT TESTED): 12_photos cần CIFAR-10 (170 MB), máy này không có: "
    "vgkit data fetch cifar10\n",
}


def test_a_page_that_needs_images_is_left_out_as_well(tmp_path, monkeypatch, capsys, lacks):
    page = course.Notebook("tuned", "Tuned", "16_tuned", dataset="cats_and_dogs")
    monkeypatch.setattr(course, "NOTEBOOKS", {"tuned": page})
    commands = []
    monkeypatch.setattr(execution, "_compare", lambda command, *_: commands.append(command) or 0)
    lacks(True)
    assert execution.verify_solutions(tmp_path, "quick") == 0
    assert "16_tuned needs CIFAR-10" in capsys.readouterr().out
    assert "--ignore=solutions/16_tuned.ipynb" in commands[0]


@pytest.mark.parametrize("profile", ["quick", "full"])
@pytest.mark.parametrize("language", course.LANGUAGES)
def test_solutions_whose_images_this_machine_lacks_are_named_and_left_out(
    tmp_path, monkeypatch, capsys, lacks, profile, language
):
    set_language(language)
    commands = []
    monkeypatch.setattr(execution, "_compare", lambda command, *_: commands.append(command) or 0)
    monkeypatch.setattr(execution, "compare_answers", lambda home: [])
    for path in ("12_photos.ipynb", "vi/12_photos.ipynb"):
        building.write(notebook("1"), tmp_path / "solutions" / path)
    for missing in (True, False):
        lacks(missing)
        assert execution.verify_solutions(tmp_path, profile) == 0
    out = capsys.readouterr().out
    assert out.strip("\n") == NOT_TESTED[language].strip("\n")  # and on the other machine nothing
    half = len(commands) // 2
    for number, command in enumerate(commands):
        ignored = [part for part in command if "12_photos" in part]
        assert ignored == (
            ["--ignore=solutions/12_photos.ipynb", "--ignore=solutions/vi/12_photos.ipynb"]
            if number < half
            else []
        )
        assert all((tmp_path / part.removeprefix("--ignore=")).is_file() for part in ignored)
        assert not any("11_digits" in part or "9_page" in part for part in command)


def test_numbers_of_runs_that_lack_their_images_are_neither_right_nor_wrong(
    own_home, lacks, monkeypatch
):
    item = dataclasses.replace(quiz.all_items()["Q6.robust"], exercise="photos")
    monkeypatch.setattr(execution.spread, "questions", lambda: {"Q12": item})
    lacks(True)
    assert compare_answers(own_home) == ["– Q12: NOT TESTED, no CIFAR-10"]


def test_a_solution_whose_results_cannot_be_written_is_not_executed(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "execute", None)
    stored = building.target(tmp_path, "solution", "en", "x")
    building.write(notebook("1"), stored)
    (tmp_path / "runs" / "x.en.html").mkdir(parents=True)
    with pytest.raises(VgkitError, match="x.en.html is a folder"):
        run_solution(tmp_path, course.Notebook("x", "X", "x"), "en", "quick")
    stored.with_name("y.ipynb").symlink_to(stored)
    with pytest.raises(VgkitError, match="y.ipynb is a folder, a device or a link"):
        list(execute_solutions(tmp_path))


def test_full_runs_are_held_against_the_records_within_the_measured_spread(own_home, monkeypatch):
    monkeypatch.setattr(locating, "at_hand", lambda files: True)  # whatever this machine has
    assert all(line.startswith("✗") and "not trained" in line for line in compare_answers(own_home))
    for exercise in ("1a", "5"):
        records.keep_user_run(records.load_reference(exercise))
    strayed = records.load_reference("5")
    strayed.metrics["loss"][0] += 0.01
    lines = {line[2:].partition(":")[0]: line for line in compare_answers(own_home)}
    assert lines["Q1"].startswith("✓ Q1: 0.6125") and lines["Q6"].startswith("✓")
    records.save(strayed, own_home / "runs" / "5-fashion_mnist.json")
    lines = {line[2:].partition(":")[0]: line for line in compare_answers(own_home)}
    assert lines["Q6"].startswith("✗ Q6: 2.2744, 2.2644 in the record")
