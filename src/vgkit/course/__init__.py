"""What is taught: the table of lessons, the quiz, and the records that the kit ships. No engine."""

from vgkit.course.lessons import EXERCISES, NOTEBOOKS, Exercise, Notebook, get, get_notebook

__all__ = ["EXERCISES", "NOTEBOOKS", "Exercise", "Notebook", "get", "get_notebook"]
