"""`vgkit data`: what is where, fetched and verified."""

import gzip
import hashlib

import pytest

from tests.cli.commands import CONTENT, LABELS, run
from tests.data.tiny import FILES, put
from vgkit.data import cifar10, mnist


def test_verify_ends_with_0_when_all_four_files_are_sound(files):
    result = run("data", "verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "All four files are the original ones" in result.stdout
    titles = [line.split(":")[0] for line in result.stdout.splitlines()]
    assert titles == ["Fashion-MNIST", "MNIST"]


def test_verify_ends_with_1_and_names_a_damaged_file(files):
    (files / LABELS).write_bytes(gzip.compress(CONTENT + b"\0"))
    result = run("data", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{files / LABELS}: 12 bytes after decompression, expected 11" in result.stderr
    assert "vgkit data fetch" in result.stderr
    assert str(files / FILES.originals["x_train"].name) not in result.stderr


def test_verify_ends_with_1_and_names_a_missing_file(files):
    (files / LABELS).unlink()
    result = run("data", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{files / LABELS}: missing" in result.stderr


def test_status_tells_of_every_file_and_always_ends_with_0(files):
    (files / LABELS).write_bytes(b"half")
    (files / FILES.originals["x_test"].name).unlink()
    result = run("data", "status")
    states = dict(line.rsplit(".gz: ", 1) for line in result.stdout.splitlines())
    assert result.exit_code == 0
    assert states[str(files / LABELS)[:-3]].startswith("DAMAGED: not a whole gzip file")
    assert states[str(files / "t10k-images-idx3-ubyte")] == "missing"
    assert list(states.values()).count("verified") == 2 + 4


@pytest.mark.parametrize("session", ["", "synthetic"])
def test_fetch_means_the_real_sets_in_any_session_and_says_where_they_are(
    files, monkeypatch, session
):
    monkeypatch.setenv("VGKIT_DATASET", session)
    result = run("data", "fetch")
    digits = mnist.FILES.cache_folder()
    assert (result.exit_code, result.stdout) == (0, f"Ready: {files}\nReady: {digits}\n")
    assert run("data", "fetch", "mnist").stdout == f"Ready: {digits}\n"


def test_cifar_10_is_fetched_when_it_is_named_and_verified_where_it_is(files, monkeypatch):
    contents = dict.fromkeys(cifar10.FILES.originals, b"six images")
    for name, content in contents.items():
        original = cifar10.Batch(name, len(content), hashlib.sha256(content).hexdigest())
        monkeypatch.setitem(cifar10.FILES.originals, name, original)
    failed = run("data", "fetch", "cifar10")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "(170 MB)" in failed.stderr and "`vgkit data fetch cifar10`" in failed.stderr
    assert "CIFAR-10" not in run("data", "verify").stdout
    folder = cifar10.FILES.cache_folder()
    put(folder, contents)
    assert run("data", "fetch", "cifar10").stdout == f"Ready: {folder}\n"
    assert run("data", "verify").stdout.splitlines()[2:] == [
        "CIFAR-10: All six files are the original ones, bit for bit."
    ]
    (folder / "test_batch").write_bytes(b"half")
    damaged = run("data", "verify")
    assert damaged.exit_code == 1
    assert "1 file(s) missing or damaged. Run `vgkit data fetch cifar10`." in damaged.stderr
    assert run("data", "verify", "mnist").exit_code == 0


@pytest.mark.parametrize("command", ["status", "fetch", "verify"])
def test_a_data_set_that_there_is_none_of_is_told_with_those_that_exist(files, command):
    result = run("data", command, "imagenet")
    assert result.exit_code == 1
    assert "name must be one of 'fashion_mnist', 'mnist', 'cifar10'" in result.stderr
