"""`vgkit lab`: JupyterLab on a student's own copies of the notebooks."""

import importlib.util
import subprocess
import sys

import click

from vgkit import settings
from vgkit.cli.shared import find_checkout
from vgkit.errors import VgkitError
from vgkit.messages import get_language, say, set_language


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--no-open", is_flag=True, help="Only bring work/ up to date; start no JupyterLab.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTER_OPTIONS]...")
def lab(no_open: bool, options: tuple[str, ...]) -> None:
    """Open JupyterLab on your own copies of the notebooks, in work/.

    What is missing there is copied from hints/. Your files are never overwritten: a newer version of
    a notebook that you have written into arrives beside it. The language is that of --lang or
    VGKIT_LANG, and is remembered. Other options go to JupyterLab, such as --no-browser.
    """
    root = find_checkout()
    from vgkit.notebooks import workspace

    language = workspace.choose_language(root, settings.current().language, get_language())
    set_language(language)
    folder, notes = workspace.prepare(root, language)
    for note in notes:
        click.echo(note)
    place = folder.relative_to(root).as_posix()
    click.echo(say("Your notebooks: {folder}", folder=place))
    if not no_open:
        sys.exit(_open(root, place, options))


def _open(root, place, options):
    """Run JupyterLab to its end; returns its exit code. Ctrl-C is for JupyterLab to answer."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise VgkitError(
            say(
                "JupyterLab is not installed: pip install jupyterlab. Your notebooks are in {folder} "
                "all the same.",
                folder=place,
            )
        )
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    process = subprocess.Popen([*command, f"--LabApp.default_url=/lab/tree/{place}", *options])
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
