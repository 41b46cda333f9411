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
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
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


def without_a_run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy without what running and saving leave: outputs, counts, metadata of Jupyter's own."""
    copy = nbformat.v4.new_notebook(metadata=dict(notebook.metadata))
    copy.nbformat_minor = notebook.nbformat_minor
    new = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    copy.cells = [new[cell.cell_type](cell.source, id=cell.get("id")) for cell in notebook.cells]
    for name, ours in (("kernelspec", "name"), ("language_info", "name")):
        if name in copy.metadata:
            copy.metadata[name] = {ours: copy.metadata[name].get(ours)}
    return copy


def read(path: Path) -> nbformat.NotebookNode | None:
    """A notebook, or None where the file is none: damaged, or with the marks of a failed merge.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return nbformat.reads(path.read_bytes().decode("utf-8-sig"), as_version=4)
    except OSError:
        raise
    except Exception:  # nbformat's own, JSON's, or of whatever it met inside
        return None
