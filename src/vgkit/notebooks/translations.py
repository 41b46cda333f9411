"""The message catalogues: brought up to date with the code, and held against it.

Babel finds the messages in the code (`say`, `say_in`, `mark`) and merges them into each catalogue.
"""

import io
import string
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

from vgkit.errors import VgkitError
from vgkit.folders import write_atomically
from vgkit.texts import NotUtf8, read_text

KEYWORDS = {"say": None, "mark": None, "say_in": ((1, "c"), 2)}
_PACKAGE = Path("src", "vgkit")
_HEADER = """\
# What vgkit says in {language}. Words in braces are placeholders: they stay as they are.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"

"""


def extract(root: Path) -> Catalog:
    """All messages of the code, in English.

    Args:
        root: the checkout.

    Returns:
        A template: each message with its context and the files that say it.
    """
    template = Catalog(charset="utf-8")
    for file, _, message, _, context in extract_from_dir(
        root / _PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        template.add(message, locations=[(str(_PACKAGE / file), None)], context=context)
    return template


def update(root: Path, check: bool = False) -> list[tuple[Path, str]]:
    """Merge the messages of the code into every catalogue, and say what is left to translate.

    A message that is gone moves to the end of its catalogue, as a comment. One that was reworded
    keeps its old translation, marked `fuzzy`; it is spoken again when that mark is taken away.

    Args:
        root: the checkout.
        check: write nothing, only tell what would change.

    Returns:
        `(path, note)` for each catalogue that changed or would change, and for each message that
        is not translated, is fuzzy, or has other placeholders than its translation.

    Raises:
        OSError: a catalogue cannot be written.
        VgkitError: a catalogue cannot be read; the message holds `file:line:`.
    """
    found, template = [], extract(root)
    for path in sorted((root / _PACKAGE / "course" / "locale").glob("*/LC_MESSAGES/*.po")):
        catalogue, before = _read(path), path.read_bytes()
        known = {(message.context, message.id) for message in template if message.id}
        orphans = [m.id for m in catalogue if m.id and (m.context, m.id) not in known]
        found += [(path, f"no code says {_short(orphan)}") for orphan in orphans if check]
        catalogue.update(template)
        found += [(path, note) for message in catalogue if (note := _fault(message))]
        text = _written(catalogue, path.parent.parent.name)
        if text.encode() != before:
            found.append((path, "changed"))
            if not check:
                write_atomically(path, text.encode())
    return found


def _read(path):
    try:
        return read_po(read_text(path).split("\n"), charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        raise VgkitError(f"{path.name}:{error.lineno + 1}: {error}: {error.line.strip()}") from None
    except NotUtf8 as error:
        raise VgkitError(f"{path.name}:1: {error}") from None


def _written(catalogue, language):
    content = io.BytesIO()
    write_po(content, catalogue, width=100, include_lineno=False, omit_header=True)
    return _HEADER.format(language=language) + content.getvalue().decode().rstrip("\n") + "\n"


def _fault(message: Message) -> str | None:
    """What is wrong with one entry of a catalogue, or None."""
    if not message.id:
        return None
    if not message.string:
        return f"no translation of {_short(message.id)}"
    if message.fuzzy:
        return f"fuzzy, to be looked at: {_short(message.id)}"
    ours, theirs = _placeholders(message.id), _placeholders(message.string)
    if ours == theirs:
        return None
    if theirs is None:
        return f"a brace without its other half in the translation of {_short(message.id)}"
    return f"placeholders {sorted(theirs)}, expected {sorted(ours)}: {_short(message.id)}"


def _placeholders(text):
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _short(text):
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:59] + "…")
