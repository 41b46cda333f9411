"""Notebooks run from top to bottom in a real Jupyter kernel, without anybody at the keyboard."""

import contextlib
import dataclasses
import os
import shutil
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import nbclient
import nbformat

from vgkit import course, settings
from vgkit.errors import VgkitError
from vgkit.folders import check_output, lasting, prepare_output
from vgkit.messages import say
from vgkit.notebooks import building, pages, sources


def kernel_environment(profile: str, home: Path | str | None = None) -> dict[str, str]:
    """Environment variables for a kernel whose notebook nobody watches.

    No progress bars and no widgets in it: what is stored must be the same on every run. The
    progress of a training goes to the terminal, if there is one.

    Args:
        profile: `"quick"` or `"full"`.
        home: folder for backups and records, `VGKIT_HOME`; the user's own where it is left out.
    """
    asked = {"profile": profile, "static": "1", "progress": "off"}
    if sys.stderr.isatty() and hasattr(os, "ttyname"):  # a terminal of Unix
        asked["progress"] = os.ttyname(2)
    if home is not None:
        asked["home"] = str(home)
    return {**os.environ, **dataclasses.replace(settings.current(), **asked).environment()}


def execute(
    notebook: nbformat.NotebookNode,
    profile: str,
    folder: Path | str,
    home: Path | str | None = None,
) -> None:
    """Execute a notebook in place.

    Args:
        notebook: an `nbformat` notebook.
        profile, home: as in `kernel_environment`.
        folder: where its kernel runs.

    Raises:
        VgkitError: a cell failed; the message holds the cell's id and its error. Or the kernel
            died. The notebook keeps the outputs up to there.
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
    except nbclient.exceptions.DeadKernelError:
        raise VgkitError(
            say(
                "The notebook's kernel died: it was killed, or the machine ran out of memory. "
                "Run the same command again: a training goes on where it was."
            )
        ) from None
    finally:
        notebook.metadata["language_info"] = {"name": "python"}
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)


def execute_solutions(
    root: Path, rows: Collection[course.Notebook] | None = None
) -> Iterator[Path]:
    """Execute solutions in full and store their outputs, yielding each path as it is done.

    The second language of an exercise takes up the finished training of the first, and after an
    interruption the same call takes up all that are finished.

    Args:
        root: the checkout.
        rows: the notebooks, each in all languages; None for all.

    Raises:
        VgkitError: as in `execute`; or, before anything is executed, a solution cannot be written,
            or another process is executing one of them.
    """
    found = sorted((root / "solutions").rglob("*.ipynb"))
    paths = [path for path in found if ".ipynb_checkpoints" not in path.parts]
    if rows is not None:
        stems = {row.notebook for row in rows}
        paths = [path for path in paths if path.stem in stems]
    for path in paths:
        check_output(path)
    with contextlib.ExitStack() as stack:
        homes = {
            stem: stack.enter_context(lasting(root / "runs" / "execute" / stem))
            for stem in dict.fromkeys(path.stem for path in paths)
        }
        for path, notebook in [(path, building.load(path)) for path in paths]:
            execute(notebook, "full", path.parent, homes[path.stem])
            building.write(notebook, path)
            yield path
        for home in homes.values():
            shutil.rmtree(home, ignore_errors=True)  # where nothing was trained there is none


def run_solution(
    root: Path, row: course.Notebook, language: str, profile: str, lessons: Path | None = None
) -> tuple[Path, Path]:
    """Execute one solution into runs/ and make a page of it; solutions/ stays as it is.

    Args:
        root: the folder that runs/ lies in.
        row: a `course.Notebook`.
        language: `"vi"` or `"en"`.
        profile: `"quick"` or `"full"`.
        lessons: the folder that notebooks/ lies in, as in an installed package: the solution is made
            of its source. None for `root`, a checkout, which has it.

    Returns:
        The paths of the notebook and of the page.

    Raises:
        VgkitError: a cell failed; what was executed until then
            is in runs/ all the same. Or, before anything is executed, they cannot be written.
    """
    notebook = _solution(root, lessons or root, row, language)
    written = root / "runs" / f"{row.notebook}.{language}.ipynb"
    page = written.with_suffix(".html")
    prepare_output(written), prepare_output(page)
    try:
        execute(notebook, profile, root)
    finally:
        building.write(notebook, written)
        pages.to_html(notebook, page)
    return written, page


def _solution(root, lessons, row, language):
    if lessons == root:
        return building.load(building.target(root, "solution", language, row.notebook))
    return sources.read(lessons / "notebooks" / f"{row.notebook}.py").notebook("solution", language)
