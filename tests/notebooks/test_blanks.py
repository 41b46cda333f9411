"""Blanks: what the hint keeps around them, and what fills them."""

import pytest

from tests.notebooks.small_sources import HINT, MANY, cells, parse
from vgkit.notebooks.blanks import WIDTH, split
from vgkit.notebooks.sources import Cell


def code(*lines, kind="hint", language="en"):
    """The code cell that these lines become, whether or not they are Python by themselves."""
    parts = split("\n".join(lines), str)
    return Cell("a", "code", None, None, tuple(part for _, part in parts)).text(kind, language)


@pytest.mark.parametrize(("line", "emptied"), [
    ("total = add([h3, h1])", 'total = vgkit.blank("q")'),
    ("model.total = add([h3, h1])", 'model.total = vgkit.blank("q")'),
    ("    total = f(rate=0.1)", '    total = vgkit.blank("q")'),
    ("    activation=relu,", '    activation=vgkit.blank("q"),'),
    ("    activation=relu", '    activation=vgkit.blank("q")'),
    ("    return add([h3, h1])", '    return vgkit.blank("q")'),
    ("    layers.Dense(128),", '    vgkit.blank("q"),'),
    ("layers.Dense(128)", 'vgkit.blank("q")'),
    ("model.fit(x, epochs=3)", 'vgkit.blank("q")'),
    ("same == other", 'vgkit.blank("q")'),
    ("total=add(a == b)", 'total=vgkit.blank("q")'),
    ("a, b = 1, 2", 'vgkit.blank("q")'),
    ("returned = 3", 'returned = vgkit.blank("q")'),
])  # fmt: skip
def test_a_blank_of_one_line_keeps_what_stands_around_it(line, emptied):
    lines = f"{line}  #?? q {HINT}", "after()"
    assert code(*lines) == f"{emptied}  #?? hint\nafter()"
    assert code(*lines, language="vi") == f"{emptied}  #?? gợi ý\nafter()"
    assert code(*lines, kind="solution") == f"{line}  #?? hint\nafter()"
    assert code(*lines, kind="solution", language="vi") == f"{line}  #?? gợi ý\nafter()"


def test_an_emptied_blank_is_python_and_stops_with_its_name():
    import vgkit
    from vgkit.errors import UnfilledBlank

    text = code("def f(x):", f"    return x + 1  #?? sum_of {HINT}", "y = f(2)")
    with pytest.raises(UnfilledBlank, match="sum_of"):
        exec(text, {"vgkit": vgkit})
    filled = {}
    exec(code("def f(x):", f"    return x + 1  #?? sum_of {HINT}", "y = f(2)", kind="solution"),
         filled)  # fmt: skip
    assert filled["y"] == 3


def test_a_blank_of_several_lines_becomes_one_line_like_its_last():
    assert code(*MANY) == 'layers = [\n    vgkit.blank("hidden"),  #?? hint\n]'


@pytest.mark.parametrize(("spare", "expected"), [
    (0, ['    rate=vgkit.blank("q"),  #?? {hint}']),
    (1, ["    #?? {hint}", '    rate=vgkit.blank("q"),']),
])  # fmt: skip
def test_a_hint_that_is_too_long_for_its_line_stands_above_it(spare, expected):
    hint = "w" * (WIDTH - len(expected[-1].partition("  #??")[0]) - len("  #?? ") + spare)
    lines = ["f(", f"    rate=0.1,  #?? q | vi: ngắn | en: {hint}", ")"]
    emptied = [line.format(hint=hint) for line in expected]
    assert code(*lines).splitlines() == ["f(", *emptied, ")"]
    assert code(*lines, language="vi").splitlines()[1] == '    rate=vgkit.blank("q"),  #?? ngắn'
    assert code(*lines, kind="solution").splitlines()[1] == f"    rate=0.1,  #?? {hint}"


def test_a_filled_blank_of_several_lines_has_its_hint_above():
    assert code(*MANY, kind="solution", language="vi") == (
        "layers = [\n    #?? gợi ý\n    Dense(1),\n    Dense(2),\n]"
    )


@pytest.mark.parametrize(("lines", "emptied"), [
    (["    h = f(x)", "    return h + 1"], '    return vgkit.blank("q")'),
    (["a = 1", "b = a"], 'b = vgkit.blank("q")'),
    (["a = f(", "    1,", ")"], 'a = vgkit.blank("q")'),
    (["a = 1", "return_ = [", "    1,", "]"], 'return_ = vgkit.blank("q")'),
    (["for i in x:", "    f(i)"], 'vgkit.blank("q")'),
    (["x = 1"], 'x = vgkit.blank("q")'),
])  # fmt: skip
def test_the_last_line_of_a_long_blank_decides_unless_it_is_indented(lines, emptied):
    text = code("if True:" if lines[0][0] == " " else "pass",
                f"#??begin q {HINT}", *lines, "#??end")  # fmt: skip
    assert text.split("\n")[1] == f"{emptied}  #?? hint"


def test_the_blanks_of_a_source_are_listed_in_reading_order():
    source = parse(
        '# %% id="b"', f"x = 1  #?? second {HINT}", "", '# %% id="a"', f"y = 1  #?? first {HINT}"
    )  # fmt: skip
    assert list(source.blanks) == ["second", "first"]
    assert source.blanks["first"].hints == {"vi": "gợi ý", "en": "hint"}
    assert source.blanks["first"].lines == ("y = 1",)


def test_a_mark_in_a_text_cell_is_text():
    source = parse(
        '# %% [markdown] id="t" lang="vi"', "# Điền `#??`", "",
        '# %% [markdown] id="t" lang="en"', "# Fill `#??`",
    )  # fmt: skip
    assert cells(source) == [("t", "Fill `#??`")] and source.blanks == {}
