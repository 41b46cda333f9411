"""The doctor names what this machine lacks and how to mend it."""

import collections
import gzip
import importlib.metadata
import shutil
import sys

import pytest

from tests.cli.commands import CONTENT
from tests.data.tiny import FILES, put
from vgkit import hardware
from vgkit.cli import doctor
from vgkit.data import cifar10, mnist
from vgkit.messages import set_language

Version = collections.namedtuple("Version", "major minor micro releaselevel serial")


def wrong():
    return [finding for finding in doctor.examine() if not finding.ok]


def test_a_machine_that_has_everything_has_nothing_to_mend(files, monkeypatch):
    usage = collections.namedtuple("usage", "total used free")(10**12, 0, 10**12)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert wrong() == []
    seen = [finding.what for finding in doctor.examine()]
    assert f"Fashion-MNIST, verified, in {files}" in seen
    assert f"MNIST, verified, in {mnist.FILES.cache_folder()}" in seen
    assert any(what.startswith("CIFAR-10 (170 MB) is not on this machine") for what in seen)
    assert f"Python {sys.version.split()[0]}" in seen
    assert f"keras {importlib.metadata.version('keras')}" in seen
    assert "1000.0 GB of disk free" in seen


def test_a_missing_file_is_named_with_the_command_that_fetches_it(files):
    (files / FILES.originals["y_test"].name).unlink()
    (finding,) = wrong()
    assert finding.what == "t10k-labels-idx1-ubyte.gz is not on this machine"
    assert "vgkit data fetch" in finding.advice
    assert "VGKIT_DATA_DIR" in finding.advice


def test_a_missing_file_of_mnist_is_not_taken_for_one_of_fashion_mnist(files):
    (mnist.FILES.cache_folder() / FILES.originals["y_test"].name).unlink()
    (finding,) = wrong()
    assert finding.what == "mnist/t10k-labels-idx1-ubyte.gz is not on this machine"


def test_a_damaged_file_is_named_with_its_path_and_its_fault(files):
    path = files / FILES.originals["x_train"].name
    path.write_bytes(gzip.compress(CONTENT[:-1]))
    (finding,) = wrong()
    assert finding.what == f"{path}: 10 bytes after decompression, expected 11"
    assert "Delete this file" in finding.advice
    assert "vgkit data fetch" in finding.advice


def test_the_data_are_not_called_verified_while_a_file_is_wrong(files):
    (files / FILES.originals["x_train"].name).write_bytes(b"")
    seen = [finding.what for finding in doctor.examine()]
    assert not any("Fashion-MNIST, verified" in what for what in seen)


def test_a_damaged_copy_beside_a_sound_one_is_told_and_the_data_still_count(
    files, tmp_path, monkeypatch
):
    own = tmp_path / "own"
    own.mkdir()
    (own / FILES.originals["y_test"].name).write_bytes(b"half")
    monkeypatch.setenv("VGKIT_DATA_DIR", str(own))
    (finding,) = wrong()
    assert str(own) in finding.what
    seen = [finding.what for finding in doctor.examine()]
    assert any("Fashion-MNIST, verified" in what for what in seen)


def test_a_data_set_that_some_lessons_need_counts_where_it_is(files):
    put(cifar10.FILES.cache_folder(), dict.fromkeys(cifar10.FILES.originals, b"half"))
    findings = wrong()
    assert [finding.what.split(": ")[1] for finding in findings] == [
        f"4 bytes after decompression, expected {original.total_bytes}"
        for original in cifar10.FILES.originals.values()
    ]
    assert findings[0].advice == "Delete this file, then run: vgkit data fetch cifar10"


def test_a_home_that_cannot_be_written_is_named(files, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    home = tmp_path / "file" / "home"
    monkeypatch.setenv("VGKIT_HOME", str(home))
    (finding,) = wrong()
    assert finding.what == f"backups and runs in {home}"
    assert "VGKIT_HOME" in finding.advice


def test_a_full_disk_is_named_with_what_is_needed(files, monkeypatch):
    usage = collections.namedtuple("usage", "total used free")(10**9, 9 * 10**8, 10**8)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    (finding,) = wrong()
    assert finding.what == "0.1 GB of disk free"
    assert "0.5 GB" in finding.advice


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (4, 0)])
def test_a_python_outside_of_the_range_is_told(files, monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", Version(*version, 0, "final", 0))
    finding = doctor._python()
    assert not finding.ok
    assert "3.11, 3.12 or 3.13" in finding.advice


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_a_python_within_the_range_is_fine(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", Version(*version, 9, "final", 0))
    assert doctor._python().ok


@pytest.mark.parametrize("package", ["jupyterlab", "keras"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(files, monkeypatch, package):
    hide(monkeypatch, {package})
    (finding,) = wrong()
    assert finding.what == f"{package} is missing"
    assert "pip install -r requirements.txt" in finding.advice
    assert f"pip install {package}" in finding.advice


def test_a_version_that_the_kit_is_not_tested_with_is_named_with_those_it_is(files, monkeypatch):
    monkeypatch.setattr(hardware, "untested", lambda: {"keras": "<3.16,>=3.8"})
    (finding,) = wrong()
    assert finding.what == f"keras {importlib.metadata.version('keras')}"
    assert "keras <3.16,>=3.8" in finding.advice


@pytest.mark.parametrize("present", ["tensorflow", "tensorflow-cpu"])
def test_either_tensorflow_will_do(monkeypatch, present):
    monkeypatch.setattr(hardware, "version", lambda name: {present: "2.21.0"}.get(name))
    assert next(iter(doctor._packages())).what == f"{present} 2.21.0"


def test_no_tensorflow_at_all_is_one_finding(files, monkeypatch):
    hide(monkeypatch, {"tensorflow", "tensorflow-cpu"})
    (finding,) = wrong()
    assert finding.what == "tensorflow is missing"


def hide(monkeypatch, names):
    real = importlib.metadata.version

    def version(name):
        if name in names:
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)


def test_the_doctor_speaks_vietnamese_too(files):
    (files / FILES.originals["y_test"].name).unlink()
    set_language("vi")
    (finding,) = wrong()
    assert finding.what == "Máy này chưa có t10k-labels-idx1-ubyte.gz"
    assert "Hãy chạy: vgkit data fetch" in finding.advice
