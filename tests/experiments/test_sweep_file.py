"""The results file of a sweep: added to by one process at a time, whole whatever happens."""

import json
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.file_limits import no_file_beyond
from vgkit.errors import VgkitError
from vgkit.experiments import sweep_file
from vgkit.experiments.sweep_row import SweepRow
from vgkit.messages import set_language


def row(key):
    return SweepRow({"name": key}, "made up", key, {"loss": [0.5] * 20})


ROWS = [row(str(number)) for number in range(6)]


def lines(path):
    return [SweepRow.of(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def fill(path, rows):
    with sweep_file.sole_writer(path) as (_, add):
        for row in rows:
            add(row)


def test_no_file_means_no_rows(tmp_path):
    assert sweep_file.read(tmp_path / "nothing.jsonl") == {}


def test_of_two_rows_with_one_key_the_last_counts(tmp_path):
    path, last = tmp_path / "rows.jsonl", replace(row("1"), seconds=7.0)
    fill(path, [*ROWS, last])
    assert sweep_file.read(path)["1"] == last


def test_every_row_is_in_the_file_and_among_the_rows_as_soon_as_it_is_added(tmp_path):
    path = tmp_path / "a new folder" / "rows.jsonl"
    fill(path, ROWS[:1])
    with sweep_file.sole_writer(path) as (rows, add):
        for number, row in enumerate(ROWS[1:], start=2):
            add(row)
            assert lines(path) == list(rows.values()) == ROWS[:number]
    assert [file.name for file in path.parent.iterdir()] == ["rows.jsonl"]


@pytest.mark.parametrize("room", [0, 20])
def test_a_disk_that_is_full_within_a_row_is_an_error_and_costs_that_row_only(tmp_path, room):
    path = tmp_path / "rows.jsonl"
    fill(path, ROWS[:2])
    with no_file_beyond(path.stat().st_size + room), pytest.raises(VgkitError) as refusal:
        fill(path, ROWS[2:3])
    assert f"written to {path} (" in str(refusal.value)
    assert "The 2 rows before it are kept: make room" in str(refusal.value)
    assert list(sweep_file.read(path).values()) == ROWS[:2]
    fill(path, ROWS[2:])
    assert lines(path) == ROWS


# Another process

HOLDING = """
import sys
from pathlib import Path
from vgkit.experiments import sweep_file
from vgkit.experiments.sweep_row import SweepRow

with sweep_file.sole_writer(Path(sys.argv[1])) as (rows, add):
    add(SweepRow({}, "made up", "theirs", {}))
    print("open", flush=True)
    sys.stdin.read()  # until it is closed
    add(SweepRow({}, "made up", "their last", {}))
"""


@pytest.fixture
def other(tmp_path):
    """A process that has the results file open for more, and closes it when its input ends."""
    path = tmp_path / "rows.jsonl"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"open\n"
        yield process, path
        process.kill()


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Another sweep is writing to {}: waiting for its end."),
    ("vi", "Một sweep khác đang ghi vào {}: đang chờ nó kết thúc."),
])  # fmt: skip
@pytest.mark.parametrize("end", ["of itself", "killed"])
def test_a_second_process_says_that_it_waits_and_goes_on_when_the_first_ends(
    other, monkeypatch, language, words, end
):
    process, path = other
    told = []

    def tell(message):
        told.append(message)
        if end == "killed":
            process.send_signal(signal.SIGKILL)
        else:
            process.stdin.close()

    monkeypatch.setattr(sweep_file, "tell", tell)
    set_language(language)
    theirs = ["theirs", "their last"] if end == "of itself" else ["theirs"]
    with sweep_file.sole_writer(path) as (rows, add):
        assert list(rows) == theirs
        add(row("ours"))
    assert list(sweep_file.read(path)) == [*theirs, "ours"]
    assert len(told) == 1 and words.format(path) in told[0]
    assert [file.name for file in path.parent.iterdir() if file.suffix == ".lock"] == []


def test_reading_waits_for_nobody(other):
    assert list(sweep_file.read(other[1])) == ["theirs"]


def test_after_an_interruption_nobody_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep_file, "tell", pytest.fail)
    path = tmp_path / "rows.jsonl"
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), sweep_file.sole_writer(path):
            raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_file_out_of_reach_is_told_in_words(tmp_path, language):
    set_language(language)
    words = "VGKIT_HOME" if language == "en" else "biến VGKIT_HOME"
    (tmp_path / "folder").mkdir()  # cannot be read as a file, not even by root
    with pytest.raises(VgkitError, match=words) as raised:
        sweep_file.read(tmp_path / "folder")
    assert str(tmp_path / "folder") in str(raised.value)
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(VgkitError, match=words),
        sweep_file.sole_writer(tmp_path / "file" / "rows.jsonl"),
    ):
        pass
