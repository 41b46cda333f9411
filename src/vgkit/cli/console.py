"""The command line's streams: messages arrive as far as the console can show them.

A console may lack letters (Vietnamese on cp1252, arrows in ASCII), a shell may have closed a stream
(`>&-`), and whoever read from a pipe may have gone (`| head -1`).
"""

import codecs
import contextlib
import functools
import io
import os
import select
import sys
import unicodedata
from collections.abc import Iterator
from typing import TextIO

READER_GONE = 141  # as shells report a process that SIGPIPE ended

_ASCII = "vgkit_ascii"
_SUBSTITUTES = {
    **{"→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "·": "-", "•": "*", "×": "x"},
    **{"‘": "'", "’": "'", "“": '"', "”": '"', "✓": "[ok]", "✗": "[x]", "±": "+/-", "√": "sqrt "},
    **{"≤": "<=", "≥": ">=", "≈": "~", "∂": "d", "đ": "d", "Đ": "D", "█": "#"},
    **{"⁻": "-", "α": "alpha", "β": "beta", "γ": "gamma"},
    **{"ε": "epsilon", "ξ": "xi", "σ": "sigma", "φ": "phi", "χ": "chi"},
}


def prepare() -> list[str]:
    """Make stdin, stdout and stderr safe to use, whatever the console and whoever closed them.

    Returns:
        The names of those that were closed. They lead nowhere from here on.
    """
    names = "stdin", "stdout", "stderr"
    closed = [name for name in names if getattr(sys, name) is None]
    for descriptor in range(3):
        _occupy(descriptor)
    for descriptor, name in enumerate(names):
        if name in closed:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a notebook's is none, and needs no help
            _substitute_in(stream)
    with contextlib.suppress(AttributeError, io.UnsupportedOperation):  # read from before
        sys.stdin.reconfigure(errors="replace")
    return closed


def _occupy(descriptor):
    """Let a closed descriptor lead nowhere: else it would become that of the next file opened.

    And what libraries write to stderr would land in that file.
    """
    try:
        os.fstat(descriptor)
    except OSError:
        os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free


def _substitute_in(stream):
    encoding = codecs.lookup(stream.encoding).name
    if encoding == "ascii":  # click would write UTF-8 to a stream that says so
        codecs.register(_ascii_by_another_name)
        stream.reconfigure(encoding=_ASCII)
    codecs.register_error(f"vgkit-{encoding}", functools.partial(_substitute, encoding))
    stream.reconfigure(errors=f"vgkit-{encoding}")


def _ascii_by_another_name(name):
    if name != _ASCII:
        return None
    plain = codecs.lookup("ascii")
    return codecs.CodecInfo(*plain, plain.incrementalencoder, plain.incrementaldecoder, name)


def _substitute(encoding, error):
    """Handle what an encoding lacks, in the manner of `codecs.register_error`."""
    lacking = error.object[error.start : error.end]
    with contextlib.suppress(UnicodeError):  # a file's name, which an ASCII locale cannot read
        lacking = lacking.encode("utf-8", "surrogateescape").decode("utf-8")
    return "".join(substitute(character, encoding) for character in lacking), error.end


def substitute(character: str, encoding: str) -> str:
    """What a reader takes for a character that an encoding lacks.

    Args:
        character: one, such as `"→"` or `"ệ"`.
        encoding: as Python calls it.

    Returns:
        `"->"`; the letter with as many of its marks as there are; the character's number as
        `backslashreplace` writes it where nothing resembles it.
    """
    for candidate in _candidates(character):
        with contextlib.suppress(UnicodeEncodeError):
            candidate.encode(encoding)
            return candidate
    return character.encode("ascii", "backslashreplace").decode()


def _candidates(character) -> Iterator[str]:
    if character in _SUBSTITUTES:
        yield _SUBSTITUTES[character]
    apart = unicodedata.normalize("NFD", character)
    base, marks = apart[0], apart[1:]
    for mark in marks:  # cp1258 has ê, and a tone to be set behind it
        yield unicodedata.normalize("NFC", base + mark) + marks.replace(mark, "")
    yield apart
    for mark in marks:
        yield unicodedata.normalize("NFC", base + mark)
    yield base
    yield unicodedata.normalize("NFKD", character)


def reader_is_gone() -> bool:
    """Whether stdout or stderr is a pipe that nobody reads any more, after a `BrokenPipeError`.

    Such an error may as well be that of a connection to another process.
    """
    return any(map(_is_broken, (sys.stdout, sys.stderr)))


def _is_broken(stream):
    try:
        stream.flush()
        if not hasattr(select, "poll"):  # Windows
            return False
        poll = select.poll()
        poll.register(stream.fileno(), 0)
        return any(event & select.POLLERR for _, event in poll.poll(0))
    except BrokenPipeError:
        return True
    except (OSError, ValueError):  # no descriptor, or closed
        return False


def finish(*streams: TextIO) -> int:
    """Write out what streams still hold, before Python does and complains where it cannot.

    Returns:
        0, or the exit code where something could not be written.
    """
    code = 0
    for stream in streams:
        try:
            stream.flush()
        except OSError as error:
            code = READER_GONE if isinstance(error, BrokenPipeError) else 1
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())
    return code
