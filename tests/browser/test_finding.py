"""The browser that is asked for, else one that this machine has."""

import sys

import pytest

from tests.browser import finding


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Makes a program of a name, the only one that can be found; returns its path."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(name):
        path = tmp_path / (f"{name}.exe" if sys.platform == "win32" else name)
        path.touch(mode=0o755)
        return path

    return make


def test_the_browser_that_is_named_goes_before_all_others(program):
    named, own = program("mine"), program("own")
    program("chromium")
    for name in ("mine", str(named)):
        assert finding.executable({"VGKIT_BROWSER": name}, own) == str(named)


def test_a_browser_that_is_named_and_not_there_is_no_reason_to_take_another(program):
    program("chromium")
    with pytest.raises(finding.NoBrowser, match="Received: gone"):
        finding.executable({"VGKIT_BROWSER": "gone"}, "gone")


def test_playwrights_own_goes_before_those_of_the_system(program):
    own = program("own")
    program("chromium")
    assert finding.executable({}, str(own)) == str(own)


@pytest.mark.parametrize("name", finding.NAMES)
def test_a_browser_of_the_system_will_do(program, name):
    assert finding.executable({}, "gone") is None
    path = program(name)
    assert finding.executable({}, "gone") == str(path)


def test_what_is_no_browser_is_refused_in_words(playwright, monkeypatch):
    monkeypatch.setenv("VGKIT_BROWSER", sys.executable)
    with pytest.raises(finding.NoBrowser, match="does not start"):
        finding.launch(playwright)
