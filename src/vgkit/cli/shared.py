"""What several commands share: options, and the checkout that they work on."""

from pathlib import Path

import click

import vgkit
from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.messages import say

PROFILE = click.option(
    "--profile",
    type=click.Choice(["quick", "full"]),
    default="quick",
    show_default=True,
    help="quick: train the first epochs, compare them with the record, go on from it. "
    "full: train every epoch.",
)

JOBS = click.option(
    "--jobs",
    type=int,
    default=-1,
    help="Parallel processes of one thread each; -1, the default: one for each core.",
)

DASK = click.option(
    "--dask",
    metavar="ADDRESS",
    help="Use the workers of this Dask scheduler instead, such as tcp://host:8786.",
)


def check_profile() -> None:
    """Refuse a `VGKIT_PROFILE` that is none, even where a command does not go by it.

    Raises:
        VgkitError: with the known profiles.
    """
    from vgkit.training.trainer import profile

    profile()


def train_in_full() -> None:
    """The quick profile is for notebooks: a command that trains does so in full.

    Raises:
        VgkitError: as in `check_profile`.
    """
    check_profile()
    settings.change(profile="full")


def find_checkout() -> Path:
    """The checkout around the current folder, for commands that work on its files.

    Raises:
        VgkitError: there is none, or the current folder is gone; the message says what a checkout is
            and where to get one.
    """
    here = _here()
    if (found := _checkout_around(here)) is not None:
        return found
    where = say(
        "Neither {folder} nor a folder above it is a checkout of vgkit: the repository's own "
        "folder, with notebooks/, hints/, solutions/ and src/vgkit/. This command works on them.",
        folder=here,
    )
    own = Path(__file__).parents[3]
    if _is_checkout(own):
        advice = say(
            "The vgkit that runs here comes from one: change into {folder}, and try again.",
            folder=own,
        )
    else:
        advice = say(
            "Get one with git clone, or unpack the repository's archive; change into it, run make "
            "setup there, and try again."
        )
    raise VgkitError(f"{where} {advice}")


def find_lessons() -> tuple[Path, Path]:
    """Where the lessons' sources and hints are, and where a command writes what it makes of them.

    An installed wheel holds them (`setup.py`), laid out as in a checkout.

    Returns:
        The checkout around the current folder, twice; where there is none, the folder in the
        package, and the current folder.

    Raises:
        VgkitError: there are none in the package either; as in `find_checkout`.
    """
    here = _here()
    shipped = Path(vgkit.__file__).parent / "shipped"
    if _checkout_around(here) is None and shipped.is_dir():
        return shipped, here
    root = find_checkout()
    return root, root


def _here():
    try:
        return Path.cwd()
    except FileNotFoundError:
        message = say("The current folder was deleted. Change into another one.")
        raise VgkitError(message) from None


def _checkout_around(here):
    return next(filter(_is_checkout, (here, *here.parents)), None)


def _is_checkout(folder):
    return (folder / "notebooks").is_dir() and (folder / "src" / "vgkit").is_dir()
