"""Data sets of four small files each, and a checkout, for commands to work on."""

import pytest

from tests.cli.commands import SOURCE
from tests.data.tiny import empty_machine, files

__all__ = ["empty_machine", "files"]  # fixtures


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """The command sets these two for itself and its kernels; here they must not outlive a test."""
    for name, value in (("VGKIT_PROFILE", "full"), ("VGKIT_LANG", "en")):
        monkeypatch.setenv(name, value)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one source and nothing built from it; the current folder lies in it."""
    root = tmp_path / "checkout"
    (root / "src" / "vgkit").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "notebooks" / "1_sum.py").write_text(SOURCE, "utf-8")
    monkeypatch.chdir(root / "src")
    return root
