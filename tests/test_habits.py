"""What people use to help themselves: pre-commit, the workflow, and that the pages keep up with the code."""

import argparse
import importlib
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from vgkit.cli import main
from vgkit.course import files

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
][0]["layers"]
each_page = pytest.mark.parametrize("page", PAGES)


def read(name):
    return (ROOT / name).read_text("utf-8")


def apart(page):
    """The lines of a page's code blocks, without the comments behind them; and its prose."""
    text = read(page)
    found = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.M | re.S)
    lines = [re.sub(r"\s+# .*", "", line).strip() for block in found for line in block.splitlines()]
    return lines, re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)


def commands(page):
    """Every `vgkit` command of a page, as lists of arguments; one within a sentence asks for help."""
    lines, prose = apart(page)
    lines = [line.removeprefix(".venv/bin/") for line in lines]
    lines += [f"{line} --help" for line in re.findall(r"`(vgkit [a-z-][^`]*)`", prose)]
    return [shlex.split(line)[1:] for line in lines if line.startswith("vgkit ")]


def rows(page, head):
    """The rows of the table that begins with `head`."""
    table = read(page).partition(head)[2].partition("\n\n")[0]
    return table.splitlines()[2:]


def workflow():
    return yaml.safe_load(read(".github/workflows/tests.yml"))


def test_each_workflow_follows_the_schema():
    done = subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert WORKFLOWS and done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_runs_what_ci_runs_on_every_system_and_python():
    job = workflow()["jobs"]["test"]
    assert job["steps"][-1]["run"] == "bash .ci/run"
    systems = {name.partition("-")[0] for name in job["strategy"]["matrix"]["os"]}
    assert systems == {"ubuntu", "macos", "windows"}
    low, high = re.findall(
        r"3\.(\d+)", tomllib.loads(read("pyproject.toml"))["project"]["requires-python"]
    )
    pythons = [f"3.{minor}" for minor in range(int(low), int(high))]
    assert job["strategy"]["matrix"]["python"] == pythons
    # YAML 1.1 reads the key `on` as true.
    assert {"push", "pull_request", "schedule"} <= set(workflow()[True])


def test_the_workflow_runs_the_tests_on_the_oldest_and_the_newest_versions():
    runs = workflow()["jobs"]["versions"]["strategy"]["matrix"]["include"]
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    assert [run["make"] for run in runs] == ["test-lowest", "test-highest"]
    assert {run["make"] for run in runs} <= targets


def test_where_there_is_no_make_ci_runs_what_the_readme_says():
    ours = re.findall(r"^ *\.venv/Scripts/(.*)$", read(".ci/run"), re.M)
    theirs = [
        line.removeprefix(".venv/bin/")
        for line in apart("README.md")[0]
        if line.startswith(".venv/bin/")
    ]
    assert ours == [
        line for line in theirs if line not in {"vgkit tour", "vgkit lab", "vgkit demo"}
    ]


@pytest.mark.parametrize("name", ["Makefile", ".ci/run", ".github/workflows/tests.yml", *PAGES])
def test_every_make_target_exists(name):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    lines = apart(name)[0] if name.endswith(".md") else read(name).splitlines()
    called = {
        match[1] for line in lines if (match := re.match(r"\s*(?:- run: )?make ([a-z-]+)", line))
    }
    called |= set(re.findall(r"`make ([a-z-]+)`", read(name)))
    assert called <= targets


def test_every_hook_is_a_command_of_the_environment():
    repositories = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    hooks = [hook for repository in repositories for hook in repository["hooks"]]
    assert {hook["entry"].split()[0] for hook in hooks} == {"ruff", "lint-imports", "vgkit"}
    for hook in hooks:
        assert hook["language"] == "system", "nothing is downloaded at commit time"
        command = [*hook["entry"].split(), "--help"]
        done = subprocess.run([BIN / command[0], *command[1:]], capture_output=True, check=False)
        assert done.returncode == 0, hook["entry"]


def test_the_contributors_page_names_every_room_from_the_ground_up():
    rooms = [re.match(r"\| `(\w+)` \|", row)[1] for row in rows("CONTRIBUTING.md", "| room |")]
    assert rooms == LAYERS[::-1]


def test_the_readme_names_the_rooms_that_are_folders_from_the_roof_down():
    cells = [row.split("|")[1] for row in rows("README.md", "| rooms |")]
    folders = [room for room in LAYERS if (ROOT / "src" / "vgkit" / room).is_dir()]
    assert re.findall(r"\w+", " ".join(cells)) == folders


@each_page
def test_every_command_exists_with_its_options(page, monkeypatch, tmp_path):
    silence(main, monkeypatch)
    monkeypatch.chdir(tmp_path)
    for arguments in commands(page):
        for name in arguments:
            if name.endswith(".toml"):
                Path(name).touch()
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, f"vgkit {shlex.join(arguments)}: {done.output}"


def silence(command, monkeypatch):
    """A command reads its arguments and does nothing."""
    monkeypatch.setattr(command, "callback", lambda **_: None)
    for name in command.commands if isinstance(command, click.Group) else ():
        silence(command.commands[name], monkeypatch)


def test_the_pages_show_commands():
    assert all(len(commands(page)) > 5 for page in ("README.md", "CONTRIBUTING.md"))


MARKDOWN = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("[!.]*/**/*.md"))
    if "node_modules" not in path.parts  # of others, where the playground was built
)


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(path):
    prose = apart(path)[1]
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), link


def anchors(text):
    """The headings of a page as GitHub names them."""
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@each_page
def test_every_path_that_a_page_names_exists(page):
    """Those of the invented lesson aside."""
    named = re.findall(r"`((?:src|tests|notebooks|bench)/[^`\s]+)`", read(page))
    for name in named:
        if "stripes" not in name and "<" not in name:
            assert (ROOT / name).exists(), name


def test_the_table_of_moved_modules_leads_to_modules():
    moved = [row.split("|")[1:3] for row in rows("CHANGELOG.md", "| module of 0.1.0 |")]
    old, new = (re.findall(r"`([\w.]+)`", " ".join(cells)) for cells in zip(*moved, strict=True))
    assert len(old) == len(set(old)) > 50
    for name in new:
        path = ROOT.joinpath("src", "vgkit", *name.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file(), name


def test_the_bench_writes_epoch_times_where_the_tables_read_them(monkeypatch):
    pytest.importorskip("resource", reason="NOT TESTED, the bench runs on Unix only")
    monkeypatch.syspath_prepend(ROOT / "bench")
    bench = importlib.import_module("bench")
    written = []
    monkeypatch.setattr(bench, "measure", lambda *_: [{"exercise": "baseline_7", "median": 1.0}])
    monkeypatch.setattr(bench, "show", lambda *_: None)
    monkeypatch.setattr(Path, "write_text", lambda path, text: written.append(path))
    bench.methods(argparse.Namespace(rounds=1, ship=True))
    assert [path.resolve() for path in written] == [
        Path(files.__file__).with_name("epoch_times.json")
    ]
