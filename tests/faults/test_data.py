"""Data, records and answers that are spoilt are named, never used, never lost, and can be mended.

Played, as in the tests of `data.download`, on a data set of ten images and a web server on this machine.
"""

import functools
import gzip
import http.server
import json
import os
import re
import tempfile
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.data.tiny import (
    LABELS,
    REAL_FILES,
    cache_folder,
    closed_port,
    empty_machine,
    flip,
    found_in,
    good,
    put,
    server,
    shop,
)
from tests.faults.test_surroundings import no_right_to_write
from tests.file_limits import no_file_beyond
from vgkit import data, quiz
from vgkit.cli.app import main
from vgkit.data import download
from vgkit.messages import set_language
from vgkit.notebooks import building, sources
from vgkit.notebooks.blanks import AuthoringError
from vgkit.training import records

__all__ = ["empty_machine", "good", "server", "shop"]  # fixtures

ERROR_PAGE = b"<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head></html>\n"
IMAGES = REAL_FILES["x_train"].name
SPOILT = {
    # name: (what becomes of the training images, words of the reason in both languages)
    "truncated": (
        lambda content: content[: len(content) // 2],
        {"en": "not a whole gzip file", "vi": "không phải một file gzip trọn vẹn"},
    ),
    "one bit flipped": (
        lambda content: gzip.compress(flip(gzip.decompress(content), 1234, bit=5), mtime=0),
        {"en": "at least one bit is wrong", "vi": "có ít nhất một bit sai"},
    ),
    "an error page": (
        lambda content: ERROR_PAGE,
        {"en": "starting with b'<!DOCTYP'", "vi": "bắt đầu bằng b'<!DOCTYP'"},
    ),
}


@pytest.mark.parametrize("fault", SPOILT)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_spoilt_file_is_named_and_not_used_and_stays_until_a_sound_one_has_come(
    good, shop, monkeypatch, capsys, fault, language
):
    spoil, reason = SPOILT[fault]
    set_language(language)
    put(cache_folder(), good | {IMAGES: spoil(good[IMAGES])})
    sound_server = os.environ["VGKIT_DATA_URL"]
    monkeypatch.setenv("VGKIT_DATA_URL", f"http://127.0.0.1:{closed_port()}/")
    with pytest.raises(data.DataError) as refusal:
        data.load()
    told = capsys.readouterr().err
    assert str(cache_folder() / IMAGES) in told
    assert reason[language] in told
    for advice in ("`vgkit data fetch`", "VGKIT_DATA_DIR", "VGKIT_DATASET=synthetic"):
        assert advice in str(refusal.value)
    assert (cache_folder() / IMAGES).read_bytes() == spoil(good[IMAGES])
    monkeypatch.setenv("VGKIT_DATA_URL", sound_server)
    assert data.load().x_train[1, :3].tolist() == [7 * n % 251 for n in (784, 785, 786)]
    assert (cache_folder() / IMAGES).read_bytes() == good[IMAGES]


@pytest.mark.parametrize("fault", SPOILT)
def test_verify_and_doctor_name_a_spoilt_file_and_what_to_do(good, fault):
    spoil, reason = SPOILT[fault]
    put(cache_folder(), good | {IMAGES: spoil(good[IMAGES])})
    verified = CliRunner().invoke(main, ["data", "verify"])
    assert verified.exit_code == 1
    assert reason["en"] in verified.stderr and "Run `vgkit data fetch`" in verified.stderr
    examined = CliRunner().invoke(main, ["doctor"])
    assert examined.exit_code == 1
    assert reason["en"] in examined.stdout and "vgkit data fetch" in examined.stdout


# Downloads


def test_a_download_that_stops_halfway_leaves_nothing_and_the_next_one_succeeds(good, shop):
    half = good[IMAGES][: len(good[IMAGES]) // 2]
    shop.answers[IMAGES] = (200, half, len(good[IMAGES]))
    with pytest.raises(data.DataError, match=f"{IMAGES} could not be downloaded") as refusal:
        data.load()
    assert "Three ways out: (1)" in str(refusal.value)
    assert found_in(cache_folder()) == []
    shop.answers[IMAGES] = (200, good[IMAGES], len(good[IMAGES]))
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    assert found_in(cache_folder()) == sorted(good)


def test_a_download_that_falls_silent_halfway_is_given_up(good, monkeypatch):
    over = threading.Event()

    class Silent(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"half")
            self.wfile.flush()
            over.wait()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("VGKIT_DATA_URL", f"http://127.0.0.1:{listening.server_port}/")
        monkeypatch.setattr(download, "TIMEOUT", 0.2)
        try:
            with pytest.raises(data.DataError, match="could not be downloaded.*timed out"):
                data.load()
        finally:
            over.set()
            listening.shutdown()
    assert found_in(cache_folder()) == []


def test_a_disk_that_is_full_within_a_download_is_named_and_leaves_nothing(good, shop):
    shop.answers[IMAGES] = (200, bytes(200_000), 200_000)
    with no_file_beyond(100_000), pytest.raises(data.DataError, match="File too large"):
        data.load()
    assert found_in(cache_folder()) == []


def test_a_cache_that_may_not_be_made_is_named_with_the_reason(good, shop, monkeypatch):
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("KERAS_HOME", str(Path(folder, "keras")))
        with (
            no_right_to_write(Path(folder)),
            pytest.raises(data.DataError, match=f"Permission denied: '{folder}/keras'"),
        ):
            data.load()
        assert shop.requested == []


# Folders


def test_data_lie_in_folders_with_spaces_and_vietnamese_letters(good, shop, tmp_path, monkeypatch):
    own, cache = tmp_path / "dữ liệu của Tám", tmp_path / "bộ nhớ đệm"
    put(own, {LABELS: good[LABELS]})
    monkeypatch.setenv("VGKIT_DATA_DIR", str(own))
    monkeypatch.setenv("KERAS_HOME", str(cache))
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    assert found_in(cache / "datasets" / "fashion-mnist") == sorted(set(good) - {LABELS})


def test_a_named_folder_that_holds_nothing_is_named_in_the_advice(good, tmp_path, monkeypatch):
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path / "mistyped"))
    with pytest.raises(data.DataError, match=re.escape(f"(sought in {tmp_path / 'mistyped'}")):
        data.load()


def test_a_name_that_no_folder_can_have_counts_as_a_folder_without_data(good, monkeypatch):
    put(cache_folder(), good)
    monkeypatch.setenv("VGKIT_DATA_DIR", "x" * 300)
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    assert all(file.problem is None for file in data.status("fashion_mnist"))


def test_a_folder_that_may_not_be_entered_counts_as_a_folder_without_data(good, monkeypatch):
    with tempfile.TemporaryDirectory() as folder:
        closed = Path(folder, "closed")
        put(closed, good)
        closed.chmod(0)
        monkeypatch.setenv("VGKIT_DATA_DIR", str(closed))
        monkeypatch.setenv("KERAS_HOME", str(Path(folder, "keras")))
        with no_right_to_write(Path(folder)):
            assert [file.present for file in data.status("fashion_mnist")] == [False] * 4
        closed.chmod(0o755)


# Records and answers


def edited(text):
    """A record in which somebody improved the last accuracy by hand."""
    content = json.loads(text)
    content["metrics"]["val_accuracy"][-1] = 0.99
    return json.dumps(content, indent=1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "its numbers are not those that were measured .* Restore the file, or train again"),
        ("vi", "các con số không còn là số đo được .* Hãy khôi phục file, hoặc train lại"),
    ],
)
def test_a_record_edited_by_hand_is_refused_and_kept_aside_when_a_true_one_comes(
    own_home, language, words
):
    set_language(language)
    true = records.load_reference("5")
    records.keep_user_run(true)
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.write_text(edited(path.read_text("utf-8")), "utf-8")
    content = path.read_bytes()
    for use in (
        functools.partial(records.load_user_run, "5"),
        functools.partial(quiz.take, quiz.find_items("Q6.robust")[0], "A"),
    ):
        with pytest.raises(records.RecordError, match=words) as refusal:
            use()
        assert str(path) in str(refusal.value)
    assert path.read_bytes() == content
    records.keep_user_run(true)
    assert records.load_user_run("5") == true
    assert path.with_name(f"{path.name}.aside-1").read_bytes() == content


@pytest.mark.usefixtures("no_collecting")
@pytest.mark.parametrize("text", ["", "[" * 100_000, ERROR_PAGE.decode(), '{"format": 2}'])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "train again"), ("vi", "hoặc train lại")]
)  # fmt: skip
def test_a_file_that_is_no_record_is_refused_with_advice(own_home, text, language, words):
    set_language(language)
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(records.RecordError, match=words) as refusal:
        records.load_user_run("5")
    assert str(path) in str(refusal.value)


@pytest.mark.usefixtures("no_collecting")
def test_answers_nested_beyond_measure_count_as_none(own_home):
    own_home.mkdir()
    (own_home / "answers.json").write_text("[" * 100_000)
    assert quiz.kept_answers() == {}


# Notebooks on disk

CELL = '# %% id="one"\nprint(1)\n'


@pytest.mark.parametrize(
    "content",
    [b"", b"<<<<<<< HEAD\n{}\n", b'{"cells": 3}', b'{"cells": [\xff]}', ERROR_PAGE],
)
def test_a_stored_solution_that_is_no_notebook_is_named_and_left_alone(tmp_path, content):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "x.py").write_text(CELL)
    building.build(tmp_path)
    path = tmp_path / "solutions" / "x.ipynb"
    path.write_bytes(content)
    for check in (True, False):
        with pytest.raises(AuthoringError, match="restore it, or move it away") as refusal:
            building.build(tmp_path, check)
        assert str(path) in str(refusal.value)
        assert path.read_bytes() == content


def test_a_disk_that_is_full_within_a_notebook_leaves_the_older_one(tmp_path):
    root = tmp_path / "bài tập của Tám"
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "x.py").write_text(CELL)
    building.build(root)
    path = root / "hints" / "x.ipynb"
    before = path.read_bytes()
    (root / "notebooks" / "x.py").write_text(CELL + "# much more\n" * 100)
    with no_file_beyond(len(before)), pytest.raises(OSError):
        building.build(root)
    assert path.read_bytes() == before
    building.build(root)
    assert path.read_bytes() != before


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('# %% [raw] id="one"\n# x\n', "cell 'one' is neither code nor text: raw"),
        ('# %% id="two words"\nx = 1\n', "an id has 1 to 64 letters .* Received: 'two words'"),
        ("# ---\n# jupyter:\n#   a: b: c\n# ---\n" + CELL, "jupytext cannot read the header"),
    ],
)
def test_a_source_that_cannot_become_a_notebook_is_refused_with_its_line(source, words):
    with pytest.raises(AuthoringError, match=rf"^x\.py:1: {words}"):
        sources.parse(source, "x.py")


def test_a_source_that_is_no_utf_8_is_refused_with_advice(tmp_path):
    (tmp_path / "x.py").write_bytes('# %% id="one"\nprint("Tám")\n'.encode("utf-16"))
    with pytest.raises(AuthoringError, match=r"^x\.py:1: not UTF-8 .* save it as UTF-8"):
        sources.read(tmp_path / "x.py")
