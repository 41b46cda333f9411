"""Formulas in a notebook's text: LaTeX between dollars, shown on pages as MathML."""

import re
from collections.abc import Iterator

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_COMMAND = re.compile(r">\s*(\\[A-Za-z]+)\s*<")  # what the converter did not know, it lets stand


class FormulaError(ValueError):
    """A formula cannot be shown."""


def to_mathml(latex: str, display: str = "inline") -> str:
    r"""A formula as a MathML element.

    Args:
        latex: without dollars, such as `r"\frac{a}{b}"`.
        display: `"inline"` or `"block"`.

    Raises:
        FormulaError: it is no LaTeX, or a command in it is not known.
    """
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    if depth:
        raise FormulaError("its braces do not match")
    try:
        shown = convert(latex, display=display)
    except Exception as error:  # the converter's own, StopIteration and IndexError among them
        raise FormulaError(f"not LaTeX ({type(error).__name__})") from error
    if unknown := _COMMAND.search(shown):
        raise FormulaError(f"unknown command {unknown[1]}")
    return shown


class _Collector(IPythonRenderer):
    """Notes each formula of a text, and an opening `$$` that is never closed."""

    def __init__(self):
        super().__init__(escape=False)
        self.found = []

    def inline_math(self, body):
        self.found.append(body)
        return ""

    block_math = inline_math

    def text(self, text):
        if "$$" in text:
            self.found.append(None)
        return super().text(text)


def broken(markdown: str) -> Iterator[tuple[int, str]]:
    """Find what a page could not show.

    Args:
        markdown: the text of a cell.

    Yields:
        `(index, why)`: the number of a line, from 0, and what is wrong with the formula there.
    """
    collector = _Collector()
    MarkdownWithMath(collector).render(markdown)
    for body in collector.found:
        if body is None:
            yield _line(markdown, "$$"), "a formula that begins with $$ does not end"
            continue
        try:
            to_mathml(body)
        except FormulaError as error:
            yield _line(markdown, body), f"the formula {body.strip()!r}: {error}"


def _line(text, part):
    return text[: max(text.find(part), 0)].count("\n")
