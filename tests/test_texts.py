"""Text files that somebody else wrote."""

import pytest

from vgkit.course import files
from vgkit.errors import VgkitError
from vgkit.quiz import items
from vgkit.texts import NotUtf8, read_text


def test_a_byte_order_mark_and_the_ends_of_lines_make_no_difference(tmp_path):
    path = tmp_path / "a"
    path.write_bytes("\ufeffVăn\r\nbản\rhai".encode())
    assert read_text(path) == "Văn\nbản\nhai"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1258"])
def test_another_encoding_is_refused_in_words(tmp_path, encoding):
    path = tmp_path / "a"
    path.write_bytes("những cái é\n".encode(encoding, "replace"))
    with pytest.raises(NotUtf8, match="not UTF-8 text .*: save it as UTF-8"):
        read_text(path)


@pytest.mark.usefixtures("no_collecting")
@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "Expecting"), ("[" * 100_000, "recursion"), ("[]", "list"), ("9" * 5000, "4300")],
)
def test_shipped_numbers_that_are_damaged_are_refused_in_words(monkeypatch, content, words):
    monkeypatch.setattr(files, "read_shipped", lambda name: content)
    with pytest.raises(VgkitError, match=f"spread.json is damaged .*{words}"):
        files.spreads()


def test_a_quiz_in_another_encoding_is_a_quiz_error(monkeypatch, tmp_path):
    path = tmp_path / "quiz.toml"
    path.write_bytes("[[question]]".encode("utf-16"))
    monkeypatch.setattr(items, "read_shipped", lambda name: read_text(path))
    items.all_items.cache_clear()
    with pytest.raises(items.QuizError, match="quiz file: not UTF-8 text"):
        items.all_items()
