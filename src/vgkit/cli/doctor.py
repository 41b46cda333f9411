"""What this machine lacks for the course, and how to fix it."""

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
        say("Install Python 3.11, 3.12 or 3.13 and make the environment again."),
    )


def _packages():
    untested, builds = hardware.untested(), ("tensorflow-cpu", "tensorflow")
    tensorflow = next((name for name in builds if hardware.version(name)), "tensorflow")
    for name in (tensorflow, *PACKAGES):
        version = hardware.version(name)
        what = f"{name} {version}" if version else say("{name} is missing", name=name)
        if name in untested:
            advice = say(
                "The kit is tested with {name} {tested}: install one of these, or expect numbers "
                "that differ.",
                name=name,
                tested=untested[name],
            )
            yield Finding(False, what, advice)
        else:
            yield Finding(version is not None, what, _install(name))


def _install(name):
    return say(
        "In a checkout of vgkit: pip install -r requirements.txt. Elsewhere: pip install {name}",
        name=name,
    )


def _data():
    report = data.status()
    for files in data.FILE_SETS.values():
        copies = [file for file in report if file.dataset == files.name]
        yield from _data_set(files, copies) if copies else [_not_here(files)]


def _data_set(files, copies):
    sound = {}
    for file in copies:
        if file.problem is not None:
            yield Finding(
                False,
                f"{file.path}: {file.problem}",
                say("Delete this file, then run: {command}", command=files.fetch_command),
            )
        elif file.present:
            sound.setdefault(file.key, file.path)
        else:
            name = file.path.name  # which MNIST's files share with Fashion-MNIST's
            name = name if files.name == data.DEFAULT else f"{files.subfolder}/{name}"
            yield Finding(
                False,
                say("{name} is not on this machine", name=name),
                say(
                    "Run: {command}. Without a network, name a folder that holds the four "
                    "files in VGKIT_DATA_DIR.",
                    command=files.fetch_command,
                ),
            )
    if len(sound) == len(files.originals):
        folder = next(iter(sound.values())).parent
        yield Finding(
            True,
            say("{title}, verified, in {folder}", title=files.title, folder=folder),
        )


def _not_here(files):
    """A data set that only some lessons need."""
    return Finding(
        True,
        say(
            "{title} ({megabytes} MB) is not on this machine. A lesson that uses it downloads it; "
            "so does: {command}",
            title=files.title,
            command=files.fetch_command,
            megabytes=files.megabytes,
        ),
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
