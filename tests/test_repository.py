"""The repository's own promises: one set of versions, nothing that does not belong in it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.txt").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DIRECT = [
    Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
]


def locked():
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, re.M))


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


def test_every_locked_package_has_a_hash():
    blocks = re.split(r"\n(?=[a-z])", LOCK.strip())
    assert len(blocks) == len(re.findall(r"^[\w.-]+==", LOCK, re.M)) > 50
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_names_no_index():
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|^-", LOCK, re.M)


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


def test_no_tracked_file_is_large_or_a_data_set():
    for path in tracked():
        assert path.stat().st_size < 1_000_000, path
        assert path.suffix not in {".gz", ".npz", ".keras", ".h5", ".pyc"}, path


def test_no_tracked_file_knows_the_machine_it_was_made_on():
    trace = re.compile(re.escape(str(Path.home()) + "/") + "|" + re.escape(str(ROOT) + "/"))
    for path in tracked():
        assert not trace.search(path.read_text("utf-8")), path


# Small ones are tested with what they serve.
TOGETHER = {
    "__main__",
    "backend",
    "checks/compiled",
    "checks/findings",
    "checks/layers",
    "cli/shared",
    "course/files",
    "errors",
    "notebooks/session",
    "stages",
    "training/bookkeeping",
    "training/fitting",
    "training/progress",
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
