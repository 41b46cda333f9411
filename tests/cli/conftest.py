"""A data set of four small files, and a checkout, for commands to work on."""

import functools
import gzip
import hashlib

import pytest

from tests.cli.commands import CONTENT, SOURCE
from vgkit import data


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """The command sets these two for itself and its kernels; here they must not outlive a test."""
    for name, value in (("VGKIT_PROFILE", "full"), ("VGKIT_LANG", "en")):
        monkeypatch.setenv(name, value)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The data set consists of four files of three labels; the folder they belong into."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    tiny = {key: data.IdxFile(f.name, 0x801, (3,), digest) for key, f in data.FILES.items()}
    monkeypatch.setattr(data, "FILES", tiny)
    monkeypatch.setattr(data, "_load", functools.cache(data._load.__wrapped__))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("VGKIT_DATA_DIR", raising=False)
    folder = data.cache_folder()
    folder.mkdir(parents=True)
    for file in tiny.values():
        (folder / file.name).write_bytes(gzip.compress(CONTENT))
    return folder


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one source and nothing built from it; the current folder lies in it."""
    root = tmp_path / "checkout"
    (root / "src" / "vgkit").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "notebooks" / "1_sum.py").write_text(SOURCE, "utf-8")
    monkeypatch.chdir(root / "src")
    return root
