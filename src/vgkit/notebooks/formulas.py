"""Formulas in a notebook's text: LaTeX, shown on pages as MathML."""

import re
from collections.abc import Callable, Iterator

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# A prime is raised by its own glyph. As a superscript, browsers would make it smaller and raise it again.
_PRIME = re.compile(r"<msup>((?:(?!</?msup>).)+?)(<mi>&#x0203[2-4];</mi>)</msup>")
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
    return _PRIME.sub(r"<mrow>\1\2</mrow>", shown)


class FormulaRenderer(IPythonRenderer):
    """Markdown to HTML. What becomes of a formula is left to a function.

    Args:
        show: a function from LaTeX and `"inline"` or `"block"` to HTML.
        **options: as `IPythonRenderer` takes them.
    """

    def __init__(self, show: Callable[[str, str], str], **options: object):
        super().__init__(escape=False, **options)
        self._show = show

    def inline_math(self, body):
        return self._show(body, "inline")

    def block_math(self, body):
        return self._show(body, "block")

    def latex_environment(self, name, body):
        return self._show(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")


_UNCLOSED = re.compile(r"\$\$|\$(?=[^\s$]*\\[A-Za-z])")  # "$5" is an amount of money


class _Collector(FormulaRenderer):
    """Notes each formula of a text, and dollars that begin one that never ends."""

    def __init__(self):
        super().__init__(lambda latex, display: self.found.append(latex) or "")
        self.found, self.unclosed = [], []

    def text(self, text):
        self.unclosed += _UNCLOSED.findall(text)
        return super().text(text)


def _collected(markdown):
    collector = _Collector()
    MarkdownWithMath(collector).render(markdown)
    return collector


def broken(markdown: str) -> Iterator[tuple[int, str]]:
    """Find what a page could not show.

    Args:
        markdown: the text of a cell.

    Yields:
        `(index, why)`: the number of a line, from 0, and what is wrong with the formula there.
    """
    collected = _collected(markdown)
    for latex in collected.found:
        try:
            to_mathml(latex)
        except FormulaError as error:
            yield _line(markdown, "found", latex), f"the formula {latex.strip()!r}: {error}"
    for dollars in collected.unclosed:
        line = _line(markdown, "unclosed", dollars)
        yield line, f"a formula that begins with {dollars} does not end"


def _line(markdown, kind, part):
    """Where a part stands: there, and not in code for example, it is missed when taken away."""
    number = getattr(_collected(markdown), kind).count(part)
    for place in reversed(list(re.finditer(re.escape(part), markdown))):
        without = f"{markdown[: place.start()]}x{markdown[place.end() :]}"
        if getattr(_collected(without), kind).count(part) < number:
            blank = len(part) - len(part.lstrip())
            return markdown[: place.start() + blank].count("\n")
    return 0  # in a quotation, say, whose every line begins with a mark of its own
