"""What this machine lacks for the course, and how to mend it."""

import importlib.metadata
import os
import shutil
import sys
from dataclasses import dataclass

from vgkit import data, hardware
from vgkit.errors import VgkitError
from vgkit.folders import user_folder
from vgkit.messages import say

PACKAGES = ("keras", "numpy", "matplotlib", "jupyterlab", "ipywidgets", "nbclient")
FREE_BYTES = 500_000_000
PYTHON = (3, 11), (3, 14)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: is it all right, what was seen, what to do if it is not."""

    ok: bool
    what: str
    advice: str = ""


def _python():
    version = sys.version_info[:2]
    return Finding(
        PYTHON[0] <= version < PYTHON[1],
        f"Python {sys.version.split()[0]}",
        say("Install Python 3.11, 3.12 or 3.13 and make the environment anew."),
    )


def _packages():
    install = say("Install what requirements.txt lists: pip install -r requirements.txt")
    tensorflow = next((n for n in ("tensorflow-cpu", "tensorflow") if _version(n)), "tensorflow")
    for name in (tensorflow, *PACKAGES):
        version = _version(name)
        what = f"{name} {version}" if version else say("{name} is missing", name=name)
        yield Finding(version is not None, what, install)


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _data():
    sound = {}
    for file in data.status():
        name = data.FILES[file.key].name
        if file.problem is not None:
            yield Finding(
                False,
                f"{file.path}: {file.problem}",
                say("Delete this file, then run: vgkit data fetch"),
            )
        elif file.present:
            sound.setdefault(file.key, file.path)
        else:
            yield Finding(
                False,
                say("{name} is not on this machine", name=name),
                say(
                    "Run: vgkit data fetch. Without a network, name a folder that holds the four "
                    "files in VGKIT_DATA_DIR."
                ),
            )
    if len(sound) == len(data.FILES):
        folder = sound["x_train"].parent
        yield Finding(
            True,
            say("Fashion-MNIST, verified, in {folder}", folder=folder),
        )


def _folder():
    try:
        folder = user_folder()
    except VgkitError as error:
        what = say("no folder for backups and runs")
        yield Finding(False, what, str(error))
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    yield Finding(
        writable,
        say("backups and runs in {folder}", folder=folder),
        say("The folder cannot be written to: name another one in VGKIT_HOME."),
    )
    if writable:
        free = shutil.disk_usage(folder).free
        yield Finding(
            free >= FREE_BYTES,
            say("{gigabytes:.1f} GB of disk free", gigabytes=free / 1000000000.0),
            say(
                "Backups and data need about {gigabytes:g} GB: free some space.",
                gigabytes=FREE_BYTES / 1000000000.0,
            ),
        )


def _cores():
    cores = hardware.cores()
    return Finding(
        True,
        say("{cores} processor core(s); trainings need one each", cores=cores),
    )


def examine() -> list[Finding]:
    """Look at Python, packages, data, folders, disk and cores.

    It changes nothing, but makes the user's folder.

    Returns:
        A list of `Finding`s.
    """
    return [_python(), *_packages(), *_data(), *_folder(), _cores()]
