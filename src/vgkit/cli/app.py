"""The `vgkit` command: thin over the library. Each command imports what it needs when it runs."""

import contextlib
import sys
from pathlib import Path

import click
from click.exceptions import Exit

from vgkit import __version__, course, settings
from vgkit.cli import authoring, console, data, demo, grading, lab, quiz, site, training
from vgkit.errors import VgkitError
from vgkit.messages import LANGUAGES, say, set_language, tell


@contextlib.contextmanager
def _errors_in_words():
    """End with a message and an exit code where a reader can act on an error."""
    try:
        yield
    except KeyboardInterrupt as error:
        click.echo(f"\n{error}", err=True)
        raise Exit(130) from None
    except VgkitError as error:
        click.echo(str(error).strip(), err=True)
        raise Exit(1) from None
    except OSError as error:
        if isinstance(error, BrokenPipeError) and console.reader_is_gone():
            raise Exit(console.READER_GONE) from None
        parts = [str(part) for part in (error.filename, error.strerror) if part]
        click.echo(": ".join(parts) or str(error) or type(error).__name__, err=True)
        raise Exit(1) from None


class _Commands(click.Group):
    """A group whose commands answer a `VgkitError` with its message and exit code 1."""

    def main(self, *arguments, **options):
        closed = console.prepare()
        streams = sys.stdout, sys.stderr  # click may replace them
        try:
            return super().main(*arguments, **options)
        except SystemExit as end:
            if "stdout" in closed:
                tell(say("Standard output is closed: what this command printed there is lost."))
            end.code = console.finish(*streams) or end.code
            raise

    def make_context(self, *arguments, **options):
        with _errors_in_words():  # as it shows its help
            return super().make_context(*arguments, **options)

    def invoke(self, ctx):
        with _errors_in_words():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vgkit")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of all messages. Default: VGKIT_LANG, else the system's.",
)
def main(lang: str | None) -> None:
    """A notebook course on vanishing gradients.

    New here? Run `vgkit doctor`, then `vgkit tour`, then `vgkit lab`.
    """
    if lang:
        set_language(lang)
        settings.change(language=lang)


@main.command()
def doctor() -> None:
    """Look at Python, packages, data, cores and disk; say what is wrong and how to fix it."""
    from vgkit.cli.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.what}")
        if not finding.ok:
            click.echo(f"     → {finding.advice}")
    wrong = sum(not finding.ok for finding in findings)
    if wrong:
        raise VgkitError(say("{wrong} thing(s) to fix.", wrong=wrong))
    click.echo(say("Everything is ready."))


@main.command("list")
def list_exercises() -> None:
    """List what ID stands for in the other commands, and whether it is one for train, run or both.

    What is trained has a network of its own; what is run has a notebook.
    """
    rows = sorted((course.EXERCISES | course.NOTEBOOKS).values(), key=course.place)
    width = max(len(row.id) for row in rows) + 2
    for row in rows:
        takes = ("train", row.id in course.EXERCISES), ("run", row.id in course.NOTEBOOKS)
        commands = ", ".join(command for command, its in takes if its)
        also = say(" (or: {names})", names=", ".join(row.also)) if row.also else ""
        click.echo(f"{row.id:<{width}}{commands:<12}{row.heading}{also}")


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("runs/tour.html"),
    show_default=True,
    help="Where to write the page.",
)
def tour(out: Path) -> None:
    """See gradients die and come back to life, in about two minutes; leaves one HTML page."""
    from vgkit.cli.tour import tour as take_tour

    with contextlib.redirect_stdout(sys.stderr):
        summary = take_tour(out)
    click.echo("\n".join(f"• {line}" for line in summary))
    click.echo(say("The page: {out}", out=out))


for _command in (
    authoring.build,
    authoring.run,
    authoring.verify,
    data.data_group,
    demo.demo,
    grading.grade,
    lab.lab,
    quiz.quiz,
    site.site,
    training.record,
    training.seeds,
    training.spread,
    training.sweep,
    training.train,
    training.transfer,
):
    main.add_command(_command)
