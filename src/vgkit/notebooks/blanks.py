"""Blanks: the placeholder in a hint notebook, and how a source marks what belongs in its place.

A blank is the solution's line with its hint behind it:

    total = keras.layers.add([h3, h1])  #?? name | vi: gợi ý | en: hint

In the hint the right-hand side (of an assignment, a keyword argument or a `return`; else the whole
statement) becomes `vgkit.blank("name")`; its hint stands behind it, or above it where the line would
be wider than a cell. A blank of several lines stands between two comments,
`#??begin name | vi: … | en: …` and `#??end`; its last line decides how it reads when emptied.
"""

import ast
import contextlib
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from vgkit.course import LANGUAGES
from vgkit.errors import UnfilledBlank, VgkitError
from vgkit.messages import say

WIDTH = 100  # 107 characters fit into a cell of JupyterLab, 1280 pixels wide, beside its file list
_MARK = re.compile(r"^(?P<code>.*?)\s*#\?\?(?P<word>begin\b|end\b)?\s*(?P<rest>.*)$")
_REST = re.compile(r"^(?P<name>[a-z]\w*)\s*\|\s*vi:\s*(?P<vi>.+?)\s*\|\s*en:\s*(?P<en>.+?)\s*$")
_HEAD = re.compile(r"^(?P<head>\s*(?:return\s+|[\w.]+\s*=(?!=)\s*)?)(?P<body>.*?)(?P<tail>,?)$")


def blank(name: str) -> NoReturn:
    """Stop here: this blank is not filled yet.

    It raises as soon as Python reaches it. An object in its place, or `...`, would travel on into
    Keras, which takes the one silently in several places and answers the other in its own words.

    Args:
        name: of the blank, as the sources and the checks call it.

    Raises:
        UnfilledBlank: always.
    """
    raise UnfilledBlank(
        say(
            'Blank "{name}" is not filled yet. Replace vgkit.blank("{name}") with your own code '
            "(its hint stands behind #??) and run the cell again.",
            name=name,
        )
    )


class AuthoringError(VgkitError):
    """A source does not follow the rules. The message starts with `file:line:`."""


@dataclass(frozen=True)
class Blank:
    """One blank of a source.

    Attributes:
        name: as `vgkit.blank` and the checks call it.
        hints: what to write there, by language.
        lines: the solution as it stands in the source, without the marks.
    """

    name: str
    hints: dict[str, str]
    lines: tuple[str, ...]

    def emptied(self, language: str) -> list[str]:
        """The lines of the hint notebook: the placeholder, and what stands around it."""
        around = _HEAD.match(self._deciding_line())
        placeholder = f'{around["head"]}vgkit.blank("{self.name}"){around["tail"]}'
        hint = f"#?? {self.hints[language]}"
        if len(placeholder) + 2 + len(hint) <= WIDTH:
            return [f"{placeholder}  {hint}"]
        return [_indent(placeholder) + hint, placeholder]

    def filled(self, language: str) -> list[str]:
        """The lines of the solution notebook."""
        if len(self.lines) == 1:
            return [f"{self.lines[0]}  #?? {self.hints[language]}"]
        return [f"{_indent(self.lines[0])}#?? {self.hints[language]}", *self.lines]

    def _deciding_line(self):
        """The last statement's first line, or the first where the last is indented otherwise."""
        first, last = self.lines[0], self.lines[-1]
        with contextlib.suppress(SyntaxError):  # lines of a statement that begins above the blank
            statements = ast.parse(textwrap.dedent("\n".join(self.lines))).body
            last = self.lines[statements[-1].lineno - 1]
        return last if _indent(last) == _indent(first) else first


def _indent(line):
    return re.match(r"\s*", line)[0]


def split(source: str, where: Callable[[int], str]) -> list[tuple[int, str | Blank]]:
    """Find the blanks in the source of a code cell.

    Args:
        source: the cell's text.
        where: a function from the number of a line in it, from 0, to `file:line`, for errors.

    Returns:
        A list of `(index, part)`: plain lines and `Blank`s, each with the number of the line at
        which it begins.

    Raises:
        AuthoringError: a blank is unnamed, unbalanced, empty, or inside another one.
    """
    parts, lines = [], enumerate(source.splitlines())
    for index, line in lines:
        mark = _MARK.match(line)
        if not mark:
            parts.append((index, line))
        elif mark["word"] == "end":
            raise AuthoringError(f"{where(index)}: #??end without #??begin")
        else:
            name, hints = _name_and_hints(mark, where(index))
            if mark["word"] == "begin":
                code = _up_to_end(lines, name, index, where)
            elif mark["code"].strip():
                code = (mark["code"],)
            else:
                raise _no_code(where(index), name)
            parts.append((index, Blank(name, hints, code)))
    return parts


def _name_and_hints(mark, at):
    rest = _REST.match(mark["rest"])
    if not rest:
        raise AuthoringError(
            f"{at}: a blank reads `#?? name | vi: … | en: …`. "
            f"Received: #??{mark['word'] or ''} {mark['rest']}".rstrip()
        )
    return rest["name"], {language: rest[language] for language in LANGUAGES}


def _up_to_end(lines: Iterator, name, start, where):
    """The lines of the blank that begins at `start`; `#??end` is read, too."""
    code = []
    for index, line in lines:
        mark = _MARK.match(line)
        if not mark:
            code.append(line)
        elif mark["word"] != "end":
            raise AuthoringError(f"{where(index)}: a blank inside the blank {name!r}")
        elif not any(text.strip() and not text.strip().startswith("#") for text in code):
            raise _no_code(where(index), name)
        else:
            return tuple(code)
    raise AuthoringError(f"{where(start)}: #??begin {name} has no #??end")


def _no_code(at, name):
    return AuthoringError(f"{at}: the blank {name!r} holds no code")
