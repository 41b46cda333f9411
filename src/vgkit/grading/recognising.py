"""A submission's cells, and which notebook of the course it began as; nothing of it is parsed here.

Recognised by its call of `vgkit.start`, else by the mark that the kit leaves in a hint, else by the
ids of its cells. The name of the file does not count.
"""

import codecs
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from vgkit import course
from vgkit.errors import VgkitError
from vgkit.notebooks import building, opening

MOST_CELLS, MOST_CHARACTERS = 1000, 400_000  # of the cells of one notebook
_START = re.compile(r"""\bstart\(\s*["']([\w.]{1,20})["']\s*,\s*language\s*=\s*["'](\w\w)["']""")


class NoNotebook(ValueError):
    """A submission that cannot be graded; the argument is why, out of `results.PROBLEMS`."""


@dataclass(frozen=True)
class StudentCell:
    """A code cell as it was handed in.

    Attributes:
        id: its own, or an empty text.
        source: its text.
        output: what its stored outputs show as text.
    """

    id: str
    source: str
    output: str = ""

    def to_dict(self) -> dict:
        return asdict(self)


def cells(content: bytes) -> tuple[list[StudentCell], dict]:
    """The code cells of a notebook, of format 3 or 4, and its metadata.

    The one that a hint installs the kit with is left out.

    Raises:
        NoNotebook: it is none, holds no code, or far more than any notebook of the course.
    """
    if not content.strip():
        raise NoNotebook("empty")
    try:
        notebook = json.loads(_decoded(content))
        raw = notebook.get("cells")
        if raw is None:
            raw = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        found = [_cell(cell) for cell in raw if cell.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        has_marks = re.search(rb"^<{7} ", content, re.MULTILINE)
        raise NoNotebook("conflict" if has_marks else "no_notebook") from None
    found = [cell for cell in found if cell.source.strip() and not opening.is_install(cell.source)]
    if not found:
        raise NoNotebook("no_cells")
    size = sum(len(cell.source) for cell in found)
    if len(found) > MOST_CELLS or size > MOST_CHARACTERS:
        raise NoNotebook("too_large")
    metadata = notebook.get("metadata")
    return found, metadata if isinstance(metadata, dict) else {}


def _decoded(content):
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # an editor of Windows
    return content.decode("utf-16" if wide else "utf-8-sig")


def _cell(raw):
    metadata = raw.get("metadata") or {}
    own = raw.get("id") or metadata.get("id") or ""  # Colab keeps it in the metadata
    outputs = "".join(_text(output) for output in raw.get("outputs") or ())
    return StudentCell(str(own), _joined(raw.get("source", raw.get("input", ""))), outputs[:5000])


def _joined(lines):
    text = lines if isinstance(lines, str) else "".join(lines)
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")


def _text(output):
    if "text" in output:
        return _joined(output["text"])
    return _joined((output.get("data") or {}).get("text/plain", ""))


class Index:
    """What the notebooks of a checkout are recognised by.

    Args:
        root: the checkout.
    """

    def __init__(self, root: Path):
        self._marks, self._ids = {}, {}
        for row in course.NOTEBOOKS.values():
            for language in course.LANGUAGES:
                path = building.target(root, "hint", language, row.notebook)
                self._read(path, row.id, language)

    def _read(self, path, row, language):
        try:
            notebook = json.loads(path.read_bytes())
            ids = {cell["id"] for cell in notebook["cells"] if cell["cell_type"] == "code"}
            ids.discard(opening.INSTALL)
            self._marks[notebook["metadata"]["vgkit"]["written"]] = row, language
        except (OSError, ValueError, KeyError, TypeError):  # `vgkit build` tells of it
            return
        self._ids.setdefault(row, ids)

    def find(self, found: list[StudentCell], metadata: dict) -> tuple[course.Notebook, str]:
        """The notebook that a submission began as, and its language.

        Raises:
            NoNotebook: it is none of the course's.
        """
        started = Counter(
            (row.id, language)
            for cell in found
            for name, language in _START.findall(cell.source)
            if language in course.LANGUAGES and (row := _row(name))
        )
        mark = metadata.get("vgkit")
        mark = mark.get("written") if isinstance(mark, dict) else None
        marked = self._marks.get(mark) if isinstance(mark, str) else None
        if started:
            row, language = max(started, key=started.get)
        elif marked:
            row, language = marked
        else:
            row, language = self._most_alike(found), "en"
        return course.NOTEBOOKS[row], language

    def _most_alike(self, found):
        own = {cell.id for cell in found if cell.id}
        shares = {row: len(own & ids) / len(ids) for row, ids in self._ids.items()}
        # Many notebooks share ids such as `check`: so few are no evidence.
        best = max(shares, key=shares.get, default=None)
        if best is None or shares[best] < 0.6:
            raise NoNotebook("no_lesson")
        return best


def _row(name):
    try:
        return course.get_notebook(name)
    except VgkitError:
        return None
