"""The first line of every notebook: language, TensorFlow without its notices, what to expect."""

import sys

from vgkit import __version__, course, settings
from vgkit.messages import say, set_language
from vgkit.notebooks.uncalled import watch
from vgkit.training.trainer import profile


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
    if (ipython := sys.modules.get("IPython")) and (shell := ipython.get_ipython()):
        watch(shell)
    print(f"vgkit {__version__} · {row.id} · {row.heading}")
    if settings.current().dataset == "synthetic":
        print(say("SYNTHETIC images instead of Fashion-MNIST: the numbers mean nothing here."))
