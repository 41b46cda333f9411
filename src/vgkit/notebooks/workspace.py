"""work/: a student's own copies of the hints, which nothing of the kit ever overwrites.

What is missing is copied. A hint that has changed since replaces a copy that nobody has written
into, and arrives beside any other.
"""

import json
from pathlib import Path

from vgkit.course import LANGUAGES
from vgkit.folders import locked, write_atomically
from vgkit.messages import say
from vgkit.notebooks import building, hints

FOLDER = "work"
_STATE = ".vgkit.json"


def choose_language(root: Path, wanted: str | None, otherwise: str) -> str:
    """The language of a student's notebooks: chosen once, and remembered in work/.

    Args:
        root: the checkout.
        wanted: the one that is asked for now, or None.
        otherwise: the one for whom none was ever asked for.

    Returns:
        One of `course.LANGUAGES`.
    """
    language = wanted or _state(root).get("language") or otherwise
    return language if language in LANGUAGES else "en"


def prepare(root: Path, language: str) -> tuple[Path, list[str]]:
    """Bring a student's folder up to date with the hints. Nothing that is the student's is lost.

    Args:
        root: the checkout.
        language: of the notebooks.

    Returns:
        The folder, and what is to be said about it, in the session's language.

    Raises:
        OSError: something cannot be read or written.
    """
    folder = root / FOLDER / language
    with locked(root / FOLDER / _STATE):
        state = _state(root)
        arrived = state.get("arrived")
        arrived = arrived if isinstance(arrived, dict) else {}
        notes, copied = [], 0
        for hint in sorted(building.target(root, "hint", language, "_").parent.glob("*.ipynb")):
            place = f"{language}/{hint.name}"
            own = folder / hint.name
            if not (own.exists() or own.is_symlink()):
                write_atomically(own, hint.read_bytes())
                copied += 1
            elif note := _renew(own, hint, arrived.get(place)):
                notes.append(note)
            else:
                continue
            arrived[place] = hints.version(hints.read(hint))
        _keep(root, {**state, "language": language, "arrived": arrived})
    if copied:
        place = f"{FOLDER}/{language}"
        notes.insert(
            0, say("{count} notebook(s) copied into {folder}.", count=copied, folder=place)
        )
    return folder, notes


def _renew(own, hint, arrived):
    """Bring one copy up to date. Returns what is to be said, or None where nothing was done."""
    newest = hints.read(hint)
    if newest is None or not own.is_file():  # a hint being edited; a link that leads nowhere
        return None
    ours = hints.read(own)
    if hints.version(newest) in (hints.version(ours), arrived):
        return None
    if hints.is_untouched(ours) and not own.is_symlink():
        write_atomically(own, hint.read_bytes())
        return say("{name} is of the newest version now.", name=own.name)
    beside = _beside(own)
    write_atomically(beside, hint.read_bytes())
    if ours is None:
        return say(
            "{name} is no notebook any more (damaged?). It is left as it is; a fresh one lies beside it: "
            "{beside}.",
            name=own.name,
            beside=beside.name,
        )
    return say(
        "There is a newer version of {name}. Yours is left as it is; the new one lies beside it: {beside}.",
        name=own.name,
        beside=beside.name,
    )


def _beside(own):
    """A name for the newer version: one that is free, or that an untouched one has."""
    number = 1
    while True:
        path = own.with_suffix(".new.ipynb" if number == 1 else f".new-{number}.ipynb")
        if not (path.exists() or path.is_symlink()):
            return path
        if not path.is_symlink() and path.is_file() and hints.is_untouched(hints.read(path)):
            return path
        number += 1


def _state(root):
    """What is remembered: `language`, and by notebook the version that `arrived` last."""
    try:
        state = json.loads((root / FOLDER / _STATE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _keep(root, state):
    write_atomically(root / FOLDER / _STATE, (json.dumps(state, indent=1) + "\n").encode())
