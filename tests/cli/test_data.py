"""`vgkit data`: what is where, fetched and verified."""

import gzip
import hashlib
import struct

import pytest

from tests.cli.commands import CONTENT, LABELS, run
from vgkit import data


def test_verify_ends_with_0_when_all_four_files_are_sound(files):
    result = run("data", "verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "All four files are the original ones" in result.stdout


def test_verify_ends_with_1_and_names_a_damaged_file(files):
    (files / LABELS).write_bytes(gzip.compress(CONTENT + b"\0"))
    result = run("data", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{files / LABELS}: 12 bytes after decompression, expected 11" in result.stderr
    assert "vgkit data fetch" in result.stderr
    assert str(files / data.FILES["x_train"].name) not in result.stderr


def test_verify_ends_with_1_and_names_a_missing_file(files):
    (files / LABELS).unlink()
    result = run("data", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{files / LABELS}: missing" in result.stderr


def test_status_tells_of_every_file_and_always_ends_with_0(files):
    (files / LABELS).write_bytes(b"half")
    (files / data.FILES["x_test"].name).unlink()
    result = run("data", "status")
    states = dict(line.rsplit(".gz: ", 1) for line in result.stdout.splitlines())
    assert result.exit_code == 0
    assert states[str(files / LABELS)[:-3]].startswith("DAMAGED: not a whole gzip file")
    assert states[str(files / "t10k-images-idx3-ubyte")] == "missing"
    assert list(states.values()).count("verified") == 2


@pytest.mark.parametrize("session", ["", "synthetic"])
def test_fetch_means_fashion_mnist_in_any_session_and_says_where_it_is(files, monkeypatch, session):
    monkeypatch.setenv("VGKIT_DATASET", session)
    # load() makes rows of 784 pixels of the images: one image in each of the two files.
    content = struct.pack(">4I", 0x803, 1, 28, 28) + bytes(784)
    for key in ("x_train", "x_test"):
        image_file = data.IdxFile(
            data.FILES[key].name, 0x803, (1, 28, 28), hashlib.sha256(content).hexdigest()
        )
        monkeypatch.setitem(data.FILES, key, image_file)
        (files / image_file.name).write_bytes(gzip.compress(content))
    result = run("data", "fetch")
    assert (result.exit_code, result.stdout) == (0, f"Ready: {files}\n")
