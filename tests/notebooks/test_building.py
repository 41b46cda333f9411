"""From sources to hints and solutions: what is written, kept, carried over and reported."""

import re

import nbformat
import pytest

from tests.notebooks.course_sources import ROOT, course_source
from tests.notebooks.small_sources import HINT, MANY, cells, parse
from vgkit.course import LANGUAGES
from vgkit.notebooks import building, sources
from vgkit.notebooks.blanks import WIDTH, AuthoringError

SOURCE = [
    '# %% [markdown] id="t" lang="vi"', "# Một", "",
    '# %% [markdown] id="t" lang="en"', "# One", "",
    '# %% id="a"', f"x = 1  #?? q {HINT}",
]  # fmt: skip


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one source, built, its solutions executed."""
    (tmp_path / "notebooks").mkdir()
    write_source(tmp_path, *SOURCE)
    building.build(tmp_path)
    for language in LANGUAGES:
        path = building.target(tmp_path, "solution", language, "1_one")
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="1\n")]
        notebook.cells[1].execution_count = 1
        building.write(notebook, path)
    return tmp_path


def write_source(root, *lines):
    (root / "notebooks" / "1_one.py").write_text("\n".join(lines) + "\n", "utf-8")


def tree(root):
    """Every file below the checkout with its bytes."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def changes(root, found):
    return [(path.relative_to(root).as_posix(), note) for path, note in found]


def outputs(root):
    path = building.target(root, "solution", "en", "1_one")
    return [c.outputs for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def test_english_lies_at_the_top_and_vietnamese_in_its_folder():
    found = [
        building.target("root", kind, language, "1_one").as_posix()
        for kind in sources.KINDS
        for language in ("en", "vi")
    ]
    assert found == [
        "root/hints/1_one.ipynb", "root/hints/vi/1_one.ipynb",
        "root/solutions/1_one.ipynb", "root/solutions/vi/1_one.ipynb",
    ]  # fmt: skip


def test_the_first_build_writes_four_notebooks_and_says_what_to_execute(tmp_path):
    (tmp_path / "notebooks").mkdir()
    write_source(tmp_path, *SOURCE)
    execute = "new, to be executed: vgkit build --execute"
    assert sorted(changes(tmp_path, building.build(tmp_path))) == [
        ("hints/1_one.ipynb", "new"),
        ("hints/vi/1_one.ipynb", "new"),
        ("solutions/1_one.ipynb", execute),
        ("solutions/vi/1_one.ipynb", execute),
    ]
    hint = nbformat.read(tmp_path / "hints" / "vi" / "1_one.ipynb", as_version=4)
    assert [c.source for c in hint.cells] == ["Một", 'x = vgkit.blank("q")  #?? gợi ý']


def test_a_second_build_changes_no_byte(checkout):
    before = tree(checkout)
    assert building.build(checkout) == []
    assert building.build(checkout, check=True) == []
    assert tree(checkout) == before


def test_check_tells_what_would_change_and_writes_nothing(checkout):
    write_source(checkout, *SOURCE, "print(x)")
    (checkout / "hints" / "0_old.ipynb").write_text("{}", "utf-8")
    before = tree(checkout)
    told = changes(checkout, building.build(checkout, check=True))
    assert tree(checkout) == before
    assert told == changes(checkout, building.build(checkout))
    assert {name for name, _ in told} == {
        "hints/1_one.ipynb", "hints/vi/1_one.ipynb", "hints/0_old.ipynb",
        "solutions/1_one.ipynb", "solutions/vi/1_one.ipynb",
    }  # fmt: skip


def test_changed_text_keeps_the_outputs(checkout):
    write_source(checkout, *[line.replace("# One", "# Two") for line in SOURCE])
    assert changes(checkout, building.build(checkout)) == [
        ("hints/1_one.ipynb", "changed"), ("solutions/1_one.ipynb", "changed"),
    ]  # fmt: skip
    notebook = nbformat.read(checkout / "solutions" / "1_one.ipynb", as_version=4)
    assert notebook.cells[0].source == "Two"
    assert notebook.cells[1].outputs[0].text == "1\n"
    assert notebook.cells[1].execution_count == 1


@pytest.mark.parametrize(("old", "new"), [
    ("x = 1", "x = 2"),
    ('id="a"', 'id="b"'),
])  # fmt: skip
def test_changed_code_drops_the_outputs_and_says_so(checkout, old, new):
    assert outputs(checkout) != [[]]
    write_source(checkout, *[line.replace(old, new) for line in SOURCE])
    told = dict(changes(checkout, building.build(checkout)))
    assert told["solutions/1_one.ipynb"] == "changed, to be executed: vgkit build --execute"
    assert outputs(checkout) == [[]]


def test_another_hint_keeps_the_outputs(checkout):
    before = outputs(checkout)
    write_source(checkout, *[line.replace("en: hint", "en: another hint") for line in SOURCE])
    assert dict(changes(checkout, building.build(checkout)))["solutions/1_one.ipynb"] == "changed"
    assert outputs(checkout) == before != [[]]


def test_with_another_code_cell_the_outputs_of_all_wait_without_their_counts(checkout):
    before = outputs(checkout)
    write_source(checkout, '# %% id="z"', "import y", "", *SOURCE)
    told = dict(changes(checkout, building.build(checkout)))
    assert told["solutions/1_one.ipynb"] == "changed, to be executed: vgkit build --execute"
    assert outputs(checkout) == [[], *before] != [[], []]
    assert not building.is_executed(building.load(checkout / "solutions" / "1_one.ipynb"))


def test_a_solution_that_still_waits_to_be_executed_is_not_forgotten(checkout):
    write_source(checkout, *[line.replace("x = 1", "x = 2") for line in SOURCE])
    building.build(checkout)
    waits = "to be executed: vgkit build --execute"
    for check in (False, True, False):
        assert changes(checkout, building.build(checkout, check=check)) == [
            ("solutions/1_one.ipynb", waits), ("solutions/vi/1_one.ipynb", waits),
        ]  # fmt: skip


def test_a_notebook_without_a_source_is_reported_and_left_alone(checkout):
    stale = checkout / "solutions" / "vi" / "0_old.ipynb"
    stale.write_text("{}", "utf-8")
    told = [("solutions/vi/0_old.ipynb", "without a source: delete it, or keep it elsewhere")]
    for check in (True, False, False):
        assert changes(checkout, building.build(checkout, check=check)) == told
        assert stale.read_text("utf-8") == "{}"


@pytest.mark.parametrize(("other", "carried"), [
    ("x = 1", True), ("x = 2", False), ("x = 1  # but why?", True), ("%time x = 1", False),
])  # fmt: skip
def test_outputs_are_carried_over_in_place_where_the_code_is_the_same(other, carried):
    old = parse('# %% id="a"', "x = 1").notebook("solution", "en")
    old.cells[0].outputs = [nbformat.v4.new_output("stream", text="1\n")]
    old.cells[0].execution_count = 7
    new = parse('# %% id="a"', other).notebook("solution", "en")
    assert building.carry_outputs(new, old) is None
    assert (new.cells[0].outputs == old.cells[0].outputs) is carried
    assert (new.cells[0].execution_count == 7) is carried
    assert building.is_executed(new) is carried


def test_jupyters_checkpoints_are_left_alone(checkout):
    kept = checkout / "hints" / ".ipynb_checkpoints" / "1_one-checkpoint.ipynb"
    kept.parent.mkdir()
    kept.write_text("{}", "utf-8")
    assert building.build(checkout) == []
    assert kept.exists()


def test_a_hint_changed_by_hand_is_built_anew_only_where_that_is_asked_for(checkout):
    path = checkout / "hints" / "1_one.ipynb"
    whole = path.read_bytes()
    path.write_bytes(changed := whole.replace(b"hint", b"hunt"))
    assert changes(checkout, building.build(checkout)) == [("hints/1_one.ipynb", building.KEPT)]
    assert path.read_bytes() == changed
    ((name, note),) = changes(checkout, building.build(checkout, force=True))
    assert name == "hints/1_one.ipynb" and note.startswith("changed, what it held is kept in runs/")
    assert path.read_bytes() == whole


def test_a_faulty_source_leaves_every_notebook_as_it_was(checkout):
    before = tree(checkout)
    write_source(checkout, *SOURCE, "y = 2  #??")
    with pytest.raises(AuthoringError, match=r"^1_one\.py:9: "):
        building.build(checkout)
    after = tree(checkout)
    assert {**after, "notebooks/1_one.py": None} == {**before, "notebooks/1_one.py": None}


def test_filling_a_hint_gives_the_solution():
    long = HINT.replace("hint", "hint " * 30)
    source = parse('# %% id="a"', f"x = 1  #?? one {HINT}", f"y = 1  #?? two {long}", *MANY,
                   "", '# %% id="b"', "y = x")  # fmt: skip
    for language in LANGUAGES:
        filled = building.fill(source.notebook("hint", language), source)
        assert [(c.id, c.source) for c in filled.cells] == cells(source, "solution", language)


# --- the course's own notebooks


STEMS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.py"))
every_notebook = pytest.mark.parametrize("stem", STEMS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_notebook
@every_language
def test_a_hint_filled_from_its_source_holds_the_solutions_code(stem, language):
    source = course_source(stem)
    assert bool(source.blanks) is (stem not in ("9_compare", "quiz"))  # these two are to be read
    filled = building.fill(source.notebook("hint", language), source)
    solution = dict(cells(source, "solution", language))
    assert not any("vgkit.blank(" in cell.source for cell in filled.cells)
    for cell in filled.cells:
        assert solution.get(cell.id, cell.source) == cell.source


@every_notebook
@every_language
def test_every_blank_and_its_hint_can_be_read_without_scrolling(stem, language):
    notebook = course_source(stem).notebook("hint", language)
    for cell in notebook.cells:
        for line in cell.source.split("\n") if cell.cell_type == "code" else ():
            assert len(line) <= WIDTH or not re.search(r"#\?\?|vgkit\.blank\(", line), line
