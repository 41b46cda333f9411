"""What a console cannot show is shown as well as it can be."""

import io
import os
import sys
import tomllib
import unicodedata

import pytest
from babel.messages.pofile import read_po

from tests.conftest import MonkeyPatch
from vgkit import messages
from vgkit.backend import _silent_descriptor_2
from vgkit.cli import console
from vgkit.course.files import read_shipped


@pytest.fixture
def shown(monkeypatch):
    """A function that prints a text on a console of an encoding, and gives what it shows."""

    def show(text, encoding):
        stream = io.TextIOWrapper(io.BytesIO(), encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        console.prepare()
        print(text, end="", flush=True)
        return stream.buffer.getvalue().decode(encoding)

    return show


def every_text():
    """All that the kit may say, in one."""
    with open(messages.LOCALE / "vi" / "LC_MESSAGES" / "vgkit.po", "rb") as file:
        parts = [text for entry in read_po(file) for text in (entry.id, entry.string)]
    return "\n".join([*parts, str(tomllib.loads(read_shipped("quiz.toml")))])


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "cp1258", "latin-1", "cp932"])
def test_nothing_that_the_kit_says_becomes_a_number(encoding, shown):
    found = shown(every_text(), encoding)
    assert "\\u" not in found and "\\x" not in found


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("ascii", "Chuan hoa gradient, Dung -> tiep tuc 1-2..."),
        ("cp1252", "Chuân hóa gradient, Ðúng -> tiêp tuc 1–2…"),
        ("utf-8", "Chuẩn hóa gradient, Đúng → tiếp tục 1–2…"),
    ],
)
def test_letters_lose_the_marks_that_a_console_lacks(encoding, words, shown):
    found = shown("Chuẩn hóa gradient, Đúng → tiếp tục 1–2…", encoding)
    assert found == words.replace("Ð", "D" if encoding == "cp1252" else "Đ")


def test_a_console_of_vietnam_shows_all_of_its_letters(shown):
    tones = ["", *"\u0300\u0301\u0303\u0309\u0323"]
    letters = "".join(vowel + tone for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in tones)
    letters = unicodedata.normalize("NFC", letters + "đĐ")
    assert unicodedata.normalize("NFC", shown(letters, "cp1258")) == letters


def test_a_name_that_is_no_text_is_shown_by_its_number(shown):
    assert shown(os.fsdecode(b"/home/\xff"), "utf-8") == "/home/\\udcff"
    assert shown("ж", "cp1252") == "\\u0436"
    assert shown("học".encode().decode("ascii", "surrogateescape"), "ascii") == "hoc"


def test_an_answer_in_another_encoding_does_not_end_the_quiz(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n"), "utf-8"))
    console.prepare()
    assert sys.stdin.readline() == "\ufffd\n"


def test_without_stderr_nothing_is_told_on_stdout(monkeypatch, capsys):
    with MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", None)
        messages.tell("to be seen by nobody")
        with _silent_descriptor_2():
            pass
    assert capsys.readouterr().out == ""
