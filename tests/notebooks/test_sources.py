"""Sources: cells for a language or a kind, twins, errors with their line."""

import nbformat
import pytest

from tests.notebooks.course_sources import ROOT, course_source
from tests.notebooks.small_sources import HINT, cells, parse
from vgkit.course import LANGUAGES
from vgkit.notebooks import sources
from vgkit.notebooks.blanks import AuthoringError
from vgkit.notebooks.sources import Source

STEMS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.py"))


def error(*lines):
    with pytest.raises(AuthoringError) as caught:
        parse(*lines)
    return str(caught.value)


def test_a_shared_code_cell_goes_into_all_four_notebooks():
    source = parse('# %% id="a"', "x = 1", "", '# %% id="b"', "y = 2")
    for kind in sources.KINDS:
        for language in LANGUAGES:
            assert cells(source, kind, language) == [("a", "x = 1"), ("b", "y = 2")]


def test_twins_go_into_the_notebooks_of_their_language():
    source = parse(
        '# %% [markdown] id="t" lang="vi"', "# # Một", "#", "# hai", "",
        '# %% [markdown] id="t" lang="en"', "# # One", "#", "# two", "",
        '# %% id="c" lang="vi"', 'say("vi")', "",
        '# %% id="c" lang="en"', 'say("en")',
    )  # fmt: skip
    assert cells(source, language="vi") == [("t", "# Một\n\nhai"), ("c", 'say("vi")')]
    assert cells(source, language="en") == [("t", "# One\n\ntwo"), ("c", 'say("en")')]
    assert [c.cell_type for c in source.notebook("hint", "en").cells] == ["markdown", "code"]


def test_a_cell_for_one_kind_goes_into_that_kind_only():
    source = parse(
        '# %% id="a" only="hint"', "x = 1", "", '# %% id="b" only="solution"', "x = 2"
    )  # fmt: skip
    assert cells(source, "hint") == [("a", "x = 1")]
    assert cells(source, "solution") == [("b", "x = 2")]


def test_a_hint_and_a_solution_may_have_a_cell_of_the_same_id():
    source = parse(
        '# %% id="a" only="hint"', "x = 1", "", '# %% id="a" only="solution"', "x = 2"
    )  # fmt: skip
    assert cells(source, "hint") + cells(source, "solution") == [("a", "x = 1"), ("a", "x = 2")]


def test_the_header_of_jupytext_is_no_cell():
    header = ["# ---", "# jupyter:", "#   jupytext:", "#     formats: py:percent", "# ---", ""]
    source = parse(*header, '# %% id="a"', "x = 1")
    assert cells(source) == [("a", "x = 1")]


def test_a_built_notebook_names_its_kernel_and_holds_no_output():
    notebook = parse('# %% id="a"', "x = 1").notebook("solution", "vi")
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.cells[0].outputs == [] and notebook.cells[0].execution_count is None


# --- errors


@pytest.mark.parametrize(("lines", "words"), [
    (["x = 1", "", '# %% id="a"', "y = 2"], ":1: every cell starts with a line `# %% …`"),
    (["# text", '# %% id="a"', "x = 1"], ":1: every cell starts with a line `# %% …`"),
    (['# %% id="a"', "x = 1", "", '# %% id="b" lang="fr"', "y = 2"],
     ":4: cell 'b' has lang='fr', only=None"),
    (['# %% id="a"', "x = 1", "", '# %% id="b" only="teacher"', "y = 2"],
     ":4: cell 'b' has lang=None, only='teacher'"),
    (['# %% id="a"', "x = 1", "", '# %% [markdown] id="t"', "# text"],
     ':4: the text cell \'t\' needs lang="vi" or "en"'),
    (['# %% id="a"', "x = 1", "", '# %% [markdown] id="t" lang="en"', "# text"],
     ":4: 't' has no markdown twin in 'vi' for the hint"),
    (['# %% id="a"', "x = 1", "", '# %% id="b" lang="vi" only="solution"', "y = 2"],
     ":4: 'b' has no code twin in 'en' for the solution"),
    (['# %% id="a"', "x = 1", "y = 2  #??"], ":3: a blank reads `#?? name | vi: … | en: …`."),
    (['# %% id="a"', "x = 1", f"y = 2  #?? {HINT}"], ":3: a blank reads"),
    (['# %% id="a"', "x = 1", f"y = 2  #?? Name {HINT}"], ":3: a blank reads"),
    (['# %% id="a"', "x = 1", "y = 2  #?? q | vi: gợi ý"],
     ":3: a blank reads `#?? name | vi: … | en: …`. Received: #?? q | vi: gợi ý"),
    (['# %% id="a"', "x = 1", "y = 2  #?? q | en: hint"], ":3: a blank reads"),
    (['# %% id="a"', "x = 1", "y = 2  #?? q | vi: gợi ý | en:"], ":3: a blank reads"),
    (['# %% id="a"', "x = 1", "#??begin q", "y = 2", "#??end"],
     ":3: a blank reads `#?? name | vi: … | en: …`. Received: #??begin q"),
    (['# %% id="a"', "x = 1", f"#?? q {HINT}"], ":3: the blank 'q' holds no code"),
    (['# %% id="a"', "x = 1", "#??end"], ":3: #??end without #??begin"),
    (['# %% id="a"', "x = 1", f"#??begin q {HINT}", "y = 2"], ":3: #??begin q has no #??end"),
    (['# %% id="a"', f"#??begin q {HINT}", "y = 2", "", '# %% id="b"', "z = 3"],
     ":2: #??begin q has no #??end"),
    (['# %% id="a"', f"#??begin q {HINT}", f"#??begin r {HINT}", "y = 2", "#??end"],
     ":3: a blank inside the blank 'q'"),
    (['# %% id="a"', f"#??begin q {HINT}", "x = 1", f"y = 2  #?? r {HINT}", "#??end"],
     ":4: a blank inside the blank 'q'"),
    (['# %% id="a"', "x = 1", f"#??begin q {HINT}", "#??end"], ":4: the blank 'q' holds no code"),
], ids=lambda value: value[4:40] if isinstance(value, str) else "")  # fmt: skip
def test_a_source_that_breaks_a_rule_is_refused_with_the_line(lines, words):
    assert error(*lines).startswith("exercise.py" + words)


@pytest.mark.parametrize(("head", "line", "words"), [
    ("# %%", "y = 2", "this cell has no id"),
    ('# %% id="b" color="red"', "y = 2", "unknown cell options ['color']"),
    ('# %% Title id="b"', "y = 2", "unknown cell options ['title']"),
    ("# %%", "x = 1", "this cell has no id"),
])  # fmt: skip
def test_a_faulty_head_is_refused_with_its_line(head, line, words):
    assert error('# %% id="a"', "x = 1", "", head, line) == f"exercise.py:4: {words}"


@pytest.mark.parametrize(("second", "name"), [
    ('# %% id="a"', "a"),
    ('# %% id="a" lang="en"', "a"),
    ('# %% id="a" only="hint"', "a"),
])  # fmt: skip
def test_an_id_used_twice_is_refused(second, name):
    message = error('# %% id="a"', "x = 1", "", second, "y = 2")
    assert message == f"exercise.py:4: the id {name!r} is used twice"


def test_a_blank_that_exists_twice_is_refused():
    message = error(
        '# %% id="a"', f"x = 1  #?? q {HINT}", "", '# %% id="b"', f"y = 2  #?? q {HINT}"
    )  # fmt: skip
    assert message == "exercise.py:5: the blank 'q' exists twice"


@pytest.mark.parametrize(("lines", "words"), [
    (['# %% id="a"', "x = 1", "", '# %% id="a"', "y = 2"], ":4: the id 'a' is used twice"),
    (['# %% id="a"', f"x = 1  #?? q {HINT}", f"y = 2  #?? q {HINT}"],
     ":3: the blank 'q' exists twice"),
    (['# %% id="a"', f"#??begin q {HINT}", "x = 1", "#??end", "#??end"],
     ":5: #??end without #??begin"),
    (['# %% id="a"', f"#??begin q {HINT}", "x = 1", "#??end", f"#??begin r {HINT}", "#??end"],
     ":6: the blank 'r' holds no code"),
    (['# %% id="a"', "x = 1", "", "# %% [markdown] id='t' lang='en'", "# text"],
     ":4: 't' has no markdown twin in 'vi' for the hint"),
], ids=["id twice", "blank twice", "end", "empty", "quotes"])  # fmt: skip
def test_the_line_is_right_even_when_its_text_occurs_before(lines, words):
    assert error(*lines).startswith("exercise.py" + words)


@pytest.mark.parametrize("inside", ["", "    ", "# a remark"])
def test_a_long_blank_without_code_is_refused(inside):
    message = error('# %% id="a"', f"#??begin q {HINT}", inside, "#??end")
    assert message == "exercise.py:4: the blank 'q' holds no code"


def test_a_text_cell_is_no_twin_of_a_code_cell():
    message = error('# %% [markdown] id="a" lang="vi"', "# x", "", '# %% id="a" lang="en"', "x = 1")
    assert message == "exercise.py:1: 'a' has no markdown twin in 'en' for the hint"


def test_reading_a_file_names_it_in_its_errors(tmp_path):
    path = tmp_path / "9_mine.py"
    path.write_text('# %% id="a"\nx = 1  #??\n', "utf-8")
    with pytest.raises(AuthoringError, match=r"^9_mine\.py:2: "):
        sources.read(path)


# --- the course's own notebooks


@pytest.mark.parametrize("stem", STEMS)
def test_both_languages_have_the_same_cells_in_the_same_order(stem):
    source = course_source(stem)
    assert isinstance(source, Source)
    for kind in sources.KINDS:
        english, vietnamese = (source.notebook(kind, language).cells for language in ("en", "vi"))
        assert [(c.id, c.cell_type) for c in english] == [(c.id, c.cell_type) for c in vietnamese]
