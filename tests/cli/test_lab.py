"""`vgkit lab`: what is copied, what JupyterLab is told, and what is said."""

import sys
from types import SimpleNamespace

import pytest

from tests.cli.commands import run
from vgkit import messages
from vgkit.notebooks import building


@pytest.fixture
def started(checkout, monkeypatch):
    """The options that JupyterLab was started with; it ends at once, with exit code 7."""
    building.build(checkout)
    commands = []

    class LabApp:
        @staticmethod
        def launch_instance(options):
            commands.append(options)
            sys.exit(7)

    for name in ("jupyterlab", "jupyterlab.labapp"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(LabApp=LabApp))
    monkeypatch.delenv("VGKIT_LANG")
    return commands


def test_jupyterlab_opens_on_the_copies(started, checkout):
    done = run("--lang", "vi", "lab", "--no-browser", "--port=8890")
    assert done.exit_code == 7
    assert started == [
        [
            f"--ServerApp.root_dir={checkout}",
            "--LabApp.default_url=/lab/tree/work/vi",
            "--no-browser",
            "--port=8890",
        ]
    ]
    assert (checkout / "work" / "vi" / "1_sum.ipynb").exists()
    assert "work/vi" in done.stdout


def test_the_language_is_asked_for_once(started):
    run("--lang", "vi", "lab", "--no-open")
    done = run("lab", "--no-open")
    assert done.exit_code == 0 and "Các notebook của bạn: work/vi" in done.stdout
    assert started == []


@pytest.mark.parametrize("wanted", ["vi", "vi_VN.UTF-8", "VI"])
def test_the_language_is_named_as_everywhere_else(started, monkeypatch, wanted):
    monkeypatch.setattr(messages, "_chosen", None)
    monkeypatch.setenv("VGKIT_LANG", wanted)
    assert "Các notebook của bạn: work/vi" in run("lab", "--no-open").stdout


def test_without_jupyterlab_the_copies_are_made_and_that_is_said(started, checkout, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
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
