"""The words of theme and search, where Sphinx has none."""

import json
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from vgkit.messages import set_language
from vgkit.site import words


def test_every_word_is_translated():
    set_language("vi")
    assert all(word != told for word, told in words.labels())
    text = words.search_script()
    catalogue = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    assert all(word != told for word, told in catalogue["messages"].items() if word != ", in ")
    assert catalogue["messages"][words._FOUND] == ["Đã tìm xong: thấy ở ${resultCount} trang."]


def test_the_catalogue_lies_where_sphinx_looks(tmp_path):
    set_language("vi")
    words.write_catalogue(tmp_path, "vi")
    with (tmp_path / "locales" / "vi" / "LC_MESSAGES" / "sphinx.po").open("rb") as file:
        read = {message.id: message.string for message in read_po(file) if message.id}
    assert set(read) == set(words.TEMPLATES)
    assert all(word != told for word, told in read.items())


def test_english_is_left_to_sphinx():
    assert words.search_script() == ""


def test_the_theme_still_has_these_words():
    furo = pytest.importorskip("furo", reason="NOT TESTED: no furo (the extra `site`)")
    sphinx = pytest.importorskip("sphinx")
    folders = Path(furo.__file__).parent / "theme", Path(sphinx.__file__).parent
    kinds = (".html", ".js", ".py")
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix in kinds)
    text = "\n".join(path.read_text("utf-8", "replace") for path in files)
    for word in (*words.TEMPLATES, *words.SEARCH, words._FOUND, *words.LABELS):
        assert word.strip() in " ".join(text.split()) or word in text, word
