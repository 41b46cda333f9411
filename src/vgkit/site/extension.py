"""What the course adds to Sphinx: folds, some of them veiled, formulas as MathML, a search in Vietnamese."""

from html import escape

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from vgkit.notebooks.formulas import to_mathml
from vgkit.site.search import SearchVietnamese
from vgkit.site.veil import veiled


class fold(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes like this)
    """What a reader opens: an HTML `details` with its `summary`."""


class Fold(SphinxDirective):
    """Puts its content behind a fold. Its argument is the summary; `:veil:` names a key."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"veil": directives.unchanged}

    def run(self):
        node = fold(summary=self.arguments[0], veil=self.options.get("veil", ""))
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def visit_fold(translator, node):
    """Open the element, and note where its content begins."""
    summary = escape(node["summary"])
    key = f' data-key="{escape(node["veil"])}"' if node["veil"] else ""
    translator.body.append(f'<details class="vg-fold"{key}><summary>{summary}</summary>\n<div')
    node["begin"] = len(translator.body)


def depart_fold(translator, node):
    """Close the element; of a veiled one, nothing but its code is left in the page."""
    content = "".join(translator.body[node["begin"] :])
    del translator.body[node["begin"] :]
    veil = node["veil"]
    shown = f' data-veiled="{veiled(content, veil)}">' if veil else f">{content}"
    translator.body.append(f"{shown}</div></details>\n")


def visit_inline_math(translator, node):
    """A formula in a line of text."""
    translator.body.append(to_mathml(node.astext()))
    raise nodes.SkipNode


def visit_display_math(translator, node):
    """A formula on a line of its own."""
    shown = to_mathml(node.astext(), "block")
    translator.body.append(f'<div class="vg-formula">{shown}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict:
    """Called by Sphinx."""
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.add_directive("fold", Fold)
    app.add_search_language(SearchVietnamese)
    app.add_html_math_renderer("mathml", (visit_inline_math, None), (visit_display_math, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
