"""Where a function of the student's fails: the line within it, whatever it calls there."""

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable
from traceback import walk_tb


def failing_line(function: Callable, error: Exception) -> tuple[list[str], str, dict]:
    """The line of a function that an error came from.

    Args:
        function: the student's.
        error: what it raised.

    Returns:
        `(before, line, values)`: the source lines of the function before the failing one, the line
        itself, and its variables. Nothing of a line that is not known.
    """
    frame, place = _place(function, error)
    if frame is None:
        return [], "", {}
    code = frame.f_code
    lines = linecache.getlines(code.co_filename)
    before = [line.strip() for line in lines[code.co_firstlineno - 1 : place - 1]]
    return before, linecache.getline(code.co_filename, place).strip(), dict(frame.f_locals)


def failing_statement(function: Callable, error: Exception) -> str | None:
    """The name that the failing statement of a function assigns.

    Args:
        function, error: as in `failing_line`.

    Returns:
        `"return"` where the statement is one; None where it assigns no single name or is not known.
    """
    frame, place = _place(function, error)
    try:
        body = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0].body
    except (OSError, TypeError, SyntaxError, IndexError, AttributeError):
        return None
    line = place - frame.f_code.co_firstlineno + 1 if frame else 0
    for statement in body:
        if statement.lineno <= line <= statement.end_lineno:
            if isinstance(statement, ast.Return):
                return "return"
            targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
            return getattr(targets[0], "id", None)
    return None


def _place(function, error):
    """The last frame of the function itself that an error passed, and its line: `(None, 0)` of none."""
    code, found = getattr(function, "__code__", None), (None, 0)
    for frame, line in walk_tb(error.__traceback__):
        if frame.f_code is code:
            found = frame, line
    return found
