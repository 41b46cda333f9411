"""Notebooks run by the kit: kernels, pages, errors."""

from pathlib import Path

import nbformat
import pytest

from vgkit import course
from vgkit.errors import VgkitError
from vgkit.notebooks import building, execution
from vgkit.notebooks.execution import (
    execute,
    execute_solutions,
    kernel_environment,
    run_solution,
)

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
