"""The command line: every command explains itself, tells errors in a sentence, exits rightly."""

from pathlib import Path

import click
import pytest

import vgkit
from tests.cli.commands import LABELS, run
from vgkit import course
from vgkit.cli import doctor, shared
from vgkit.cli.app import main
from vgkit.errors import TrainingInterrupted


def commands(group=main, path=()):
    """Every command and group, as the words that are typed for it."""
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


ALL = dict(commands())


def on_one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "vgkit")
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_says_what_it_does(path, option):
    result = run(*path, option)
    first_paragraph = on_one_line(ALL[path].help.split("\n\n")[0])
    assert result.exit_code == 0
    assert len(first_paragraph) > 20
    assert first_paragraph in on_one_line(result.stdout)


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "vgkit")
def test_every_option_says_what_it_does(path):
    options = [p for p in ALL[path].params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_commands_that_the_course_promises_are_there():
    promised = {"doctor", "data", "train", "list", "build", "run", "verify", "quiz", "tour"}
    promised |= {"seeds", "spread", "sweep", "demo"}
    assert promised <= set(main.commands)
    assert {"status", "fetch", "verify"} <= set(main.commands["data"].commands)


def test_the_version_is_the_packages():
    assert run("--version").stdout == f"vgkit, version {vgkit.__version__}\n"


def test_everything_with_an_id_is_listed_with_the_commands_that_take_it_and_its_title():
    lines = {line.split()[0]: line for line in run("list").stdout.splitlines()}
    everything = course.EXERCISES | course.NOTEBOOKS
    assert set(lines) == set(everything)
    for name, row in everything.items():
        assert row.title in lines[name]
        words = lines[name].replace(",", " ").replace(")", " ").split()
        assert ("train" in words) == (name in course.EXERCISES)
        assert ("run" in words) == (name in course.NOTEBOOKS)
        assert set(row.also) <= set(words)


def test_a_notebook_that_trains_nothing_is_named_with_the_command_that_takes_it():
    result = run("train", "7")
    assert result.exit_code == 1
    assert "Notebook 7 (Variations) trains no network of its own" in result.stderr
    assert "vgkit run 7" in result.stderr


def test_messages_come_in_the_language_that_is_asked_for():
    assert "Baseline bảy lớp sigmoid" in run("--lang", "vi", "list").stdout
    assert "Không có bài tập '99'" in run("--lang", "vi", "train", "99").stderr


@pytest.mark.parametrize(("command", "table"), [
    ("train", course.EXERCISES), ("run", course.NOTEBOOKS),
], ids=["train", "run"])  # fmt: skip
def test_an_unknown_id_is_told_with_those_that_exist(command, table):
    result = run(command, "99")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "There is no exercise '99'" in result.stderr
    assert f"Choose one of: {', '.join(table)}." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("trian",), "No such command 'trian'"),
        (("train",), "Missing argument 'ID'"),
        (("train", "5", "--epochs", "0"), "'--epochs'"),
        (("train", "5", "--epochs", "many"), "'--epochs'"),
        (("run", "5", "--profile", "slow"), "'--profile'"),
        (("--lang", "fr", "list"), "'--lang'"),
        (("record",), "Missing argument"),
        (("verify", "--profile", "full", "--one-language"), "--one-language goes with"),
    ],
)
def test_a_command_that_is_typed_wrongly_ends_with_2_and_the_reason(arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("build",),
        ("build", "--check"),
        ("verify",),
        ("run", "5"),
        ("record", "5"),
        ("spread", "5", "--ship"),
    ],  # fmt: skip
    ids=" ".join,
)
def test_a_command_that_needs_a_checkout_says_so_outside_of_one(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shared, "__file__", "/usr/lib/python3/site-packages/vgkit/cli/shared.py")
    before = sorted(tmp_path.rglob("*"))
    result = run(*command)
    assert result.exit_code == 1
    assert f"Neither {Path.cwd()} nor a folder above it is a checkout of vgkit" in result.stderr
    assert "src/vgkit/" in result.stderr and "git clone" in result.stderr
    assert "The vgkit that runs here" not in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_checkout_that_the_command_itself_comes_from_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("build", "--check")
    root = Path(__file__).parents[2]
    assert f"The vgkit that runs here comes from one: change into {root}" in result.stderr


def test_an_interrupted_training_ends_with_130_and_its_message(monkeypatch):
    def interrupted():
        raise TrainingInterrupted("The 3 finished epochs are kept.")

    monkeypatch.setattr(doctor, "examine", interrupted)
    result = run("doctor")
    assert result.exit_code == 130
    assert "The 3 finished epochs are kept." in result.stderr


def test_a_file_that_cannot_be_opened_is_named_without_a_traceback(checkout):
    result = run("run", "5")
    assert result.exit_code == 1
    assert "5_skip_connection.ipynb: No such file or directory" in result.stderr


def test_the_doctor_ends_with_0_when_everything_is_ready(files):
    result = run("doctor")
    assert result.exit_code == 0
    assert "BAD" not in result.stdout
    assert result.stdout.splitlines()[-1] == "Everything is ready."


def test_the_doctor_ends_with_1_and_gives_advice(files):
    (files / LABELS).unlink()
    result = run("doctor")
    assert result.exit_code == 1
    assert f"BAD  {LABELS} is not on this machine\n     → Run: vgkit data fetch" in result.stdout
    assert "1 thing(s) to fix." in result.stderr
