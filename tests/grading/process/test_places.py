"""In which lines of a cell a blank is written, when what stands around it was changed, too."""

import pytest

from vgkit.grading.process import matching, places

HINT = 'a = 1\nx = vgkit.blank("x")\nif a:\n    b = 2\n    y = vgkit.blank("y")'
SOLUTION = "a = 1\nx = 3\nif a:\n    b = 2\n    y = 4"
LINES = {"x": (1, 2), "y": (4, 5)}
BLANKS = {name: {"in_hint": list(at), "in_solution": list(at)} for name, at in LINES.items()}
CELL = {"id": "c", "hint": HINT, "solution": SOLUTION, "blanks": BLANKS}


@pytest.mark.parametrize(
    "source",
    [
        SOLUTION,
        SOLUTION.replace("a = 1", "a = 7"),
        SOLUTION.replace("b = 2", "b = 7"),
        SOLUTION.replace("if a:", "if not a:"),
        SOLUTION.replace("a = 1", "a = 7").replace("b = 2", "b = 7"),
        SOLUTION.replace("if a:\n", "if a:  # mine\n"),
    ],
)
def test_a_given_line_that_was_changed_hides_no_blank(source):
    assert places.find(CELL, source) == LINES


def test_nor_does_one_that_was_deleted_or_a_blank_of_several_names():
    assert places.find(CELL, SOLUTION.replace("a = 1\n", ""))["x"] == (0, 1)
    line = 'vgkit.blank("p")'
    cell = {**CELL, "hint": f"{line}\nreturn p, q", "solution": "p, q = 1, 2\nreturn p, q"}
    cell["blanks"] = {"p": {"in_hint": [0, 1], "in_solution": [0, 1]}}
    for behind in ("return q, p", "return p, q", ""):
        assert places.find(cell, f"p, q = 2, 3\n{behind}") == {"p": (0, 1)}


@pytest.mark.parametrize(
    "source",
    [
        SOLUTION.replace("a = 1\nx = 3\n", "print(3)\nprint(4)\n"),
        SOLUTION.replace("a = 1\nx = 3\n", "x = 3\na = 1\nx = 3\n").replace("a = 1", "c = 1"),
        SOLUTION.replace("a = 1\nx = 3\nif a:", "x = 3\nwhile len(str(x)) < 5:"),
    ],
)
def test_where_nobody_can_tell_no_place_is_made_up(source):
    assert "x" not in places.find(CELL, source)


def test_the_lessons_lines_stand_around_what_was_written():
    found = {
        "id": "c",
        "source": SOLUTION.replace("a = 1", "a = 7").replace("3", "33"),
        "output": "",
    }
    [cell] = matching.match([CELL], [found])
    assert cell.as_given(set()) == SOLUTION.replace("3", "33")
    assert cell.as_given({"x"}) == SOLUTION
    [cell] = matching.match(
        [CELL], [{**found, "source": SOLUTION.replace("a = 1\nx = 3", "z = 1")}]
    )
    assert cell.as_given(set()) is None and cell.as_given({"x", "y"}) == SOLUTION
