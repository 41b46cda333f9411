"""Which notebook of the course a submission began as."""

import json

import pytest

from tests.grading.drawn_up import ROOT, cell, notebook
from vgkit.grading import recognising
from vgkit.grading.recognising import NoNotebook
from vgkit.notebooks import opening


@pytest.fixture(scope="module")
def index():
    return recognising.Index(ROOT)


def read(made):
    return recognising.cells(json.dumps(made).encode())


def drop_start(made):
    made.cells.remove(cell(made, "start"))
    return made


@pytest.mark.parametrize("language", ["en", "vi"])
def test_it_is_known_by_what_it_starts_with(index, language):
    row, found = index.find(*read(notebook("5", language)))
    assert (row.id, found) == ("5", language)


def test_without_that_it_is_known_by_the_kits_mark(index):
    made = drop_start(notebook("5", "vi"))
    hint = json.loads((ROOT / "hints/vi/5_skip_connection.ipynb").read_bytes())
    made.metadata["vgkit"] = hint["metadata"]["vgkit"]
    row, language = index.find(*read(made))
    assert (row.id, language) == ("5", "vi")


def test_without_both_it_is_known_by_the_ids_of_its_cells(index):
    made = drop_start(notebook("5"))
    del made.metadata["vgkit"]
    assert index.find(*read(made))[0].id == "5"


def test_the_cell_that_installs_the_kit_is_nobodys():
    hint = json.loads((ROOT / "hints/5_skip_connection.ipynb").read_bytes())
    code = [each["id"] for each in hint["cells"] if each["cell_type"] == "code"]
    assert code[0] == opening.INSTALL
    assert [each.id for each in read(hint)[0]] == code[1:]


def test_one_that_was_changed_is_the_students():
    hint = json.loads((ROOT / "hints/5_skip_connection.ipynb").read_bytes())
    install = next(each for each in hint["cells"] if each["id"] == opening.INSTALL)
    install["source"] = [*install["source"], "\nforge()"]
    assert read(hint)[0][0].source.endswith("forge()")


def test_ids_may_be_where_colab_keeps_them(index):
    made = drop_start(notebook("5"))
    del made.metadata["vgkit"]
    for each in made.cells:
        each.metadata["id"] = each.pop("id")
    assert index.find(*read(made))[0].id == "5"


def test_the_name_of_another_lesson_in_a_text_does_not_count(index):
    made = notebook("5")
    made.cells[0].source = 'vgkit.start("2", language="en")'
    assert index.find(*read(made))[0].id == "5"


@pytest.mark.parametrize("code", ["print(1)", "vgkit.start('99', language='en')"])
def test_what_is_none_of_the_courses_is_refused(index, code):
    found = {"cells": [{"cell_type": "code", "source": code, "id": "check", "outputs": []}]}
    with pytest.raises(NoNotebook, match="no_lesson"):
        index.find(*read(found))


def test_older_notebooks_with_worksheets_are_read():
    old = {
        "worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1\n", "b"], "outputs": []}]}]
    }
    [found], _ = read(old)
    assert found.source == "a = 1\nb"


def test_stored_outputs_are_read_as_text():
    outputs = [{"text": ["one\n"]}, {"data": {"text/plain": "two", "image/png": "…"}}, {}]
    [found], _ = read({"cells": [{"cell_type": "code", "source": "1", "outputs": outputs}]})
    assert found.output == "one\ntwo"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b'{\n<<<<<<< HEAD\n "nbformat": 4\n=======\n>>>>>>> main\n}', "conflict"),
        (b'{"cells": [', "no_notebook"),
        (b"\x89PNG\r\n\x1a\n\0", "no_notebook"),
        (b"[1, 2]", "no_notebook"),
        (b"null", "no_notebook"),
        (b'{"cells": {"a": 1}}', "no_notebook"),
        (b'{"cells": [1]}', "no_notebook"),
        (b'{"cells": [{"cell_type": "code", "source": 7}]}', "no_notebook"),
        (b"[" * 200_000, "no_notebook"),
        (b'{"cells": []}', "no_cells"),
        (b'{"cells": [{"cell_type": "code", "source": " "}]}', "no_cells"),
        (b'{"cells": [{"cell_type": "code", "source": "' + b"a" * 500_000 + b'"}]}', "too_large"),
    ],
)
def test_what_is_no_notebook_is_named(content, problem):
    with pytest.raises(NoNotebook, match=problem):
        recognising.cells(content)


def test_an_editor_may_have_saved_it_in_another_encoding():
    text = json.dumps(notebook("5", "vi"), ensure_ascii=False)
    plain = recognising.cells(text.encode())
    for encoding in ("utf-8-sig", "utf-16"):
        assert recognising.cells(text.encode(encoding)) == plain
