"""What a notebook of the course holds: its code cells, their blanks, the checks, what each looks at.

It is drawn up from the source in notebooks/ and handed to the process of each submission.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from vgkit import course
from vgkit.grading import dataflow
from vgkit.grading.calls import imported, is_check
from vgkit.grading.dataflow import Node
from vgkit.notebooks import sources
from vgkit.notebooks.blanks import Blank

_ASKED = re.compile(r"""\bvgkit\.ask\(\s*["']([\w.]+)["']""")


def outline(root: Path, row: course.Notebook) -> dict:
    """The outline of a notebook, as JSON has it.

    Args:
        root: the checkout.
        row: the notebook.

    Returns:
        `id` of the row; `title`, by language; `blanks`, their names in reading order; `asked`, what
        `vgkit.ask` is called with; `cells`, by language a list of the hint's code cells, each with `id`,
        `hint` and `solution`, its text in both, and `blanks`: by name the lines that it takes, from and
        up to, `in_hint` and `in_solution`; and `checks`, in their order, each with `cell`, `code`, and
        `covers`: the blanks that it depends on.

    Raises:
        AuthoringError: the source does not follow the rules.
        OSError: it cannot be read.
    """
    source = sources.read(root / "notebooks" / f"{row.notebook}.py")
    cells = {
        language: [
            _cell(cell, language)
            for cell in source.cells
            if cell.type == "code" and "hint" in cell.kinds and language in cell.languages
        ]
        for language in course.LANGUAGES
    }
    text = "\n".join(cell["hint"] for cell in cells["en"])
    return {
        "id": row.id,
        "title": {language: _title(source, language) for language in course.LANGUAGES},
        "blanks": [name for cell in cells["en"] for name in cell["blanks"]],
        "asked": list(dict.fromkeys(_ASKED.findall(text))),
        "cells": cells,
        "checks": list(_checks(cells["en"])),
    }


def _title(source, language):
    """The first heading of a notebook, or the name of its file."""
    for cell in source.cells:
        if cell.type == "markdown" and language in cell.languages:
            for line in cell.parts:
                if line.startswith("# "):
                    return line[2:].strip()
    return source.path.stem


def _cell(cell, language):
    hint, solution, blanks = [], [], {}
    for part in cell.parts:
        if isinstance(part, Blank):
            emptied, filled = part.emptied(language), part.filled(language)
            blanks[part.name] = {
                "in_hint": [len(hint), len(hint) + len(emptied)],
                "in_solution": [len(solution), len(solution) + len(filled)],
            }
            hint += emptied
            solution += filled
        else:
            hint.append(part)
            solution.append(part)
    return {
        "id": cell.id,
        "hint": "\n".join(hint),
        "solution": "\n".join(solution),
        "blanks": blanks,
    }


def _checks(cells) -> Iterator[dict]:
    """Every call of a check, one by one, with the blanks that decide what it is given."""
    nodes, lines, calls = [], [], []
    modules = imported("\n".join(cell["solution"] for cell in cells))
    for number, cell in enumerate(cells):
        found = []
        for statement in ast.parse(cell["solution"]).body:
            if is_check(statement):
                found += _one_by_one(statement)
                continue
            code = ast.unparse(statement)
            nodes.append(Node(number, code, dataflow.facts(code, modules)))
            lines.append(range(statement.lineno - 1, statement.end_lineno))
        calls += [(cell, code, len(nodes)) for code in found]
    for cell, code, before in calls:
        of = dataflow.facts(code, modules)
        deciding = dataflow.dependencies(nodes, of.uses | of.later, before)
        covers = [
            name
            for number in sorted(deciding)
            for name, place in cells[nodes[number].cell]["blanks"].items()
            if set(range(*place["in_solution"])) & set(lines[number])
        ]
        yield {"cell": cell["id"], "code": code, "covers": list(dict.fromkeys(covers))}


def _one_by_one(statement):
    """The calls of a statement: of a loop over names, one for each of them."""
    if not isinstance(statement, ast.For):
        return [ast.unparse(statement)]
    target, values = statement.target, statement.iter
    if not (isinstance(target, ast.Name) and isinstance(values, ast.Tuple | ast.List)):
        return [ast.unparse(statement)]
    body = ast.unparse(statement.body[0])
    return [
        ast.unparse(_Replaced(target.id, value).visit(ast.parse(body))) for value in values.elts
    ]


class _Replaced(ast.NodeTransformer):
    """A tree in which a name is replaced with something else."""

    def __init__(self, name, value):
        self._name, self._value = name, value

    def visit_Name(self, node):
        return self._value if node.id == self._name else node
