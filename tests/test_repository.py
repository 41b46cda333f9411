"""The repository's own promises: one set of versions, nothing that does not belong in it."""

import re
import subprocess
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
    from vgkit.doctor import PYTHON

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


def test_each_module_has_its_tests():
    modules = {path.stem for path in (ROOT / "src" / "vgkit").glob("*.py")} - {"__init__"}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    # Small ones are tested with what they serve.
    together = {"errors", "blanks", "backend", "session", "__main__", "findings", "layer_checks"}
    assert modules - together <= tested


def imports(module):
    text = (ROOT / "src" / "vgkit" / f"{module}.py").read_text("utf-8")
    found = set(re.findall(r"^\s*from vgkit\.(\w+) import", text, re.M))
    for names in re.findall(r"^\s*from vgkit import ([\w, ]+?)(?: as .*)?$", text, re.M):
        found |= {name.strip() for name in names.split(",")} - {"__version__"}
    return found


def test_imports_point_one_way():
    modules = {path.stem for path in (ROOT / "src" / "vgkit").glob("*.py")} - {"__init__"}
    graph = {module: imports(module) & modules for module in modules}
    while graph:
        leaves = {module for module, needs in graph.items() if not needs}
        assert leaves, f"a circle of imports among {sorted(graph)}"
        graph = {m: needs - leaves for m, needs in graph.items() if m not in leaves}
