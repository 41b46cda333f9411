"""Every exercise's notebooks, in both languages, as a student and as CI meet them."""

import ast
import copy
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import skip_without_images, thorough_but
from tests.notebooks.course_sources import ROOT, built, course_source
from vgkit import course
from vgkit.course import LANGUAGES
from vgkit.errors import VgkitError
from vgkit.notebooks import building, opening, sources
from vgkit.notebooks.execution import execute
from vgkit.notebooks.verification import verify_solutions


def cases(rows):
    return [
        pytest.param(row, language, id=f"{row.id}-{language}")
        for row in rows
        for language in LANGUAGES
    ]


CASES = cases(course.NOTEBOOKS.values())
EXERCISES = cases(row for row in course.NOTEBOOKS.values() if row.id in course.EXERCISES)
# The code is the same in both languages, as one of the tests below sees, and its first blank is near.
SOME = [case for case in EXERCISES if case.id == "2-en"]
BLANK = re.compile(r'vgkit\.blank\("(\w+)"\)')


def source(row):
    return course_source(row.notebook)


def code(notebook):
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


def run(notebook, folder):
    """Execute under the quick profile; returns the error of the first cell that failed, or None."""
    try:
        execute(notebook, "quick", folder, folder / "home")
    except VgkitError as error:
        return str(error)
    return None


def errors(notebook):
    return [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]


@pytest.mark.thorough  # `make test` says so by itself
def test_built_files_are_those_of_their_sources():
    assert building.build(ROOT, check=True) == []


@pytest.mark.parametrize("row, language", thorough_but(SOME, EXERCISES))
def test_an_untouched_hint_stops_at_its_first_blank_with_one_line(
    row, language, tmp_path, any_data
):
    skip_without_images(row)
    notebook = copy.deepcopy(built("hint", row, language))
    first = next(iter(source(row).blanks))
    message = run(notebook, tmp_path)
    assert message is not None, "the hint ran to its end with its blanks empty"
    (error,) = errors(notebook)
    assert error.ename == "UnfilledBlank"
    assert f'"{first}"' in error.evalue and f'vgkit.blank("{first}")' in error.evalue
    assert len(error.traceback) == 1 and "\n" not in error.traceback[0]
    assert "keras" not in error.traceback[0].lower()
    assert not (tmp_path / "home" / "backups").exists(), "something was trained"


@pytest.mark.parametrize("row, language", CASES)
def test_a_filled_hint_is_the_solution(row, language):
    hint, solution = (built(kind, row, language) for kind in ("hint", "solution"))
    filled = {
        cell.id: cell.source
        for cell in building.fill(copy.deepcopy(hint), source(row)).cells
        if cell.cell_type == "code"
    }
    solved = code(solution)
    assert opening.is_install(filled.pop(opening.INSTALL))
    assert set(filled) <= set(solved)
    assert filled == {name: solved[name] for name in filled}
    assert not BLANK.search("\n".join(filled.values()))


@pytest.mark.parametrize("row", course.NOTEBOOKS.values(), ids=lambda row: row.id)
@pytest.mark.parametrize("kind", sources.KINDS)
def test_code_differs_between_the_languages_in_comments_and_texts_only(kind, row):
    def trees(language):
        cells = code(built(kind, row, language))
        return {name: shape(ast.parse(text)) for name, text in cells.items()}

    def shape(tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = "text"
        return ast.dump(tree)

    assert trees("vi") == trees("en")


@pytest.mark.parametrize("row, language", EXERCISES)
def test_a_filled_hint_passes_its_check(row, language):
    """Its code is the solution's, as the test above sees; nbval executes that again."""
    cells = built("solution", row, language).cells
    checked = [cell for cell in cells if "vgkit.check" in cell.source]
    assert checked
    for cell in checked:
        said = "".join(output.get("text", "") for output in cell.outputs)
        assert "✓" in said and "✗" not in said


@pytest.mark.parametrize("row, language", CASES)
def test_every_stored_solution_was_executed_without_error_or_noise(row, language):
    notebook = built("solution", row, language)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert errors(notebook) == []
    streams = [o for cell in cells for o in cell.outputs if o.output_type == "stream"]
    assert [o.text for o in streams if o.name == "stderr"] == []


@pytest.mark.parametrize("row, language", EXERCISES)
def test_every_stored_solution_was_trained_as_far_as_it_says(row, language):
    """To the exercise's last epoch, where its cell does not ask for fewer."""
    notebook = built("solution", row, language)
    text = "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ())
    )
    fewer = re.search(
        rf'vgkit\.train\(\w+, "{row.id}", epochs=(\d+)\)', "\n".join(code(notebook).values())
    )
    expected = int(fewer[1]) if fewer else row.epochs
    said = {"en": r"All (\d+) epochs were trained here", "vi": r"Cả (\d+) epoch được train tại đây"}
    assert sum(int(epochs) for epochs in re.findall(said[language], text)) >= expected


@pytest.mark.parametrize("row, language", CASES)
def test_no_notebook_knows_the_machine_it_was_made_on(row, language):
    for kind in sources.KINDS:
        text = building.target(ROOT, kind, language, row.notebook).read_text("utf-8")
        for trace in (str(ROOT), str(Path.home()) + "/", "/tmp/", "site-packages"):
            assert trace not in text


@pytest.mark.parametrize("row, language", CASES)
def test_no_hint_tells_an_answer(row, language):
    """Neither the quiz's keys nor the code behind a blank stand in a hint."""
    text = "\n".join(cell.source for cell in built("hint", row, language).cells)
    for blank in source(row).blanks.values():
        assert all(line.strip() not in text for line in blank.lines)
    assert not re.search(r"\bkey\b|quiz\.toml", text)


@pytest.mark.parametrize("row, language", CASES)
def test_every_figure_has_a_description(row, language):
    for cell in built("solution", row, language).cells:
        for output in cell.get("outputs", ()):
            page = output.get("data", {}).get("text/html", "")
            for image in re.findall(r"<img [^>]*>", page):
                alt = re.search(r'alt="([^"]*)"', image)
                assert alt and len(alt[1]) > 60
                assert len(output.data["text/plain"]) > 60


def numbers_and_figures(cell):
    """What a cell's stored outputs hold in any language: measured numbers, figures, kinds of output."""
    said = "".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )
    kinds = [(output.output_type, sorted(output.get("data", ()))) for output in cell.outputs]
    return sorted(re.findall(r"\d+\.\d+", said)), [kind for kind in kinds if kind[0] != "stream"]


@pytest.mark.parametrize("row", course.NOTEBOOKS.values(), ids=lambda row: row.id)
def test_stored_outputs_hold_the_same_numbers_and_figures_in_each_language(row):
    first, *others = (
        [cell for cell in built("solution", row, language).cells if cell.cell_type == "code"]
        for language in LANGUAGES
    )
    found = [numbers_and_figures(cell) for cell in first]
    assert len(first) > 3 and any(numbers for numbers, _ in found)
    for other in others:
        assert [numbers_and_figures(cell) for cell in other] == found


def test_a_changed_stored_number_is_noticed(tmp_path, monkeypatch, capfd):
    """nbval, on one solution in which one digit of one table was changed: only that cell fails."""
    # That solution needs no TensorFlow: a plain kernel starts sooner than one that has loaded it.
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "1")  # for one notebook
    root = tmp_path / "checkout"
    (root / "solutions").mkdir(parents=True)
    (root / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "nbval.cfg", root / "tests")
    path = root / "solutions" / "9.ipynb"
    notebook = copy.deepcopy(built("solution", course.get_notebook("9"), "en"))
    last = next(n for n, cell in enumerate(notebook.cells) if cell.id == "runs")
    notebook.cells = notebook.cells[: last + 1]
    table = notebook.cells[last].outputs[0].data
    assert "2.3028 " in table["text/plain"]
    table["text/plain"] = table["text/plain"].replace("2.3028 ", "2.3027 ", 1)
    building.write(notebook, path)
    assert verify_solutions(root, "quick") == 1
    cells = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    said = capfd.readouterr().out
    assert f"1 failed, {len(cells) - 1} passed" in said
    assert f"Cell {cells.index('runs')}: Cell outputs differ" in said
