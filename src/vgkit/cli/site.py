"""`vgkit site`: the course as a site."""

from pathlib import Path

import click

from vgkit.cli.shared import find_checkout
from vgkit.messages import say


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder of the site. What an earlier build left there is replaced.",
)
@click.option(
    "--no-playground",
    is_flag=True,
    help="Do not build the playground; one that is there already stays.",
)
def site(out: Path, no_playground: bool) -> None:
    """Build the course as a site: all lessons in both languages, the quiz, the playground.

    The pages work opened from disk and on any plain file server, and load nothing from elsewhere.
    Needs Sphinx (pip install -e '.[site]') and, for the playground, Node.js with npm.
    """
    root = find_checkout()
    from vgkit.site import building

    first = building.build(root, out.resolve(), with_playground=not no_playground)
    click.echo(say("The site: {address}", address=first.as_uri()))
