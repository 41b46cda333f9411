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

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat

from vgkit.errors import VgkitError
from vgkit.folders import write_atomically
from vgkit.messages import LANGUAGES
from vgkit.notebooks import translations

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
        where: a function from the number of a line in it, from 0, to `file:line`, for errors.

    Returns:
        A list of `(index, part)`: the number of the line at which each part begins.
    """
    parts, opened = [], None
    for index, line in enumerate(source.splitlines()):
        mark = _MARK.match(line)
        if not mark:
            (opened[2] if opened else parts).append(line if opened else (index, line))
            continue
        if mark["word"] == "end":
            if opened is None:
                raise AuthoringError(f"{where(index)}: #??end without #??begin")
            start, blank, lines = opened
            if not any(text.strip() and not text.strip().startswith("#") for text in lines):
                raise AuthoringError(f"{where(index)}: the blank {blank.name!r} holds no code")
            parts.append((start, Blank(blank.name, blank.hints, tuple(lines))))
            opened = None
            continue
        if opened is not None:
            raise AuthoringError(f"{where(index)}: a blank inside the blank {opened[1].name!r}")
        rest = _REST.match(mark["rest"])
        if not rest:
            raise AuthoringError(
                f"{where(index)}: a blank reads `#?? name | vi: … | en: …`. "
                f"Received: #??{mark['word'] or ''} {mark['rest']}".rstrip()
            )
        hints = {language: rest[language] for language in LANGUAGES}
        if mark["word"] == "begin":
            opened = (index, Blank(rest["name"], hints, ()), [])
        elif not mark["code"].strip():
            raise AuthoringError(f"{where(index)}: the blank {rest['name']!r} holds no code")
        else:
            parts.append((index, Blank(rest["name"], hints, (mark["code"],))))
    if opened is not None:
        start, blank, _ = opened
        raise AuthoringError(f"{where(start)}: #??begin {blank.name} has no #??end")
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
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise AuthoringError(f"{path.name}:1: not UTF-8 text ({error}): save it as UTF-8") from None
    return parse(text, path)


def parse(text, path):
    """`read`, of text that is already in memory; `path` serves the messages."""
    path = Path(path)
    try:
        found = jupytext.reads(text, fmt="py:percent").cells
    except Exception as error:  # YAML's, JSON's and jupytext's own, about what stands in a header
        why = str(error).partition("\n")[0]
        raise AuthoringError(
            f"{path.name}:1: jupytext cannot read the header or a cell's options "
            f"({type(error).__name__}: {why})"
        ) from None
    heads = [n for n, row in enumerate(text.splitlines(), 1) if re.match(r"# ?%%( |$)", row)]
    if len(heads) != len(found):  # code above the first cell
        raise AuthoringError(f"{path.name}:1: every cell starts with a line `# %% …`")
    cells, places, blanks = [], {}, set()
    for head, cell in zip(heads, found, strict=True):

        def where(index=-1, head=head):
            return f"{path.name}:{head + 1 + index}"

        options = dict(cell.metadata)
        options.pop("lines_to_next_cell", None)  # jupytext's own note on blank lines
        unknown = set(options) - {"id", "lang", "only"}
        if unknown:
            raise AuthoringError(f"{where()}: unknown cell options {sorted(unknown)}")
        if not options.get("id"):
            raise AuthoringError(f"{where()}: this cell has no id")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(options["id"])):
            raise AuthoringError(
                f"{where()}: an id has 1 to 64 letters a-z, digits, '_', '-'. "
                f"Received: {options['id']!r}"
            )
        if cell.cell_type not in ("code", "markdown"):
            raise AuthoringError(
                f"{where()}: cell {options['id']!r} is neither code nor text: {cell.cell_type}"
            )
        name, lang, only = str(options["id"]), options.get("lang"), options.get("only")
        if lang not in (None, *LANGUAGES) or only not in (None, *KINDS):
            raise AuthoringError(f"{where()}: cell {name!r} has lang={lang!r}, only={only!r}")
        if cell.cell_type == "markdown" and lang is None:
            raise AuthoringError(f'{where()}: the text cell {name!r} needs lang="vi" or "en"')
        for kind in KINDS if only is None else (only,):
            for language in LANGUAGES if lang is None else (lang,):
                if (name, kind, language) in places:
                    raise AuthoringError(f"{where()}: the id {name!r} is used twice")
                places[name, kind, language] = (where(), cell.cell_type)
        if cell.cell_type == "code":
            parts = _split(cell.source, where)
            for index, blank in parts:
                if isinstance(blank, Blank) and blank.name in blanks:
                    raise AuthoringError(f"{where(index)}: the blank {blank.name!r} exists twice")
                blanks |= {blank.name} if isinstance(blank, Blank) else set()
            parts = [part for _, part in parts]
        else:
            parts = cell.source.splitlines()
        cells.append(
            {"id": name, "lang": lang, "only": only, "type": cell.cell_type, "parts": parts}
        )
    for (name, kind, _), (at, cell_type) in places.items():
        for twin in LANGUAGES:
            if places.get((name, kind, twin), (at, None))[1] != cell_type:
                raise AuthoringError(
                    f"{at}: {name!r} has no {cell_type} twin in {twin!r} for the {kind}"
                )
    return Source(path, tuple(cells))


def target(root, kind, language, stem):
    """Where a built notebook lies: English at the top, Vietnamese in vi/."""
    folder = Path(root) / {"hint": "hints", "solution": "solutions"}[kind]
    return (folder if language == "en" else folder / language) / f"{stem}.ipynb"


def write(notebook, path):
    """Write a notebook the one way the kit writes it."""
    write_atomically(path, (nbformat.writes(notebook) + "\n").encode())


def carry_outputs(new, old):
    """Take over the outputs of an executed notebook whose code is the same, cell by cell.

    Where some code differs, none of them holds any more, and none is taken over. Comments, such as
    a blank's hint, are no code.
    """
    new_code = [c for c in new.cells if c.cell_type == "code"]
    old_code = [c for c in old.cells if c.cell_type == "code"]
    if [(c.id, _code(c)) for c in new_code] != [(c.get("id"), _code(c)) for c in old_code]:
        return
    for ours, theirs in zip(new_code, old_code, strict=True):
        ours.outputs, ours.execution_count = theirs.outputs, theirs.execution_count


def _code(cell):
    """What a cell does, however it is commented."""
    try:
        return ast.dump(ast.parse(cell.source))
    except SyntaxError:  # a magic, such as %time
        return cell.source


def _stored(text, path):
    try:
        text.encode()  # fails where a byte was no UTF-8
        return nbformat.reads(text, as_version=4)
    except Exception as error:  # nbformat's own, JSON's, or of whatever it met inside
        raise AuthoringError(
            f"{path}:1: not a notebook ({type(error).__name__}). It is left as it is: restore it, "
            "or move it away, and build again"
        ) from None


def is_executed(notebook):
    """Whether every code cell of a notebook was executed."""
    return all(c.execution_count for c in notebook.cells if c.cell_type == "code")


def build(root, check=False):
    """Build all hints and solutions of a checkout, and bring its message catalogues up to date.

    A solution keeps its stored outputs as long as its code is unchanged; text may change freely.
    Nothing is deleted: a notebook that has no source may be somebody's work.

    Args:
        root: the checkout, which holds notebooks/, hints/ and solutions/.
        check: write nothing, only tell what would change.

    Returns:
        A list of `(path, note)` for every file that changed or would change, that waits to be
        executed, or that has no source, and for every message without a sound translation.

    Raises:
        AuthoringError: a source does not follow the rules.
    """
    root, wanted = Path(root), set()
    changes = translations.update(root, check)
    for source in [read(path) for path in sorted((root / "notebooks").glob("*.py"))]:
        for kind in KINDS:
            for language in LANGUAGES:
                path = target(root, kind, language, source.path.stem)
                wanted.add(path)
                new = source.notebook(kind, language)
                old_text = path.read_text("utf-8", "surrogateescape") if path.exists() else None
                if kind == "solution" and old_text is not None:
                    carry_outputs(new, _stored(old_text, path))
                differs = nbformat.writes(new) + "\n" != old_text
                notes = ["new" if old_text is None else "changed"] if differs else []
                if kind == "solution" and not is_executed(new):
                    notes.append("to be executed: vgkit build --execute")
                if notes:
                    changes.append((path, ", ".join(notes)))
                if differs and not check:
                    write(new, path)
    for folder in ("hints", "solutions"):
        for path in sorted((root / folder).rglob("*.ipynb")):
            if path not in wanted and ".ipynb_checkpoints" not in path.parts:
                changes.append((path, "without a source: delete it, or keep it elsewhere"))
    return changes


def fill(hint, source):
    """Fill a hint notebook from its source, as a student who makes no mistake would.

    Args:
        hint: a notebook built by `Source.notebook("hint", …)`; it is changed in place.
        source: the `Source` it was built from.

    Returns:
        The notebook.
    """
    for cell in hint.cells:
        lines = []
        for line in cell.source.split("\n"):
            blank = next(
                (
                    (b, language)
                    for b in source.blanks.values()
                    for language in LANGUAGES
                    if line == b.emptied(language)
                ),
                None,
            )
            lines.extend(blank[0].filled(blank[1]) if blank else [line])
        cell.source = "\n".join(lines)
    return hint
