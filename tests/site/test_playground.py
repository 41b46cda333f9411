"""The playground beside the pages: packed, bundled, copied."""

import os

import pytest

from vgkit.site import nodejs, packs, playground


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """A checkout whose npm does what it should: what it was called for."""
    project, said = tmp_path / "playground", []
    project.mkdir()
    (project / "package-lock.json").touch()

    class Npm:
        def run(self, *words, folder):
            assert folder == project
            said.append(words[0])
            if words[0] == "ci":
                (project / "node_modules").mkdir(exist_ok=True)
                (project / "node_modules" / ".package-lock.json").touch()
            else:
                (project / "dist").mkdir()
                (project / "dist" / "index.html").touch()

    monkeypatch.setattr(nodejs, "find", Npm)
    monkeypatch.setattr(packs, "write", lambda folder: (folder / "data.js").touch())
    return said


def test_it_is_built_and_copied(calls, tmp_path):
    (tmp_path / "site" / "old").mkdir(parents=True)
    playground.build(tmp_path, tmp_path / "site")
    assert calls == ["ci", "run"]
    assert sorted(p.name for p in (tmp_path / "site").iterdir()) == ["data.js", "index.html"]


def test_packages_are_installed_again_only_when_the_lock_has_changed(calls, tmp_path):
    playground.build(tmp_path, tmp_path / "site")
    playground.build(tmp_path, tmp_path / "site")
    assert calls == ["ci", "run", "run"]
    installed = tmp_path / "playground" / "node_modules" / ".package-lock.json"
    os.utime(installed, (0, 0))
    playground.build(tmp_path, tmp_path / "site")
    assert calls[3:] == ["ci", "run"]
