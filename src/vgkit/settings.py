"""What the environment asks of the kit: read once, kept in one object, handed on.

A session reads its variables when it first needs one, and a notebook again at its first line. What
a command decides by itself (`vgkit train` trains in full, say) replaces a field here; the
environment is never written to.
"""

import contextlib
import dataclasses
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

VARIABLES = {
    "language": "VGKIT_LANG",
    "home": "VGKIT_HOME",
    "data_dir": "VGKIT_DATA_DIR",
    "data_url": "VGKIT_DATA_URL",
    "dataset": "VGKIT_DATASET",
    "images": "VGKIT_IMAGES",
    "profile": "VGKIT_PROFILE",
    "progress": "VGKIT_PROGRESS",
    "static": "VGKIT_STATIC",
}


@dataclass(frozen=True)
class Settings:
    """One field for each variable of `VARIABLES`, None where it is unset or empty; and `solution`.

    Attributes:
        language: of messages, as a person or a system writes it: `"vi"`, `"vi_VN.UTF-8"`.
        home: folder for checkpoints, finished runs and kept answers.
        data_dir: folder that holds data sets.
        data_url: where to download them from.
        dataset: `"synthetic"` for drawn images instead of Fashion-MNIST.
        images: folder of a student's own photographs, a subfolder for each class.
        profile: `"full"` or `"quick"`.
        progress: `"off"`, or a file that progress bars are written to.
        static: set where nobody is at the keyboard: no widgets, nothing told.
        solution: whether this session runs a solution: no variable sets it, the notebook does.
    """

    language: str | None = None
    home: str | None = None
    data_dir: str | None = None
    data_url: str | None = None
    dataset: str | None = None
    images: str | None = None
    profile: str | None = None
    progress: str | None = None
    static: str | None = None
    solution: bool = False

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings that an environment asks for."""
        return cls(**{field: environment.get(name) or None for field, name in VARIABLES.items()})

    def environment(self) -> dict[str, str]:
        """The variables of these settings, for a process of its own; unset fields are left out."""
        values = {name: getattr(self, field) for field, name in VARIABLES.items()}
        return {name: value for name, value in values.items() if value is not None}


_current = None


def current() -> Settings:
    """The settings of this session."""
    global _current
    if _current is None:
        _current = Settings.of(os.environ)
    return _current


def change(**fields: str | bool | None) -> None:
    """Replace fields of the settings from here on.

    Raises:
        TypeError: there is no such field.
    """
    global _current
    _current = dataclasses.replace(current(), **fields)


def renew() -> None:
    """Forget what was read or changed: the environment is read again when it is next needed."""
    global _current
    _current = None


@contextlib.contextmanager
def using(**fields: str | None) -> Iterator[None]:
    """Replace fields of the settings while the context lasts."""
    global _current
    before = current()
    change(**fields)
    try:
        yield
    finally:
        _current = before
