"""Solutions executed quickly keep the stored outputs that still hold."""

from pathlib import Path

import nbformat
import pytest

from vgkit import course
from vgkit.errors import VgkitError
from vgkit.notebooks import building, refreshing

ROOT = Path(__file__).parents[2]
PATTERNS = refreshing._patterns((ROOT / refreshing.SANITIZING).read_text("utf-8"))
FULL, QUICK = "All 300 epochs were trained here.", "Quick profile: 3 of 300 epochs were trained."


def stream(text, name="stdout"):
    return nbformat.v4.new_output("stream", text=text, name=name)


def figure(image, text="loss falls"):
    data = {"text/html": f'<img src="data:image/png;base64,{image}" alt="{text}">'}
    return nbformat.v4.new_output("display_data", data=data)


def notebook(*outputs):
    cell = nbformat.v4.new_code_cell("train()", id="train", outputs=list(outputs))
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Text", id="t"), cell])


def kept(fresh, stored):
    new = notebook(*fresh)
    refreshing.keep_what_holds(new, notebook(*stored), PATTERNS)
    return new.cells[1].outputs


@pytest.mark.parametrize(("fresh", "stored"), [
    ([stream("loss 0.61")], [stream("loss 0.61")]),
    ([stream(f"{QUICK}\nloss 0.61")], [stream(f"{FULL}\nloss 0.61")]),
    ([stream("loss"), stream(" 0.61")], [stream("loss 0.61")]),
    ([figure("AAAA")], [figure("BBBB")]),
    ([], []),
])  # fmt: skip
def test_an_output_that_agrees_stays_as_it_was_stored(fresh, stored):
    assert kept(fresh, stored) == stored


@pytest.mark.parametrize(("fresh", "stored"), [
    ([stream("loss 0.62")], [stream("loss 0.61")]),
    ([stream("loss 0.61")], []),
    ([stream("loss 0.61")], [stream("loss 0.61", "stderr")]),
    ([figure("AAAA", "loss rises")], [figure("AAAA")]),
    ([], [stream("loss 0.61")]),
])  # fmt: skip
def test_an_output_that_changed_is_written_anew(fresh, stored):
    assert kept(fresh, stored) == fresh


@pytest.mark.parametrize("stored", [[], [stream(f"{FULL}\nloss 0.61")]])
def test_a_training_that_shows_something_new_must_be_executed_in_full(stored):
    with pytest.raises(VgkitError, match="The cell train trains, .* execute this solution in full"):
        kept([stream(f"{QUICK}\nloss 0.62")], stored)


def test_both_languages_are_executed_and_stored(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / refreshing.SANITIZING).write_text((ROOT / refreshing.SANITIZING).read_text("utf-8"))
    paths = [building.target(tmp_path, "solution", language, "x") for language in course.LANGUAGES]
    code = "import os\nprint('a figure, then', os.environ['VGKIT_PROFILE'])"
    for path in paths:
        cell = nbformat.v4.new_code_cell(code, id="one")
        building.write(nbformat.v4.new_notebook(cells=[cell]), path)
    rows = [course.Notebook("x", "X", "x")]
    assert sorted(refreshing.refresh(tmp_path, rows)) == sorted(paths)
    for path in paths:
        stored = building.load(path)
        assert building.is_executed(stored)
        assert stored.cells[0].outputs[0].text == "a figure, then quick\n"
