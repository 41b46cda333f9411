"""work/: a student's own copies of the hints, which nothing of the kit ever overwrites.

What is missing is copied. A hint that has changed since replaces a copy that nobody has written
into, and arrives beside any other.
"""

import itertools
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
        root: the folder that work/ lies in.
        wanted: the one that is asked for now, or None.
        otherwise: the one for whom none was ever asked for.

    Returns:
        One of `course.LANGUAGES`.
    """
    named = (wanted, _state(root).get("language"), otherwise)
    return next((language for language in named if language in LANGUAGES), "en")


def prepare(root: Path, language: str, lessons: Path | None = None) -> tuple[Path, list[str]]:
    """Bring a student's folder up to date with the hints. Nothing that is the student's is lost.

    Args:
        root: the folder that work/ lies in.
        language: of the notebooks.
        lessons: the folder that hints/ lies in; None for the same, a checkout.

    Returns:
        The folder, and what is to be said about it, in the session's language.

    Raises:
        OSError: something cannot be read or written.
    """
    folder = root / FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    with locked(root / FOLDER / _STATE):
        state = _state(root)
        arrived = state.get("arrived")
        arrived = dict(arrived) if isinstance(arrived, dict) else {}
        notes, copied = [], 0
        lessons = lessons or root
        for path, own, hint in _hints(lessons, root / FOLDER, language):
            name, place = path.relative_to(lessons).as_posix(), f"{own.parent.name}/{own.name}"
            if hint is None:
                notes.append(_say_damaged(name))
                continue
            if new := not (own.exists() or own.is_symlink()):
                write_atomically(own, path.read_bytes())
                copied += own.parent == folder
                note = _say_written_into(name, own) if _is_filled(hint) else None
            else:
                note = _renew(own, path, hint, name, arrived.get(place))
            if new or note:
                arrived[place] = hints.digest(hint)
            notes += [note] if note else []
        _keep(root, {**state, "language": language, "arrived": arrived}, state)
    if copied:
        place = f"{FOLDER}/{language}"
        notes.insert(
            0, say("{count} notebook(s) copied into {folder}.", count=copied, folder=place)
        )
    return folder, notes


def _hints(lessons, work, language):
    """Each hint's path, that of its copy, and what it holds: those of `language`, and filled ones."""
    for each in (language, *(other for other in LANGUAGES if other != language)):
        for path in sorted(building.target(lessons, "hint", each, "_").parent.glob("*.ipynb")):
            hint = hints.read(path)
            if each == language or (hint is not None and _is_filled(hint)):
                yield path, work / each / path.name, hint


def _is_filled(hint):
    """Whether somebody has written into a hint of the kit's."""
    return hints.version(hint) not in (None, hints.digest(hint))


def _renew(own, path, hint, name, arrived):
    """Bring one copy up to date. Returns what is to be said, or None where nothing was done."""
    if not own.is_file():  # a link that leads nowhere, a folder
        return None
    ours = hints.read(own)
    if ours is None:
        return say(
            "{name} is no notebook any more (damaged?). It is left as it is; a fresh one lies beside it: "
            "{beside}.",
            name=own.name,
            beside=_put_beside(own, path, hint).name,
        )
    if hints.digest(hint) == arrived or hints.is_from(ours, hint):
        return None
    replaced = hints.is_untouched(ours) and not own.is_symlink()
    if replaced:
        write_atomically(own, path.read_bytes())
    place = own if replaced else _put_beside(own, path, hint)
    if _is_filled(hint):
        return _say_written_into(name, place)
    if replaced:
        return say("{name} is of the newest version now.", name=own.name)
    return say(
        "There is a newer version of {name}. Yours is left as it is; the new one lies beside it: {beside}.",
        name=own.name,
        beside=place.name,
    )


def _put_beside(own, path, hint):
    """Lay a hint beside a copy, unless it lies there already; returns the path of that file."""
    for number in itertools.count(1):
        beside = own.with_suffix(".new.ipynb" if number == 1 else f".new-{number}.ipynb")
        if beside.is_symlink() or (beside.exists() and not beside.is_file()):
            continue
        there = hints.read(beside) if beside.exists() else None
        if hints.is_from(there, hint):
            return beside
        if not beside.exists() or hints.is_untouched(there):
            write_atomically(beside, path.read_bytes())
            return beside


def _say_damaged(name):
    return say(
        "{hint} is no notebook (damaged?), and is not copied. `vgkit build --force` writes it again, and "
        "keeps what it held in runs/replaced/.",
        hint=name,
    )


def _say_written_into(name, place):
    return say(
        "Somebody has written into {hint}. What it holds is in {place} now, too: go on there, where "
        "nothing overwrites it.",
        hint=name,
        place=f"{FOLDER}/{place.parent.name}/{place.name}",
    )


def _state(root):
    """What is remembered: `language`, and by notebook the version that `arrived` last."""
    try:
        state = json.loads((root / FOLDER / _STATE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _keep(root, state, before):
    if state != before:
        write_atomically(root / FOLDER / _STATE, (json.dumps(state, indent=1) + "\n").encode())
