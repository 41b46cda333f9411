"""Two languages, errors that are one sentence for a reader, and blanks that stop at once."""

import locale
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import vgkit
from vgkit import messages
from vgkit.errors import TrainingInterrupted, UnfilledBlank, VgkitError
from vgkit.messages import get_language, grouped, pick, say, say_in, set_language, speaking, tell


@pytest.fixture
def unset(monkeypatch):
    """Nobody has chosen a language, and the system has none."""
    monkeypatch.setattr(messages, "_chosen", None)
    monkeypatch.setattr(locale, "getlocale", lambda: (None, None))
    return monkeypatch


@pytest.mark.parametrize(("chosen", "said"), [("en", "yes"), ("vi", "có")])
def test_the_chosen_language_is_spoken(chosen, said):
    set_language(chosen)
    assert get_language() == chosen
    assert say("yes") == said
    assert pick({"en": "yes", "vi": "có"}) == said


@pytest.mark.parametrize(
    ("chosen", "said"), [("en", "5 epochs must be 'x'"), ("vi", "5 epochs must be 'x'")]
)
def test_a_message_that_no_catalogue_has_is_said_in_english(chosen, said):
    set_language(chosen)
    assert say("{count} epochs must be {what!r}", count=5, what="x") == said


@pytest.mark.parametrize(("chosen", "said"), [("en", "1,234,567"), ("vi", "1 234 567")])
def test_one_message_in_two_places(chosen, said):
    set_language(chosen)
    assert grouped(1234567) == said
    assert (say_in("changed fields", "nothing") == say("nothing")) == (chosen == "en")


def test_a_slip_in_a_catalogue_is_said_in_english(monkeypatch):
    """`vgkit build --check` names it; a student's training must not end over it."""
    set_language("vi")
    for slip in ("xong {epoch", "xong {epoche}", "xong {}"):
        monkeypatch.setattr(messages._catalogue("vi"), "gettext", lambda message, slip=slip: slip)
        assert say("epoch {epoch}", epoch=3) == "epoch 3"


@pytest.mark.parametrize(("value", "said"), [
    ("it's", '"it\'s"'), ((2, 2), "(2, 2)"), ({"b": 1, "a": [None]}, "{'a': [None], 'b': 1}"),
    (16**5000, "0x10000000000000000000…"), (-(16**5000), "-0x1000000000000000000…"),
    ([[[[[[[[[]]]]]]]]], "[[[[[[[[...]]]]]]]]"),
], ids=["text", "pair", "dict", "number", "negative", "nest"])  # fmt: skip
def test_a_value_that_a_file_holds_is_quoted_however_large_it_is(value, said):
    assert say("Received: {value!r}.", value=value) == f"Received: {said}."
    assert len(say("{value!r}", value="x" * 10_000)) < 1000


@pytest.mark.parametrize("content", ["# ă".encode("utf-16"), b'msgid "\xff"', b"\0\xff"])
def test_a_catalogue_in_another_encoding_does_not_end_a_session(monkeypatch, tmp_path, content):
    path = tmp_path / "xx" / "LC_MESSAGES" / "vgkit.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    assert messages._catalogue.__wrapped__("xx").gettext("yes") == "yes"


def test_a_catalogue_may_begin_with_a_byte_order_mark(monkeypatch, tmp_path, capfd):
    path = tmp_path / "xx" / "LC_MESSAGES" / "vgkit.po"
    path.parent.mkdir(parents=True)
    path.write_bytes('\ufeffmsgid "yes"\nmsgstr "có"\n'.encode())
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    assert messages._catalogue.__wrapped__("xx").gettext("yes") == "có"
    assert capfd.readouterr() == ("", "")


def test_english_reads_no_catalogue():
    code = "from vgkit.messages import say, set_language; set_language('en'); say('yes'); "
    code += "import sys; print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_what_is_told_leaves_stdout_to_others(capsys):
    tell("waiting")
    assert capsys.readouterr() == ("", "waiting\n")


@pytest.mark.parametrize("wrong", ["fr", "VI", "", None, "english"])
def test_a_language_that_is_not_one_of_the_two_is_refused_and_changes_nothing(wrong):
    set_language("vi")
    with pytest.raises(ValueError) as refusal:
        set_language(wrong)
    assert "('en', 'vi')" in str(refusal.value)
    assert f"Received: {wrong!r}" in str(refusal.value)
    assert get_language() == "vi"


@pytest.mark.parametrize(
    ("variable", "system", "expected"),
    [
        (None, None, "en"),
        ("", None, "en"),
        ("vi", None, "vi"),
        ("VI", None, "vi"),
        ("vi_VN.UTF-8", "en_US", "vi"),
        ("en", "vi_VN", "en"),
        (None, "vi_VN", "vi"),
        (None, "Vietnamese_Vietnam", "vi"),
        (None, "de_DE", "en"),
    ],
)
def test_without_a_choice_the_variable_decides_then_the_system(unset, variable, system, expected):
    if variable is not None:
        unset.setenv("VGKIT_LANG", variable)
    unset.setattr(locale, "getlocale", lambda: (system, "UTF-8"))
    assert get_language() == expected


def test_a_choice_outweighs_the_variable(unset):
    unset.setenv("VGKIT_LANG", "vi")
    set_language("en")
    assert get_language() == "en"


def test_visitors_at_the_same_time_are_each_spoken_to_in_their_language():
    together = threading.Barrier(2)

    def visit(language):
        with speaking(language):
            together.wait(10)
            return say("yes")

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(visit, ["vi", "en"])) == ["có", "yes"]
    with pytest.raises(ValueError, match="Received: 'fr'"), speaking("fr"):
        pass
    assert get_language() == "en"


# Errors


def test_an_error_is_shown_in_a_notebook_as_its_one_message():
    assert VgkitError("Do this.")._render_traceback_() == ["VgkitError: Do this."]
    assert UnfilledBlank("Fill it.")._render_traceback_() == ["UnfilledBlank: Fill it."]


def test_an_interrupted_training_is_both_an_interrupt_and_an_error_with_a_message():
    error = TrainingInterrupted("kept")
    assert isinstance(error, KeyboardInterrupt)
    assert isinstance(error, VgkitError)
    assert error._render_traceback_() == ["TrainingInterrupted: kept"]


# Blanks


def test_a_blank_stops_with_its_name_and_what_to_do():
    with pytest.raises(UnfilledBlank) as stop:
        vgkit.blank("skip_to_4")
    assert str(stop.value) == (
        'Blank "skip_to_4" is not filled yet. Replace vgkit.blank("skip_to_4") with your own '
        "code (its hint stands behind #??) and run the cell again."
    )


def test_a_blank_stops_in_vietnamese_too():
    set_language("vi")
    with pytest.raises(UnfilledBlank, match='Chỗ trống "skip_to_4" chưa được điền.*#[?][?]'):
        vgkit.blank("skip_to_4")


def test_a_blank_is_not_swallowed_by_code_that_catches_exceptions():
    reached = []
    with pytest.raises(UnfilledBlank):
        try:
            vgkit.blank("stddev")
        except Exception:
            reached.append("swallowed")
    assert reached == []
    assert not issubclass(UnfilledBlank, Exception)


def test_a_blank_stops_before_the_call_that_it_stands_in():
    from vgkit.backend import keras

    with pytest.raises(UnfilledBlank, match="activation"):
        keras.layers.Dense(3, activation=vgkit.blank("activation"))


# The package


@pytest.mark.parametrize(
    "statement",
    [
        "import vgkit",
        "import vgkit; vgkit.blank",
        "import vgkit; dir(vgkit)",
        "from vgkit.training import checkpoints, records",
        "from vgkit import course, data, folders, quiz",
        "from vgkit.cli import doctor",
        "from vgkit.data import synthetic",
        "import vgkit.cli",
    ],
)
def test_importing_does_not_load_tensorflow(statement):
    code = f"{statement}; import sys; print(sorted({{'keras', 'tensorflow'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


@pytest.mark.parametrize("name", vgkit.__all__)
def test_every_name_of_the_package_is_there(name):
    assert getattr(vgkit, name)
    assert name in dir(vgkit)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'vgkit' has no attribute 'trian'"):
        _ = vgkit.trian
