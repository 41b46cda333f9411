"""Vietnamese words are found without their diacritics, and in an index that Sphinx makes."""

import json
import re

import pytest

from vgkit.messages import set_language
from vgkit.site import pages, sources

pytest.importorskip("sphinx", reason="NOT TESTED: Sphinx is not installed (the extra `site`)")
from vgkit.site.search import folded  # noqa: E402

TEXT = "# Một trang\n\nChuẩn gradient, đạo hàm và ĐỘ lệch chuẩn.\n"


@pytest.mark.parametrize(
    ("word", "plain"),
    [("chuẩn", "chuan"), ("Đạo", "dao"), ("ngược", "nguoc"), ("gradient", "gradient")],
)
def test_a_word_loses_its_diacritics(word, plain):
    assert folded(word) == plain and len(plain) == len(word)


def test_the_index_of_vietnamese_pages_is_without_diacritics_and_so_is_what_is_looked_for(tmp_path):
    set_language("vi")
    (tmp_path / sources.EXTRA).mkdir()
    (tmp_path / "index.md").write_text(TEXT, "utf-8")
    pages.build(tmp_path, tmp_path / "out", "vi")
    index = (tmp_path / "out" / "searchindex.js").read_text("utf-8")
    terms = json.loads(re.search(r"Search.setIndex\((.*)\)", index, re.S)[1])["terms"]
    assert {"chuan", "gradient", "dao", "ham", "do", "lech"} <= set(terms)
    data = (tmp_path / "out" / "_static" / "language_data.js").read_text("utf-8")
    assert "this.stemWord = folded" in data
    page = (tmp_path / "out" / "search.html").read_text("utf-8")
    assert 'href="../en/search.html" hreflang="en"' in page
