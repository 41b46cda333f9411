"""Fashion-MNIST is found, verified and fetched; every fault is real and is named.

The faults are played on a data set of ten images, served by a web server on this machine.
"""

import contextlib
import functools
import gzip
import hashlib
import http.server
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from vgkit import data
from vgkit.data import synthetic
from vgkit.errors import VgkitError
from vgkit.messages import set_language

LABELS = "t10k-labels-idx1-ubyte.gz"
REAL_FILES = data.FILES


def idx(magic, shape, values):
    """The content of an IDX file."""
    return struct.pack(f">{1 + len(shape)}I", magic, *shape) + bytes(values)


def tiny_content():
    """Six training images, four test images: content of the four files by key."""
    pixels = np.arange(10 * 784, dtype=np.uint32) * 7 % 251
    return {
        "x_train": idx(0x803, (6, 28, 28), pixels[: 6 * 784].tolist()),
        "y_train": idx(0x801, (6,), [9, 0, 3, 1, 2, 7]),
        "x_test": idx(0x803, (4, 28, 28), pixels[6 * 784 :].tolist()),
        "y_test": idx(0x801, (4,), [5, 6, 8, 4]),
    }


def tiny_file(key, content):
    shape = struct.unpack_from(f">{len(REAL_FILES[key].shape)}I", content, 4)
    magic = int.from_bytes(content[:4], "big")
    return data.IdxFile(REAL_FILES[key].name, magic, shape, hashlib.sha256(content).hexdigest())


@pytest.fixture
def good(monkeypatch, tmp_path):
    """The kit knows the tiny data set only, and nothing is on the machine. Bytes by file name."""
    contents = tiny_content()
    monkeypatch.setattr(data, "FILES", {k: tiny_file(k, c) for k, c in contents.items()})
    monkeypatch.setattr(data, "_load", functools.cache(data._load.__wrapped__))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("VGKIT_DATA_URL", f"http://127.0.0.1:{closed_port()}/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("VGKIT_DATA_DIR", raising=False)
    return {
        REAL_FILES[key].name: gzip.compress(content, mtime=0) for key, content in contents.items()
    }


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(good, monkeypatch):
    """A web server that has the tiny data set; tests spoil `answers` (status, body, length)."""
    answers = {name: (200, body, len(body)) for name, body in good.items()}
    state = SimpleNamespace(answers=answers, requested=[], wait=lambda: None)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.rpartition("/")[2]
            state.requested.append(name)
            state.wait()
            status, body, length = answers[name]
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    monkeypatch.setenv("VGKIT_DATA_URL", f"http://127.0.0.1:{listening.server_port}/data/")
    yield state
    listening.shutdown()
    listening.server_close()


def put(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)


def flip(body, position, bit=0):
    changed = bytearray(body)
    changed[position] ^= 1 << bit
    return bytes(changed)


def found_in(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


# Parsing one file


def test_the_four_files_have_the_sizes_of_the_published_ones():
    sizes = {key: (f.header_bytes, f.total_bytes) for key, f in REAL_FILES.items()}
    assert sizes == {
        "x_train": (16, 47_040_016),
        "y_train": (8, 60_008),
        "x_test": (16, 7_840_016),
        "y_test": (8, 10_008),
    }


def test_a_sound_file_becomes_an_array_that_cannot_be_written_to(good):
    array = data.parse(good[LABELS], data.FILES["y_test"])
    assert array.tolist() == [5, 6, 8, 4]
    assert array.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


def test_pixels_keep_their_places(good):
    images = data.parse(good[REAL_FILES["x_test"].name], data.FILES["x_test"])
    # Pixel number n of the whole set is 7n mod 251; image 1 of the test set starts at 7 · 784.
    assert images.shape == (4, 28, 28)
    assert images[1, 0, 0] == 7 * (7 * 784) % 251
    assert images[1, 2, 3] == 7 * (7 * 784 + 2 * 28 + 3) % 251


FAULTS = {
    # name: (what becomes of the label file, words of the message)
    "empty": (lambda gz, raw: b"", ["0 bytes after decompression", "expected 12"]),
    "web page": (
        lambda gz, raw: b"<!DOCTYPE html><title>Sign in</title>",
        ["not a whole gzip file (37 bytes", "b'<!DOCTYP'"],
    ),
    "truncated": (lambda gz, raw: gz[:-9], ["not a whole gzip file", "Compressed file ended"]),
    "followed by rubbish": (lambda gz, raw: gz + b"rubbish", ["not a whole gzip file"]),
    "bit flipped in the compressed stream": (
        lambda gz, raw: flip(gz, 14),
        ["not a whole gzip file"],
    ),
    "bit flipped in the content": (
        lambda gz, raw: gzip.compress(flip(raw, 11), mtime=0),
        ["SHA-256", "at least one bit is wrong"],
    ),
    "wrong magic": (
        lambda gz, raw: gzip.compress(flip(raw, 3, bit=1), mtime=0),
        ["IDX header [2051, 4]", "expected [2049, 4]"],
    ),
    "wrong count": (
        lambda gz, raw: gzip.compress(flip(raw, 7), mtime=0),
        ["IDX header [2049, 5]", "expected [2049, 4]"],
    ),
    "a byte short": (lambda gz, raw: gzip.compress(raw[:-1], mtime=0), ["11 bytes", "expected 12"]),
    "a byte long": (
        lambda gz, raw: gzip.compress(raw + b"\0", mtime=0),
        ["13 bytes", "expected 12"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_not_the_original_is_refused_with_the_reason(good, fault):
    damage, words = FAULTS[fault]
    raw = tiny_content()["y_test"]
    with pytest.raises(data.DataError) as refusal:
        data.parse(damage(good[LABELS], raw), data.FILES["y_test"])
    for word in words:
        assert word in str(refusal.value)


def test_no_flipped_bit_of_a_compressed_file_gets_through(good):
    expected = data.FILES["y_test"]
    harmless = 0
    for position in range(len(good[LABELS])):
        for bit in range(8):
            try:
                array = data.parse(flip(good[LABELS], position, bit), expected)
            except data.DataError:
                continue
            assert array.tolist() == [5, 6, 8, 4]
            harmless += 1
    assert harmless < 64  # gzip's time stamp, level and system, and padding to a whole byte


def test_the_reason_is_told_in_vietnamese_too(good):
    set_language("vi")
    with pytest.raises(data.DataError, match="đáng lẽ phải là 12"):
        data.parse(b"", data.FILES["y_test"])


def test_one_flipped_bit_in_the_real_labels_is_caught(real_data):
    expected = REAL_FILES["y_test"]
    places = [folder / expected.name for folder in data.folders()]
    original = next(path for path in places if path.is_file()).read_bytes()
    assert np.array_equal(data.parse(original, expected), real_data.y_test)
    raw = flip(gzip.decompress(original), 5_000)
    with pytest.raises(data.DataError, match="expected 0402a96d92fd2663…: at least one bit"):
        data.parse(gzip.compress(raw, mtime=0), expected)


# Where it is looked for


def test_the_folders_are_looked_at_in_the_promised_order(good, tmp_path, monkeypatch):
    cache = tmp_path / "keras" / "datasets" / "fashion-mnist"
    assert data.folders() == [cache]
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path / "own"))
    assert data.folders() == [tmp_path / "own" / "fashion-mnist", tmp_path / "own", cache]


def test_without_keras_home_the_cache_is_below_the_users_home(good, tmp_path, monkeypatch):
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    expected = tmp_path / "me" / ".keras" / "datasets" / "fashion-mnist"
    assert data.cache_folder() == expected


@pytest.mark.parametrize("below", ["", "fashion-mnist"])
def test_a_named_folder_is_used_as_it_is_or_with_the_subfolder(
    good, server, tmp_path, monkeypatch, below
):
    put(tmp_path / "own" / below, good)
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path / "own"))
    images = data.load()
    assert images.source == str(tmp_path / "own" / below)
    assert images.name == "fashion_mnist"
    assert not images.is_synthetic
    assert images.x_train.shape == (6, 784)
    assert images.x_test.shape == (4, 784)
    assert images.x_train.dtype == np.uint8
    assert images.y_train.tolist() == [9, 0, 3, 1, 2, 7]
    assert images.x_train[1, :3].tolist() == [7 * n % 251 for n in (784, 785, 786)]
    assert server.requested == []


def test_loading_twice_gives_the_same_arrays(good, tmp_path):
    put(data.cache_folder(), good)
    first = data.load()
    for path in data.cache_folder().iterdir():
        path.unlink()
    assert data.load() is first


def test_a_damaged_file_in_the_named_folder_is_passed_over_for_the_cache(
    good, server, tmp_path, monkeypatch, capsys
):
    own = tmp_path / "own"
    put(own, good | {LABELS: good[LABELS][:20]})
    put(data.cache_folder(), good)
    monkeypatch.setenv("VGKIT_DATA_DIR", str(own))
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    told = capsys.readouterr()
    assert f"{own / LABELS} is damaged (not a whole gzip file (20 bytes" in told.err
    assert "It is not used" in told.err
    assert told.out == ""
    assert server.requested == []
    assert (own / LABELS).read_bytes() == good[LABELS][:20]


def test_a_damaged_file_in_the_cache_is_named_and_fetched_again(good, server, capsys):
    raw = flip(tiny_content()["y_test"], 9)
    put(data.cache_folder(), good | {LABELS: gzip.compress(raw, mtime=0)})
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    told = capsys.readouterr()
    assert f"{data.cache_folder() / LABELS} is damaged (SHA-256" in told.err
    assert f"Downloading {LABELS}" in told.err
    assert told.out == ""
    assert server.requested == [LABELS]
    assert (data.cache_folder() / LABELS).read_bytes() == good[LABELS]
    assert found_in(data.cache_folder()) == sorted(good)


def test_a_damaged_file_that_cannot_be_fetched_again_stays_where_it_is(good):
    put(data.cache_folder(), good | {LABELS: b"half"})
    with pytest.raises(data.DataError, match="Three ways out"):
        data.load()
    assert (data.cache_folder() / LABELS).read_bytes() == b"half"
    assert found_in(data.cache_folder()) == sorted(good)


# The network


def test_a_download_puts_the_four_files_into_the_cache_and_nothing_else(good, server, capsys):
    images = data.load()
    assert images.y_train.tolist() == [9, 0, 3, 1, 2, 7]
    assert images.source == str(data.cache_folder())
    assert sorted(server.requested) == sorted(good)
    assert {n: (data.cache_folder() / n).read_bytes() for n in good} == good
    assert found_in(data.cache_folder()) == sorted(good)
    assert capsys.readouterr().out == ""


def test_only_the_missing_file_is_downloaded(good, server):
    put(data.cache_folder(), {n: body for n, body in good.items() if n != LABELS})
    data.load()
    assert server.requested == [LABELS]


def test_the_downloaded_files_serve_without_a_network(good, server, monkeypatch):
    data.load()
    monkeypatch.setenv("VGKIT_DATA_URL", f"http://127.0.0.1:{closed_port()}/")
    data._load.cache_clear()
    assert data.load().y_test.tolist() == [5, 6, 8, 4]


PAGE = b"<!DOCTYPE html><title>Please sign in</title>"
BAD_ANSWERS = {
    # name: (answer to the request for the test labels, words of the message)
    "sign-in page": (
        lambda gz: (200, PAGE, len(PAGE)),
        f"What came as {LABELS} is not that file: not a whole gzip file (44 bytes, "
        "starting with b'<!DOCTYP')",
    ),
    "not there": (lambda gz: (404, b"no", 2), f"{LABELS} could not be downloaded: URL fetch"),
    "stopped halfway": (
        lambda gz: (200, gz[:15], len(gz)),
        f"{LABELS} could not be downloaded: URL fetch failure",
    ),
    "truncated": (
        lambda gz: (200, gz[:-5], len(gz) - 5),
        f"What came as {LABELS} is not that file: not a whole gzip file",
    ),
    "bit flipped": (
        lambda gz: (200, (bad := gzip.compress(flip(gzip.decompress(gz), 10))), len(bad)),
        f"What came as {LABELS} is not that file: SHA-256",
    ),
    "wrong magic": (
        lambda gz: (200, (bad := gzip.compress(flip(gzip.decompress(gz), 3, 1))), len(bad)),
        f"What came as {LABELS} is not that file: IDX header [2051, 4], expected [2049, 4]",
    ),
    "another file": (
        lambda gz: (200, (bad := gzip.compress(tiny_content()["y_train"], mtime=0)), len(bad)),
        f"What came as {LABELS} is not that file: 14 bytes after decompression, expected 12",
    ),
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_what_the_network_spoils_is_named_and_never_kept(good, server, case):
    answer, words = BAD_ANSWERS[case]
    server.answers[LABELS] = answer(good[LABELS])
    with pytest.raises(data.DataError) as refusal:
        data.load()
    assert words in str(refusal.value)
    assert "Three ways out" in str(refusal.value)
    assert found_in(data.cache_folder()) == sorted(set(good) - {LABELS})


def test_after_a_failed_download_the_next_one_succeeds(good, server):
    server.answers[LABELS] = (404, b"", 0)
    with pytest.raises(data.DataError, match="404"):
        data.load()
    server.answers[LABELS] = (200, good[LABELS], len(good[LABELS]))
    assert data.load().y_test.tolist() == [5, 6, 8, 4]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_data_and_no_network_is_one_message_with_three_ways_out(good, language):
    set_language(language)
    with pytest.raises(data.DataError) as refusal:
        data.load()
    message = str(refusal.value)
    assert "\n" not in message
    assert REAL_FILES["x_train"].name in message
    for way in ("(1)", "`vgkit data fetch`", "(2)", str(data.cache_folder()), "VGKIT_DATA_DIR"):
        assert way in message
    assert "(3)" in message
    assert "VGKIT_DATASET=synthetic" in message
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__
    assert found_in(data.cache_folder()) == []


def test_a_cache_that_cannot_be_written_is_named(good, server, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    with pytest.raises(data.DataError, match="could not be downloaded") as refusal:
        data.load()
    assert str(tmp_path / "file") in str(refusal.value)
    assert server.requested == []


@pytest.mark.parametrize("works", [True, False])
def test_a_download_leaves_the_time_limit_of_other_connections_alone(good, server, works):
    if not works:
        server.answers[LABELS] = (404, b"", 0)
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(7.5)
    try:
        with contextlib.nullcontext() if works else pytest.raises(data.DataError):
            data.download("y_test")
        assert socket.getdefaulttimeout() == 7.5
    finally:
        socket.setdefaulttimeout(before)


DRIVER = """
import json, sys
from vgkit import data
files = json.loads(sys.argv[1])
data.FILES = {k: data.IdxFile(name, magic, tuple(shape), sha)
              for k, (name, magic, shape, sha) in files.items()}
images = data.load()
print(images.y_train.tolist(), images.y_test.tolist(), int(images.x_train.sum()))
"""


def test_two_processes_that_download_at_once_both_end_with_good_files(good, server):
    meeting = threading.Barrier(2)

    def wait_for_the_other():
        # Each request is answered only when the other process has asked for the same file.
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=120)

    server.wait = wait_for_the_other
    files = {k: (f.name, f.magic, f.shape, f.sha256) for k, f in data.FILES.items()}
    command = [sys.executable, "-c", DRIVER, json.dumps(files)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, env=os.environ, **pipes) for _ in range(2)]
    outputs = [process.communicate(timeout=240) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    pixels = sum(7 * n % 251 for n in range(6 * 784))
    assert [out for out, _ in outputs] == [f"[9, 0, 3, 1, 2, 7] [5, 6, 8, 4] {pixels}\n"] * 2
    assert sorted(server.requested) == sorted([*good, *good])
    assert {n: (data.cache_folder() / n).read_bytes() for n in good} == good
    assert found_in(data.cache_folder()) == sorted(good)


# What the session uses


def test_the_stand_in_is_taken_only_when_it_is_asked_for_and_says_so(good, monkeypatch):
    drawn = synthetic.draw(20, 10)
    monkeypatch.setattr(synthetic, "draw", lambda: drawn)
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    images = data.load()
    assert images.is_synthetic
    assert images.name == "synthetic"
    assert images.source == "drawn by vgkit"
    assert images.x_train is drawn["x_train"]


def test_a_data_set_that_means_nothing_is_refused(good, monkeypatch):
    monkeypatch.setenv("VGKIT_DATASET", "mnist")
    with pytest.raises(VgkitError, match="VGKIT_DATASET is 'mnist'. Unset it") as refusal:
        data.load()
    assert "'synthetic'" in str(refusal.value)


def test_an_empty_variable_counts_as_unset(good, monkeypatch):
    put(data.cache_folder(), good)
    monkeypatch.setenv("VGKIT_DATASET", "")
    monkeypatch.setenv("VGKIT_DATA_DIR", "")
    assert data.load().name == "fashion_mnist"


# As other editions of the course use it


@pytest.fixture
def drawn():
    """Twenty training images and five test images of random pixels, labels 0…9 in turn."""
    generator = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", 20), ("test", 5)):
        arrays[f"x_{part}"] = generator.integers(0, 256, (count, 784), dtype=np.uint8)
        arrays[f"y_{part}"] = np.arange(count, dtype=np.uint8) % 10
    return data.Dataset("synthetic", "drawn by a test", **arrays)


@pytest.fixture
def short_tail(monkeypatch):
    monkeypatch.setattr(data, "TAIL", 6)


def test_by_default_nothing_changes_and_the_network_sees_the_pixels_as_they_are(drawn):
    assert data.prepare(drawn) is drawn
    seen = drawn.to_input(drawn.x_test)
    assert seen.dtype == np.float32
    assert np.array_equal(seen, drawn.x_test)


def test_pixels_0_to_1_are_divided_by_255(drawn):
    images = data.prepare(drawn, "0-1")
    seen = images.to_input(drawn.x_test)
    assert seen.dtype == np.float32
    assert np.array_equal(seen, drawn.x_test.astype(np.float32) / np.float32(255))
    assert images.to_input(np.uint8([0, 51, 255])).tolist() == [0, np.float32(0.2), 1]


def test_standardised_pixels_have_mean_0_and_deviation_1_over_the_training_images(drawn):
    images = data.prepare(drawn, "standardised")
    pixels = drawn.x_train.astype(np.float64)
    assert images.mean == pytest.approx(pixels.sum() / pixels.size, rel=1e-12)
    assert images.std == pytest.approx(np.sqrt(np.mean((pixels - images.mean) ** 2)), rel=1e-12)
    seen = images.to_input(drawn.x_train)
    assert seen.dtype == np.float32
    assert (seen.mean(), seen.std()) == pytest.approx((0, 1), abs=1e-5)
    # The test images are shifted and scaled by the training images' numbers, not by their own.
    expected = (drawn.x_test - images.mean) / images.std
    np.testing.assert_allclose(images.to_input(drawn.x_test), expected, rtol=1e-6, atol=1e-7)


def test_the_tail_of_the_training_images_stands_in_for_the_test_images(drawn, short_tail):
    images = data.prepare(drawn, validation="training tail")
    assert np.array_equal(images.x_train, drawn.x_train[:14])
    assert np.array_equal(images.x_test, drawn.x_train[14:])
    assert images.y_train.tolist() == [*range(10), 0, 1, 2, 3]
    assert images.y_test.tolist() == [4, 5, 6, 7, 8, 9]
    assert np.shares_memory(images.x_test, drawn.x_train)


def test_standardising_does_not_depend_on_the_tail(drawn, short_tail):
    with_tail = data.prepare(drawn, "standardised", "training tail")
    without = data.prepare(drawn, "standardised")
    assert (with_tail.mean, with_tail.std) == (without.mean, without.std)


def test_the_names_of_prepared_data_sets_say_what_was_changed(drawn, short_tail):
    names = [data.prepare(drawn, p, v).name for p in data.PIXELS for v in data.VALIDATIONS]
    assert names == [
        "synthetic", "synthetic-tail", "synthetic-0-1", "synthetic-0-1-tail",
        "synthetic-standardised", "synthetic-standardised-tail",
    ]  # fmt: skip
    assert all(data.prepare(drawn, p).is_synthetic for p in data.PIXELS)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "{} must be one of {}. Received: 'other'."),
    ("vi", "{} phải là một trong {}. Nhận được: 'other'."),
])  # fmt: skip
@pytest.mark.parametrize(("name", "known"), [
    ("pixels", "'0-255', '0-1', 'standardised'"), ("validation", "'test', 'training tail'"),
])  # fmt: skip
def test_another_preparation_is_refused_with_those_that_exist(drawn, name, known, language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        data.prepare(drawn, **{name: "other"})
    assert str(refusal.value) == words.format(name, known)


# Looking without touching


def test_the_status_of_nothing_is_four_missing_files_and_makes_no_folder(good, tmp_path):
    report = data.status()
    assert [(f.key, f.present, f.problem) for f in report] == [
        (key, False, None) for key in ("x_train", "y_train", "x_test", "y_test")
    ]
    assert report[3].path == data.cache_folder() / LABELS
    assert not (tmp_path / "keras").exists()


def test_the_status_lists_every_copy_and_what_is_wrong_with_it(good, tmp_path, monkeypatch):
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path))
    put(tmp_path, {LABELS: b"half"})
    put(data.cache_folder(), good)
    report = data.status()
    assert len(report) == 5
    bad = [file for file in report if file.problem]
    assert [(file.path, file.present) for file in bad] == [(tmp_path / LABELS, True)]
    assert "not a whole gzip file (4 bytes" in bad[0].problem
    assert (tmp_path / LABELS).read_bytes() == b"half"


# The real thing


def test_the_real_images_are_those_of_the_paper(real_data):
    assert real_data.x_train.shape == (60_000, 784)
    assert real_data.x_test.shape == (10_000, 784)
    assert real_data.y_train[:10].tolist() == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]
    assert real_data.y_test[:10].tolist() == [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]
    assert np.bincount(real_data.y_train).tolist() == [6_000] * 10
    assert np.bincount(real_data.y_test).tolist() == [1_000] * 10
    # The mean pixel, 0.2860 of 255, is the number that everyone's normalization quotes.
    assert real_data.x_train.mean() / 255 == pytest.approx(0.2860, abs=5e-5)


def test_the_real_tail_is_the_last_6000_training_images(real_data):
    images = data.prepare(real_data, "0-1", "training tail")
    assert (images.x_train.shape, images.x_test.shape) == ((54_000, 784), (6_000, 784))
    assert np.array_equal(images.y_test, real_data.y_train[54_000:])
    assert not images.is_synthetic
