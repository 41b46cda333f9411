"""Pages made of notebooks: whole without a network, formulas included."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.conftest import thorough_but
from tests.file_limits import no_file_beyond
from tests.notebooks.course_sources import built
from vgkit import course
from vgkit.notebooks.pages import to_html


def page(tmp_path, *texts):
    book = new_notebook(cells=[new_code_cell("1"), *map(new_markdown_cell, texts)])
    return to_html(book, tmp_path / "page.html").read_text("utf-8")


def test_a_page_loads_nothing(tmp_path):
    html = page(tmp_path, "# Title\n\n$x$")
    assert "Title" in html
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)
    assert "<script" not in html and "@import" not in html


def test_on_a_full_disk_an_older_page_stays_as_it_was(tmp_path):
    page(tmp_path, "older")
    before = (tmp_path / "page.html").read_bytes()
    with no_file_beyond(20), pytest.raises(OSError):
        page(tmp_path, "newer")
    assert (tmp_path / "page.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_whatever_is_no_html_is_escaped(tmp_path):
    nasty = "<img src=x onerror=alert(1)>"
    outputs = [
        new_output("stream", text=nasty),
        new_output("execute_result", data={"text/plain": nasty}),
        new_output("error", ename=nasty, evalue=nasty, traceback=[nasty]),
    ]
    cells = [new_code_cell(nasty, outputs=outputs), new_markdown_cell(f"`{nasty}` ${nasty}$")]
    book = new_notebook(cells=cells, metadata={"title": nasty})
    html = to_html(book, tmp_path / "page.html").read_text("utf-8")
    assert "<img" not in html and html.count("onerror") >= 6


def test_formulas_are_mathml_in_the_line_and_on_their_own(tmp_path):
    html = page(tmp_path, "With $\\sigma'(z) \\le \\frac14$ small:\n\n$$W^\\top x < y$$")
    inline, block = re.findall(r"<math.*?</math>", html)
    assert 'display="inline"' in inline and "<mfrac>" in inline
    assert 'display="block"' in block and "<msup>" in block
    assert "$" not in html.partition("<main>")[2]


def test_a_readers_own_formula_that_cannot_be_shown_is_shown_as_it_was_written(tmp_path):
    html = page(tmp_path, r"mine: $\frac{<a$")
    assert r"<code>\frac{&lt;a</code>" in html


def test_formulas_without_dollars_are_mathml_too(tmp_path):
    html = page(tmp_path, r"\\(a^2\\)" + "\n\n" + r"\begin{align*} a &= b \\ c &= d \end{align*}")
    assert re.findall('<math[^>]* display="(.*?)"', html) == ["inline", "block"]
    assert "begin" not in html.partition("<main>")[2]


def test_code_keeps_its_dollar_signs(tmp_path):
    assert "a$b$c" in page(tmp_path, "`a$b$c`")


@pytest.mark.parametrize("language", thorough_but(["vi"], ["vi", "en"]))
def test_every_formula_of_the_course_can_be_shown(tmp_path, language):
    cells = [c for row in course.NOTEBOOKS.values() for c in built("solution", row, language).cells]
    texts = [c.source for c in cells if c.cell_type == "markdown" and set("$\\") & set(c.source)]
    html = page(tmp_path, *texts)
    dollars = sum(len(re.findall(r"\$\$.+?\$\$|\$.+?\$", text, re.S)) for text in texts)
    assert html.count("<math") == dollars > 100
    assert not re.search(r"\\[a-zA-Z]{2,}", re.sub(r"<(pre|style).*?</\1>", "", html, flags=re.S))
