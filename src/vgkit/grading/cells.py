"""Code as students leave it in cells: with IPython's magics, unfinished, or written in another way."""

import ast
import io
import re
import tokenize

_OF_PYTHON = re.compile(r"%%(time|timeit|capture|prun)\b")  # magics whose cell is Python, too
_LINE = re.compile(r"^\s*([%!]|\?|[\w.]+\?{1,2}\s*$)")
_ASSIGNED = re.compile(r"^(\s*[\w.,\s]+?=\s*)[%!]")
_LEFT_OUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}


def without_magics(source: str) -> tuple[str, list[str]]:
    """A cell's Python, in as many lines, and the magics and shell commands that stood in it.

    They are never executed: a line of theirs becomes `pass`, what is assigned from one is None, and a
    cell of another language is empty.
    """
    if source.lstrip().startswith("%%"):
        first, _, rest = source.lstrip().partition("\n")
        before = "\n" * (source[: len(source) - len(source.lstrip())].count("\n"))
        if not _OF_PYTHON.match(first):
            return "\n" * source.count("\n"), [first.strip()]
        text, magics = without_magics(rest)
        return f"{before}\n{text}", [first.strip(), *magics]
    if parsed(source) is not None:  # a line may begin with % inside of brackets
        return source, []
    lines, magics = source.split("\n"), []
    for number, line in enumerate(lines):
        if _LINE.match(line):
            magics.append(line.strip())
            lines[number] = line[: len(line) - len(line.lstrip())] + "pass"
        elif assigned := _ASSIGNED.match(line):
            magics.append(line.strip())
            lines[number] = f"{assigned[1]}None"
    return "\n".join(lines), magics


def parsed(code: str) -> ast.Module | None:
    """The tree of a piece of Python; None where it is none."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def same_tree(one: str, other: str) -> bool:
    """Whether two pieces of Python do the same, however they are commented and laid out."""
    trees = parsed(one), parsed(other)
    return None not in trees and ast.dump(trees[0]) == ast.dump(trees[1])


def tokens(lines: str) -> list[str]:
    """The tokens of any piece of Python, a part of a statement, too: without comments and layout."""
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(lines).readline):
            if token.type == tokenize.STRING:
                found.append(_unquoted(token.string))
            elif token.type not in _LEFT_OUT:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError):  # brackets that are closed behind it
        pass
    return found[:-1] if found[-1:] == [","] else found


def _unquoted(text):
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, SyntaxError):  # an f-string of Python 3.11
        return text


def is_blank_call(node: ast.AST) -> bool:
    """Whether a node is `vgkit.blank("…")`."""
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("vgkit.blank", "blank")
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
    )


def left_empty(code: str) -> set[str]:
    """The names of the blanks whose placeholder still stands in a cell."""
    tree = parsed(code)
    if tree is None:
        return set(re.findall(r"""\bvgkit\.blank\(\s*["'](\w+)["']""", code))
    return {str(node.args[0].value) for node in ast.walk(tree) if is_blank_call(node)}
