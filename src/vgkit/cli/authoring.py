"""The commands for those who write notebooks: build, run, verify."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from vgkit import course
from vgkit.cli.shared import DASK, JOBS, PROFILE, check_profile, find_checkout, find_lessons
from vgkit.errors import VgkitError
from vgkit.messages import get_language, say


@click.command()
@click.argument("notebooks", metavar="[ID]...", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
@click.option(
    "--execute",
    is_flag=True,
    help="Execute the solutions in full and store their outputs (minutes each): those of the "
    "notebooks ID, else all.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="With --execute: under the quick profile (seconds each). Outputs that still hold stay as "
    "full trainings stored them; a changed training is refused.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Also replace hints that hold something else; what they held is kept in runs/replaced/.",
)
def build(notebooks: tuple[str, ...], check: bool, execute: bool, quick: bool, force: bool) -> None:
    """Build hints/ and solutions/ from notebooks/, in both languages.

    A solution whose code changed waits to be executed. A hint that holds anything that build did
    not write, such as a filled blank, is left as it is.
    """
    if check and execute:
        raise click.UsageError("--check writes nothing, --execute does: choose one.")
    if quick and not execute:
        raise click.UsageError("--quick goes with --execute.")
    if notebooks and not execute:
        raise click.UsageError("ID goes with --execute: everything is built at once.")
    rows = [course.get_notebook(notebook) for notebook in notebooks] or None
    root = find_checkout()
    from vgkit.notebooks import building

    changes = building.build(root, check=check, force=force)
    for path, note in changes:
        click.echo(f"{path.relative_to(root)}: {note}")
    kept = [path for path, note in changes if note == building.KEPT]
    if execute:
        for path in _execute(root, rows, quick):
            click.echo(f"{path.relative_to(root)}: executed")
    elif not changes:
        click.echo(say("Everything is up to date."))
    if kept or (check and changes):
        others = [path for path, _ in changes if path not in kept] if check else []
        raise VgkitError("\n".join([*_advice(others), *_advice_on_filled(kept)]))


def _execute(root, rows, quick):
    if quick:
        from vgkit.notebooks.refreshing import refresh

        return refresh(root, rows or list(course.NOTEBOOKS.values()))
    from vgkit.notebooks.execution import execute_solutions

    return execute_solutions(root, rows)


def _advice_on_filled(paths: list[Path]) -> list[str]:
    if not paths:
        return []
    return [
        say(
            "Somebody has written into hints/. If that is your work, `vgkit lab` takes it over into "
            "work/. `vgkit build --force` then writes the hint again, and keeps what it held in "
            "runs/replaced/."
        )
    ]


def _advice(paths: Iterable[Path]) -> list[str]:
    """What is to be done about files that differ: a sentence for each kind of them."""
    catalogues = [path.suffix == ".po" for path in paths]
    advice = []
    if not all(catalogues):
        advice.append(say("Built files differ from their sources: run `vgkit build`."))
    if any(catalogues):
        advice.append(
            say(
                "Translations do not fit the messages in the code: run `vgkit build`, which takes "
                "new messages into the .po file and sets old ones aside; then translate or "
                "correct in that file what it still lists."
            )
        )
    return advice


@click.command()
@click.argument("exercise", metavar="ID")
@PROFILE
def run(exercise: str, profile: str) -> None:
    """Execute the solution notebook of exercise ID into runs/, and leave a page (.html) beside it.

    The notebook in solutions/ stays as it is. Without a checkout, it is made from the source that comes
    with the package, and runs/ in the current folder. Its language is the session's (--lang).
    """
    check_profile()
    row = course.get_notebook(exercise)
    lessons, root = find_lessons()
    from vgkit.notebooks.execution import run_solution

    notebook, page = run_solution(root, row, get_language(), profile, lessons)
    click.echo(f"{notebook.relative_to(root)}\n{page.relative_to(root)}")


@click.command()
@PROFILE
@click.option(
    "--one-language",
    is_flag=True,
    help="Execute each notebook in one language only, in turn: half the time. Code and numbers are "
    "the same in all.",
)
@JOBS
@DASK
def verify(profile: str, one_language: bool, jobs: int, dask: str | None) -> None:
    """Execute all solutions again and compare every output with the stored one (nbval).

    With --profile full, each notebook is reported when it is finished. Interrupted, the same
    command goes on with those that have not passed, and with the trainings that are kept. With
    --dask, the solutions travel to the workers of a cluster; verdicts and runs come back.
    """
    check_profile()
    if profile == "quick" and (jobs != -1 or dask):
        raise click.UsageError("--jobs and --dask go with --profile full.")
    if profile == "full" and one_language:
        raise click.UsageError("--one-language goes with --profile quick.")
    root = find_checkout()
    from vgkit.notebooks.verification import verify_solutions

    try:
        sys.exit(verify_solutions(root, profile, jobs, dask, not one_language))
    except KeyboardInterrupt:
        if profile == "quick":
            raise
        message = say(
            "Stopped. What was verified and trained is kept: run the same command again, and it "
            "goes on."
        )
        raise KeyboardInterrupt(message) from None
