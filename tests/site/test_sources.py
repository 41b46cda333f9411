"""The pages of a language before Sphinx."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from tests.conftest import thorough_but
from vgkit import course
from vgkit.messages import set_language
from vgkit.notebooks import building
from vgkit.notebooks.blanks import AuthoringError
from vgkit.site import sources

ROOT = Path(__file__).parents[2]


def only(monkeypatch, *ids):
    monkeypatch.setattr(course, "NOTEBOOKS", {name: course.NOTEBOOKS[name] for name in ids})


@pytest.mark.parametrize("language", course.LANGUAGES)
@pytest.mark.parametrize("name", thorough_but("5", list(course.NOTEBOOKS)))
def test_a_lessons_page_has_all_that_its_notebooks_have(tmp_path, monkeypatch, name, language):
    only(monkeypatch, name)
    set_language(language)
    assert sources.write(ROOT, tmp_path, language) == 1
    stem = course.NOTEBOOKS[name].notebook
    text = (tmp_path / "lessons" / f"{stem}.md").read_text("utf-8")
    for kind, folder in (("hint", "notebooks"), ("solution", "solutions")):
        path = building.target(ROOT, kind, language, stem)
        assert (tmp_path / "extra" / folder / f"{stem}.ipynb").read_bytes() == path.read_bytes()
        assert f"../{folder}/{stem}.ipynb" in text
    executed = nbformat.read(building.target(ROOT, "solution", language, stem), 4)
    alts = re.findall(r'data:image/png[^>]*? alt=("[^"]*")', "".join(html_of(executed)))
    assert re.findall(r'<img [^>]*?alt=("[^"]*")', text) == alts
    named = set(re.findall(r'src="\.\./figures/(.*?)"', text))
    assert named == {path.name for path in (tmp_path / "extra" / "figures").iterdir()}
    for cell in executed.cells:
        if cell.cell_type == "markdown":
            assert cell.source.partition("\n")[2].strip() in text


def html_of(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {}).get("text/html", "")


def test_the_first_page_lists_every_lesson_once(tmp_path):
    text = sources._index(list(course.NOTEBOOKS.values()))
    listed = re.findall(r"^lessons/(\w+)$", text, re.M)
    assert listed == [row.notebook for row in course.NOTEBOOKS.values()]
    assert '<a href="../playground/index.html' in text


def test_a_lesson_leads_to_its_own_network_in_the_playground():
    text = (ROOT / "playground" / "src" / "presets.js").read_text("utf-8")
    (listed,) = re.findall(r"presetIds = \[(.*?)\]", text)
    assert set(re.findall(r'"(\w+)"', listed)) == sources.PRESETS
    rows = course.NOTEBOOKS
    assert sources._bar(rows["5"], "vi").count('playground/index.html?lang=vi#preset=5"') == 1
    assert 'playground/index.html?lang=en"' in sources._bar(rows["12"], "en")


def test_what_an_earlier_build_left_is_gone(tmp_path, monkeypatch):
    only(monkeypatch, "9")
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "old.md").touch()
    sources.write(ROOT, tmp_path, "en")
    assert [path.name for path in (tmp_path / "lessons").iterdir()] == ["9_compare.md"]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with a single lesson."""
    only(monkeypatch, "9")
    for folder in ("notebooks", "hints", "solutions"):
        (tmp_path / "checkout" / folder).mkdir(parents=True)
    for path in (ROOT / "notebooks" / "9_compare.py", *ROOT.glob("*s/9_compare.ipynb")):
        shutil.copyfile(path, tmp_path / "checkout" / path.relative_to(ROOT))
    return tmp_path / "checkout"


def test_a_solution_of_another_source_is_refused(checkout, tmp_path):
    source = checkout / "notebooks" / "9_compare.py"
    source.write_text(source.read_text("utf-8").replace("plots.curves(", "plots.curves( "), "utf-8")
    with pytest.raises(AuthoringError, match="9_compare.ipynb:1: this solution is not that of"):
        sources.write(checkout, tmp_path / "out", "en")


def test_a_solution_that_was_not_executed_is_refused(checkout, tmp_path):
    path = checkout / "solutions" / "9_compare.ipynb"
    notebook = nbformat.read(path, 4)
    next(c for c in notebook.cells if c.cell_type == "code").execution_count = None
    nbformat.write(notebook, path)
    with pytest.raises(AuthoringError, match="was not executed"):
        sources.write(checkout, tmp_path / "out", "en")
