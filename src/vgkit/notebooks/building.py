"""notebooks/*.py → hints/ and solutions/, in every language; stored outputs outlive a change of text."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import nbformat

from vgkit import course
from vgkit.course import LANGUAGES
from vgkit.folders import write_atomically
from vgkit.notebooks import hints, opening, translations
from vgkit.notebooks.blanks import AuthoringError
from vgkit.notebooks.sources import KINDS, Source, read

FOLDERS = {"hint": "hints", "solution": "solutions"}
KEPT = "holds what build did not write: left as it is"


def target(root: Path | str, kind: str, language: str, stem: str) -> Path:
    """Where a built notebook lies: English at the top, any other language in its folder.

    Args:
        root: the checkout.
        kind: `"hint"` or `"solution"`.
        language: one of `course.LANGUAGES`.
        stem: of its source's name, `"5_skip_connection"`.

    Returns:
        The path of an .ipynb file, which need not exist.

    Raises:
        KeyError: there is no such kind.
    """
    folder = Path(root) / FOLDERS[kind]
    return (folder if language == "en" else folder / language) / f"{stem}.ipynb"


def write(notebook: nbformat.NotebookNode, path: Path | str) -> None:
    """Write a notebook the one way the kit writes it.

    Raises:
        OSError: it cannot be written; what lay there is left as it was.
    """
    write_atomically(path, _text(notebook).encode())


def _text(notebook):
    return nbformat.writes(notebook) + "\n"


def carry_outputs(new: nbformat.NotebookNode, old: nbformat.NotebookNode) -> None:
    """Take over the outputs of an executed notebook, of each cell whose code is the same.

    Where the code of any cell differs, nobody knows whether the others' outputs still hold: then
    they are taken over without their count, and the notebook waits to be executed. Comments, such
    as a blank's hint, are no code.

    Args:
        new: without outputs; it is changed in place.
        old: as it was stored.
    """
    new_code = [c for c in new.cells if c.cell_type == "code"]
    old_code = [c for c in old.cells if c.cell_type == "code"]
    whole = [(c.id, _code(c)) for c in new_code] == [(c.get("id"), _code(c)) for c in old_code]
    stored = {(c.get("id"), _code(c)): c for c in old_code}
    for ours in new_code:
        if theirs := stored.get((ours.id, _code(ours))):
            ours.outputs = theirs.outputs
            ours.execution_count = theirs.execution_count if whole else None


def _code(cell):
    """What a cell does, however it is commented."""
    try:
        return ast.dump(ast.parse(cell.source))
    except SyntaxError:  # a magic, such as %time
        return cell.source


def load(path: Path | str) -> nbformat.NotebookNode:
    """A stored notebook.

    Raises:
        AuthoringError: it is none.
        OSError: it cannot be read.
    """
    return _stored(Path(path).read_text("utf-8", "surrogateescape"), path)


def _stored(text, path):
    try:
        text.encode()  # fails where a byte was no UTF-8
        return nbformat.reads(text, as_version=4)
    except Exception as error:  # nbformat's own, JSON's, or of whatever it met inside
        raise AuthoringError(
            f"{path}:1: not a notebook ({type(error).__name__}). It is left as it is: restore it, "
            "or move it away, and build again"
        ) from None


def is_executed(notebook: nbformat.NotebookNode) -> bool:
    """Whether every code cell of a notebook was executed."""
    return all(c.execution_count for c in notebook.cells if c.cell_type == "code")


def build(root: Path | str, check: bool = False, force: bool = False) -> list[tuple[Path, str]]:
    """Build all hints and solutions of a checkout, and bring its message catalogues up to date.

    A solution keeps its stored outputs, and waits to be executed where its code changed; text may
    change freely.
    Nothing is deleted: a notebook that has no source may be somebody's work. So may a hint that
    holds anything that build did not write: it is left as it is. That a hint was run is no change.

    Args:
        root: the checkout, which holds notebooks/, hints/ and solutions/.
        check: write nothing, only tell what would change.
        force: replace such hints, too, and keep each in runs/replaced/.

    Returns:
        A list of `(path, note)` for every file that changed or would change, that waits to be
        executed, or that has no source, and for every message without a sound translation.

    Raises:
        AuthoringError: a source does not follow the rules, or what lies where a solution belongs
            is no notebook.
        VgkitError: a catalogue cannot be read.
    """
    root, wanted = Path(root), set()
    changes = translations.update(root, check) + _build_readme(root, check)
    sources = [read(path) for path in sorted((root / "notebooks").glob("*.py"))]
    for source, kind, language in itertools.product(sources, KINDS, LANGUAGES):
        path = target(root, kind, language, source.path.stem)
        wanted.add(path)
        make = _build_hint if kind == "hint" else _build_solution
        new = source.notebook(kind, language)
        if kind == "hint":
            opening.add(new, root, path, language)
        if notes := make(new, path, check, root if force else None):
            changes.append((path, ", ".join(notes)))
    for path in _built(root):
        if path not in wanted:
            changes.append((path, "without a source: delete it, or keep it elsewhere"))
    return changes


def _build_readme(root, check):
    """Write the links in README.md that begin with the repository's address."""
    path, address = root / "README.md", opening.address(root)
    if address is None or not path.exists():
        return []
    old = path.read_text("utf-8")
    first = min(course.NOTEBOOKS.values(), key=course.place)
    new = opening.readme(old, address, target("", "hint", "en", first.notebook).as_posix())
    if new == old:
        return []
    if not check:
        write_atomically(path, new.encode())
    return [(path, "changed")]


def _build_hint(new, path, check, forced_in):
    """Write one hint where it differs from what is stored. Returns notes on it."""
    if not path.exists():
        notes = ["new"]
    else:
        old = hints.read(path)
        if old is not None and hints.is_current(old, new):
            return []
        notes = ["changed"]
        if not hints.is_untouched(old, new):
            if forced_in is None:
                return [KEPT]
            notes.append(f"what it held is kept in {_set_aside(path, forced_in, check)}")
    if not check:
        write(new, path)
    return notes


def _set_aside(path, root, check):
    """Copy a file to where it does not replace another; returns that path, as seen from `root`."""
    backup = first = root / "runs" / "replaced" / path.relative_to(root)
    number = 1
    while backup.exists():
        number += 1
        backup = first.with_stem(f"{first.stem}-{number}")
    if not check:
        write_atomically(backup, path.read_bytes())
    return backup.relative_to(root).as_posix()


def _build_solution(new, path, check, _):
    """The same for a solution, which keeps its stored outputs."""
    old_text = path.read_text("utf-8", "surrogateescape") if path.exists() else None
    if old_text is not None:
        carry_outputs(new, _stored(old_text, path))
    notes = []
    if _text(new) != old_text:
        notes.append("new" if old_text is None else "changed")
        if not check:
            write(new, path)
    if not is_executed(new):
        notes.append("to be executed: vgkit build --execute")
    return notes


def _built(root) -> Iterator[Path]:
    """Every notebook that lies in hints/ and solutions/; Jupyter's checkpoints are none."""
    for folder in FOLDERS.values():
        for path in sorted((root / folder).rglob("*.ipynb")):
            if ".ipynb_checkpoints" not in path.parts:
                yield path


def fill(hint: nbformat.NotebookNode, source: Source) -> nbformat.NotebookNode:
    """Fill a hint notebook from its source, as a student who makes no mistake would.

    Args:
        hint: a notebook built by `Source.notebook("hint", …)`; it is changed in place.
        source: the `Source` it was built from.

    Returns:
        The notebook.
    """
    pairs = [
        (_whole(blank.emptied(language)), _whole(blank.filled(language)))
        for blank, language in itertools.product(source.blanks.values(), LANGUAGES)
    ]
    for cell in hint.cells:
        text = _whole(cell.source.split("\n"))
        for emptied, filled in pairs:
            text = text.replace(emptied, filled)
        cell.source = text[1:-1]
    return hint


def _whole(lines):
    """Lines as a text that is found only where they stand from their first to their last letter."""
    return "\n".join(["", *lines, ""])
