"""Functions that stand without `()` where their value is wanted, told in one sentence.

`kernel_initializer=initial_weights` is answered by Keras, dozens of lines deep, with a word about
an argument that nobody passed. Here the statement that failed is looked at: a function of the
notebook's or the kit's own that is handed on instead of called is named.
"""

import ast
import inspect
import linecache
import traceback
from collections.abc import Iterator
from types import FrameType, FunctionType, ModuleType, TracebackType
from typing import TYPE_CHECKING

from vgkit.errors import VgkitError
from vgkit.messages import say

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_ERRORS = (TypeError, ValueError, AttributeError)  # of those who are given a function for its value


def watch(shell: "InteractiveShell") -> None:
    """From here on, let a notebook tell of functions without `()` in place of a long traceback.

    Args:
        shell: of the notebook; a handler for these errors that it has already is replaced.
    """
    shell.set_custom_exc(_ERRORS, _show)


def _show(shell, kind, error, trace, tb_offset=None):
    name = find_uncalled(error, trace)
    if name:
        message = say(
            "{name} stands without (), so the function itself is passed on, not what it gives. "
            "Call it: {name}(…). ({kind}: {error})",
            name=name,
            kind=kind.__name__,
            error=str(error).partition("\n")[0],
        )
        kind, error, trace = VgkitError, VgkitError(message), None
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)


def find_uncalled(error: BaseException, trace: TracebackType) -> str | None:
    """The name of a function that was handed on uncalled where an error came from, or None.

    A function that needs no arguments has no business there; another one is named only where the
    error speaks of a function.

    Args:
        error: what was raised.
        trace: its traceback. Looked at are the statements of the notebook's cells, innermost first.
    """
    frames = [
        frame
        for frame in traceback.walk_tb(trace)
        if frame[0].f_globals.get("__name__") == "__main__"
    ]
    for frame, line in reversed(frames):
        for name, function in _handed_on(frame, line):
            if _is_own(function) and (_needs_nothing(function) or "function" in str(error)):
                return name
    return None


def _handed_on(frame: FrameType, line: int) -> Iterator[tuple[str, object]]:
    """The names in a statement that are not called there, and what they stand for."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:  # a cell with magic, say
        return
    simple = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    around = [node for node in simple if node.lineno <= line <= node.end_lineno]
    if not around:
        return
    statement = min(around, key=lambda node: node.end_lineno - node.lineno)
    nodes = list(ast.walk(statement))
    taken = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    taken |= {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in taken:
            yield ast.unparse(node), _value(node, frame)


def _value(node, frame):
    """What a name, or a name in a module, stands for; None where finding out would run code."""
    if isinstance(node, ast.Name):
        return frame.f_locals.get(node.id, frame.f_globals.get(node.id))
    owner = _value(node.value, frame) if isinstance(node, ast.Attribute) else None
    return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None


def _is_own(function):
    """Whether something is a function of the notebook's or of the kit's."""
    if not isinstance(function, FunctionType):
        return False
    return function.__module__.split(".")[0] in ("__main__", "vgkit")


def _needs_nothing(function):
    needed = inspect.Parameter.empty
    parameters = inspect.signature(function).parameters.values()
    return all(
        p.default is not needed or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters
    )
