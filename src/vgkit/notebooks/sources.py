"""A notebook's source in notebooks/: read, checked, and the four notebooks that it stands for.

A source is a percent-format notebook. Every cell has an `id`. A cell with `lang="vi"` or
`lang="en"` goes into that language's notebooks only and has a twin of the same id; a cell with
`only="hint"` or `only="solution"` goes into that kind only. What a student is to write is marked
as a blank (see `blanks`).
"""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import jupytext
import nbformat

from vgkit.course import LANGUAGES
from vgkit.notebooks import code_cells, hints
from vgkit.notebooks.blanks import AuthoringError, Blank, split
from vgkit.texts import NotUtf8, read_text

KINDS = ("hint", "solution")


@dataclass(frozen=True)
class Cell:
    """One cell of a source.

    Attributes:
        id: in the notebooks: 1 to 64 letters a-z, digits, `_` and `-`.
        type: `"code"` or `"markdown"`.
        lang: the one language that it is for, or None.
        only: the one kind of notebook that it is for, out of `KINDS`, or None.
        parts: its lines, with a `Blank` for those that the student is to write.
    """

    id: str
    type: str
    lang: str | None
    only: str | None
    parts: tuple[str | Blank, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that it is for."""
        return LANGUAGES if self.lang is None else (self.lang,)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Those that it is for."""
        return KINDS if self.only is None else (self.only,)

    def text(self, kind: str, language: str) -> str:
        """What stands in the cell in one of the notebooks that it is for."""
        lines = []
        for part in self.parts:
            if not isinstance(part, Blank):
                lines.append(part)
            elif kind == "hint":
                lines.extend(part.emptied(language))
            else:
                lines.extend(part.filled(language))
        return "\n".join(lines)


@dataclass(frozen=True)
class Source:
    """One source, read and checked.

    Attributes:
        path: of its file.
        cells: in the file's order.
    """

    path: Path
    cells: tuple[Cell, ...]

    @property
    def blanks(self) -> dict[str, Blank]:
        """The `Blank`s by name, in reading order."""
        return {p.name: p for c in self.cells for p in c.parts if isinstance(p, Blank)}

    def notebook(self, kind: str, language: str) -> nbformat.NotebookNode:
        """Build one notebook.

        Args:
            kind: `"hint"` or `"solution"`.
            language: `"vi"` or `"en"`.

        Returns:
            An `nbformat` notebook without outputs.
        """
        new = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
        cells = [
            new[cell.type](cell.text(kind, language), id=cell.id)
            for cell in self.cells
            if kind in cell.kinds and language in cell.languages
        ]
        metadata = {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
        if kind == "hint":
            hints.mark(notebook)
        nbformat.validate(notebook)
        return notebook


def read(path: Path | str) -> Source:
    """Read one source and check it.

    Args:
        path: of a percent-format notebook in UTF-8.

    Returns:
        The `Source`.

    Raises:
        AuthoringError: a cell without id or without its twin, an id or blank used twice, a blank
            that is unnamed, unbalanced or empty, a cell that is no Python once a blank is emptied,
            a formula that cannot be shown. The message starts with `file:line:`.
        OSError: the file cannot be read.
    """
    path = Path(path)
    try:
        text = read_text(path)
    except NotUtf8 as error:
        raise AuthoringError(f"{path.name}:1: {error}") from None
    return parse(text, path)


def parse(text: str, path: Path | str) -> Source:
    """`read`, of text that is already in memory.

    Args:
        text: a percent-format notebook.
        path: serves the messages; it need not exist.

    Returns:
        The `Source`.

    Raises:
        AuthoringError: as `read` does.
    """
    path = Path(path)
    cells, places, blanks = [], {}, set()
    for head, raw in _raw_cells(text, path.name):
        where = functools.partial(_where, path.name, head)
        cell = _without_parts(raw, where())
        _take_places(cell, places, where())
        cells.append(replace(cell, parts=_parts(raw, blanks, where)))
    _check_twins(places)
    return Source(path, tuple(cells))


def _where(file, head, index=-1):
    """`file:line` of a cell's line, counted from 0, for a message; by default of its head."""
    return f"{file}:{head + 1 + index}"


def _raw_cells(text, file) -> Iterable[tuple[int, nbformat.NotebookNode]]:
    """The number of each head's line, from 1, and the cell as jupytext reads it."""
    try:
        found = jupytext.reads(text, fmt="py:percent").cells
    except Exception as error:  # YAML's, JSON's and jupytext's own, about what stands in a header
        why = str(error).partition("\n")[0]
        raise AuthoringError(
            f"{file}:1: jupytext cannot read the header or a cell's options "
            f"({type(error).__name__}: {why})"
        ) from None
    heads = [n for n, row in enumerate(text.splitlines(), 1) if re.match(r"# ?%%( |$)", row)]
    if len(heads) != len(found):  # code above the first cell
        raise AuthoringError(f"{file}:1: every cell starts with a line `# %% …`")
    return zip(heads, found, strict=True)


def _without_parts(raw, at):
    """A `Cell` of what stands in a cell's head."""
    options = dict(raw.metadata)
    options.pop("lines_to_next_cell", None)  # jupytext's own note on blank lines
    unknown = set(options) - {"id", "lang", "only"}
    if unknown:
        raise AuthoringError(f"{at}: unknown cell options {sorted(unknown)}")
    name = _checked_id(options.get("id"), at)
    if raw.cell_type not in ("code", "markdown"):
        raise AuthoringError(
            f"{at}: cell {options['id']!r} is neither code nor text: {raw.cell_type}"
        )
    lang, only = options.get("lang"), options.get("only")
    if lang not in (None, *LANGUAGES) or only not in (None, *KINDS):
        raise AuthoringError(f"{at}: cell {name!r} has lang={lang!r}, only={only!r}")
    if raw.cell_type == "markdown" and lang is None:
        raise AuthoringError(f'{at}: the text cell {name!r} needs lang="vi" or "en"')
    return Cell(name, raw.cell_type, lang, only)


def _checked_id(received, at):
    if not received:
        raise AuthoringError(f"{at}: this cell has no id")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(received)):
        raise AuthoringError(
            f"{at}: an id has 1 to 64 letters a-z, digits, '_', '-'. Received: {received!r}"
        )
    return str(received)


def _take_places(cell, places, at):
    """Note where a cell goes: `places` holds `(at, type)` by id, kind and language."""
    for kind in cell.kinds:
        for language in cell.languages:
            if (cell.id, kind, language) in places:
                raise AuthoringError(f"{at}: the id {cell.id!r} is used twice")
            places[cell.id, kind, language] = (at, cell.type)


def _parts(raw, blanks, where):
    """A cell's lines and `Blank`s; the names of these are added to `blanks`."""
    if raw.cell_type != "code":
        _check_formulas(raw, where)
        return tuple(raw.source.splitlines())
    parts = split(raw.source, where)
    for index, part in parts:
        if isinstance(part, Blank):
            if part.name in blanks:
                raise AuthoringError(f"{where(index)}: the blank {part.name!r} exists twice")
            blanks.add(part.name)
    for language in LANGUAGES:
        code_cells.check(raw.metadata["id"], parts, language, where)
    return tuple(part for _, part in parts)


def _check_formulas(raw, where):
    from vgkit.notebooks import formulas  # with nbconvert, which takes its time to load

    for index, why in formulas.broken(raw.source):
        raise AuthoringError(f"{where(index)}: in the cell {raw.metadata['id']!r}, {why}")


def _check_twins(places):
    for (name, kind, _), (at, cell_type) in places.items():
        for twin in LANGUAGES:
            if places.get((name, kind, twin), (at, None))[1] != cell_type:
                raise AuthoringError(
                    f"{at}: {name!r} has no {cell_type} twin in {twin!r} for the {kind}"
                )
