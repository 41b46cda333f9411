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
        say(
            en="Install Python 3.11, 3.12 or 3.13 and make the environment anew.",
            vi="Hãy cài Python 3.11, 3.12 hoặc 3.13 rồi tạo lại môi trường.",
        ),
    )


def _packages():
    install = say(
        en="Install what requirements.txt lists: pip install -r requirements.txt",
        vi="Hãy cài những gì ghi trong requirements.txt: pip install -r requirements.txt",
    )
    tensorflow = next((n for n in ("tensorflow-cpu", "tensorflow") if _version(n)), "tensorflow")
    for name in (tensorflow, *PACKAGES):
        version = _version(name)
        what = f"{name} {version or say(en='is missing', vi='chưa được cài')}"
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
                say(
                    en="Delete this file, then run: vgkit data fetch",
                    vi="Hãy xóa file này rồi chạy: vgkit data fetch",
                ),
            )
        elif file.present:
            sound.setdefault(file.key, file.path)
        else:
            yield Finding(
                False,
                say(en=f"{name} is not on this machine", vi=f"Máy này chưa có {name}"),
                say(
                    en="Run: vgkit data fetch. Without a network, name a folder that holds the "
                    "four files in VGKIT_DATA_DIR.",
                    vi="Hãy chạy: vgkit data fetch. Nếu không có mạng, hãy ghi thư mục chứa bốn "
                    "file vào biến VGKIT_DATA_DIR.",
                ),
            )
    if len(sound) == len(data.FILES):
        folder = sound["x_train"].parent
        yield Finding(
            True,
            say(
                en=f"Fashion-MNIST, verified, in {folder}",
                vi=f"Fashion-MNIST, đã kiểm tra, trong {folder}",
            ),
        )


def _folder():
    try:
        folder = user_folder()
    except VgkitError as error:
        what = say(en="no folder for backups and runs", vi="không có thư mục cho backup")
        yield Finding(False, what, str(error))
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    yield Finding(
        writable,
        say(en=f"backups and runs in {folder}", vi=f"backup và các lần chạy nằm trong {folder}"),
        say(
            en="The folder cannot be written to: name another one in VGKIT_HOME.",
            vi="Không ghi được vào thư mục này: hãy ghi thư mục khác vào biến VGKIT_HOME.",
        ),
    )
    if writable:
        free = shutil.disk_usage(folder).free
        yield Finding(
            free >= FREE_BYTES,
            say(en=f"{free / 1e9:.1f} GB of disk free", vi=f"còn trống {free / 1e9:.1f} GB đĩa"),
            say(
                en=f"Backups and data need about {FREE_BYTES / 1e9:g} GB: free some space.",
                vi=f"Backup và dữ liệu cần khoảng {FREE_BYTES / 1e9:g} GB: hãy dọn bớt đĩa.",
            ),
        )


def _cores():
    cores = hardware.cores()
    return Finding(
        True,
        say(
            en=f"{cores} processor core(s); trainings need one each",
            vi=f"{cores} nhân xử lý; mỗi lần train cần một nhân",
        ),
    )


def examine():
    """Look at Python, packages, data, folders, disk and cores. Changes nothing but makes the
    user's folder.

    Returns:
        A list of `Finding`s.
    """
    return [_python(), *_packages(), *_data(), *_folder(), _cores()]
