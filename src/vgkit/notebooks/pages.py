"""A notebook as one page that needs nothing else: pictures inside, formulas as MathML, no network."""

from html import escape
from pathlib import Path

import nbformat
from jinja2 import DictLoader, pass_context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import MarkdownWithMath

from vgkit.folders import write_atomically
from vgkit.notebooks.formulas import FormulaError, FormulaRenderer, to_mathml

# nbconvert's page without the scripts that it would load: MathJax, and Mermaid for flow charts.
_TEMPLATE = """\
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock html_head_js -%}
{%- block html_head_js_mathjax -%}{%- endblock html_head_js_mathjax -%}
{%- block html_head_js_mermaidjs -%}{%- endblock html_head_js_mermaidjs -%}
"""


def _shown(latex, display):
    try:
        return to_mathml(latex, display)
    except FormulaError:  # in a text of the reader's own: `build` looks at those of the course
        return f"<code>{escape(latex)}</code>"


class _Exporter(HTMLExporter):
    @pass_context
    def markdown2html(self, context, source):
        return MarkdownWithMath(FormulaRenderer(_shown, embed_images=True)).render(source)


def to_html(notebook: nbformat.NotebookNode, path: Path | str) -> Path:
    """Write a notebook as one self-contained page, readable by browsers of 2023 and later.

    Args:
        notebook: an `nbformat` notebook.
        path: of the page.

    Returns:
        The path.

    Raises:
        OSError: the page cannot be written.
    """
    exporter = _Exporter(
        embed_images=True,
        extra_loaders=[DictLoader({"page.html.j2": _TEMPLATE})],
        template_file="page.html.j2",
    )
    page, _ = exporter.from_notebook_node(notebook)
    write_atomically(path, page.encode())
    return Path(path)
