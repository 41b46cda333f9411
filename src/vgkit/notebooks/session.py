"""The first line of every notebook: language, TensorFlow without its notices, what to expect."""

import traceback
from pathlib import Path

import IPython
from IPython.core.interactiveshell import ExecutionResult

import vgkit
from vgkit import __version__, course, hardware, settings
from vgkit.errors import VgkitError
from vgkit.messages import say, set_language, tell
from vgkit.notebooks.uncalled import watch
from vgkit.training.trainer import profile

_FOLDER = Path(vgkit.__file__).parent


def start(notebook: str, language: str) -> None:
    """Begin a notebook.

    Args:
        notebook: its id in the course's table.
        language: `"vi"` or `"en"`, of all messages from here on.

    Raises:
        VgkitError: no such exercise, or `VGKIT_PROFILE` has a value that means nothing.
        ValueError: the language is neither.
    """
    settings.renew()
    set_language(language)
    row = course.get_notebook(notebook)
    profile()
    if shell := IPython.get_ipython():
        watch(shell)
        shell.events.register("post_run_cell", _explain)  # once, however often it is asked for
    print(f"vgkit {__version__} · {row.id} · {row.heading}")
    if row.images_are_replaced:
        print(say("SYNTHETIC images instead of Fashion-MNIST: the numbers mean nothing here."))
    if not settings.current().static:
        _tell_untested()


def _tell_untested():
    for name, tested in hardware.untested().items():
        tell(
            say(
                "{name} {version} is here. The kit is tested with {tested}: numbers may differ from "
                "the record's.",
                name=name,
                version=hardware.version(name),
                tested=tested,
            )
        )


def as_solution() -> None:
    """Begin a solution: whatever it trains and answers is kept apart from the user's own work.

    Its answers are held against the course's own runs.
    """
    settings.change(solution=True)
    print(say("This is a solution: your own trainings and answers stay as they are."))


def _explain(result: ExecutionResult) -> None:
    """Say below an error of the kit's own that its files are newer than this session, if so."""
    error = result.error_in_exec
    if isinstance(error, Exception) and _is_of_the_kit(error) and vgkit.has_changed():
        tell(vgkit.restart_advice(error))


def _is_of_the_kit(error):
    """Whether it was raised inside of the kit, unmeant, or by asking for what the kit lacks."""
    if isinstance(error, VgkitError):
        return False
    asked = error.name if isinstance(error, ImportError) else ""
    if isinstance(error, AttributeError):
        asked = getattr(error.obj, "__name__", "")
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return str(asked).partition(".")[0] == "vgkit" or any(
        Path(frame.f_code.co_filename).is_relative_to(_FOLDER) for frame in frames
    )
