"""`vgkit lab`: what is copied, what JupyterLab is told, and what is said."""

import subprocess
import sys

import pytest

from tests.cli.commands import run
from vgkit.cli import lab
from vgkit.notebooks import building


@pytest.fixture
def started(checkout, monkeypatch):
    """The commands that were started; they end at once, with exit code 7."""
    building.build(checkout)
    commands = []

    class Process:
        def __init__(self, command):
            commands.append(command)
            self.ctrl_c = 2

        def wait(self):
            if self.ctrl_c:
                self.ctrl_c -= 1
                raise KeyboardInterrupt
            return 7

    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.delenv("VGKIT_LANG")
    return commands


def test_jupyterlab_opens_on_the_copies_and_ctrl_c_is_its_own(started, checkout):
    done = run("--lang", "vi", "lab", "--no-browser", "--port=8890")
    assert done.exit_code == 7
    (command,) = started
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={checkout}" in command
    assert "--LabApp.default_url=/lab/tree/work/vi" in command
    assert command[-2:] == ["--no-browser", "--port=8890"]
    assert (checkout / "work" / "vi" / "1_sum.ipynb").exists()
    assert "work/vi" in done.stdout


def test_the_language_is_asked_for_once(started):
    run("--lang", "vi", "lab", "--no-open")
    done = run("lab", "--no-open")
    assert done.exit_code == 0 and "Các notebook của bạn: work/vi" in done.stdout
    assert started == []


def test_without_jupyterlab_the_copies_are_made_and_that_is_said(started, checkout, monkeypatch):
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    done = run("--lang", "en", "lab")
    assert done.exit_code == 1 and "pip install jupyterlab" in done.stderr
    assert (checkout / "work" / "en" / "1_sum.ipynb").exists()


def test_outside_of_a_checkout_it_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("lab", "--no-open")
    assert (
        done.exit_code == 1
        and f"Neither {tmp_path} nor a folder above it is a checkout" in done.stderr
    )
