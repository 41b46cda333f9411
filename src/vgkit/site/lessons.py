"""A lesson as a page: the hint's text and code, and behind folds what the solution adds.

Pages are MyST Markdown. What a student can run without filling a blank shows its output at once, as it
does in the notebook; what depends on a blank waits behind a fold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_output

from vgkit.messages import say
from vgkit.notebooks.blanks import Blank
from vgkit.notebooks.sources import Cell, Source
from vgkit.quiz import find_items
from vgkit.site import questions
from vgkit.site.outputs import fenced, raw, shown

_QUIZ = re.compile(r'^vgkit\.(ask|answer|recall|score)\("?([\w.]*)"?(?:, "\w")?\)$')
_UNSEEN = "vgkit.as_solution()"  # about a student's own folder, which a page does not have


@dataclass
class Page:
    """A page of the site before Sphinx.

    Attributes:
        text: MyST Markdown.
        figures: PNG images that the text names, by file name.
    """

    text: str
    figures: dict[str, bytes] = field(default_factory=dict)


def page(source: Source, executed: nbformat.NotebookNode, language: str, bar: str = "") -> Page:
    """The page of one lesson in one language, which the session must speak.

    Args:
        source: of its notebooks.
        executed: its solution in that language, with stored outputs.
        language: one of `course.LANGUAGES`.
        bar: HTML that stands below the title: downloads, and the way to other pages.

    Returns:
        A `Page`.
    """
    found = Page("")
    outputs = {cell.id: cell.get("outputs", []) for cell in executed.cells}
    cells = [cell for cell in source.cells if language in cell.languages]
    parts = list(_parts(cells, outputs, language, found.figures))
    title, _, rest = parts[0].partition("\n")
    found.text = "\n\n".join([title, raw(bar), rest, *parts[1:]]) + "\n"
    return found


def _parts(cells, outputs, language, figures) -> Iterator[str]:
    """The parts of a page. Cells of the solution alone that follow each other share a fold."""
    waiting, filled, editions = [], True, set()
    for cell in cells:
        text = cell.text("solution" if "solution" in cell.kinds else "hint", language)
        if text.strip() == _UNSEEN:
            continue
        told = shown(_besides_answers(outputs.get(cell.id, []), text), figures)
        if cell.only == "solution" and not _asks(text):
            waiting.append(text if cell.type == "markdown" else f"{_code(text)}\n\n{told}")
            continue
        if waiting:
            yield _fold(say("In the solution only"), "\n\n".join(waiting))
            waiting = []
        if any(isinstance(part, Blank) for part in cell.parts):
            filled = False
        yield from _of_cell(cell, text, told, language, filled, editions)
    if waiting:
        yield _fold(say("In the solution only"), "\n\n".join(waiting))


def _of_cell(cell: Cell, text, told, language, filled, editions):
    """The parts of one cell: of its text, its code, its outputs or its questions.

    `editions` holds those that the page has explained.
    """
    if cell.type == "markdown":
        yield text
    elif asked := _asks(text):
        yield from _of_quiz(asked, cell.id, told, editions)
    elif any(isinstance(part, Blank) for part in cell.parts):
        yield _code(cell.text("hint", language))
        yield _fold(say("Show the solution"), f"{_code(text)}\n\n{told}")
    else:
        yield _code(text)
        if told:
            yield told if filled else _fold(say("Show the output"), told)


def _asks(text):
    """The calls of the quiz in a cell, as `(what, id)`."""
    calls = (_QUIZ.match(line) for line in text.splitlines())
    return [(call[1], call[2]) for call in calls if call]


def _besides_answers(outputs, text):
    """The outputs of a cell without the verdicts on a solution's answers, which are no reader's."""
    answered = [find_items(name)[0] for what, name in _asks(text) if what == "answer"]
    if not answered:
        return outputs
    streams = [output for output in outputs if output["output_type"] == "stream"]
    rest = "".join(output["text"] for output in streams)
    for item in answered:
        rest = rest.replace(questions.in_solution(item) + "\n", "", 1)
    others = [output for output in outputs if output["output_type"] != "stream"]
    return [new_output("stream", text=rest), *others]


def _of_quiz(calls, veil, told, editions):
    for what, name in calls:
        if what == "ask":
            yield from (raw(_question(item, editions)) for item in find_items(name))
        elif what == "recall":
            yield raw(questions.recollection(find_items(name)[0]))
        elif what == "score":
            yield raw(questions.score())
    answered = [name for what, name in calls if what == "answer"]
    if not all(name.startswith("P") for name in answered):  # a prediction is recalled later on
        items = [item for name in answered for item in find_items(name)]
        content = f"{raw(questions.answers(items))}\n\n{told}"
        yield _fold(say("Show the answer"), content, veil=veil)


def _question(item, editions):
    """A question; before the first one of its edition on the page, what that edition is."""
    edition = item.id.rpartition(".")[2]
    note = "" if edition in editions else questions.explained(edition)
    editions.add(edition)
    return note + questions.form(item)


def _code(text):
    return fenced("{code-block} python", text)


def _fold(summary, content, veil=None):
    options = f":veil: {veil}\n\n" if veil else "\n"
    return fenced(f"{{fold}} {summary}", f"{options}{content}")
