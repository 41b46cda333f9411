"""`vgkit quiz`: the questions in the terminal, and as a file for a school's learning platform."""

from pathlib import Path

import click

from vgkit.course import LANGUAGES
from vgkit.errors import VgkitError
from vgkit.folders import check_output, write_atomically
from vgkit.messages import get_language, mark, say

_TAKE = "take"
_LANGUAGE_NAMES = {"en": mark("English"), "vi": mark("Vietnamese")}


class _TakenByDefault(click.Group):
    """A group in which whatever names no command is the id of a question to take."""

    def parse_args(self, ctx, args):
        if not args or args[0] not in (*self.commands, *ctx.help_option_names):
            args = [_TAKE, *args]
        return super().parse_args(ctx, args)


@click.group(cls=_TakenByDefault, subcommand_metavar="[ID | COMMAND [ARGS]...]")
def quiz() -> None:
    """Take the quiz in the terminal: all questions, or one such as Q6.

    After a wrong answer you have a second try. Ctrl-C leaves the quiz; what you answered is kept.
    """


@quiz.command(_TAKE, hidden=True)
@click.argument("question", metavar="[ID]", required=False)
def take(question: str | None) -> None:
    """Take the quiz in the terminal: all questions, or one such as Q6."""
    from vgkit import quiz as questions

    chosen = (
        questions.find_items(question)
        if question
        else [item for item in questions.all_items().values() if not item.is_prediction]
    )
    for item in chosen:
        questions.refuse_synthetic(item)
    graded = []
    for item in chosen:
        try:
            verdicts = _ask(item)
        except (click.Abort, KeyboardInterrupt) as end:
            no_more_input = isinstance(end.__context__, EOFError)
            raise (VgkitError if no_more_input else KeyboardInterrupt)(
                say(
                    "You have left the quiz; the answers that you gave are kept. This question "
                    "again: vgkit quiz {item}",
                    item=item.id,
                )
            ) from None
        if verdicts[0].right is not None:
            graded.append([verdict.right for verdict in verdicts])
    if graded:
        _count(graded)


def _ask(item):
    """Show an item and take an answer, and another one if that was wrong; return the verdicts."""
    from vgkit import quiz as questions

    text = questions.plain(item).rsplit("\n", 1)[0]
    click.echo(f"\n{text}")
    verdicts = []
    for prompt in (say("Your answer"), say("Your second try")):
        letter = click.prompt(prompt, type=click.Choice(questions.LETTERS, case_sensitive=False))
        verdicts.append(questions.take(item, letter))
        click.echo(verdicts[-1].message)
        if verdicts[-1].right is not False:
            return verdicts
    click.echo(
        say(
            "That was the second try. When you have looked at exercise {exercise} again: vgkit quiz {item}",
            exercise=item.exercise,
            item=item.id,
        )
    )
    return verdicts


def _count(graded):
    """Say how many of the first tries were right, and how many of the second."""
    first = sum(tries[0] for tries in graded)
    second = sum(tries[-1] for tries in graded) - first
    click.echo(say("\n{right} of {total} right.", right=first, total=len(graded)))
    if second:
        click.echo(say("{right} more at the second try.", right=second))


@quiz.command("export")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["moodle", "gift", "qti"]),
    required=True,
    help="moodle: Moodle XML (.xml), which keeps everything. gift: Moodle's GIFT (.txt), to be read "
    "and edited by hand; it has no penalties, and Moodle may shuffle its numbers. qti: a package "
    "(.zip) of IMS QTI 1.2, for Canvas and others.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice([*LANGUAGES, "both"]),
    help="Language of the questions. both: a top category (qti: a test) for each. Default: the "
    "language of messages.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write, in a folder that exists.",
)
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
def export(format_name: str, language: str | None, out: Path, force: bool) -> None:
    """Write the questions into a file that a school's learning platform imports.

    These are the robust questions, the whys and the cases, each with feedback for every option and
    the reason as general feedback, in one category for each notebook. A question keeps its name, such
    as Q6.why, in every language. Left out are the published edition of 2022, whose fourth decimals
    another machine cannot tell, and the predictions.

    In Moodle: Question bank, Import, Moodle XML format (or GIFT). In Canvas: Settings, Import Course
    Content, QTI .zip file.
    """
    check_output(out)
    if out.exists() and not force:
        raise VgkitError(
            say("{path} exists already. Name another file, or replace it with --force.", path=out)
        )
    from vgkit.quiz.export import export as to_file

    spoken = get_language() if get_language() in LANGUAGES else "en"
    languages = LANGUAGES if language == "both" else [language or spoken]
    content, count = to_file(format_name, languages)
    write_atomically(out, content)
    written = ", ".join(
        say("{count} questions in {language}", count=count, language=say(_LANGUAGE_NAMES[each]))
        for each in languages
    )
    click.echo(f"{out}: {written}")
