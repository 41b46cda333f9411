"""Which files of a folder are submissions, whose they are, and what they hold, byte by byte."""

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LARGEST = 32 * 2**20  # bytes; a notebook of the course with all its figures has two million
_GENERIC = {"work", "hints", "solutions", "notebooks", "submission", "submissions", "vi", "en"}
_OF_MOODLE = re.compile(r"_\d+_assignsubmission_\w+?_?$")
_COPY = re.compile(r"(\(\d+\)|\bcopy\b\s*\d*|\bbản sao\b|\.new(-\d+)?$|-Copy\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Submission:
    """One file that somebody handed in, or a folder that cannot be read.

    Attributes:
        path: of the file.
        name: its path below the folder that is graded, with `/`; a folder's ends with one.
        content: its bytes, or None where it was not read.
        problem: why it was not read: `"link"`, `"irregular"`, `"too_large"`, `"unreadable"`,
            `"closed"` for a folder; or None.
    """

    path: Path
    name: str
    content: bytes | None = None
    problem: str | None = None


def find(folder: Path) -> tuple[list[Path], list[Path], list[Path]]:
    """The notebooks in a folder, at any depth, the other files, and the folders that cannot be read.

    Links to folders are not followed; what Jupyter and systems hide (`.ipynb_checkpoints`,
    `__MACOSX`, names with a leading dot) is passed over.

    Returns:
        `(notebooks, others, closed)`, each in the order of their names.

    Raises:
        OSError: the folder itself cannot be read.
    """
    os.scandir(folder).close()  # or it would be one of those below it
    notebooks, others, closed = [], [], []
    for root, folders, files in os.walk(folder, onerror=lambda e: closed.append(Path(e.filename))):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(files):
            if not _is_hidden(name):
                is_notebook = name.lower().endswith(".ipynb")
                (notebooks if is_notebook else others).append(Path(root, name))
    return notebooks, others, closed


def _is_hidden(name):
    return name.startswith(".") or name == "__MACOSX"


def read(path: Path, folder: Path) -> Submission:
    """Read one file, whatever it is, without following links and without waiting for a pipe."""
    name = _name(path, folder)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_symlink():
            return Submission(path, name, problem="link")
        if not stat.S_ISREG(path.lstat().st_mode):
            return Submission(path, name, problem="irregular")
        with open(os.open(path, flags), "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return Submission(path, name, problem="unreadable")
    if len(content) > LARGEST:
        return Submission(path, name, problem="too_large")
    return Submission(path, name, content)


def unread(path: Path, folder: Path) -> Submission:
    """What stands for a folder that cannot be read."""
    return Submission(path, f"{_name(path, folder)}/", problem="closed")


def _name(path, folder):
    name = path.relative_to(folder).as_posix()
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def student(name: str, stems: Iterator[str]) -> str:
    """Whose a submission is, as the names of the file and its folders tell.

    What a file is called beside its lesson's name is its student; else the nearest folder is that
    is not called after a lesson or a folder of the kit's; else the whole name.

    Args:
        name: its path below the folder that is graded, as `Submission` has it.
        stems: how the kit calls its notebooks: `"5_skip_connection"`.
    """
    name = unicodedata.normalize("NFC", name)
    *folders, file = name.split("/")
    stem = re.sub(r"\.ipynb$", "", file, flags=re.IGNORECASE)
    stems = sorted(stems, key=len, reverse=True)
    rest = _beside(stem, stems)
    named = [_cleaned(_beside(part, stems)) for part in folders if part.casefold() not in _GENERIC]
    named = [name for name in named if name]
    own = _cleaned(rest)
    if rest != stem or not named:
        return own or (named[-1] if named else _cleaned(stem) or stem or name)
    return named[-1] or own


def _beside(name, stems):
    """What a file or folder is called beside the name of a lesson."""
    for known in stems:
        if known.casefold() in name.casefold():
            return re.sub(rf"{re.escape(known)}(\.ipynb\b)?", " ", name, flags=re.IGNORECASE)
    return name


def _cleaned(name):
    """A name without what copying and learning platforms add to it; empty where nothing is left."""
    name = _COPY.sub(" ", _OF_MOODLE.sub("", name))
    name = re.sub(r"[\s_]+", " ", name).strip(" -.,")
    return name if re.search(r"\w", name) else ""
