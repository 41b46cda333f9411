"""Code cells are Python, filled and with any one of their blanks emptied, or their line is told."""

import pytest

from tests.notebooks.small_sources import HINT, parse
from vgkit.notebooks.blanks import AuthoringError

BROKEN = {
    # name: (lines of the cell, words of the message); the cell begins at line 2
    "if": ([f"if x:  #?? q {HINT}", "    y = 1"], ":2: with the blank 'q' emptied"),
    "elif": (["if a:", "    b", f"elif c:  #?? q {HINT}", "    d"], ":4: with the blank 'q'"),
    "for": ([f"for x in y:  #?? q {HINT}", "    z = 1"], ":2: with the blank 'q' emptied"),
    "while": ([f"while x:  #?? q {HINT}", "    z = 1"], ":2: with the blank 'q' emptied"),
    "with": ([f"with x:  #?? q {HINT}", "    z = 1"], ":2: with the blank 'q' emptied"),
    "def": ([f"def f(x):  #?? q {HINT}", "    return x"], ":2: with the blank 'q' emptied"),
    "class": ([f"class A:  #?? q {HINT}", "    x = 1"], ":2: with the blank 'q' emptied"),
    "last line of a call": (["x = f(", "    1,", f")  #?? q {HINT}"], ":4: with the blank 'q'"),
    "first line of a call": ([f"x = f(  #?? q {HINT}", "    1,", ")"], ":2: with the blank 'q'"),
    "entry of a dict": (
        ["x = {", f'    "k": 1,  #?? q {HINT}', '    "l": 2,', "}"], ":3: with the blank 'q'",
    ),
    "the second of two": (
        [f"a = 1  #?? p {HINT}", f"if a:  #?? q {HINT}", "    b = 2"], ":3: with the blank 'q'",
    ),
    "under a cell magic": (["%%time", f"if x:  #?? q {HINT}", "    y = 1"], ":3: with the blank"),
    "in a text": (['x = """', f"y  #?? q {HINT}", '"""'], ":3: the blank 'q' is inside a text"),
    "no Python": (["x = 1", "y = ="], ":3: the cell 'a' is no Python: invalid syntax, at 'y = ='"),
    "under %%time": (["%%time", "x = 1", "y = ="], ":4: the cell 'a' is no Python"),
    "below empty lines": (["", "", "x = 1", "y = ="], ":5: the cell 'a' is no Python"),
    "after a blank": (
        [f"#??begin q {HINT}", "x = 1", "#??end", "y = ="], ":5: the cell 'a' is no Python",
    ),
    "inside a blank": (
        [f"#??begin q {HINT}", "x = 1", "y = =", "#??end"], ":4: the cell 'a' is no Python",
    ),
    "return": (["return 3"], ":2: the cell 'a' is no Python: 'return' outside function"),
    "deep": (["x = " + "-" * 20_000 + "1"], ":2: the cell 'a' is no Python"),
    "deep, too": (["x" + ".a" * 20_000], ":2: the cell 'a' is no Python"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_cell_that_would_be_no_python_is_refused_with_its_line(case):
    lines, words = BROKEN[case]
    with pytest.raises(AuthoringError) as refusal:
        parse('# %% id="a"', *lines)
    message = str(refusal.value)
    assert message.startswith("exercise.py" + words), message[:200]
    assert len(message) < 400
    if "blank" in words:
        assert "Mark whole statements, or what stands right of an = or a return" in message


@pytest.mark.parametrize("lines", [
    ["%time x = 1", "!ls", "await sleep(0)", "f?", "x = %env HOME"],
    ["%%timeit", "y = 2"],
    ["%%bash", "if true; then", "fi"],
    [f"%time x = f()  #?? q {HINT}"],
    ["# %%time", f"x = 1  #?? q {HINT}"],
    [f"#??begin q {HINT}", "a = f(", "    1,", ")", "#??end"],
    [f"#??begin q {HINT}", "@wrapped", "def f():", "    return 1", "#??end"],
    ["x = [", f"    1,  #?? q {HINT}", f"    2,  #?? r {HINT}", "]"],
    [f'x = "\\d"  #?? q {HINT}'],
])  # fmt: skip
def test_what_ipython_can_run_is_taken(lines):
    assert parse('# %% id="a"', *lines).cells
