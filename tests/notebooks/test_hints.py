"""What the kit wrote into a hint, and what somebody else did."""

import json

import nbformat
import pytest

from tests.notebooks.small_sources import HINT, parse
from vgkit.notebooks import hints


def hint():
    source = parse('# %% id="a"', f"x = 1  #?? one {HINT}", "", '# %% id="b"', "print(x)")
    return source.notebook("hint", "en")


def ran(notebook):
    cell = notebook.cells[1]
    cell.execution_count, cell.outputs = 2, [nbformat.v4.new_output("stream", text="1\n")]


def saved_by_jupyter(notebook):
    notebook.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    notebook.metadata.language_info.version = "3.12.1"
    notebook.cells[0].metadata["editable"] = True


def saved_elsewhere(notebook):
    """What VS Code, Colab and widgets leave, with a kernel of another name and no ids."""
    notebook.metadata.update(widgets={"state": {}}, vscode={"x": 1}, kernelspec={"name": "mine"})
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]


def filled(notebook):
    notebook.cells[0].source = "x = 1"


def added_to(notebook):
    notebook.cells.append(nbformat.v4.new_markdown_cell("My notes."))


def taken_from(notebook):
    del notebook.cells[1]


def test_a_built_hint_is_untouched_and_a_solution_carries_no_mark():
    assert hints.is_untouched(hint())
    assert hints.version(parse('# %% id="a"', "x = 1").notebook("solution", "en")) is None


@pytest.mark.parametrize(
    ("change", "untouched"),
    [
        (saved_by_jupyter, True),
        (ran, False),
        (filled, False),
        (added_to, False),
        (taken_from, False),
    ],
)
def test_whatever_somebody_else_wrote_is_noticed(change, untouched):
    notebook = hint()
    change(notebook)
    assert hints.is_untouched(notebook) is untouched
    assert hints.version(notebook) == hints.version(hint())


@pytest.mark.parametrize("change", [saved_by_jupyter, saved_elsewhere, ran])
def test_running_and_saving_a_hint_changes_nothing_that_was_built(change):
    notebook = hint()
    change(notebook)
    assert hints.is_current(notebook, hint())


def renamed(notebook):
    notebook.cells[1]["id"] = "c"


def of_another_kind(notebook):
    notebook.cells[1]["cell_type"] = "raw"


def of_another_version(notebook):
    notebook.metadata["vgkit"] = {"written": "0" * 16}


@pytest.mark.parametrize(
    "change", [filled, added_to, taken_from, renamed, of_another_kind, of_another_version]
)
def test_what_build_would_write_otherwise_is_a_change(change):
    notebook = hint()
    change(notebook)
    assert not hints.is_current(notebook, hint())


@pytest.mark.parametrize(
    "cell",
    [
        {},
        3,
        {"cell_type": "markdown"},
        {"cell_type": "markdown", "source": 3, "metadata": 3},
        {"cell_type": "a", "source": None, "metadata": {}},
        {"cell_type": "code", "source": "", "metadata": {}, "outputs": 3},
    ],
)
def test_cells_that_are_none_are_not_the_kits(tmp_path, cell):
    path = tmp_path / "a.ipynb"
    whole = {"cells": [cell], "metadata": hint().metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(whole))
    notebook = hints.read(path)
    assert not hints.is_untouched(notebook)
    assert notebook is None or not hints.is_current(notebook, hint())


def test_a_hint_without_a_mark_is_known_by_what_would_be_built():
    notebook = hint()
    del notebook.metadata["vgkit"]
    assert not hints.is_untouched(notebook)
    assert hints.is_untouched(notebook, hint())


@pytest.mark.parametrize("metadata", [None, 3, [], {"written": 3}, {}])
def test_a_mark_that_is_none_makes_nothing_untouched(metadata):
    notebook = hint()
    notebook.metadata["vgkit"] = metadata
    assert not hints.is_untouched(notebook)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"<<<<<<< HEAD\n{}", b"\xff\xfe{}"])
def test_a_file_that_is_no_notebook_is_none(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    assert hints.read(path) is None
    assert not hints.is_untouched(None)
