"""The class as two tables that a spreadsheet opens: a row for each submission, a row for each blank."""

import csv
import io
from pathlib import Path

from vgkit import course, quiz
from vgkit.folders import write_atomically
from vgkit.grading import results
from vgkit.grading.grade import Class, Graded
from vgkit.messages import pick

_FORMULA = "=+-@\t\r"  # what a spreadsheet would calculate instead of showing it
SUBMISSIONS = (
    *("student", "lesson", "file", "language", "problem", "blanks", *results.STATES),
    *("findings", "answers_right", "answers_wrong", "questions", "predictions", "training_claimed"),
    *("errors", "stopped", "to_look_at", "handed_in"),
)
BLANKS = "student", "lesson", "file", "blank", "state", "findings", "message", "written"


def write(made: Class, out: Path) -> list[Path]:
    """Write `grades.csv` and `blanks.csv`.

    Args:
        made: the class.
        out: the folder.

    Returns:
        Their paths.

    Raises:
        OSError: they cannot be written.
    """
    tables = {
        "grades.csv": (SUBMISSIONS, [_submission(row, made) for row in made.rows]),
        "blanks.csv": (BLANKS, [line for row in made.rows for line in _blanks(row)]),
    }
    paths = []
    for name, (head, rows) in tables.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows([[_safe(cell) for cell in row] for row in rows])
        write_atomically(out / name, text.getvalue().encode("utf-8-sig"))
        paths.append(out / name)
    return paths


def _safe(cell):
    if isinstance(cell, int):
        return cell
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(tuple(_FORMULA)) else text


def _submission(row: Graded, made: Class):
    if row.result is None:
        problem = results.problem_text(row.problem)
        known = [row.student, short(row.lesson), row.name, row.language, problem]
        return known + [""] * (len(SUBMISSIONS) - len(known) - 1) + [row.handed_in]
    of = row.result
    right, wrong, predicted = answered(row)
    return [
        *(
            row.student,
            short(row.lesson),
            row.name,
            row.language,
            made.lessons[row.lesson].unjudged,
        ),
        *(len(of["blanks"]), *(row.count(state) for state in results.STATES)),
        " ".join(dict.fromkeys(finding["code"] for finding in of["findings"])),
        *(right, wrong, questions(made, row.lesson), predicted),
        claimed(row),
        " | ".join(f"{error['cell']}: {error['error']}" for error in of["errors"]),
        results.stopped_text(of["stopped"], row.limit) if of["stopped"] else "",
        " ".join(dict.fromkeys(note["code"] for note in of["notes"])),
        row.handed_in,
    ]


def _blanks(row: Graded):
    if row.result is None:
        return
    for name, blank in row.result["blanks"].items():
        findings = [each for each in row.result["findings"] if name in each["blanks"]]
        yield [
            *(row.student, short(row.lesson), row.name, name, blank["state"]),
            " ".join(finding["code"] for finding in findings),
            " | ".join(finding["message"] for finding in findings),
            blank["text"],
        ]


def answered(row: Graded) -> tuple[int, int, int]:
    """How many answers of a submission are right, how many wrong; and how many predictions it makes."""
    answers = row.result["answers"]
    judged = [answer["right"] for answer in answers if answer["right"] is not None]
    predictions = {item.id for item in quiz.all_items().values() if item.is_prediction}
    made = sum(answer["item"] in predictions for answer in answers)
    return sum(judged), len(judged) - sum(judged), made


def questions(made: Class, lesson: str) -> int:
    """How many items with a key a notebook asks, predictions left out."""
    found = {
        item.id: item
        for asked in made.lessons[lesson].outline["asked"]
        for item in quiz.find_items(asked)
    }
    return sum(item.key is not None and not item.is_prediction for item in found.values())


def claimed(row: Graded) -> str:
    """`"2/3"`: for how many of its trainings a submission stores what looks like an output of one."""
    trained = row.result["trained"]
    return f"{sum(map(bool, trained.values()))}/{len(trained)}" if trained else ""


def heading(made: Class, lesson: str) -> str:
    """The title of a lesson's notebook, in the session's language."""
    return pick(made.lessons[lesson].outline["title"])


def short(lesson: str | None) -> str:
    """A lesson in few letters: what its notebook's name begins with, `"5"`."""
    return course.NOTEBOOKS[lesson].notebook.partition("_")[0] if lesson else ""
