"""Submissions drawn up from the lessons' own sources: right, wrong, unfinished, and worse."""

import functools
import json
from pathlib import Path

import nbformat

from vgkit import course
from vgkit.notebooks import sources

ROOT = Path(__file__).parents[2]


@functools.cache
def source(lesson):
    """The source of a lesson, read once."""
    return sources.read(ROOT / "notebooks" / f"{course.get_notebook(lesson).notebook}.py")


def notebook(lesson, language="en", others="solved", **blanks):
    """A hint, filled in.

    Args:
        lesson: its id.
        language: of its cells.
        others: `"solved"` or `"empty"`: the blanks that are not named.
        **blanks: what stands in a blank, in place of the solution's line and as far indented; or None
            where it is left empty.
    """
    made = source(lesson).notebook("hint", language)
    for cell in made.cells:
        for name, blank in source(lesson).blanks.items():
            emptied = "\n".join(blank.emptied(language))
            if emptied not in cell.source:
                continue
            if name in blanks:
                written = blanks[name]
            else:
                written = "\n".join(blank.lines) if others == "solved" else None
            if written is not None:
                indent = blank.lines[0][: len(blank.lines[0]) - len(blank.lines[0].lstrip())]
                lines = [
                    f"{indent}{line}" if line.strip() else line for line in written.split("\n")
                ]
                text = written if name not in blanks else "\n".join(lines)
                cell.source = cell.source.replace(emptied, text)
    return made


def failing(lesson, blank, language="en"):
    """The notebook of somebody who got all right but one blank, in which an unknown name stands."""
    made = notebook(lesson, language, **{blank: None})
    for each in made.cells:
        each.source = each.source.replace(f'vgkit.blank("{blank}")', "undefined_name")
    return made


def cell(made, name):
    """A cell by its id."""
    return next(cell for cell in made.cells if cell.id == name)


def after(made, name, *texts):
    """Put code cells of the student's own behind a cell. Returns the notebook."""
    place = made.cells.index(cell(made, name)) + 1
    made.cells[place:place] = [nbformat.v4.new_code_cell(text) for text in texts]
    return made


def printed(made, name, text):
    """Let a cell have printed a text. Returns the notebook."""
    cell(made, name).outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    return made


def hand_in(folder, name, made):
    """Write a submission: a notebook, a dict, text or bytes. Returns its path."""
    path = Path(folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        path.write_text(json.dumps(made) if not isinstance(made, str) else made, "utf-8")
    return path
