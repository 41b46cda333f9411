"""Stored outputs on a page."""

import io

import pytest
from PIL import Image

from vgkit.figures.pictures import Picture
from vgkit.site.outputs import fenced, shown


def png(width, height):
    buffer = io.BytesIO()
    Image.new("L", (width, height)).save(buffer, "png")
    return buffer.getvalue()


def display(html, plain=""):
    data = {"text/html": html, "text/plain": plain}
    return {"output_type": "display_data", "data": data}


def test_a_figure_lies_in_a_file_and_keeps_its_description():
    figures = {}
    picture = Picture(png(30, 20), 'Two lines: "a" < b & c.')
    text = shown([display(picture.html(), picture.alt)], figures)
    (name,) = figures
    assert figures[name] == picture.png
    assert f'<img src="../figures/{name}"' in text and "base64" not in text
    assert 'alt="Two lines: &quot;a&quot; &lt; b &amp; c."' in text
    assert 'width="30" height="20"' in text


def test_the_same_figure_twice_is_one_file():
    figures, picture = {}, Picture(png(3, 2), "A square.")
    shown([display(picture.html())] * 2, figures)
    assert len(figures) == 1


@pytest.mark.parametrize("html", [
    Picture(png(3, 2), " ").html(),
    Picture(png(3, 2), "x").html().replace(' alt="x"', ""),
])  # fmt: skip
def test_a_figure_without_a_description_is_refused(html):
    with pytest.raises(ValueError, match="without a description"):
        shown([display(html)], {})


def test_a_table_stays_a_table_and_text_stays_text():
    outputs = [
        display("<table><caption>T</caption></table>", "T\n-"),
        {"output_type": "stream", "name": "stdout", "text": "```\n<b>\n"},
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []},
        {"output_type": "execute_result", "data": {"text/plain": "42"}},
    ]
    table, stream, error, result = shown(outputs, {}).split("\n\n")
    assert '<div class="vg-output"><table><caption>T</caption></table></div>' in table
    assert stream == "````{code-block} text\n```\n<b>\n````"
    assert "ValueError: no" in error and "42" in result


def test_nothing_is_shown_of_nothing():
    assert shown([], {}) == "" == shown([{"output_type": "stream", "text": ""}], {})


@pytest.mark.parametrize("ticks", range(6))
def test_a_fence_is_longer_than_any_inside(ticks):
    first, *_, last = fenced("{raw} html", "`" * ticks + "x").split("\n")
    assert last == "`" * max(3, ticks + 1) and first == last + "{raw} html"
