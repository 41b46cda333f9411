"""What is taught: the table of lessons, the quiz, and the records that the kit ships. No engine."""

from vgkit.course.lessons import (
    EXERCISES,
    LANGUAGE_NAMES,
    LANGUAGES,
    NOTEBOOKS,
    OWN,
    Blanks,
    Exercise,
    Notebook,
    place,
)
from vgkit.course.lookup import find, get, get_notebook, get_row, in_stages, run_name

__all__ = [
    "EXERCISES",
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "NOTEBOOKS",
    "OWN",
    "Blanks",
    "Exercise",
    "Notebook",
    "find",
    "get",
    "get_notebook",
    "get_row",
    "in_stages",
    "place",
    "run_name",
]
