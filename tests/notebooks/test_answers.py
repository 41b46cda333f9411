"""What a notebook asks, its solution answers rightly, and its hint does not."""

import ast
import functools

import pytest

from tests.notebooks.course_sources import built, course_source
from vgkit import course
from vgkit.quiz import items

ROWS = pytest.mark.parametrize("row", course.NOTEBOOKS.values(), ids=lambda row: row.id)


def calls(text, name):
    """The arguments of each call of a function of the kit: `[("Q6.why", "C")]`."""
    return [
        tuple(ast.literal_eval(argument) for argument in node.args)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (getattr(node.func.value, "id", None), node.func.attr) == ("vgkit", name)
    ]


def cells(row, kind):
    return _cells(row.notebook, kind)


@functools.cache
def _cells(stem, kind):
    notebook = course_source(stem).notebook(kind, "en")
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def asked(row):
    found = [name for cell in cells(row, "hint") for (name,) in calls(cell.source, "ask")]
    return [item for name in found for item in items.find_items(name)]


@ROWS
def test_whatever_is_asked_is_answered_in_the_solution_and_only_there(row):
    answers = [pair for cell in cells(row, "solution") for pair in calls(cell.source, "answer")]
    assert [name for name, _ in answers] == [item.id for item in asked(row)]
    for name, letter in answers:
        key = items.all_items()[name].key
        assert key in (letter, None), name
    assert not [pair for cell in cells(row, "hint") for pair in calls(cell.source, "answer")]


@ROWS
def test_a_solution_begins_by_leaving_the_users_own_work_alone(row):
    first, second = cells(row, "solution")[:2]
    assert calls(first.source, "start") and second.source == "vgkit.as_solution()"
    assert not [cell for cell in cells(row, "hint") if "as_solution" in cell.source]


@ROWS
def test_no_curves_are_shown_before_a_number_of_the_run_is_asked_for(row):
    shown = False
    for cell in cells(row, "hint"):
        names = [name for (name,) in calls(cell.source, "ask")]
        found = [item for name in names for item in items.find_items(name)]
        assert not (shown and any(item.measured for item in found)), names
        shown |= "curves(" in cell.source


def test_every_item_is_asked_in_a_lesson_and_every_question_in_the_quiz():
    quiz = [item.id for item in asked(course.NOTEBOOKS["quiz"])]
    every = items.all_items().values()
    assert sorted(quiz) == sorted(item.id for item in every if not item.is_prediction)
    lessons = [row for name, row in course.NOTEBOOKS.items() if name != "quiz"]
    assert sorted(i.id for row in lessons for i in asked(row)) == sorted(i.id for i in every)


@pytest.mark.parametrize("language", course.LANGUAGES)
@ROWS
def test_the_stored_verdicts_are_right_wherever_anybody_can_tell(row, language):
    right = {"en": " · Right.", "vi": " · Đúng."}[language]
    kept = {"en": "Kept: ", "vi": "Đã ghi lại: "}[language]
    for cell in built("solution", row, language).cells:
        answers = calls(cell.source, "answer") if cell.cell_type == "code" else []
        said = "".join(output.get("text", "") for output in cell.get("outputs", ()))
        for name, _ in answers:
            (line,) = [line for line in said.splitlines() if line.startswith(f"{name} · ")]
            expected = kept if name.startswith("P") else right
            undecidable = items.all_items()[name].key is None
            assert (expected in line) != undecidable, line
