"""The one table of exercises. Whatever lists exercises reads it here."""

import math
import re

from vgkit.course.exercise import Blanks, Exercise, Notebook
from vgkit.course.part_one import PART_ONE
from vgkit.course.part_two import FINE_TUNING, PART_TWO
from vgkit.messages import mark

__all__ = ["EXERCISES", "LANGUAGES", "NOTEBOOKS", "OWN", "Blanks", "Exercise", "Notebook", "place"]

LANGUAGE_NAMES = {"en": "English", "vi": "Tiếng Việt"}
LANGUAGES = tuple(
    LANGUAGE_NAMES
)  # of lessons and quiz; the kit's messages may speak more (`messages`)

EXERCISES = {exercise.id: exercise for exercise in (*PART_ONE, *PART_TWO)}

_PAGES = (
    Notebook(
        "7",
        mark("Variations"),
        "7_variations",
        functions={"relative_step": "step_length.relative_step_findings"},
    ),
    Notebook("9", mark("All methods side by side"), "9_compare"),
    Notebook("10", mark("The ladder"), "10_ladder"),
    FINE_TUNING,
    Notebook("quiz", mark("The quiz"), "quiz"),
)


def place(row: Notebook) -> float:
    """Where a row stands in the course: the number that its id begins with."""
    if row.id.startswith("baseline"):
        return 0
    number = re.match(r"\d+", row.id)
    return int(number[0]) if number else math.inf


NOTEBOOKS = {
    row.id: row
    for row in sorted((*(row for row in EXERCISES.values() if row.notebook), *_PAGES), key=place)
}


OWN = Exercise(id="own", title=mark("A run of your own"))  # what a run under another name gets
