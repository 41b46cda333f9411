"""The kit as a wheel, without a checkout: every command works, or says in one line what it needs."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from vgkit import course
from vgkit.cli.app import main
from vgkit.notebooks import building

ROOT = Path(__file__).parents[1]
BUILT_FROM = "pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"
NEEDS_CHECKOUT = {
    "build": ["build"],
    "verify": ["verify"],
    "record": ["record", "baseline_3"],
    "site": ["site"],
    "seeds": ["seeds", "baseline_3", "--ship"],
    "spread": ["spread", "3", "--ship"],
    "transfer": ["transfer", "--ship"],
}
WORKS = {
    "doctor": ["doctor"],
    "list": ["list"],
    "data": ["data", "status"],
    "lab": ["lab", "--no-open"],
    "grade": ["grade", "handed in", "--jobs", "1"],
    "quiz": ["quiz", "export", "--format", "gift", "--out", "quiz.txt"],
    "run": ["run", "quiz"],
    "train": ["train", "baseline_3", "--epochs", "1"],
    "tour": ["tour"],
    "sweep": ["sweep", "table.toml", "--jobs", "1"],
    "demo": ["demo", "--help"],
}
LEAVES = {
    "lab": "work/en/0_baseline.ipynb",
    "grade": "handed in-grades/grades.html",
    "quiz": "quiz.txt",
    "run": "runs/quiz.en.html",
    "tour": "runs/tour.html",
}
TABLE = '[[setting]]\nname = "one"\ndepth = 1\nepochs = 1\n'


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A folder that holds what a wheel of this checkout installs."""
    source, dist = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in BUILT_FROM:
        shutil.copy(ROOT / name, source)
    for name in ("src", "hints", "notebooks"):
        unwanted = shutil.ignore_patterns("__pycache__", "*.egg-info", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, source / name, ignore=unwanted)
    code = f"from setuptools import build_meta; build_meta.build_wheel({str(dist)!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(dist / "installed")
    return dist / "installed"


@pytest.fixture
def command(installed, tmp_path):
    """Run a command of the installed kit in an empty folder."""
    here = tmp_path / "empty folder"
    here.mkdir()
    environment = os.environ | {"PYTHONPATH": str(installed), "VGKIT_DATA_DIR": str(ROOT / "data")}
    environment["PYTHONUTF8"] = "1"  # what is printed, on any system

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "vgkit", *arguments],
            cwd=here,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    run.folder = here
    return run


def test_every_command_has_a_row_here():
    assert {*NEEDS_CHECKOUT, *WORKS} == set(main.commands)


def test_a_wheel_holds_each_lesson_as_source_and_as_hint(installed):
    shipped = installed / "vgkit" / "shipped"
    for row in course.NOTEBOOKS.values():
        source = Path("notebooks", f"{row.notebook}.py")
        paths = [
            source,
            *(building.target("", "hint", lang, row.notebook) for lang in ("en", "vi")),
        ]
        for path in paths:
            assert (shipped / path).read_bytes() == (ROOT / path).read_bytes()


def test_it_holds_every_file_of_the_package(installed):
    package = ROOT / "src" / "vgkit"
    ours = {path.relative_to(package) for path in package.rglob("*") if path.is_file()}
    theirs = {path.relative_to(installed / "vgkit") for path in (installed / "vgkit").rglob("*")}
    left_out = {path.as_posix() for path in ours - theirs if "__pycache__" not in path.parts}
    assert left_out <= {"course/locale/README.md"}


def test_it_runs_from_there(command, installed):
    where = subprocess.run(
        [sys.executable, "-c", "import vgkit; print(vgkit.__file__)"],
        cwd=command.folder,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout.strip()).resolve().is_relative_to(installed.resolve())


def said(done):
    return done.stdout + done.stderr


def check(command, name):
    if name in NEEDS_CHECKOUT:
        done = command(*NEEDS_CHECKOUT[name])
        assert done.returncode == 1
        (line,) = said(done).splitlines()
        assert "is a checkout of vgkit" in line
        return
    (command.folder / "table.toml").write_text(TABLE)
    if name == "grade":
        command("lab", "--no-open")
        handed_in = command.folder / "handed in" / "An"
        handed_in.mkdir(parents=True)
        shutil.move(command.folder / "work" / "en" / "1a_weight_increasing.ipynb", handed_in)
    done = command(*WORKS[name])
    assert done.returncode == 0, said(done)
    assert "Traceback" not in said(done)
    if name in LEAVES:
        assert (command.folder / LEAVES[name]).is_file()


QUICK = {"build"}  # `lab` has a test of its own


@pytest.mark.parametrize("name", sorted(QUICK))
def test_without_a_checkout_a_command_works_or_says_what_it_needs(command, name):
    check(command, name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted({*NEEDS_CHECKOUT, *WORKS} - QUICK))
def test_the_other_commands_too(command, name):
    if name == "grade" and sys.platform == "win32":
        pytest.skip("NOT TESTED: grade needs Unix")
    check(command, name)


def test_the_copies_are_the_hints_and_go_on_being_the_students(command):
    work = command.folder / "work" / "en"
    work.mkdir(parents=True)
    own, other = work / "5_skip_connection.ipynb", work / "6_train_some_layers.ipynb"
    notebook = nbformat.read(ROOT / "hints" / own.name, as_version=4)
    notebook.cells[-1].source = "mine"
    nbformat.write(notebook, own)
    before = own.read_bytes()
    command("lab", "--no-open")
    assert other.read_bytes() == (ROOT / "hints" / other.name).read_bytes()
    assert own.read_bytes() == before
