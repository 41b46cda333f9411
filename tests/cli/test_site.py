"""`vgkit site`."""

from pathlib import Path

import pytest

from tests.cli.commands import run
from vgkit.site import building

ROOT = Path(__file__).parents[2]


@pytest.fixture
def built(monkeypatch):
    """What was built, in a checkout that the command is called in."""
    calls = []

    def build(root, out, with_playground):
        calls.append((root, out, with_playground))
        return out / "index.html"

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(building, "build", build)
    return calls


def test_it_builds_into_site_and_says_where(built):
    done = run("site")
    assert built == [(ROOT, ROOT / "site", True)]
    assert done.stdout == f"The site: {(ROOT / 'site' / 'index.html').as_uri()}\n"


def test_another_folder_and_no_playground(built, tmp_path):
    assert run("site", "--out", str(tmp_path / "x"), "--no-playground").exit_code == 0
    assert built == [(ROOT, tmp_path / "x", False)]


def test_it_needs_a_checkout(built, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("site")
    assert done.exit_code == 1 and "checkout" in done.stderr and built == []
