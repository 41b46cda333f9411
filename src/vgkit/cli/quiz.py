"""`vgkit quiz`: the questions in the terminal."""

import click

from vgkit.messages import say


@click.command()
@click.argument("question", metavar="[ID]", required=False)
def quiz(question: str | None) -> None:
    """Take the quiz in the terminal: all questions, or one such as Q6."""
    from vgkit import quiz as questions

    chosen = (
        questions.find_items(question)
        if question
        else [item for item in questions.all_items().values() if not item.is_prediction]
    )
    questions.refuse_synthetic()
    verdicts = []
    for item in chosen:
        text = questions.plain(item).rsplit("\n", 1)[0]
        click.echo(f"\n{text}")
        letter = click.prompt(
            say("Your answer"),
            type=click.Choice(questions.LETTERS, case_sensitive=False),
        )
        verdicts.append(questions.take(item, letter))
        click.echo(verdicts[-1].message)
    graded = [verdict for verdict in verdicts if verdict.right is not None]
    if graded:
        right = sum(verdict.right for verdict in graded)
        click.echo(say("\n{right} of {total} right.", right=right, total=len(graded)))
