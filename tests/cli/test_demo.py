"""`vgkit demo`: what it says, and what it starts."""

import importlib.util

import pytest

from tests.cli.commands import run
from vgkit.demo import server


@pytest.fixture
def served(monkeypatch):
    """The ports that Streamlit was started at; it ends at once."""
    ports = []
    monkeypatch.setattr(server, "serve", ports.append)
    return ports


@pytest.mark.parametrize(("language", "words"), [
    ("en", "The page: http://localhost:8654 (Ctrl-C ends it)"),
    ("vi", "Trang demo: http://localhost:8654 (nhấn Ctrl-C để dừng)"),
])  # fmt: skip
def test_it_says_its_address_and_serves(served, monkeypatch, language, words):
    monkeypatch.setattr(server, "free_port", lambda wanted: wanted)
    done = run("--lang", language, "demo", "--port", "8654")
    assert (done.exit_code, done.stdout) == (0, words + "\n")
    assert served == [8654]


def test_without_streamlit_it_says_what_to_install(served, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = run("--lang", "en", "demo")
    assert done.exit_code == 1 and served == []
    assert done.stderr.count("\n") == 1 and "pip install streamlit" in done.stderr


def test_a_port_that_is_none_is_refused(served):
    assert run("demo", "--port", "0").exit_code == 2
    assert served == []
