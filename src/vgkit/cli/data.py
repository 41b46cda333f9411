"""`vgkit data`: the images on this machine."""

import click

from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.messages import say


@click.group("data")
def data_group() -> None:
    """Find, download and verify Fashion-MNIST."""


@data_group.command("status")
def data_status() -> None:
    """Say which files are where, and whether each is the right one, bit for bit."""
    from vgkit import data

    for file in data.status():
        if not file.present:
            state = say("missing")
        elif file.problem:
            state = say("DAMAGED: ") + file.problem
        else:
            state = say("verified")
        click.echo(f"{file.path}: {state}")


@data_group.command("fetch")
def data_fetch() -> None:
    """Download what is missing or damaged into Keras' cache, and verify it."""
    settings.change(dataset=None)
    from vgkit import data

    click.echo(say("Ready: ") + data.load().source)


@data_group.command("verify")
def data_verify() -> None:
    """Read every file whole and compare its checksum; exit with 1 if any is missing or wrong."""
    from vgkit import data

    report = data.status()
    bad = [file for file in report if not file.present or file.problem]
    for file in bad:
        problem = file.problem or say("missing")
        click.echo(f"{file.path}: {problem}", err=True)
    if bad:
        raise VgkitError(
            say("{count} file(s) missing or damaged. Run `vgkit data fetch`.", count=len(bad))
        )
    click.echo(say("All four files are the original ones, bit for bit."))
