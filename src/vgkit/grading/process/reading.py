"""What a submission tells without being run: its blanks, its answers, and what it claims."""

import ast
import re
import textwrap
from collections.abc import Iterator

from vgkit import quiz
from vgkit.grading.calls import is_training
from vgkit.grading.cells import parsed
from vgkit.grading.process import suspicious
from vgkit.grading.process.matching import Cell
from vgkit.grading.process.plan import is_filled
from vgkit.quiz import QuizError
from vgkit.quiz.judging import letter_of

_LONGEST = 1000  # characters that are shown of a blank


def read(outline: dict, cells: list[Cell]) -> dict:
    """Everything about a submission that needs no execution, as a message.

    Args:
        outline: of its lesson.
        cells: as `matching.match` gives them.

    Returns:
        A dict with `blanks`, `answers`, `trained`, `claims`, `magics`, `out_of_order`, `broken` and
        `suspicious`.
    """
    own = [cell for cell in cells if cell.source is not None]
    places = [cell.order for cell in own if cell.expected]
    return {
        "kind": "read",
        "blanks": {
            name: _state(cell, name) for cell in cells if cell.expected for name in cell.blanks
        },
        "answers": answers(own),
        "trained": _trained(cells),
        "claims": [cell.id for cell in own if "✓" in cell.output],
        "magics": [magic[:80] for cell in own for magic in cell.magics][:20],
        "out_of_order": places != sorted(places),
        "broken": [cell.id for cell in own if parsed(cell.source) is None],
        "suspicious": suspicious.look(
            [(cell.id, cell.source) for cell in own],
            [cell[kind] for cell in outline for kind in ("hint", "solution")],
        ),
    }


def _state(cell, name):
    if cell.source is None:
        return {"state": "missing", "text": "", "solved": False}
    if not is_filled(cell, name):
        return {"state": "empty", "text": "", "solved": False}
    own = re.sub(r"^[ ]*#[?][?].*\n|[ ]*#[?][?].*$", "", cell.written(name), flags=re.MULTILINE)
    text = textwrap.dedent(own)[:_LONGEST]  # hints are not theirs
    return {"state": "filled", "text": text, "solved": cell.is_as_solved(name)}


def answers(cells: list[Cell]) -> list[dict]:
    """What `vgkit.answer` is called with, judged by the installed key.

    An item that is answered several times counts as it was last; an answer that is not written down
    as a letter does not count.

    Returns:
        A list of dicts with `item`, `letter` (None where it is no letter) and `right` (None where
        nobody can tell, or nothing is to be told).
    """
    given = {}
    for cell in sorted(cells, key=lambda cell: cell.order):
        for item, letter in _calls(cell.source):
            given.pop(item, None)
            given[item] = letter
    return [
        {"item": item, "letter": letter, "right": _is_right(item, letter)}
        for item, letter in list(given.items())[:200]
    ]


def _calls(source) -> Iterator[tuple[str, str | None]]:
    tree = parsed(source)
    for node in ast.walk(tree) if tree else ():
        if not (isinstance(node, ast.Call) and len(node.args) + len(node.keywords) == 2):
            continue
        if (called := ast.unparse(node.func)) not in ("vgkit.answer", "answer"):
            continue
        given = [*node.args, *(keyword.value for keyword in _in_order(node.keywords))]
        item, letter = (a.value if isinstance(a, ast.Constant) else None for a in given)
        if isinstance(item, str) and (known := _known(item)):
            yield known, letter_of(letter)[:20] if isinstance(letter, str) else None
        elif item is None and called == "vgkit.answer":
            yield ast.unparse(given[0])[:40], None


def _in_order(keywords):
    return sorted(keywords, key=lambda keyword: keyword.arg != "item_id")


def _known(item):
    """The id of an item as the kit writes it, or None where there is none, or several."""
    try:
        found = quiz.find_items(item)
    except QuizError:
        return None
    return found[0].id if len(found) == 1 else None


def _is_right(item, letter):
    if letter is None:
        return None
    try:
        return quiz.judge(quiz.find_items(item)[0], letter).right
    except QuizError:  # not among the letters
        return False


def _trained(cells):
    """Of each cell that trains, what its stored output claims, in one line; empty where it is silent."""
    claimed = {}
    for cell in cells:
        code = cell.expected["solution"] if cell.expected else ""
        if code and parsed(code) is not None and is_training(code):
            lines = [line.strip() for line in cell.output.splitlines() if line.strip()]
            claimed[cell.id] = lines[0][:200] if lines else ""
    return claimed
