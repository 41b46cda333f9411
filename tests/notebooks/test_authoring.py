"""From one source to hints and solutions: blanks, twins, errors with their line, rebuilding."""

import shutil
from pathlib import Path

import nbformat
import pytest

from vgkit.messages import LANGUAGES
from vgkit.notebooks import authoring
from vgkit.notebooks.authoring import AuthoringError, Source

ROOT = Path(__file__).parents[2]
HINT = "| vi: gợi ý | en: hint"


def parse(*lines):
    return authoring.parse("\n".join(lines) + "\n", "exercise.py")


def cells(source, kind="solution", language="en"):
    return [(cell.id, cell.source) for cell in source.notebook(kind, language).cells]


def code(*lines, kind="hint", language="en"):
    """The code cell that these lines become."""
    ((_, text),) = cells(parse('# %% id="a"', *lines), kind, language)
    return text


def error(*lines):
    with pytest.raises(AuthoringError) as caught:
        parse(*lines)
    return str(caught.value)


# --- cells


def test_a_shared_code_cell_goes_into_all_four_notebooks():
    source = parse('# %% id="a"', "x = 1", "", '# %% id="b"', "y = 2")
    for kind in authoring.KINDS:
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


# --- blanks


@pytest.mark.parametrize(("line", "emptied"), [
    ("total = add([h3, h1])", 'total = vgkit.blank("q")'),
    ("model.total = add([h3, h1])", 'model.total = vgkit.blank("q")'),
    ("    total = f(rate=0.1)", '    total = vgkit.blank("q")'),
    ("    activation=relu,", '    activation=vgkit.blank("q"),'),
    ("    activation=relu", '    activation=vgkit.blank("q")'),
    ("    return add([h3, h1])", '    return vgkit.blank("q")'),
    ("    layers.Dense(128),", '    vgkit.blank("q"),'),
    ("layers.Dense(128)", 'vgkit.blank("q")'),
    ("model.fit(x, epochs=3)", 'vgkit.blank("q")'),
    ("same == other", 'vgkit.blank("q")'),
    ("total=add(a == b)", 'total=vgkit.blank("q")'),
    ("a, b = 1, 2", 'vgkit.blank("q")'),
    ("returned = 3", 'returned = vgkit.blank("q")'),
])  # fmt: skip
def test_a_blank_of_one_line_keeps_what_stands_around_it(line, emptied):
    # Inside brackets, so that every line is Python that jupytext leaves alone.
    source = parse('# %% id="a"', f"{line}  #?? q {HINT}", "after()")
    assert cells(source, "hint", "en") == [("a", f"{emptied}  #?? hint\nafter()")]
    assert cells(source, "hint", "vi") == [("a", f"{emptied}  #?? gợi ý\nafter()")]
    assert cells(source, "solution", "en") == [("a", f"{line}  #?? hint\nafter()")]
    assert cells(source, "solution", "vi") == [("a", f"{line}  #?? gợi ý\nafter()")]


def test_an_emptied_blank_is_python_and_stops_with_its_name():
    import vgkit
    from vgkit.errors import UnfilledBlank

    text = code("def f(x):", f"    return x + 1  #?? sum_of {HINT}", "y = f(2)")
    with pytest.raises(UnfilledBlank, match="sum_of"):
        exec(text, {"vgkit": vgkit})
    filled = {}
    exec(code("def f(x):", f"    return x + 1  #?? sum_of {HINT}", "y = f(2)", kind="solution"),
         filled)  # fmt: skip
    assert filled["y"] == 3


MANY = ["layers = [", f"    #??begin hidden {HINT}", "    Dense(1),", "    Dense(2),",
        "    #??end", "]"]  # fmt: skip


def test_a_blank_of_several_lines_becomes_one_line_like_its_last():
    assert code(*MANY) == 'layers = [\n    vgkit.blank("hidden"),  #?? hint\n]'


def test_a_filled_blank_of_several_lines_has_its_hint_above():
    assert code(*MANY, kind="solution", language="vi") == (
        "layers = [\n    #?? gợi ý\n    Dense(1),\n    Dense(2),\n]"
    )


@pytest.mark.parametrize(("lines", "emptied"), [
    (["    h = f(x)", "    return h + 1"], '    return vgkit.blank("q")'),
    (["a = 1", "b = a"], 'b = vgkit.blank("q")'),
    (["a = f(", "    1,", ")"], 'vgkit.blank("q")'),
    (["for i in x:", "    f(i)"], 'vgkit.blank("q")'),
    (["x = 1"], 'x = vgkit.blank("q")'),
])  # fmt: skip
def test_the_last_line_of_a_long_blank_decides_unless_it_is_indented(lines, emptied):
    text = code("if True:" if lines[0][0] == " " else "pass",
                f"#??begin q {HINT}", *lines, "#??end")  # fmt: skip
    assert text.split("\n")[1] == f"{emptied}  #?? hint"


def test_the_blanks_of_a_source_are_listed_in_reading_order():
    source = parse(
        '# %% id="b"', f"x = 1  #?? second {HINT}", "", '# %% id="a"', f"y = 1  #?? first {HINT}"
    )  # fmt: skip
    assert list(source.blanks) == ["second", "first"]
    assert source.blanks["first"].hints == {"vi": "gợi ý", "en": "hint"}
    assert source.blanks["first"].lines == ("y = 1",)


def test_a_mark_in_a_text_cell_is_text():
    source = parse(
        '# %% [markdown] id="t" lang="vi"', "# Điền `#??`", "",
        '# %% [markdown] id="t" lang="en"', "# Fill `#??`",
    )  # fmt: skip
    assert cells(source) == [("t", "Fill `#??`")] and source.blanks == {}


def test_filling_a_hint_gives_the_solution():
    source = parse('# %% id="a"', f"x = 1  #?? one {HINT}", *MANY, "", '# %% id="b"', "y = x")
    for language in LANGUAGES:
        filled = authoring.fill(source.notebook("hint", language), source)
        assert [(c.id, c.source) for c in filled.cells] == cells(source, "solution", language)


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
        authoring.read(path)


# --- building


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
    authoring.build(tmp_path)
    for language in LANGUAGES:
        path = authoring.target(tmp_path, "solution", language, "1_one")
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="1\n")]
        notebook.cells[1].execution_count = 1
        authoring.write(notebook, path)
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
    path = authoring.target(root, "solution", "en", "1_one")
    return [c.outputs for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def test_english_lies_at_the_top_and_vietnamese_in_its_folder():
    found = [
        authoring.target("root", kind, language, "1_one").as_posix()
        for kind in authoring.KINDS
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
    assert sorted(changes(tmp_path, authoring.build(tmp_path))) == [
        ("hints/1_one.ipynb", "new"),
        ("hints/vi/1_one.ipynb", "new"),
        ("solutions/1_one.ipynb", execute),
        ("solutions/vi/1_one.ipynb", execute),
    ]
    hint = nbformat.read(tmp_path / "hints" / "vi" / "1_one.ipynb", as_version=4)
    assert [c.source for c in hint.cells] == ["Một", 'x = vgkit.blank("q")  #?? gợi ý']


def test_a_second_build_changes_no_byte(checkout):
    before = tree(checkout)
    assert authoring.build(checkout) == []
    assert authoring.build(checkout, check=True) == []
    assert tree(checkout) == before


def test_check_tells_what_would_change_and_writes_nothing(checkout):
    write_source(checkout, *SOURCE, "print(x)")
    (checkout / "hints" / "0_old.ipynb").write_text("{}", "utf-8")
    before = tree(checkout)
    told = changes(checkout, authoring.build(checkout, check=True))
    assert tree(checkout) == before
    assert told == changes(checkout, authoring.build(checkout))
    assert {name for name, _ in told} == {
        "hints/1_one.ipynb", "hints/vi/1_one.ipynb", "hints/0_old.ipynb",
        "solutions/1_one.ipynb", "solutions/vi/1_one.ipynb",
    }  # fmt: skip


def test_changed_text_keeps_the_outputs(checkout):
    write_source(checkout, *[line.replace("# One", "# Two") for line in SOURCE])
    assert changes(checkout, authoring.build(checkout)) == [
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
    told = dict(changes(checkout, authoring.build(checkout)))
    assert told["solutions/1_one.ipynb"] == "changed, to be executed: vgkit build --execute"
    assert outputs(checkout) == [[]]


def test_another_hint_keeps_the_outputs(checkout):
    before = outputs(checkout)
    write_source(checkout, *[line.replace("en: hint", "en: another hint") for line in SOURCE])
    assert dict(changes(checkout, authoring.build(checkout)))["solutions/1_one.ipynb"] == "changed"
    assert outputs(checkout) == before != [[]]


def test_another_code_cell_drops_the_outputs_of_all(checkout):
    write_source(checkout, '# %% id="z"', "import y", "", *SOURCE)
    authoring.build(checkout)
    assert outputs(checkout) == [[], []]


def test_a_solution_that_still_waits_to_be_executed_is_not_forgotten(checkout):
    write_source(checkout, *[line.replace("x = 1", "x = 2") for line in SOURCE])
    authoring.build(checkout)
    waits = "to be executed: vgkit build --execute"
    for check in (False, True, False):
        assert changes(checkout, authoring.build(checkout, check=check)) == [
            ("solutions/1_one.ipynb", waits), ("solutions/vi/1_one.ipynb", waits),
        ]  # fmt: skip


def test_a_notebook_without_a_source_is_reported_and_left_alone(checkout):
    stale = checkout / "solutions" / "vi" / "0_old.ipynb"
    stale.write_text("{}", "utf-8")
    told = [("solutions/vi/0_old.ipynb", "without a source: delete it, or keep it elsewhere")]
    for check in (True, False, False):
        assert changes(checkout, authoring.build(checkout, check=check)) == told
        assert stale.read_text("utf-8") == "{}"


@pytest.mark.parametrize(("other", "carried"), [
    ("x = 1", True), ("x = 2", False), ("x = 1  # but why?", True), ("%time x = 1", False),
])  # fmt: skip
def test_outputs_are_carried_over_in_place_where_the_code_is_the_same(other, carried):
    old = parse('# %% id="a"', "x = 1").notebook("solution", "en")
    old.cells[0].outputs = [nbformat.v4.new_output("stream", text="1\n")]
    old.cells[0].execution_count = 7
    new = parse('# %% id="a"', other).notebook("solution", "en")
    assert authoring.carry_outputs(new, old) is None
    assert (new.cells[0].outputs == old.cells[0].outputs) is carried
    assert (new.cells[0].execution_count == 7) is carried
    assert authoring.is_executed(new) is carried


def test_jupyters_checkpoints_are_left_alone(checkout):
    kept = checkout / "hints" / ".ipynb_checkpoints" / "1_one-checkpoint.ipynb"
    kept.parent.mkdir()
    kept.write_text("{}", "utf-8")
    assert authoring.build(checkout) == []
    assert kept.exists()


def test_a_hint_changed_by_hand_is_built_anew(checkout):
    path = checkout / "hints" / "1_one.ipynb"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"hint", b"hunt"))
    assert changes(checkout, authoring.build(checkout)) == [("hints/1_one.ipynb", "changed")]
    assert path.read_bytes() == whole


def test_a_faulty_source_leaves_every_notebook_as_it_was(checkout):
    before = tree(checkout)
    write_source(checkout, *SOURCE, "y = 2  #??")
    with pytest.raises(AuthoringError, match=r"^1_one\.py:9: "):
        authoring.build(checkout)
    after = tree(checkout)
    assert {**after, "notebooks/1_one.py": None} == {**before, "notebooks/1_one.py": None}


# --- the course's own notebooks


STEMS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.py"))
every_notebook = pytest.mark.parametrize("stem", STEMS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_a_rebuild_of_the_checkout_would_change_nothing():
    assert STEMS
    assert authoring.build(ROOT, check=True) == []


@every_language
def test_the_committed_notebooks_are_what_a_fresh_build_writes(tmp_path, language):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    authoring.build(tmp_path)
    for stem in STEMS:
        hint, solution = (authoring.target("", kind, language, stem) for kind in authoring.KINDS)
        assert (ROOT / hint).read_bytes() == (tmp_path / hint).read_bytes()
        ours, theirs = (nbformat.read(root / solution, as_version=4) for root in (ROOT, tmp_path))
        for notebook in (ours, theirs):
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
        assert ours == theirs


@every_notebook
def test_both_languages_have_the_same_cells_in_the_same_order(stem):
    source = authoring.read(ROOT / "notebooks" / f"{stem}.py")
    assert isinstance(source, Source)
    for kind in authoring.KINDS:
        english, vietnamese = (source.notebook(kind, language).cells for language in ("en", "vi"))
        assert [(c.id, c.cell_type) for c in english] == [(c.id, c.cell_type) for c in vietnamese]


@every_notebook
@every_language
def test_a_hint_filled_from_its_source_holds_the_solutions_code(stem, language):
    source = authoring.read(ROOT / "notebooks" / f"{stem}.py")
    assert bool(source.blanks) is (stem not in ("9_compare", "quiz"))  # these two are to be read
    filled = authoring.fill(source.notebook("hint", language), source)
    solution = dict(cells(source, "solution", language))
    assert not any("vgkit.blank(" in cell.source for cell in filled.cells)
    for cell in filled.cells:
        assert solution.get(cell.id, cell.source) == cell.source
