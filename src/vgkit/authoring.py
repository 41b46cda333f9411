"""notebooks/*.py → hints/ and solutions/, in both languages.

A source is a percent-format notebook. Every cell has an `id`. A cell with `lang="vi"` or
`lang="en"` goes into that language's notebooks only and has a twin of the same id; a cell with
`only="hint"` or `only="solution"` goes into that kind only. A blank is the solution's line with
its hint behind it:

    total = keras.layers.add([h3, h1])  #?? name | vi: gợi ý | en: hint

In the hint the right-hand side (of an assignment, a keyword argument or a `return`; else the whole
statement) becomes `vgkit.blank("name")`. A blank of several lines stands between two comments,
`#??begin name | vi: … | en: …` and `#??end`; its last line decides how it reads when emptied.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat

from vgkit.errors import VgkitError
from vgkit.language import LANGUAGES

KINDS = ("hint", "solution")
_MARK = re.compile(r"^(?P<code>.*?)\s*#\?\?(?P<word>begin\b|end\b)?\s*(?P<rest>.*)$")
_REST = re.compile(r"^(?P<name>[a-z]\w*)\s*\|\s*vi:\s*(?P<vi>.+?)\s*\|\s*en:\s*(?P<en>.+?)\s*$")
_HEAD = re.compile(r"^(?P<head>\s*(?:return\s+|[\w.]+\s*=(?!=)\s*)?)(?P<body>.*?)(?P<tail>,?)$")


class AuthoringError(VgkitError):
    """A source does not follow the rules. The message starts with `file:line:`."""


@dataclass(frozen=True)
class Blank:
    """One blank: its name, its hint in each language, and the code that fills it.

    `lines` is the solution as it stands in the source, without the marks; `head` and `tail` are
    what the hint keeps around the placeholder on the last of them.
    """

    name: str
    hints: dict
    lines: tuple[str, ...]

    def _parts(self):
        indent = re.match(r"\s*", self.lines[0])[0]
        last = self.lines[-1] if re.match(r"\s*", self.lines[-1])[0] == indent else self.lines[0]
        return _HEAD.match(last if len(self.lines) > 1 else self.lines[0])

    def emptied(self, language):
        """The line of the hint notebook."""
        parts = self._parts()
        return (
            f'{parts["head"]}vgkit.blank("{self.name}"){parts["tail"]}  #?? {self.hints[language]}'
        )

    def filled(self, language):
        """The lines of the solution notebook."""
        if len(self.lines) == 1:
            return [f"{self.lines[0]}  #?? {self.hints[language]}"]
        indent = re.match(r"\s*", self.lines[0])[0]
        return [f"{indent}#?? {self.hints[language]}", *self.lines]


def _split(source, where):
    """A code cell's source as a list of plain lines (str) and `Blank`s.

    Args:
        source: the cell's text.
        where: a function from a line of text to its `file:line`, for errors.
    """
    parts, opened = [], None
    for line in source.splitlines():
        mark = _MARK.match(line)
        if not mark:
            (opened[1] if opened else parts).append(line)
            continue
        if mark["word"] == "end":
            if opened is None:
                raise AuthoringError(f"{where(line)}: #??end without #??begin")
            blank, lines = opened
            if not lines:
                raise AuthoringError(f"{where(line)}: the blank {blank.name!r} holds no line")
            parts.append(Blank(blank.name, blank.hints, tuple(lines)))
            opened = None
            continue
        if opened is not None:
            raise AuthoringError(f"{where(line)}: a blank inside the blank {opened[0].name!r}")
        rest = _REST.match(mark["rest"])
        if not rest:
            raise AuthoringError(
                f"{where(line)}: a blank reads `#?? name | vi: … | en: …`. "
                f"Received: #??{mark['word'] or ''} {mark['rest']}".rstrip()
            )
        hints = {language: rest[language] for language in LANGUAGES}
        if mark["word"] == "begin":
            opened = (Blank(rest["name"], hints, ()), [])
        elif not mark["code"].strip():
            raise AuthoringError(f"{where(line)}: the blank {rest['name']!r} holds no code")
        else:
            parts.append(Blank(rest["name"], hints, (mark["code"],)))
    if opened is not None:
        raise AuthoringError(
            f"{where('#??begin ' + opened[0].name)}: #??begin {opened[0].name} has no #??end"
        )
    return parts


@dataclass(frozen=True)
class Source:
    """One source, read and checked: its cells and its blanks."""

    path: Path
    cells: tuple

    @property
    def blanks(self):
        """The `Blank`s by name, in reading order."""
        return {p.name: p for c in self.cells for p in c["parts"] if isinstance(p, Blank)}

    def notebook(self, kind, language):
        """Build one notebook.

        Args:
            kind: `"hint"` or `"solution"`.
            language: `"vi"` or `"en"`.

        Returns:
            An `nbformat` notebook without outputs.
        """
        cells = []
        for cell in self.cells:
            if cell["lang"] not in (None, language) or cell["only"] not in (None, kind):
                continue
            lines = []
            for part in cell["parts"]:
                if not isinstance(part, Blank):
                    lines.append(part)
                elif kind == "hint":
                    lines.append(part.emptied(language))
                else:
                    lines.extend(part.filled(language))
            text = "\n".join(lines)
            if cell["type"] == "markdown":
                cells.append(nbformat.v4.new_markdown_cell(text, id=cell["id"]))
            else:
                cells.append(nbformat.v4.new_code_cell(text, id=cell["id"]))
        metadata = {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
        nbformat.validate(notebook)
        return notebook


def read(path):
    """Read one source and check it.

    Raises:
        AuthoringError: a cell without id or without its twin, an id or blank used twice, a blank
            that is unnamed, unbalanced or empty. The message starts with `file:line:`.
    """
    path = Path(path)
    return parse(path.read_text("utf-8"), path)


def parse(text, path):
    """`read`, of text that is already in memory; `path` serves the messages."""
    path = Path(path)
    rows = text.splitlines()

    def where(fragment):
        """`file:line` of the first row that contains the fragment."""
        hits = (n for n, row in enumerate(rows, 1) if fragment.strip() and fragment in row)
        return f"{path.name}:{next(hits, 1)}"

    cells, seen, blanks = [], Counter(), Counter()
    for cell in jupytext.reads(text, fmt="py:percent").cells:
        metadata = dict(cell.metadata)
        metadata.pop("lines_to_next_cell", None)  # jupytext's own note on blank lines
        unknown = set(metadata) - {"id", "lang", "only"}
        first = where(cell.source.split("\n")[0])
        if unknown:
            raise AuthoringError(f"{first}: unknown cell options {sorted(unknown)}")
        if not metadata.get("id"):
            raise AuthoringError(f"{first}: this cell has no id")
        name, lang, only = metadata["id"], metadata.get("lang"), metadata.get("only")
        at = where(f'id="{name}"')
        if lang not in (None, *LANGUAGES) or only not in (None, *KINDS):
            raise AuthoringError(f"{at}: cell {name!r} has lang={lang!r}, only={only!r}")
        if cell.cell_type == "markdown" and lang is None:
            raise AuthoringError(f'{at}: the text cell {name!r} needs lang="vi" or lang="en"')
        for kind in KINDS if only is None else (only,):
            for language in LANGUAGES if lang is None else (lang,):
                seen[name, kind, language] += 1
                if seen[name, kind, language] > 1:
                    raise AuthoringError(f"{at}: the id {name!r} is used twice")
        is_code = cell.cell_type == "code"
        parts = _split(cell.source, where) if is_code else cell.source.splitlines()
        for blank in (part for part in parts if isinstance(part, Blank)):
            blanks[blank.name] += 1
            if blanks[blank.name] > 1:
                raise AuthoringError(f"{where(blank.name)}: the blank {blank.name!r} exists twice")
        cells.append(
            {"id": name, "lang": lang, "only": only, "type": cell.cell_type, "parts": parts}
        )
    for name, kind, _ in list(seen):
        for twin in LANGUAGES:
            if not seen[name, kind, twin]:
                at = where(f'id="{name}"')
                raise AuthoringError(f"{at}: {name!r} has no twin in {twin!r} for the {kind}")
    return Source(path, tuple(cells))


def target(root, kind, language, stem):
    """Where a built notebook lies: English at the top, Vietnamese in vi/."""
    folder = Path(root) / {"hint": "hints", "solution": "solutions"}[kind]
    return (folder if language == "en" else folder / language) / f"{stem}.ipynb"


def write(notebook, path):
    """Write a notebook the one way the kit writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook) + "\n", "utf-8")


def carry_outputs(new, old):
    """Take over the outputs of an executed notebook whose code is the same, cell by cell.

    Returns:
        True if they were taken over; False if some code differs, so that none holds any more.
    """
    new_code = [c for c in new.cells if c.cell_type == "code"]
    old_code = [c for c in old.cells if c.cell_type == "code"]
    if [(c.id, c.source) for c in new_code] != [(c.get("id"), c.source) for c in old_code]:
        return False
    for ours, theirs in zip(new_code, old_code, strict=True):
        ours.outputs, ours.execution_count = theirs.outputs, theirs.execution_count
    return True


def build(root, check=False):
    """Build all hints and solutions of a checkout.

    A solution keeps its stored outputs as long as its code is unchanged; text may change freely.

    Args:
        root: the checkout, which holds notebooks/, hints/ and solutions/.
        check: write nothing, only tell what would change.

    Returns:
        A list of `(path, note)` for every file that changed or would change, or whose outputs no
        longer hold.

    Raises:
        AuthoringError: a source does not follow the rules.
    """
    root, changes, wanted = Path(root), [], set()
    for source in [read(path) for path in sorted((root / "notebooks").glob("*.py"))]:
        for kind in KINDS:
            for language in LANGUAGES:
                path = target(root, kind, language, source.path.stem)
                wanted.add(path)
                new = source.notebook(kind, language)
                old_text = path.read_text("utf-8") if path.exists() else None
                note = "new" if old_text is None else "changed"
                if kind == "solution" and (
                    old_text is None
                    or not carry_outputs(new, nbformat.reads(old_text, as_version=4))
                ):
                    note += ", to be executed: vgkit build --execute"
                if nbformat.writes(new) + "\n" != old_text:
                    changes.append((path, note))
                    if not check:
                        write(new, path)
    for folder in ("hints", "solutions"):
        for path in sorted((root / folder).rglob("*.ipynb")):
            if path not in wanted and ".ipynb_checkpoints" not in path.parts:
                changes.append((path, "without a source"))
                if not check:
                    path.unlink()
    return changes
