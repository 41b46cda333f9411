"""`vgkit lab`: JupyterLab on a student's own copies of the notebooks."""

import click

from vgkit import settings
from vgkit.cli.shared import find_lessons
from vgkit.errors import VgkitError
from vgkit.messages import get_language, say, set_language


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--no-open", is_flag=True, help="Only bring work/ up to date; start no JupyterLab.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTER_OPTIONS]...")
def lab(no_open: bool, options: tuple[str, ...]) -> None:
    """Open JupyterLab on your own copies of the notebooks, in work/.

    What is missing there is copied from hints/: a checkout's, else those that come with the package, and
    work/ is made in the current folder. Your files are never overwritten: a newer version of
    a notebook that you have written into arrives beside it. The language is that of --lang or
    VGKIT_LANG, and is remembered. Other options go to JupyterLab, such as --no-browser.
    """
    lessons, root = find_lessons()
    from vgkit.notebooks import workspace

    wanted = get_language() if settings.current().language else None
    language = workspace.choose_language(root, wanted, get_language())
    set_language(language)
    folder, notes = workspace.prepare(root, language, lessons)
    for note in notes:
        click.echo(note)
    place = folder.relative_to(root).as_posix()
    click.echo(say("Your notebooks: {folder}", folder=place))
    if not no_open:
        _open(root, place, options)


def _open(root, place, options):
    """Be JupyterLab to its end: Ctrl-C, signals and the exit code are its own."""
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        raise VgkitError(
            say(
                "JupyterLab is not installed: pip install jupyterlab. Your notebooks are in {folder} "
                "all the same.",
                folder=place,
            )
        ) from None
    where = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{place}"]
    LabApp.launch_instance([*where, *options])
