"""Text files that somebody else wrote: read as UTF-8, or refused in words."""

from importlib.resources.abc import Traversable
from pathlib import Path

from vgkit.errors import VgkitError
from vgkit.messages import say


class NotUtf8(VgkitError, ValueError):
    """A file holds something else than UTF-8 text."""


def read_text(path: Path | Traversable) -> str:
    """The text of a UTF-8 file, with or without a byte order mark, its line ends made `\\n`.

    Raises:
        NotUtf8: it is in another encoding. The message does not name the file.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text, why = None, str(error)
    else:
        why = "NUL" if "\0" in text else None  # UTF-16 or UTF-32 without a byte order mark
    if why:
        raise NotUtf8(say("not UTF-8 text ({why}): save it as UTF-8", why=why))
    return text.replace("\r\n", "\n").replace("\r", "\n")
