"""What notebooks import from `vgkit` under short names is there, function by function."""

import ast
from pathlib import Path

import pytest

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
