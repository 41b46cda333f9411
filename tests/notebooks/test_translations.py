"""The catalogues follow the code: what is missing, fuzzy, orphaned or filled otherwise is named."""

import ast
import os
import shutil
from pathlib import Path

import pytest

from tests.file_limits import no_file_beyond
from vgkit.errors import VgkitError
from vgkit.messages import LANGUAGES
from vgkit.notebooks import preloaded, translations

ROOT = Path(__file__).parents[2]
ENTRY = """\
#: src/vgkit/code.py
#, python-brace-format
msgid "{count} epochs"
msgstr "{count} epoch"
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one line of code and a catalogue that fits it."""
    code = tmp_path / "src" / "vgkit" / "code.py"
    catalogue = tmp_path / "src/vgkit/course/locale/vi/LC_MESSAGES/vgkit.po"
    catalogue.parent.mkdir(parents=True)
    code.write_text('say("{count} epochs", count=3)\n', "utf-8")
    catalogue.write_text(translations._HEADER.format(language="vi") + ENTRY, "utf-8")
    assert translations.update(tmp_path, check=True) == []
    return tmp_path, code, catalogue


def notes(root, check=True):
    return [note for _, note in translations.update(root, check)]


def test_every_message_of_the_kit_is_translated():
    assert translations.update(ROOT, check=True) == []


def test_no_message_is_said_inside_an_f_string():
    """Catalogues cannot see it there, so that it stays English in every language."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "src").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("say", "say_in", "mark")
        and any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    assert hidden == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_catalogue_holds_nothing_but_texts(language):
    text = (ROOT / f"src/vgkit/course/locale/{language}/LC_MESSAGES/vgkit.po").read_text("utf-8")
    assert "fuzzy" not in text and "#~" not in text and "EMAIL" not in text


def test_a_new_message_is_missing_until_it_is_translated(checkout):
    root, code, catalogue = checkout
    code.write_text(code.read_text() + 'say_in("chart", "hello world")\n', "utf-8")
    before = catalogue.read_text("utf-8")
    assert notes(root) == ["no translation of 'hello world'", "changed"]
    assert catalogue.read_text("utf-8") == before, "--check wrote"
    assert notes(root, check=False) == ["no translation of 'hello world'", "changed"]
    text = catalogue.read_text("utf-8")
    assert 'msgctxt "chart"' in text
    text = text.replace('msgid "hello world"\nmsgstr ""', 'msgid "hello world"\nmsgstr "chào"')
    catalogue.write_text(text, "utf-8")
    assert notes(root) == []


def test_a_message_that_is_gone_is_an_orphan_and_then_a_comment(checkout):
    root, code, catalogue = checkout
    code.write_text("", "utf-8")
    assert notes(root) == ["no code says '{count} epochs'", "changed"]
    assert notes(root, check=False) == ["changed"]
    assert '#~ msgid "{count} epochs"' in catalogue.read_text("utf-8")
    assert notes(root) == []


def test_a_reworded_message_keeps_its_translation_as_fuzzy(checkout):
    root, code, catalogue = checkout
    code.write_text('say("{count} epochs.", count=3)\n', "utf-8")
    translations.update(root)
    assert notes(root) == ["fuzzy, to be looked at: '{count} epochs.'"]
    catalogue.write_text(catalogue.read_text("utf-8").replace("#, fuzzy, ", "#, "), "utf-8")
    assert notes(root) == []


@pytest.mark.parametrize(
    ("translation", "note"),
    [
        ("{number} epoch", "placeholders ['number'], expected ['count']"),
        ("epoch", "placeholders [], expected ['count']"),
        ("{count} {count} epoch {more}", "placeholders ['count', 'more'], expected ['count']"),
        ("{count epoch", "a brace without its other half"),
    ],
)
def test_placeholders_that_differ_are_named(checkout, translation, note):
    root, _, catalogue = checkout
    text = catalogue.read_text("utf-8").replace('"{count} epoch"', f'"{translation}"')
    catalogue.write_text(text, "utf-8")
    (found,) = notes(root)
    assert found.startswith(note)


def test_a_catalogue_that_is_none_is_named_with_its_line(checkout):
    root, _, catalogue = checkout
    catalogue.write_text(catalogue.read_text("utf-8") + "\nhello\n", "utf-8")
    with pytest.raises(VgkitError, match=r"^vgkit\.po:\d+: "):
        translations.update(root)
    for content in (b'msgid "\xff"\n', "# ă".encode("utf-16"), b"#\0"):
        catalogue.write_bytes(content)
        with pytest.raises(VgkitError, match=r"^vgkit\.po:1: not UTF-8 text .*: save it as UTF-8"):
            translations.update(root)


def test_a_catalogue_that_begins_with_a_byte_order_mark_is_read(checkout):
    root, _, catalogue = checkout
    before = catalogue.read_bytes()
    catalogue.write_bytes(b"\xef\xbb\xbf" + before)
    assert notes(root) == ["changed"]
    assert notes(root, check=False) == ["changed"]
    assert catalogue.read_bytes() == before


def test_on_a_full_disk_a_catalogue_stays_as_it_was(checkout):
    root, code, catalogue = checkout
    code.write_text(code.read_text() + 'say("hello world")\n', "utf-8")
    before = catalogue.read_bytes()
    with no_file_beyond(20), pytest.raises(OSError):
        translations.update(root)
    assert catalogue.read_bytes() == before
    assert list(catalogue.parent.iterdir()) == [catalogue]


@pytest.mark.thorough
def test_a_third_language_of_messages_is_one_file(tmp_path):
    """Lessons and quiz stay in the two languages that they are written in."""
    package = tmp_path / "src" / "vgkit"
    no_cache = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "vgkit", package, ignore=no_cache)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=no_cache)
    catalogue = package / "course/locale/fr/LC_MESSAGES/vgkit.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    command = ["-m", "vgkit", "--lang", "fr"]
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}

    def speak(*arguments):
        done = preloaded.run([*command, *arguments], cwd=tmp_path, env=environment)
        return done.stdout + done.stderr

    assert "fr/LC_MESSAGES/vgkit.po: no translation of 'Skip connections'" in speak("build")
    text = catalogue.read_text("utf-8")
    title = 'msgid "Skip connections"\nmsgstr "'
    catalogue.write_text(text.replace(title, title + "Connexions directes"), "utf-8")
    assert "Connexions directes" in speak("list")
    assert "solutions/fr" not in speak("build")
    assert (tmp_path / "solutions" / "vi" / "quiz.ipynb").exists()
    assert "The baseline never gets beyond 10 %" in speak("quiz", "P5")
