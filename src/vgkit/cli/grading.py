"""`vgkit grade`: a class's notebooks, graded."""

import sys
from pathlib import Path

import click

from vgkit.cli.shared import DASK, JOBS, find_lessons
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.progress import progress_bar


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the table and the page. Default: FOLDER-grades, beside FOLDER.",
)
@JOBS
@DASK
@click.option(
    "--seconds",
    type=click.IntRange(5),
    help="What a submission may take. Default: five times what the solution takes, 30 at least.",
)
@click.option("--again", is_flag=True, help="Also grade those anew that were graded before.")
def grade(
    folder: Path,
    out: Path | None,
    jobs: int,
    dask: str | None,
    seconds: int | None,
    again: bool,
) -> None:
    """Grade the notebooks in FOLDER, at any depth: a table (grades.csv) and a page (grades.html).

    Every blank is judged by this kit's own checks, in a process of its own for each submission, with
    limits on time, memory and files. Nothing is trained, and stored outputs are not believed. Whoever
    handed in is read off the names of file and folder. Interrupted, the same command goes on.
    """
    if sys.platform == "win32":
        raise VgkitError(say("vgkit grade needs Linux, macOS, or Linux inside Windows (WSL)."))
    from vgkit.grading import page, tables
    from vgkit.grading.grade import grade as grade_class

    (root, _), folder = find_lessons(), folder.resolve()
    if not folder.is_dir():
        raise VgkitError(say("There is no folder {folder}.", folder=folder))
    out = (out or folder.with_name(f"{folder.name}-grades")).resolve()
    if out.is_relative_to(folder):
        raise VgkitError(
            say("{out} lies inside of {folder}: name another one.", out=out, folder=folder)
        )
    out.mkdir(parents=True, exist_ok=True)
    bars = []

    def begin(total, kept):
        bars.append(progress_bar(total=total, initial=kept, desc=say("graded")))

    try:
        made = grade_class(
            *(folder, out, root, jobs, again, seconds, begin),
            *(lambda name: bars[0].update(), dask),
        )
    except KeyboardInterrupt:
        message = say(
            "Stopped. What was graded is kept: run the same command again, and it goes on."
        )
        raise KeyboardInterrupt(message) from None
    finally:
        for bar in bars:
            bar.close()
    if not made.rows:
        raise VgkitError(say("There is no notebook (.ipynb) in {folder}.", folder=folder))
    for path in (*tables.write(made, out), page.write(made, out)):
        click.echo(path)
    click.echo(page.summary(made))
