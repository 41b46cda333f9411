"""The repository's own promises: one set of versions, nothing that does not belong in it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import DEAREST
from vgkit import course, data

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.txt").read_text("utf-8")
SITE_LOCK = (ROOT / "requirements-site.txt").read_text("utf-8")
UV_LOCK = (ROOT / "requirements-uv.txt").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = re.search(r"^EXTRAS := (.*)", (ROOT / "Makefile").read_text("utf-8"), re.M)[1].split()
DIRECT = [
    Requirement(line)
    for lines in (
        PROJECT["dependencies"],
        *(PROJECT["optional-dependencies"][extra] for extra in EXTRAS),
    )
    for line in lines
]


def locked(lock=LOCK):
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.M))


each_lock = pytest.mark.parametrize("lock", [LOCK, SITE_LOCK, UV_LOCK], ids=["kit", "site", "uv"])


def tracked():
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not names:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_the_lock_holds_a_version_that_the_project_allows(requirement):
    assert requirement.specifier.contains(locked()[requirement.name])


@each_lock
def test_every_locked_package_has_a_hash(lock):
    blocks = re.split(r"\n(?=[a-z])", lock.strip())
    assert len(blocks) == len(re.findall(r"^[\w.-]+==", lock, re.M)) > 0
    assert all("--hash=sha256:" in block for block in blocks)


@each_lock
def test_the_lock_names_no_index(lock):
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|^-", lock, re.M)


def test_what_both_locks_hold_has_one_version():
    ours, theirs = locked(), locked(SITE_LOCK)
    assert {name: ours[name] for name in ours.keys() & theirs.keys()} == {
        name: theirs[name] for name in ours.keys() & theirs.keys()
    }


def test_the_sites_lock_holds_what_builds_the_site():
    assert set(PROJECT["optional-dependencies"]["site"]) <= locked(SITE_LOCK).keys()


def test_conda_users_get_the_same_versions():
    text = (ROOT / "environment.yml").read_text("utf-8")
    lines = re.findall(r"^ {6}- ([\w.-]+==.*)$", text, re.M)
    theirs = {(r.name, str(r.marker)): str(r.specifier) for r in map(Requirement, lines)}
    ours = {(r.name, str(r.marker)): f"=={locked()[r.name]}" for r in DIRECT}
    assert theirs == ours


def test_python_versions_agree():
    from vgkit.cli.doctor import PYTHON

    (low, high) = (".".join(map(str, version)) for version in PYTHON)
    assert PROJECT["requires-python"] == f">={low},<{high}"


def test_the_version_is_the_packages():
    import vgkit

    assert PROJECT["version"] == vgkit.__version__


# The data sets that may be handed on, as they are published: the only large files.
DATA = {
    ROOT / "data" / files.subfolder / original.name: original
    for files in data.FILE_SETS.values()
    if files.committed
    for original in files.originals.values()
}


TRAINED = {
    ROOT / "src" / "vgkit" / "course" / "trained" / f"{row.id}.npz"
    for row in course.EXERCISES.values()
    if row.ships_weights
}


PRETRAINED = ROOT / "src" / "vgkit" / "networks" / "pretrained" / "efficientnet_lite0.npz"
HEAD = PRETRAINED.with_name("cats_and_dogs_head.npz")
PUBLISHED_LOGITS = ROOT / "tests" / "networks" / "published_logits.npz"
WEIGHTS = TRAINED | {PRETRAINED, HEAD, PUBLISHED_LOGITS}


def test_no_tracked_file_is_large_or_a_data_set_but_those_two():
    for path in tracked():
        if path not in DATA:
            assert path.stat().st_size < (8_000_000 if path == PRETRAINED else 1_000_000), path
            binary = {".gz", ".xz", ".npz", ".keras", ".h5", ".pyc"}
            assert path.suffix not in binary or path in WEIGHTS, path


def test_the_pretrained_weights_come_with_licence_and_source():
    text = (PRETRAINED.parent / "README.md").read_text("utf-8")
    assert "Apache-2.0" in text and "source" in text
    assert "Apache" in (PRETRAINED.parent / "LICENSE").read_text("utf-8")


def test_only_those_trained_weights_are_there_that_the_table_asks_for():
    assert set((ROOT / "src" / "vgkit" / "course" / "trained").glob("*")) <= TRAINED


def test_the_committed_data_are_the_originals_and_take_no_more_room_than_they_must():
    found = set(tracked()) & DATA.keys()
    if not found:
        pytest.skip("NOT TESTED: no checkout with data")
    assert found == DATA.keys()
    for path, original in DATA.items():
        data.parse(path.read_bytes(), original)
    assert sum(path.stat().st_size for path in DATA) < 43_000_000


@pytest.mark.parametrize("folder", sorted({path.parent for path in DATA}), ids=lambda f: f.name)
def test_committed_data_come_with_licence_source_citation_and_checksums(folder):
    assert (folder / "LICENSE").is_file()
    text = (folder / "README.md").read_text("utf-8")
    for word in ("Source", "Licence", "cite"):
        assert word in text
    for path, original in DATA.items():
        if path.parent == folder:
            assert f"{original.sha256}  {path.stem}\n" in text


def test_git_treats_the_data_as_bytes():
    names = [str(path) for path in DATA]
    command = ["git", "check-attr", "text", "diff", "delta", "--", *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("NOT TESTED: not a git checkout")
    assert {line.rpartition(" ")[2] for line in done.stdout.splitlines()} == {"unset"}


def test_no_tracked_file_knows_the_machine_it_was_made_on():
    trace = re.compile(re.escape(str(Path.home()) + "/") + "|" + re.escape(str(ROOT) + "/"))
    for path in tracked():
        if path not in DATA:
            text = path.read_bytes().decode("utf-8", "replace" if path in WEIGHTS else "strict")
            assert not trace.search(text), path


# Small ones are tested with what they serve.
TOGETHER = {
    "__main__",
    "backend",
    "checks/compiled",
    "checks/findings",
    "checks/layers",
    "checks/order",
    "checks/receptive_fields",
    "checks/wiring",
    "cli/shared",
    "course/files",
    "demo/language",
    "demo/results",
    "grading/process/__main__",
    "demo/script",
    "errors",
    "experiments/sweep_row",
    "figures/cnn_plots/depth_map",  # with the others of lesson 12, in test_deep_networks
    "figures/cnn_plots/pairs",
    "figures/cnn_plots/photographs",
    "figures/cnn_plots/receptive_fields",
    "notebooks/fork_server",
    "stages",
    "training/bookkeeping",
    "training/fitting",
}


def test_each_module_has_its_tests():
    """The folders of tests/ mirror the rooms, its files their modules."""
    package, tests = ROOT / "src" / "vgkit", ROOT / "tests"
    modules = {
        path.relative_to(package).with_suffix("").as_posix()
        for path in package.rglob("*.py")
        if path.name != "__init__.py"
    }
    tested = {
        path.relative_to(tests).with_name(path.stem.removeprefix("test_")).as_posix()
        for path in tests.rglob("test_*.py")
    }
    assert modules - TOGETHER <= tested, sorted(modules - TOGETHER - tested)


def test_imports_point_one_way():
    """The order of the rooms, as `pyproject.toml` states it for import-linter."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_said_to_be_dearest_are_there():
    assert [name for name in DEAREST if not (ROOT / "tests" / name).is_file()] == []
