"""Magics, unfinished Python, and code that is the same in other words."""

import pytest

from vgkit.grading import cells


@pytest.mark.parametrize(
    ("source", "expected", "magics"),
    [
        ("a = 1", "a = 1", []),
        ("!rm -rf /\na = 1", "pass\na = 1", ["!rm -rf /"]),
        ("if a:\n    %time f()", "if a:\n    pass", ["%time f()"]),
        ("files = !ls\nb = 2", "files = None\nb = 2", ["files = !ls"]),
        ("?print", "pass", ["?print"]),
        ("print?", "pass", ["print?"]),
        ("a = (1\n% 2)", "a = (1\n% 2)", []),
        ("%%time\na = 1", "\na = 1", ["%%time"]),
        ("%%bash\nrm -rf /", "\n", ["%%bash"]),
        ("\n%%bash\nrm", "\n\n", ["%%bash"]),
    ],
)
def test_magics_are_taken_out_and_named(source, expected, magics):
    assert cells.without_magics(source) == (expected, magics)


@pytest.mark.parametrize(
    "code", ["a = (", "a b", "\0", "(" * 5000, "-" * 100_000 + "1", "é" * 10 + "…"]
)
def test_what_is_no_python_has_no_tree(code):
    assert cells.parsed(code) is None or code.startswith("-")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = f( 1,2 )", "a = f(1, 2)  # why"),
        ('activation="relu",', "activation='relu'"),
        ("layers.Dense(\n    10,\n)", "layers.Dense(10,)"),
        ("    x = 1", "x = 1"),
    ],
)
def test_code_is_compared_without_its_layout(one, other):
    assert cells.tokens(one) == cells.tokens(other)


def test_other_code_has_other_tokens():
    assert cells.tokens("h3 + h1") != cells.tokens("h1 + h3")
    assert cells.tokens("Mine(),") == cells.tokens("Mine()") != cells.tokens("Mine(),,")


def test_blanks_that_are_left_are_found_in_python_and_in_what_is_none():
    assert cells.left_empty('a = vgkit.blank("a")\nb = blank("b")') == {"a", "b"}
    assert cells.left_empty('a = (vgkit.blank("a")') == {"a"}
    assert cells.left_empty('"vgkit.blank(1)"') == set()
