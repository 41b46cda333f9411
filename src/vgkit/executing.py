"""Notebooks run from top to bottom in a real Jupyter kernel, without anybody at the keyboard."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbclient
import nbformat
from nbconvert import HTMLExporter

from vgkit import authoring
from vgkit.errors import VgkitError


def kernel_environment(profile, home=None):
    """Environment variables for a kernel whose notebook nobody watches.

    No progress bars and no widgets in it: what is stored must be the same on every run. The
    progress of a training goes to the terminal, if there is one.

    Args:
        profile: `"quick"` or `"full"`.
        home: folder for backups and records, `VGKIT_HOME`; the user's own where it is left out.
    """
    environment = {**os.environ, "VGKIT_PROFILE": profile, "VGKIT_STATIC": "1"}
    environment["VGKIT_PROGRESS"] = os.ttyname(2) if sys.stderr.isatty() else "off"
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
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
    )
    try:
        client.execute(env=kernel_environment(profile, home))
    except nbclient.exceptions.CellExecutionError as error:
        cell = next(
            c for c in notebook.cells if any(o.output_type == "error" for o in c.get("outputs", ()))
        )
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


def execute_solutions(root):
    """Execute every solution in full and store its outputs, yielding each path as it is done.

    The second language of an exercise takes up the finished training of the first.

    Args:
        root: the checkout.
    """
    with tempfile.TemporaryDirectory() as home:
        for path in sorted((root / "solutions").rglob("*.ipynb")):
            if ".ipynb_checkpoints" in path.parts:
                continue
            notebook = nbformat.read(path, as_version=4)
            execute(notebook, "full", path.parent, home)
            authoring.write(notebook, path)
            yield path


def run_solution(root, row, language, profile):
    """Execute one solution into runs/ and make a page of it; solutions/ stays as it is.

    Args:
        root: the checkout.
        row: a `course.Notebook`.
        language: `"vi"` or `"en"`.
        profile: `"quick"` or `"full"`.

    Returns:
        The paths of the notebook and of the page.

    Raises:
        VgkitError: a cell failed; what was executed until then
            is in runs/ all the same.
    """
    source = authoring.target(root, "solution", language, row.notebook)
    notebook = nbformat.read(source, as_version=4)
    written = root / "runs" / f"{row.notebook}.{language}.ipynb"
    page = written.with_suffix(".html")
    try:
        execute(notebook, profile, root)
    finally:
        authoring.write(notebook, written)
        to_html(notebook, page)
    return written, page


def verify_solutions(root, profile):
    """Execute all solutions again and compare each output with the stored one.

    Args:
        root: the checkout.
        profile: `"quick"` or `"full"`.

    Returns:
        pytest's exit code, 0 if everything agrees.
    """
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-q",
        "-n",
        "auto",
        "--dist",
        "loadfile",
        "--nbval",
        "--nbval-current-env",
        "--nbval-cell-timeout",
        "7200",
        "--nbval-sanitize-with",
        "tests/nbval.cfg",
        "solutions",
    ]
    with tempfile.TemporaryDirectory() as home:
        # Several notebooks at once, each on one thread: the results do not depend on threads.
        environment = kernel_environment(profile, home)
        environment |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
        return subprocess.run(command, cwd=root, env=environment, check=False).returncode
