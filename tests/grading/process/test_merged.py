"""Several cells of the lesson in one of the student's."""

import pytest

from tests.grading.tiny import cells, outline, result, size, states
from vgkit.grading.process import matching, merged

LESSON = outline()["cells"]["en"]


def in_one(*names, id="mine", **sources):
    """The submission with some cells in one."""
    found = cells(**sources)
    text = "\n\n".join(cell["source"] for cell in found if cell["id"] in names)
    at = next(n for n, cell in enumerate(found) if cell["id"] in names)
    rest = [cell for cell in found if cell["id"] not in names]
    return [*rest[:at], {"id": id, "source": text, "output": ""}, *rest[at:]]


@pytest.mark.parametrize("id", ["mine", "start"])
@pytest.mark.parametrize("names", [("start", "size"), ("start", "size", "check", "after")])
def test_each_cell_is_found_in_it(names, id):
    found = in_one(*names, id=id, size=size(same="return 1"))
    parts = {cell["id"]: cell["source"] for cell in merged.taken_apart(LESSON, found)}
    assert parts["size"].strip().startswith("def output_size") and "import" not in parts["size"]
    assert parts["start"].strip() == "import math\n\nimport vgkit"
    cell = next(c for c in matching.match(LESSON, found) if c.id == "size")
    assert cell.written("same_size").strip() == "return 1"


def test_its_blanks_are_judged():
    found = in_one("start", "size", "check", size=size(valid="return 0"))
    assert states(result(found)) == ["right", "wrong", "right"]


def test_what_is_no_cell_of_the_lesson_stays_whole():
    for found in (cells(), cells(own=["x = 1\nimport math\nimport vgkit"]), [*cells(), *cells()]):
        assert merged.taken_apart(LESSON, found) == found
    broken = in_one("start", "size", size=size(same="return ("))
    assert merged.taken_apart(LESSON, broken) == broken


def test_cells_that_share_lines_are_told_apart_by_the_others():
    lesson = [
        {"id": name, "hint": f"a = 1\nb = 2\nc = {name}()", "blanks": {}} for name in ("one", "two")
    ]
    found = [{"id": "mine", "source": lesson[1]["hint"], "output": ""}]
    assert merged.taken_apart(lesson, found) == found
    both = [{**found[0], "source": lesson[0]["hint"] + "\n" + lesson[1]["hint"]}]
    assert [cell["id"] for cell in merged.taken_apart(lesson, both)] == ["one", "two"]
