"""What notebooks import from `vgkit` under short names is there, function by function."""

import ast
import os
import shutil
from pathlib import Path

import pytest

import vgkit
from vgkit.notebooks import preloaded

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.py"))


def taken(path):
    """What a notebook takes from modules that it imports from `vgkit`: pairs of names."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    modules = {
        alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "vgkit"
        for alias in node.names
    }
    return {
        (node.value.id, node.attr)
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
    }


def imported(name):
    return getattr(__import__("vgkit", fromlist=[name]), name)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_short_names_offer_all_that_a_notebook_takes_from_them(path):
    pairs = taken(path)
    assert pairs
    assert [pair for pair in sorted(pairs) if not hasattr(imported(pair[0]), pair[1])] == []


def test_modules_and_their_functions_are_found():
    seven = taken(next(path for path in NOTEBOOKS if path.stem == "7_variations"))
    assert {("maps", "gradient_norms"), ("maps", "RECOMMENDED"), ("maps", "mean_field")} <= seven
    assert ("variation_plots", "outcomes") in seven


# A kernel that began before the package on the disk was changed


@pytest.fixture
def installed(tmp_path):
    """What a kernel that loaded this package runs, code after code, while its files change."""
    package = tmp_path / "vgkit"
    shutil.copytree(Path(vgkit.__file__).parent, package)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "VGKIT_LANG": "en"}

    def run(code):
        return preloaded.run(["-c", code], cwd=tmp_path, env=environment)

    return run


CHANGED = """
import pathlib, time, vgkit
assert vgkit.__file__.startswith({folder!r})
file = pathlib.Path(vgkit.__file__).parent / "figures" / "tables.py"
{change}
try:
    {use}
except vgkit.errors.VgkitError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("change", "use"),
    [
        ("file.write_text('from vgkit.errors import Newer')", "from vgkit import tables"),
        ("file.write_text('from vgkit.errors import Newer')", "vgkit.tables"),
        ("file.write_text('def (')", "vgkit.tables"),
        ("file.touch()", "vgkit.a_newer_function()"),
        ("file.touch()", "from vgkit import a_newer_module"),
    ],
)
def test_a_session_older_than_the_files_is_told_to_restart(installed, tmp_path, change, use):
    change = "import vgkit.errors; time.sleep(0.02); " + change
    done = installed(CHANGED.format(folder=str(tmp_path), change=change, use=use))
    assert "Restart the kernel" in done.stdout, done.stderr
    assert done.stderr == ""


IN_A_NOTEBOOK = """
import pathlib, sys, time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("import vgkit; vgkit.start('quiz', language='en'); from vgkit import sweep, tables")
shell.run_cell("vgkit.start('quiz', language='en')")
for change, cell in {cells!r}:
    if change:
        time.sleep(0.02)
        file = pathlib.Path(shell.user_ns["vgkit"].__file__).parent / change
        file.write_text("from vgkit.errors import Newer\\n" + file.read_text("utf-8"), "utf-8")
    sys.stderr.write("cell\\n")
    shell.run_cell(cell)
"""
CELLS = [
    # what changes before a cell, the cell, and whether a new kernel would help
    (None, "tables.a_newer_function()", False),
    ("experiments/setting.py", "1 / 0", False),
    (None, "vgkit.blank('q')", False),
    (None, "vgkit.ask('Q99')", False),
    (None, "import vgkitt", False),
    (None, "raise KeyboardInterrupt", False),
    (None, "[].tables", False),
    (None, "x = ", False),
    (None, "sweep.load_table('a')", True),
    (None, "tables.a_newer_function()", True),
    (None, "from vgkit.errors import Newer", True),
    (None, "import vgkit.a_newer_module", True),
    (None, "tables.four_signs(3)", True),
]


def test_in_a_notebook_whatever_fails_inside_of_a_changed_kit_is_explained(installed):
    done = installed(IN_A_NOTEBOOK.format(cells=[cell[:2] for cell in CELLS]))
    _, *said = done.stderr.split("cell\n")
    assert [text.count("Restart the kernel") for text in said] == [
        int(helps) for *_, helps in CELLS
    ], done.stderr


def test_a_name_that_never_was_is_an_attribute_error_and_nothing_else():
    with pytest.raises(AttributeError, match="no attribute 'no_such_thing'"):
        vgkit.no_such_thing  # noqa: B018
