"""What the network gives is verified before it gets its name; what it spoils is named, never kept.

Played on a data set of ten images and a web server on this machine.
"""

import contextlib
import gzip
import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

import pytest

from tests.data.tiny import (
    FILES,
    LABELS,
    REAL_FILES,
    cache_folder,
    closed_port,
    consists_of,
    empty_machine,
    flip,
    found_in,
    good,
    put,
    server,
    shop,
    tiny_content,
)
from vgkit import data
from vgkit.data import cifar10, download, mnist
from vgkit.messages import set_language

__all__ = ["empty_machine", "good", "server", "shop"]  # fixtures


def test_a_download_puts_the_four_files_into_the_cache_and_nothing_else(good, shop, capsys):
    images = data.load()
    assert images.y_train.tolist() == [9, 0, 3, 1, 2, 7]
    assert images.source == str(cache_folder())
    assert sorted(shop.requested) == sorted(good)
    assert {n: (cache_folder() / n).read_bytes() for n in good} == good
    assert found_in(cache_folder()) == sorted(good)
    assert capsys.readouterr().out == ""


def test_only_the_missing_file_is_downloaded(good, shop):
    put(cache_folder(), {n: body for n, body in good.items() if n != LABELS})
    data.load()
    assert shop.requested == [LABELS]


def test_the_downloaded_files_serve_without_a_network(good, shop, monkeypatch):
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
    "not there": (
        lambda gz: (404, b"no", 2),
        f"{LABELS} could not be downloaded: 404 Client Error",
    ),
    "stopped halfway": (
        lambda gz: (200, gz[:15], len(gz)),
        f"{LABELS} could not be downloaded: IncompleteRead(15 bytes read",
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
def test_what_the_network_spoils_is_named_and_never_kept(good, shop, case):
    answer, words = BAD_ANSWERS[case]
    shop.answers[LABELS] = answer(good[LABELS])
    with pytest.raises(data.DataError) as refusal:
        data.load()
    assert words in str(refusal.value)
    assert "Three ways out" in str(refusal.value)
    assert found_in(cache_folder()) == sorted(set(good) - {LABELS})


def test_after_a_failed_download_the_next_one_succeeds(good, shop):
    shop.answers[LABELS] = (404, b"", 0)
    with pytest.raises(data.DataError, match="404"):
        data.load()
    shop.answers[LABELS] = (200, good[LABELS], len(good[LABELS]))
    assert data.load().y_test.tolist() == [5, 6, 8, 4]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_data_and_no_network_is_one_message_with_three_ways_out(good, language):
    set_language(language)
    with pytest.raises(data.DataError) as refusal:
        data.load()
    message = str(refusal.value)
    assert "\n" not in message
    assert REAL_FILES["x_train"].name in message
    for way in ("(1)", "`vgkit data fetch`", "(2)", str(cache_folder()), "VGKIT_DATA_DIR"):
        assert way in message
    assert "(3)" in message
    assert "VGKIT_DATASET=synthetic" in message
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__
    assert found_in(cache_folder()) == []


def test_a_cache_that_cannot_be_written_is_named(good, shop, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    with pytest.raises(data.DataError, match="could not be downloaded") as refusal:
        data.load()
    assert str(tmp_path / "file") in str(refusal.value)
    assert shop.requested == []


@pytest.mark.parametrize("works", [True, False])
def test_a_download_leaves_the_time_limit_of_other_connections_alone(good, shop, works):
    if not works:
        shop.answers[LABELS] = (404, b"", 0)
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(7.5)
    try:
        with contextlib.nullcontext() if works else pytest.raises(data.DataError):
            download.fetch(FILES, "y_test")
        assert socket.getdefaulttimeout() == 7.5
    finally:
        socket.setdefaulttimeout(before)


DRIVER = """
import json, sys
from vgkit import data
from vgkit.data import fashion_mnist, locating
locating.checkout_folders = list
for key, (name, magic, shape, sha) in json.loads(sys.argv[1]).items():
    fashion_mnist.FILES.originals[key] = data.IdxFile(name, magic, tuple(shape), sha)
images = data.load()
print(images.y_train.tolist(), images.y_test.tolist(), int(images.x_train.sum()))
"""


def test_two_processes_that_download_at_once_both_end_with_good_files(good, shop):
    meeting = threading.Barrier(2)

    def wait_for_the_other():
        # Each request is answered only when the other process has asked for the same file.
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=120)

    shop.wait = wait_for_the_other
    files = {k: (f.name, f.magic, f.shape, f.sha256) for k, f in FILES.originals.items()}
    command = [sys.executable, "-c", DRIVER, json.dumps(files)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, env=os.environ, **pipes) for _ in range(2)]
    outputs = [process.communicate(timeout=240) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    pixels = sum(7 * n % 251 for n in range(6 * 784))
    assert [out for out, _ in outputs] == [f"[9, 0, 3, 1, 2, 7] [5, 6, 8, 4] {pixels}\n"] * 2
    assert sorted(shop.requested) == sorted([*good, *good])
    assert {n: (cache_folder() / n).read_bytes() for n in good} == good
    assert found_in(cache_folder()) == sorted(good)


def test_a_killed_download_leaves_no_file_that_counts_and_the_next_one_succeeds(good, shop):
    asked, over = threading.Event(), threading.Event()

    def fall_silent():
        asked.set()
        over.wait()

    shop.wait = fall_silent
    files = {k: (f.name, f.magic, f.shape, f.sha256) for k, f in FILES.originals.items()}
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, json.dumps(files)], env=os.environ, stderr=subprocess.DEVNULL
    )
    try:
        assert asked.wait(timeout=120)
    finally:
        process.kill()
        process.wait()
        over.set()
    assert not set(found_in(cache_folder())) & set(good)
    shop.wait = lambda: None
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    assert set(good) <= set(found_in(cache_folder()))


def test_what_a_killed_download_left_is_deleted_when_it_is_an_hour_old(good, shop):
    young, old = (cache_folder() / f"{download.TEMPORARY}{name}" for name in ("young", "old"))
    for folder, age in ((young, 60), (old, 7200)):
        put(folder, {LABELS: b"half"})
        then = time.time() - age
        os.utime(folder / LABELS, (then, then))
        os.utime(folder, (then, then))
    data.load()
    assert found_in(cache_folder()) == sorted([*good, young.name])


@pytest.mark.parametrize(
    "answer",
    [(503, b"busy", 4), (200, b"half", 400)],
    ids=["a server that is busy", "a connection that breaks"],
)
def test_a_download_that_fails_for_the_moment_is_tried_again(good, shop, monkeypatch, answer):
    waits = []
    monkeypatch.setattr(download, "RETRIES", 2)
    monkeypatch.setattr(time, "sleep", waits.append)
    shop.answers[LABELS] = [answer, answer, shop.answers[LABELS]]
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    assert shop.requested.count(LABELS) == 3
    assert waits == [1, 2]
    assert found_in(cache_folder()) == sorted(good)


def test_a_download_that_goes_on_failing_is_given_up(good, shop, monkeypatch):
    monkeypatch.setattr(download, "RETRIES", 2)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    shop.answers[LABELS] = (503, b"busy", 4)
    with pytest.raises(data.DataError, match="503"):
        data.load()
    assert shop.requested.count(LABELS) == 3


@pytest.mark.parametrize(("progress", "shown"), [("", True), ("off", False)])
def test_progress_is_shown_unless_it_is_turned_off(
    good, shop, monkeypatch, capsys, progress, shown
):
    monkeypatch.setenv("VGKIT_PROGRESS", progress)
    data.load()
    assert ("100%" in capsys.readouterr().err) == shown


def test_mnist_has_a_folder_of_its_own_on_a_mirror(good, server, monkeypatch):
    bodies = consists_of(monkeypatch, mnist.FILES, tiny_content())
    server.answers |= {name: (200, body, len(body)) for name, body in bodies.items()}
    assert data.load("mnist").source == str(mnist.FILES.cache_folder())
    assert server.paths == [f"/data/mnist/{name}" for name in bodies]
    assert found_in(mnist.FILES.cache_folder()) == sorted(bodies)
    assert found_in(cache_folder()) == []


def test_without_a_mirror_each_set_has_its_published_origin(empty_machine, monkeypatch):
    monkeypatch.delenv("VGKIT_DATA_URL")
    origins = [files.origin for files in data.FILE_SETS.values()]
    assert origins == [
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://www.cs.toronto.edu/~kriz/",
    ]


# An archive


ARCHIVE = cifar10.FILES.archive
BATCHES = cifar10.FILES.originals


@pytest.fixture
def batches(monkeypatch, empty_machine):
    """CIFAR-10 consists of six short files; their contents by name."""
    contents = {name: f"content of {name}".encode() for name in BATCHES}
    for name, content in contents.items():
        digest = hashlib.sha256(content).hexdigest()
        monkeypatch.setitem(BATCHES, name, cifar10.Batch(name, len(content), digest))
    return contents


def in_folder(contents):
    """Members of the published archive, by their paths."""
    return {f"{cifar10.FILES.subfolder}/{name}": content for name, content in contents.items()}


def packed(members):
    """A `.tar.gz` of contents by path; a path may stand for a `TarInfo` that is added as it is."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for path, content in members.items():
            member = tarfile.TarInfo(path)
            if isinstance(content, bytes):
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = content
                tar.addfile(member)
    return file.getvalue()


def offer(server, archive):
    server.answers[ARCHIVE] = (200, archive, len(archive))


def written_below(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir())


def test_an_archive_leaves_its_files_in_the_cache_and_nothing_else(batches, server, capsys):
    offer(server, packed({"cifar-10-batches-py/readme.html": b"hello"} | in_folder(batches)))
    assert download.fetch(cifar10.FILES, "data_batch_3").tobytes() == batches["data_batch_3"]
    folder = cifar10.FILES.cache_folder()
    assert {name: (folder / name).read_bytes() for name in batches} == batches
    assert found_in(folder) == sorted(batches)
    told = capsys.readouterr()
    assert f"Downloading {ARCHIVE} (170 MB)" in told.err
    assert told.out == ""


HOSTILE = {
    "paths that lead out of the folder": {"../../evil": b"evil", "/tmp/vgkit-evil": b"evil"},
    "a link in the place of a file": {
        "cifar-10-batches-py/data_batch_1": (tarfile.SYMTYPE, "/etc/passwd")
    },
    "a hard link in the place of a file": {
        "cifar-10-batches-py/data_batch_1": (tarfile.LNKTYPE, "../../evil")
    },
    "a folder in the place of a file": {"cifar-10-batches-py/data_batch_1": (tarfile.DIRTYPE, "")},
    "a device in the place of a file": {"cifar-10-batches-py/data_batch_1": (tarfile.CHRTYPE, "")},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_an_archive_cannot_write_anywhere_else(batches, server, tmp_path, case):
    hostile = HOSTILE[case]
    offer(
        server, packed(hostile | {k: v for k, v in in_folder(batches).items() if k not in hostile})
    )
    if "cifar-10-batches-py/data_batch_1" in hostile:
        with pytest.raises(data.DataError, match="cifar-10-batches-py/data_batch_1 is not in it"):
            download.fetch(cifar10.FILES, "test_batch")
        assert written_below(tmp_path) == []
    else:
        download.fetch(cifar10.FILES, "test_batch")
        folder = cifar10.FILES.cache_folder().relative_to(tmp_path)
        assert written_below(tmp_path) == sorted(str(folder / name) for name in batches)
    assert not Path("/tmp/vgkit-evil").exists()


def test_the_second_of_two_files_of_one_name_is_not_looked_at(batches, server):
    twice = io.BytesIO()
    with tarfile.open(fileobj=twice, mode="w:gz") as tar:
        for content in (batches, batches | {"data_batch_1": b"a pickle that does harm"}):
            for path, body in in_folder(content).items():
                member = tarfile.TarInfo(path)
                member.size = len(body)
                tar.addfile(member, io.BytesIO(body))
    offer(server, twice.getvalue())
    download.fetch(cifar10.FILES, "test_batch")
    kept = cifar10.FILES.cache_folder() / "data_batch_1"
    assert kept.read_bytes() == batches["data_batch_1"]


SPOILT_ARCHIVES = {
    "a sign-in page": (lambda members: PAGE, r"not a whole tar\.gz file \(44 bytes, .*DOCTYP"),
    "truncated": (lambda members: packed(members)[:-30], r"not a whole tar\.gz file"),
    "one bit flipped in a file": (
        lambda members: packed(
            members | {"cifar-10-batches-py/data_batch_5": b"content of data_batch_4"}
        ),
        "SHA-256 .* at least one bit is wrong",
    ),
    "a file that is too long": (
        lambda members: packed(members | {"cifar-10-batches-py/test_batch": bytes(1_000_000)}),
        "22 bytes after decompression, expected 21",
    ),
    "an empty archive": (
        lambda members: packed({}),
        "cifar-10-batches-py/data_batch_1 is not in it",
    ),
}


@pytest.mark.parametrize("case", SPOILT_ARCHIVES)
def test_an_archive_that_is_not_the_original_leaves_nothing(batches, server, tmp_path, case):
    spoil, words = SPOILT_ARCHIVES[case]
    offer(server, spoil(in_folder(batches)))
    with pytest.raises(data.DataError, match=f"What came as {ARCHIVE} is not that file: {words}"):
        download.fetch(cifar10.FILES, "test_batch")
    assert written_below(tmp_path) == []
