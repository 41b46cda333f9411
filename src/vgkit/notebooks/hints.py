"""What the kit wrote into a hint notebook, and what somebody else did.

A hint carries a digest of its cells. As long as they agree with it, nobody has written into them,
whatever version of the kit they are from.
"""

import hashlib
import json
from pathlib import Path

import nbformat


def digest(notebook: nbformat.NotebookNode) -> str:
    """Sixteen hexadecimal digits of what stands in the cells; outputs and metadata do not count."""
    cells = [(cell.get("cell_type"), cell.get("source")) for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]


def mark(notebook: nbformat.NotebookNode) -> None:
    """Note in a notebook that its cells, as they are now, are the kit's."""
    notebook.metadata["vgkit"] = {"written": digest(notebook)}


def version(notebook: nbformat.NotebookNode | None) -> str | None:
    """The digest of the hint that a notebook began as, or None where it carries none."""
    own = notebook.metadata.get("vgkit") if notebook else None
    return own.get("written") if isinstance(own, dict) else None


def is_untouched(
    notebook: nbformat.NotebookNode | None, built: nbformat.NotebookNode | None = None
) -> bool:
    """Whether a notebook holds nothing but what the kit wrote: no other cells, and no outputs.

    Args:
        notebook: None where there is none that can be read.
        built: one whose cells the kit would write now.
    """
    known = (version(notebook), digest(built) if built else None)
    if notebook is None or digest(notebook) not in known:
        return False
    return not any(cell.get("outputs") for cell in notebook.cells)


def is_from(notebook: nbformat.NotebookNode | None, hint: nbformat.NotebookNode) -> bool:
    """Whether a notebook began as this hint, or holds the same."""
    return notebook is not None and digest(hint) in (version(notebook), digest(notebook))


def is_current(notebook: nbformat.NotebookNode, built: nbformat.NotebookNode) -> bool:
    """Whether a hint holds what the kit would write now, whatever was left by running and saving it.

    That is outputs, counts, all metadata but the mark, and the loss of ids in editors without them.

    Args:
        notebook: as it is stored.
        built: as it would be written.
    """
    if (version(notebook), digest(notebook)) != (version(built), digest(built)):
        return False
    pairs = zip(notebook.cells, built.cells, strict=True)
    return all(cell.get("id", ours.id) == ours.id for cell, ours in pairs)


def read(path: Path) -> nbformat.NotebookNode | None:
    """A notebook, or None where the file is none: damaged, or with the marks of a failed merge.

    It need not be valid: what Jupyter opens with a warning is somebody's work, too.

    Raises:
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    try:
        notebook = nbformat.convert(nbformat.reader.reads(content.decode("utf-8-sig")), 4)
        digest(notebook)
        return notebook if isinstance(notebook.metadata, dict) else None
    except Exception:  # nbformat's own, JSON's, or of whatever it met inside
        return None
