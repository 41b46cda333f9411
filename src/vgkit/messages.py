"""What the kit says: English in the code, other languages in message catalogues (gettext).

A catalogue is `course/locale/<language>/LC_MESSAGES/vgkit.po`. It is read as it stands when its
language is first spoken: whoever corrects a sentence there sees it at once, and no compiled copy can
go stale. `vgkit build` brings the catalogues up to date with the code.
"""

import contextlib
import contextvars
import functools
import gettext
import io
import locale
import reprlib
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from vgkit import settings

LOCALE = Path(__file__).parent / "course" / "locale"
LANGUAGES = ("en", *sorted(path.name for path in LOCALE.glob("[!_.]*")))
_chosen = None
_spoken_here = contextvars.ContextVar("spoken_here", default=None)


def set_language(language: str) -> None:
    """Choose the language of everything that the kit says from now on.

    Args:
        language: one of `LANGUAGES`.

    Raises:
        ValueError: there is no catalogue of that language.
    """
    global _chosen
    _chosen = _known(language)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in this thread only, while the context lasts: one visitor of a server's.

    Args:
        language: one of `LANGUAGES`.

    Raises:
        ValueError: there is no catalogue of that language.
    """
    token = _spoken_here.set(_known(language))
    try:
        yield
    finally:
        _spoken_here.reset(token)


def _known(language):
    if language not in LANGUAGES:
        raise ValueError(f"Expected a language out of {LANGUAGES}. Received: {language!r}")
    return language


def get_language() -> str:
    """The language in use: the one set, else `VGKIT_LANG`, else the system's, else English."""
    wanted = _spoken_here.get() or _chosen or settings.current().language
    wanted = wanted or locale.getlocale()[0] or "en"
    return next((language for language in LANGUAGES if wanted.lower().startswith(language)), "en")


@functools.cache
def _catalogue(language):
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    try:
        text = (LOCALE / language / "LC_MESSAGES" / "vgkit.po").read_text("utf-8-sig")
    except UnicodeDecodeError:  # `vgkit build` says so; a student's training must not end over it
        return gettext.NullTranslations()
    write_mo(compiled, read_po(text.splitlines()))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(message: str, **values: object) -> str:
    """A message in the session's language.

    Args:
        message: in English, as it stands in the catalogues, with named placeholders as `str.format`
            has them: `"epoch {epoch}: loss {loss:.4f}"`. A brace that is none is doubled.
        **values: one for each placeholder.

    Returns:
        The message with its values; in English where the catalogue lacks it, or where its
        placeholders are not those of the English one.

    Raises:
        KeyError: a placeholder of the English message has no value.
    """
    return _filled(_catalogue(get_language()).gettext(message), message, values)


def say_in(context: str, message: str, **values: object) -> str:
    """`say`, for a message that another language says differently from place to place.

    Args:
        context: tells the places apart; it is never shown.
        message, **values: as in `say`.
    """
    return _filled(_catalogue(get_language()).pgettext(context, message), message, values)


class _Quotation(reprlib.Repr):
    """`repr` of whatever somebody's file holds: what is endless or nested without end is cut."""

    def __init__(self):
        super().__init__()
        self.maxlevel = 7
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = 40
        self.maxstring = self.maxother = 800

    def repr_int(self, number, level):
        return repr(number) if abs(number) < 1 << 256 else f"{number:#x}"[:22] + "…"


class _Formatter(string.Formatter):
    _quoted = _Quotation().repr

    def convert_field(self, value, conversion):
        return (
            self._quoted(value) if conversion == "r" else super().convert_field(value, conversion)
        )


def _filled(translated, message, values):
    fill = _Formatter().vformat
    try:
        return fill(translated, (), values)
    except (KeyError, IndexError, ValueError):  # a slip in a catalogue must not end a training
        return fill(message, (), values)


def mark(message: str) -> str:
    """The message itself: for tables of messages, which are said when their time comes."""
    return message


def pick(texts: dict) -> object:
    """What stands in a dict under the session's language, else what stands under English."""
    return texts.get(get_language(), texts["en"])


def grouped(number: int) -> str:
    """A whole number with its digits in groups of three: 1,234,567."""
    return f"{number:,}".replace(",", say_in("between groups of three digits", ","))


def tell(message: str) -> None:
    """Say something to the person without touching stdout, which may carry JSON."""
    if sys.stderr is not None:  # closed; `print` would take stdout
        print(message, file=sys.stderr, flush=True)
