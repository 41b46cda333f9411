"""What has to run so that blanks can be judged."""

from tests.grading.tiny import cells, outline, size
from vgkit.grading.process import matching, plan


def steps(found):
    made = matching.match(outline()["cells"]["en"], found)
    return [
        (step.cell.id, step.code if step.check is None else f"check {step.check}")
        for step in plan.steps(made, outline()["checks"])
    ]


EMPTY = 'return vgkit.blank("same_size")', 'return vgkit.blank("valid_size")'


def test_of_given_cells_only_what_is_needed_runs():
    start = "import math\nimport vgkit"
    assert steps(cells()) == [("start", start), ("size", None), ("check", "check 0")]
    assert steps(cells(start="import math, keras\nimport vgkit"))[0] == ("start", None)


def test_what_no_check_looks_at_runs_if_it_is_not_the_solution():
    assert ("after", None) not in steps(cells())
    assert steps(cells(after="sizes = [1]"))[-1] == ("after", None)


def test_nothing_runs_where_nothing_was_filled_in():
    assert steps(cells(size=size(*EMPTY), after='sizes = vgkit.blank("sizes")')) == []


def test_a_cell_that_no_check_looks_at_comes_in_its_place():
    found = steps(cells(size=size(EMPTY[0]), after="sizes = [1]"))
    assert found[-1] == ("after", None) and ("check", "check 0") in found


def test_nothing_is_tried_whose_solution_needs_what_no_check_does():
    assert steps(cells(size=size(*EMPTY), after="sizes = [1]")) == []


def test_what_is_only_tried_is_marked():
    made = matching.match(outline()["cells"]["en"], cells(after="sizes = [1]"))
    tried = [step.cell.id for step in plan.steps(made, outline()["checks"]) if step.is_tried]
    assert tried == ["after"]


def test_cells_of_ones_own_run_if_something_depends_on_them():
    found = cells(size=size(same="return helper(n)"))
    found[1:1] = [
        {"id": "x", "source": "def helper(n):\n    return n", "output": ""},
        {"id": "y", "source": "unused = 1", "output": ""},
    ]
    ran = [name for name, _ in steps(found)]
    assert "+2" in ran and "+3" not in ran


def test_a_cell_that_is_no_python_is_no_obstacle():
    assert ("size", None) in steps(cells(start="import math\nimport (", size=size("return (")))
