"""The tables that a spreadsheet opens."""

import csv
import io

import pytest

from tests.grading.tiny import outline
from vgkit.grading import tables
from vgkit.grading.grade import Class, Graded, Lesson


def graded(name="An/11_lenet.ipynb", student="An", states=("right", "wrong", "empty"), **more):
    blanks = zip(outline()["blanks"], states, strict=True)
    result = {
        "blanks": {blank: {"state": state, "text": ""} for blank, state in blanks},
        "findings": [],
        "errors": [],
        "answers": [],
        "trained": {},
        "notes": [],
        "protection": None,
        "stopped": None,
        **more,
    }
    return Graded(name, student, "11", "en", result=result)


def made(*rows):
    return Class(list(rows), {"11": Lesson(outline())}, [])


def read(path):
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # or a spreadsheet takes it for another encoding
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


FINDING = {
    "code": "off_by_one",
    "message": "One step\nmore",
    "blanks": ["valid_size"],
    "cell": "size",
}
NOTE = {"code": "system", "text": "os.fork"}


def test_a_row_for_each_submission_and_a_row_for_each_blank(tmp_path):
    whole = graded(student="Nguyễn Ân", findings=[FINDING], notes=[NOTE], trained={"train": "All"})
    none = Graded("Bình/x.ipynb", "Bình", problem="no_notebook")
    submissions, blanks = map(read, tables.write(made(whole, none), tmp_path))
    assert [row["student"] for row in submissions] == ["Nguyễn Ân", "Bình"]
    first, second = submissions
    assert (first["right"], first["wrong"], first["empty"], first["blanks"]) == ("1", "1", "1", "3")
    assert first["findings"] == "off_by_one" and first["to_look_at"] == "system"
    assert first["training_claimed"] == "1/1" and first["problem"] == ""
    assert second["problem"] and second["right"] == "" and second["handed_in"] == "1"
    assert [(row["blank"], row["state"]) for row in blanks] == [
        ("same_size", "right"),
        ("valid_size", "wrong"),
        ("sizes", "empty"),
    ]
    assert blanks[1]["findings"] == "off_by_one" and blanks[1]["message"] == "One step\nmore"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_spreadsheet_calculates_nothing_that_a_student_wrote(tmp_path, name):
    submissions, _ = map(read, tables.write(made(graded(student=name)), tmp_path))
    assert submissions[0]["student"] == f"'{name}"


def test_answers_are_counted_without_predictions():
    answers = [
        {"item": "Q11.robust", "letter": "A", "right": True},
        {"item": "Q11.why", "letter": "B", "right": False},
        {"item": "P11", "letter": "C", "right": None},
    ]
    assert tables.answered(graded(answers=answers)) == (1, 1, 1)


def test_questions_with_a_key_are_counted():
    lesson = Lesson({**outline(), "asked": ["P11", "Q11.robust", "Q11.why"]})
    assert tables.questions(Class([], {"11": lesson}), "11") == 2
