"""What a hint begins with: links to itself elsewhere, and a cell that installs the kit if it is missing."""

import builtins
import importlib.util
import shlex
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pytest
from packaging.requirements import Requirement

from tests.notebooks.small_sources import parse
from vgkit.notebooks import building, hints, opening
from vgkit.notebooks.blanks import AuthoringError

ROOT = Path(__file__).parents[2]
ADDRESS = "https://github.com/a-school/vgkit"


def project(folder, address=ADDRESS):
    (folder / "pyproject.toml").write_text(f'[project]\nurls.Repository = "{address}"\n')
    return folder


LINES = (
    *('# %% [markdown] id="a" lang="vi"', "# Bài", ""),
    *('# %% [markdown] id="a" lang="en"', "# Exercise", ""),
    *('# %% id="b"', "x = 1"),
)


def opened(root, language="en"):
    notebook = parse(*LINES).notebook("hint", language)
    opening.add(notebook, root, root / "hints" / "5 a.ipynb", language)
    return notebook


def install(root, language="en"):
    return next(cell.source for cell in opened(root, language).cells if cell.id == opening.INSTALL)


def asked_of_pip(code, monkeypatch, *present):
    """What the cell has pip do where only some packages are there: a requirement for each call."""
    calls = []

    class Shell:
        @staticmethod
        def run_line_magic(name, line):
            assert name == "pip"
            command, *options, requirement = shlex.split(line)
            assert (command, options) == ("install", ["--quiet"])
            calls.append(Requirement(requirement))

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name in present or None)
    monkeypatch.setattr(builtins, "get_ipython", Shell, raising=False)
    exec(code, {})
    return calls


@pytest.mark.parametrize("language", ["en", "vi"])
def test_both_stand_behind_the_title_and_the_mark_counts_them_in(tmp_path, language):
    notebook = opened(project(tmp_path), language)
    assert [cell.id for cell in notebook.cells] == ["a", opening.LINKS, opening.INSTALL, "b"]
    assert hints.is_untouched(notebook)
    nbformat.validate(notebook)


def test_where_the_kit_is_nothing_is_installed(tmp_path, monkeypatch):
    assert asked_of_pip(install(project(tmp_path)), monkeypatch, "vgkit") == []


def test_where_the_kit_is_missing_it_is_installed_from_the_address(tmp_path, monkeypatch):
    (asked,) = asked_of_pip(install(project(tmp_path)), monkeypatch)
    assert asked.name == "vgkit"
    assert asked.url == f"{ADDRESS}/archive/refs/heads/main.zip"
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert asked.extras == {"tensorflow"} <= set(extras["optional-dependencies"])


def test_a_tensorflow_that_is_there_is_left_alone(tmp_path, monkeypatch):
    (asked,) = asked_of_pip(install(project(tmp_path)), monkeypatch, "tensorflow")
    assert asked.extras == set()
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {Requirement(line).name for line in declared["dependencies"]}
    assert not any(name.startswith("tensorflow") for name in names)


def test_of_another_host_git_fetches_it(tmp_path, monkeypatch):
    root = project(tmp_path, "https://git.school.example/group/vgkit")
    (asked,) = asked_of_pip(install(root), monkeypatch)
    assert asked.url == "git+https://git.school.example/group/vgkit@main"
    assert list(opening.places(opening.address(root), "a.ipynb")) == ["VS Code"]


def test_the_links_lead_to_the_notebook_itself():
    places = {
        name: urlsplit(url) for name, url in opening.places(ADDRESS, "hints/5 a.ipynb").items()
    }
    assert places["Colab"].path == "/github/a-school/vgkit/blob/main/hints/5%20a.ipynb"
    assert places["Binder"].path == "/v2/gh/a-school/vgkit/main"
    assert parse_qs(places["Binder"].query) == {"labpath": ["hints/5 a.ipynb"]}
    (target,) = parse_qs(places["VS Code"].query)["url"]
    assert target.startswith("vscode://vscode.git/clone?url=")
    assert unquote(target).endswith(f"url={ADDRESS}")


def test_without_an_address_a_hint_is_as_its_source_has_it(tmp_path):
    for text in (None, "", "[project]\n", '[project]\nurls.Homepage = "https://a.b/c"\n'):
        if text is not None:
            (tmp_path / "pyproject.toml").write_text(text)
        assert opened(tmp_path) == parse(*LINES).notebook("hint", "en")


@pytest.mark.parametrize(
    "address", ["github.com/a/b", "https://github.com", "http://a.b/c", "https://a.b/c'; rm"]
)
def test_an_address_that_is_none_is_told(tmp_path, address):
    with pytest.raises(AuthoringError, match="Repository") as told:
        opening.address(project(tmp_path, address))
    assert repr(address) in str(told.value)


def test_a_broken_file_is_told(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project")
    with pytest.raises(AuthoringError, match=r"pyproject\.toml"):
        opening.address(tmp_path)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_cell_is_known_again_whatever_the_address(tmp_path, language):
    code = install(project(tmp_path), language)
    assert opening.is_install(code) and opening.is_install(code + "\n")
    assert opening.is_install(install(project(tmp_path, "https://a.b/c"), language))


def test_a_cell_that_does_more_is_not_taken_for_it(tmp_path):
    code = install(project(tmp_path))
    other = code.replace(".zip", ".zip\"' + forge() + 'x\"")
    for changed in (code + "\nforge()", "forge()\n" + code, other):
        assert changed != code
        assert not opening.is_install(changed)


def test_a_fork_changes_one_line_and_builds(tmp_path):
    root = project(tmp_path)
    (root / "notebooks").mkdir()
    (root / "notebooks" / "1_a.py").write_text("\n".join(LINES) + "\n", "utf-8")
    text = "# A\n\n<!-- vgkit build writes these links -->\nold\n<!-- end -->\n\nMore.\n"
    (root / "README.md").write_text(text, "utf-8")
    changed = {path.relative_to(root).as_posix() for path, _ in building.build(root)}
    assert {"README.md", "hints/1_a.ipynb", "hints/vi/1_a.ipynb"} <= changed
    project(root, "https://github.com/a-fork/vgkit")
    told = {path.name for path, _ in building.build(root, check=True)}
    assert {"README.md", "1_a.ipynb"} <= told
    building.build(root)
    for name in ("README.md", "hints/1_a.ipynb", "hints/vi/1_a.ipynb"):
        written = (root / name).read_text("utf-8")
        assert "a-fork" in written and "a-school" not in written
    assert (root / "README.md").read_text("utf-8").endswith("<!-- end -->\n\nMore.\n")
    told = [path.name for path, note in building.build(root, check=True) if "README" in path.name]
    assert told == []


def test_a_readme_without_a_place_for_them_is_left_alone():
    assert opening.readme("# Mine\n", ADDRESS, "a.ipynb") == "# Mine\n"


def test_the_address_stands_in_one_place_and_all_else_follows_it():
    """Files that are written by hand name no repository."""
    address = opening.address(ROOT)
    for name in ("CONTRIBUTING.md", ".binder/postBuild", ".vscode/extensions.json"):
        assert address not in (ROOT / name).read_text("utf-8")
    text = (ROOT / "README.md").read_text("utf-8")
    assert opening.readme(text, address, "hints/0_baseline.ipynb") == text
    assert urlsplit(address).path in text
