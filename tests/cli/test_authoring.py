"""`vgkit build`: what it writes, what it lists, what it advises."""

import pytest

from tests.cli.commands import SOURCE, run
from vgkit import course
from vgkit.notebooks import execution, refreshing


def test_build_writes_four_notebooks_and_then_asks_for_the_solutions_only(checkout):
    result = run("build")
    assert result.exit_code == 0
    paths = [line.split(":")[0] for line in result.stdout.splitlines()]
    assert sorted(paths) == [
        "hints/1_sum.ipynb",
        "hints/vi/1_sum.ipynb",
        "solutions/1_sum.ipynb",
        "solutions/vi/1_sum.ipynb",
    ]
    assert all((checkout / path).is_file() for path in paths)
    assert run("build").stdout.splitlines() == [
        f"{path}: to be executed: vgkit build --execute"
        for path in ("solutions/1_sum.ipynb", "solutions/vi/1_sum.ipynb")
    ]


def test_build_says_when_everything_is_up_to_date(checkout):
    (checkout / "notebooks" / "1_sum.py").unlink()
    for command in (("build",), ("build", "--check")):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (0, "Everything is up to date.\n")


def test_build_check_ends_with_1_and_writes_nothing(checkout):
    result = run("build", "--check")
    assert result.exit_code == 1
    assert "hints/1_sum.ipynb: new" in result.stdout
    assert "run `vgkit build`" in result.stderr
    assert not (checkout / "hints").exists()


def test_build_refuses_to_check_and_execute_at_once(checkout):
    result = run("build", "--check", "--execute")
    assert result.exit_code == 2
    assert "choose one" in result.stderr


def test_a_source_that_breaks_the_rules_is_told_with_its_line(checkout):
    (checkout / "notebooks" / "1_sum.py").write_text(SOURCE.replace('id="sum"', ""), "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert "1_sum.py:7: this cell has no id" in result.stderr


CODE = 'say("{count} epochs", count=3)\n'
ENTRY = """\
#: src/vgkit/code.py
#, python-brace-format
msgid "{count} epochs"
msgstr "{count} epoch"
"""
CATALOGUE_FAULTS = {
    # name: (the code, the entry's translation and flags, words of the note)
    "a new message": (CODE + 'say("hello world")\n', ENTRY, "no translation of 'hello world'"),
    "not translated": (CODE, ENTRY.replace('"{count} epoch"', '""'), "no translation of"),
    "fuzzy": (CODE, ENTRY.replace("#, ", "#, fuzzy, "), "fuzzy, to be looked at"),
    "orphaned": ("", ENTRY, "no code says '{count} epochs'"),
    "placeholders": (CODE, ENTRY.replace('"{count} epoch"', '"{number} epoch"'), "placeholders ["),
}


@pytest.fixture
def catalogue(checkout):
    """The checkout without a notebook, with one message in its code and the catalogue of that."""
    (checkout / "notebooks" / "1_sum.py").unlink()
    (checkout / "src" / "vgkit" / "code.py").write_text(CODE, "utf-8")
    path = checkout / "src/vgkit/course/locale/vi/LC_MESSAGES/vgkit.po"
    path.parent.mkdir(parents=True)
    path.write_text(ENTRY, "utf-8")
    run("build")  # writes its head
    assert run("build", "--check").exit_code == 0
    return path


@pytest.mark.parametrize("case", CATALOGUE_FAULTS)
def test_a_translation_that_does_not_fit_fails_the_check_and_is_sent_to_its_file(
    checkout, catalogue, case
):
    code, entry, words = CATALOGUE_FAULTS[case]
    (checkout / "src" / "vgkit" / "code.py").write_text(code, "utf-8")
    head = catalogue.read_text("utf-8").partition("#:")[0]
    catalogue.write_text(head + entry, "utf-8")
    before = catalogue.read_bytes()
    result = run("build", "--check")
    assert result.exit_code == 1
    assert f"src/vgkit/course/locale/vi/LC_MESSAGES/vgkit.po: {words}" in result.stdout
    assert "correct in that file what it still lists" in result.stderr
    assert "Built files differ" not in result.stderr
    assert catalogue.read_bytes() == before


def test_notebooks_and_translations_that_do_not_fit_are_two_sentences(checkout, catalogue):
    (checkout / "notebooks" / "1_sum.py").write_text(SOURCE, "utf-8")
    catalogue.write_text(catalogue.read_text("utf-8").replace('"{count} epoch"', '""'), "utf-8")
    notebooks, translations = run("build", "--check").stderr.splitlines()
    assert notebooks == "Built files differ from their sources: run `vgkit build`."
    assert translations.startswith("Translations do not fit the messages in the code")


def test_a_hint_that_somebody_wrote_into_is_left_and_the_way_out_is_told(checkout):
    run("build")
    hint = checkout / "hints" / "1_sum.ipynb"
    filled = hint.read_text("utf-8").replace("vgkit.blank", "my_own")
    hint.write_text(filled, "utf-8")
    for options in ([], ["--check"]):
        done = run("build", *options)
        assert done.exit_code == 1
        assert "hints/1_sum.ipynb: holds what build did not write" in done.stdout
        assert "`vgkit lab` takes it over" in done.stderr
        assert "Built files differ" not in done.stderr or options == ["--check"]
        assert hint.read_text("utf-8") == filled
    done = run("build", "--force")
    assert done.exit_code == 0 and "kept in runs/replaced/hints/1_sum.ipynb" in done.stdout
    assert "vgkit.blank" in hint.read_text("utf-8")


def test_build_executes_the_notebooks_that_are_named_or_all(checkout, monkeypatch):
    asked = []
    monkeypatch.setattr(execution, "execute_solutions", lambda *what: asked.append(what) or [])
    for ids in ((), ("7", "1A")):
        assert run("build", "--execute", *ids).exit_code == 0
    rows = [course.get_notebook("7"), course.get_notebook("1a")]
    assert asked == [(checkout, None), (checkout, rows)]
    monkeypatch.setattr(refreshing, "refresh", lambda *what: asked.append(what) or [])
    assert run("build", "--execute", "--quick", "7").exit_code == 0
    assert run("build", "--execute", "--quick").exit_code == 0
    assert asked[2:] == [(checkout, rows[:1]), (checkout, list(course.NOTEBOOKS.values()))]
    assert run("build", "--quick").exit_code == 2
    assert run("build", "--execute", "77").exit_code == 1
    assert run("build", "7").exit_code == 2
    assert len(asked) == 4
