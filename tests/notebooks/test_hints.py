"""What the kit wrote into a hint, and what somebody else did."""

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


@pytest.mark.parametrize("change", [saved_by_jupyter, ran])
def test_without_a_run_a_hint_is_as_it_was_built(change):
    notebook = hint()
    change(notebook)
    assert hints.without_a_run(notebook) == hints.without_a_run(hint())


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
