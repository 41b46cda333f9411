"""The doctor names what this machine lacks and how to mend it."""

import collections
import gzip
import hashlib
import importlib.metadata
import shutil
import struct
import sys

import pytest

from vgkit import data
from vgkit.cli import doctor
from vgkit.messages import set_language

CONTENT = struct.pack(">2I", 0x801, 3) + bytes([1, 2, 3])
Version = collections.namedtuple("Version", "major minor micro releaselevel serial")


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The data set consists of four files of three labels; the folder they belong into."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    tiny = {key: data.IdxFile(f.name, 0x801, (3,), digest) for key, f in data.FILES.items()}
    monkeypatch.setattr(data, "FILES", tiny)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("VGKIT_DATA_DIR", raising=False)
    folder = data.cache_folder()
    folder.mkdir(parents=True)
    for file in tiny.values():
        (folder / file.name).write_bytes(gzip.compress(CONTENT))
    return folder


def wrong():
    return [finding for finding in doctor.examine() if not finding.ok]


def test_a_machine_that_has_everything_has_nothing_to_mend(files, monkeypatch):
    usage = collections.namedtuple("usage", "total used free")(10**12, 0, 10**12)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert wrong() == []
    seen = [finding.what for finding in doctor.examine()]
    assert f"Fashion-MNIST, verified, in {files}" in seen
    assert f"Python {sys.version.split()[0]}" in seen
    assert f"keras {importlib.metadata.version('keras')}" in seen
    assert "1000.0 GB of disk free" in seen


def test_a_missing_file_is_named_with_the_command_that_fetches_it(files):
    (files / data.FILES["y_test"].name).unlink()
    (finding,) = wrong()
    assert finding.what == "t10k-labels-idx1-ubyte.gz is not on this machine"
    assert "vgkit data fetch" in finding.advice
    assert "VGKIT_DATA_DIR" in finding.advice


def test_a_damaged_file_is_named_with_its_path_and_its_fault(files):
    path = files / data.FILES["x_train"].name
    path.write_bytes(gzip.compress(CONTENT[:-1]))
    (finding,) = wrong()
    assert finding.what == f"{path}: 10 bytes after decompression, expected 11"
    assert "Delete this file" in finding.advice
    assert "vgkit data fetch" in finding.advice


def test_the_data_are_not_called_verified_while_a_file_is_wrong(files):
    (files / data.FILES["x_train"].name).write_bytes(b"")
    assert not any("verified" in finding.what for finding in doctor.examine())


def test_a_damaged_copy_beside_a_sound_one_is_told_and_the_data_still_count(
    files, tmp_path, monkeypatch
):
    own = tmp_path / "own"
    own.mkdir()
    (own / data.FILES["y_test"].name).write_bytes(b"half")
    monkeypatch.setenv("VGKIT_DATA_DIR", str(own))
    (finding,) = wrong()
    assert str(own) in finding.what
    assert any("verified" in finding.what for finding in doctor.examine())


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


@pytest.mark.parametrize("present", ["tensorflow", "tensorflow-cpu"])
def test_either_tensorflow_will_do(monkeypatch, present):
    monkeypatch.setattr(doctor, "_version", lambda name: {present: "2.21.0"}.get(name))
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
    (files / data.FILES["y_test"].name).unlink()
    set_language("vi")
    (finding,) = wrong()
    assert finding.what == "Máy này chưa có t10k-labels-idx1-ubyte.gz"
    assert "Hãy chạy: vgkit data fetch" in finding.advice
