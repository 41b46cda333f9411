"""Which lesson an id stands for. Whoever is given an id asks here."""

from vgkit.course.lessons import EXERCISES, NOTEBOOKS, Exercise, Notebook
from vgkit.errors import VgkitError
from vgkit.messages import say


def in_stages() -> Exercise:
    """The exercise whose network is trained in stages."""
    return next(row for row in EXERCISES.values() if row.stages)


def find(exercise_id: object) -> Exercise | None:
    """The exercise that an id stands for, in capitals or not; None where there is none."""
    return _find(EXERCISES, exercise_id)


def run_name(name: object) -> str:
    """The name under which a training is kept.

    Args:
        name: what the user calls it: an exercise's id, `"6.3"` for the third training of one in
            stages, or anything else.

    Returns:
        The id as it stands in the table, with its part; any other name as it is.
    """
    exercise_id, dot, part = str(name).partition(".")
    row = find(exercise_id)
    return f"{row.id}{dot}{part}" if row and (row.stages or not dot) else str(name)


def get(exercise_id: object) -> Exercise:
    """The exercise that an id stands for, in capitals or not.

    Raises:
        VgkitError: there is none; the message lists those there are.
    """
    row = find(exercise_id)
    if row is None and (page := _find(NOTEBOOKS, exercise_id)):
        raise VgkitError(
            say(
                "Notebook {id} ({title}) trains no network of its own. To execute its solution: "
                "vgkit run {id}",
                id=page.id,
                title=page.heading,
            )
        )
    return row or _refuse(EXERCISES, exercise_id)


def get_row(row_id: object) -> Notebook:
    """The exercise or the notebook without a network of its own that an id stands for.

    Raises:
        VgkitError: there is none; the message lists the exercises.
    """
    return find(row_id) or _find(NOTEBOOKS, row_id) or _refuse(EXERCISES, row_id)


def get_notebook(notebook_id: object) -> Notebook:
    """The notebook that an id stands for, be it an exercise's or not.

    Raises:
        VgkitError: there is none; the message lists those there are.
    """
    return _find(NOTEBOOKS, notebook_id) or _refuse(NOTEBOOKS, notebook_id)


def _find(table, wanted):
    name = str(wanted).lower()
    return next((row for row in table.values() if name in (row.id.lower(), *row.also)), None)


def _refuse(table, wanted):
    known = ", ".join(table)
    raise VgkitError(
        say(
            "There is no exercise {wanted!r}. Choose one of: {known}.",
            wanted=wanted,
            known=known,
        )
    )
