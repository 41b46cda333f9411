"""Code cells must be Python, with IPython's magics, whichever of their blanks is filled."""

import ast
import re
import warnings
from collections.abc import Callable, Sequence

from IPython.core.inputtransformer2 import TransformerManager

from vgkit.notebooks.blanks import AuthoringError, Blank

Part = tuple[int, str | Blank]  # as `blanks.split` gives it: the number of its line, and itself
_OF_PYTHON = re.compile(r"%%(time|timeit|capture|prun)\b")  # magics whose cell is Python, too


def check(name: str, parts: Sequence[Part], language: str, where: Callable[[int], str]) -> None:
    """Compile a cell as it is filled, with each of its blanks emptied, and with all of them.

    Args:
        name: of the cell.
        parts: as `blanks.split` gives them.
        language: of the hints.
        where: a function from the number of a line in the cell, from 0, to `file:line`.

    Raises:
        AuthoringError: it is no Python in one of these states.
    """
    blanks = [(index, part) for index, part in parts if isinstance(part, Blank)]
    fault = _fault(parts, (), language)
    if fault:
        index, why = fault
        raise AuthoringError(f"{where(index)}: the cell {name!r} is no Python: {why}")
    for index, blank in blanks:
        if fault := _fault(parts, (blank,), language):
            raise _not_emptied(where(index), blank, name, fault[1])
    if blanks and (fault := _fault(parts, [blank for _, blank in blanks], language)):
        raise _not_emptied(where(blanks[0][0]), blanks[0][1], name, fault[1])


def _not_emptied(at, blank, name, why):
    if why is None:
        return AuthoringError(
            f"{at}: the blank {blank.name!r} is inside a text, where vgkit.blank is not called. "
            f"{_ADVICE}"
        )
    return AuthoringError(
        f"{at}: with the blank {blank.name!r} emptied, the cell {name!r} is no Python: {why}. "
        f"{_ADVICE}"
    )


_ADVICE = "Mark whole statements, or what stands right of an = or a return."


def _fault(parts, emptied, language):
    """`(index, why)` of the line at which a cell is no Python; None where it is.

    `why` is None where it is Python that would run past a blank.
    """
    lines = list(_lines(parts, emptied, language))
    text = [line if line.strip() else "#" for _, line in lines]  # leading ones would be dropped
    if text and text[0].startswith("%%"):
        if not (_OF_PYTHON.match(text[0]) or any(isinstance(part, Blank) for _, part in parts)):
            return None  # a shell's, or a page
        text[0] = "pass"
    try:
        tree = _compiled("\n".join(text))
    except SyntaxError as error:
        row = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
        index, line = lines[row]
        return index, f"{error.msg}, at {_shortened(line.strip())!r}"
    except (RecursionError, MemoryError, ValueError) as error:
        return lines[0][0], f"nested too deep, or too long ({type(error).__name__})"
    if {blank.name for blank in emptied} - set(_called(tree)):
        return lines[0][0], None
    return None


def _lines(parts, emptied, language):
    """The lines of a cell, each with the number of the source's line that it comes from."""
    for index, part in parts:
        if not isinstance(part, Blank):
            yield index, part
        elif part in emptied:
            yield from ((index, line) for line in part.emptied(language))
        else:
            yield from enumerate(part.filled(language), start=index)


def _compiled(text):
    code = TransformerManager().transform_cell(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as of "\d"; it is the notebook's business
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree = compile(code, "cell", "exec", flags | ast.PyCF_ONLY_AST)
        compile(tree, "cell", "exec", flags)
    return tree


def _called(tree):
    """The names of the blanks at which a cell would stop."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "vgkit.blank":
            yield node.args[0].value


def _shortened(line):
    return line if len(line) <= 80 else f"{line[:79]}…"
