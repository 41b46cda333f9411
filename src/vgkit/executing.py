"""Notebooks run from top to bottom in a real Jupyter kernel, without anybody at the keyboard."""

import os
from pathlib import Path

import nbclient
import nbformat
from nbconvert import HTMLExporter

from vgkit.errors import VgkitError


def kernel_environment(profile, home=None):
    """Environment variables for a kernel in which nobody watches.

    No progress bars and no widgets: what is stored must be the same on every run.

    Args:
        profile: `"quick"` or `"full"`.
        home: folder for backups and records, `VGKIT_HOME`; the user's own where it is left out.
    """
    environment = {**os.environ, "VGKIT_PROFILE": profile, "VGKIT_STATIC": "1"}
    environment["VGKIT_PROGRESS"] = "off"
    return environment if home is None else {**environment, "VGKIT_HOME": str(home)}


def execute(notebook, profile, folder, home=None):
    """Execute a notebook in place.

    Args:
        notebook: an `nbformat` notebook.
        profile, home: as in `kernel_environment`.
        folder: where its kernel runs.

    Raises:
        VgkitError: a cell failed; the message holds the cell's id and its error. The notebook keeps
            the outputs up to there.
    """
    client = nbclient.NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
    )
    try:
        client.execute(env=kernel_environment(profile, home))
    except nbclient.exceptions.CellExecutionError as error:
        cell = next(c for c in notebook.cells if any(
            o.output_type == "error" for o in c.get("outputs", ())
        ))
        raise VgkitError(f"cell {cell.id!r}: {error.ename}: {error.evalue}") from None
    finally:
        notebook.metadata["language_info"] = {"name": "python"}
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)


def to_html(notebook, path):
    """Write a notebook as one self-contained page. Returns the path."""
    exporter = HTMLExporter(embed_images=True)
    page, _ = exporter.from_notebook_node(notebook)
    path = Path(path)
    path.write_text(page, "utf-8")
    return path


def read(path):
    """Read a notebook file."""
    return nbformat.read(path, as_version=4)
