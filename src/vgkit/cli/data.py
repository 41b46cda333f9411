"""`vgkit data`: the images on this machine."""

import click

from vgkit.errors import VgkitError
from vgkit.messages import say


@click.group("data")
def data_group() -> None:
    """Find, download and verify data sets: fashion_mnist, mnist, cifar10."""


_DATASET = click.argument("name", metavar="[NAME]", required=False)


@data_group.command("status")
@_DATASET
def data_status(name: str | None) -> None:
    """Say which files are where, and whether each is the right one, bit for bit.

    Without NAME: of Fashion-MNIST and MNIST, and of CIFAR-10 where it is on this machine.
    """
    from vgkit import data

    for file in data.status(name):
        if not file.present:
            state = say("missing")
        elif file.problem:
            state = say("DAMAGED: ") + file.problem
        else:
            state = say("verified")
        click.echo(f"{file.path}: {state}")


@data_group.command("fetch")
@_DATASET
def data_fetch(name: str | None) -> None:
    """Download what is missing or damaged into Keras' cache, and verify it.

    Without NAME: Fashion-MNIST (31 MB) and MNIST (12 MB), which come with a checkout. CIFAR-10
    (170 MB) is downloaded when it is named: vgkit data fetch cifar10.
    """
    from vgkit import data

    committed = [files.name for files in data.FILE_SETS.values() if files.committed]
    for each in [name] if name else committed:
        click.echo(say("Ready: ") + data.fetch(each))


@data_group.command("verify")
@_DATASET
def data_verify(name: str | None) -> None:
    """Read every file whole and compare its checksum; exit with 1 if any is missing or wrong.

    Without NAME: those of Fashion-MNIST and MNIST, and of CIFAR-10 where it is on this machine.
    """
    from vgkit import data

    report = data.status(name)
    bad = [file for file in report if not file.present or file.problem]
    for file in bad:
        problem = file.problem or say("missing")
        click.echo(f"{file.path}: {problem}", err=True)
    if bad:
        commands = dict.fromkeys(data.FILE_SETS[file.dataset].fetch_command for file in bad)
        raise VgkitError(
            say(
                "{count} file(s) missing or damaged. Run `{command}`.",
                count=len(bad),
                command="; ".join(commands),
            )
        )
    for each in dict.fromkeys(file.dataset for file in report):
        files = data.FILE_SETS[each]
        sound = (
            say("All four files are the original ones, bit for bit.")
            if len(files.originals) == 4
            else say("All six files are the original ones, bit for bit.")
        )
        click.echo(f"{files.title}: {sound}")
