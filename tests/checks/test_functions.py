"""Functions written by hand: tried out, compared, and the likely mistake named."""

import dataclasses
import sys
import types

import numpy as np
import pytest

from vgkit import course
from vgkit.backend import keras, tf
from vgkit.checks import functions
from vgkit.checks.findings import CheckFailed, Finding
from vgkit.checks.functions import check_function, tried, values_findings
from vgkit.errors import VgkitError
from vgkit.messages import set_language

RIGHT = np.array([[1.0, 2.0], [3.0, 4.0]])
LIKELY = {
    "transposed": (RIGHT.T, "Rows and columns. Look at the axes."),
    "halved": (RIGHT / 2, "Half of it. Look at the formula."),
}


def findings(found, right=RIGHT, likely=LIKELY, **settings):
    return values_findings("table", found, right, likely, "table", **settings)


@pytest.mark.parametrize("found", [
    RIGHT, RIGHT.astype(np.float32), RIGHT + 1e-6, RIGHT.astype(int), tf.constant(RIGHT),
    tf.Variable(RIGHT), keras.Variable(RIGHT),
], ids=["array", "float32", "rounded", "integers", "tensor", "tf variable", "variable"])  # fmt: skip
def test_the_right_values_pass_whatever_holds_them(found):
    assert findings(found) == []


@pytest.mark.parametrize(
    "found", [3, 3.0, np.float32(3), np.int64(3), tf.constant(3.0), [3], (3.0,)]
)
def test_a_number_passes_however_it_is_given(found):
    assert findings(found, right=3) == []


@pytest.mark.parametrize("found", [
    (RIGHT, 5.0), [RIGHT, 5], [tf.constant(RIGHT), np.float32(5)], (RIGHT.astype(np.float32), tf.constant(5)),
], ids=["tuple", "list", "tensors", "mixed"])  # fmt: skip
def test_several_values_pass_as_a_tuple_or_a_list(found):
    assert findings(found, right=(RIGHT, 5), likely={}) == []


@pytest.mark.parametrize(("found", "code", "message"), [
    (RIGHT.T, "transposed", "table: Rows and columns. Look at the axes."),
    (tf.constant(RIGHT / 2), "halved", "table: Half of it. Look at the formula."),
], ids=["array", "tensor"])  # fmt: skip
def test_a_likely_mistake_is_named_by_what_it_gives(found, code, message):
    assert findings(found) == [Finding(code, message, "table")]


def test_a_likely_mistake_that_gives_the_right_values_here_is_no_mistake():
    symmetric = np.eye(2)
    likely = {"transposed": (symmetric.T, "Rows and columns.")}
    (finding,) = findings(symmetric + 1, right=symmetric, likely=likely)
    assert finding.code == "wrong_values"
    nearly = {"nearly": (RIGHT + 1e-7, "Nearly.")}
    (finding,) = findings(RIGHT + 1.5e-5 * RIGHT, likely=nearly, tolerance=1e-5)
    assert finding.code == "wrong_values"


def test_a_likely_mistake_may_have_another_shape_and_the_first_that_fits_is_named():
    likely = {
        "summed": (10.0, "One sum."),
        "also_10": (10.0, "Another way to ten."),
    }
    (finding,) = findings(10.0, likely=likely)
    assert finding.code == "summed"


@pytest.mark.parametrize(("found", "right", "words"), [
    (RIGHT[0], RIGHT, ("shape (2,)", "shape (2, 2)")),
    (1.0, RIGHT, ("a number", "shape (2, 2)")),
    (RIGHT, 3, ("shape (2, 2)", "a number")),
    (RIGHT, (RIGHT, 5), ("shape (2, 2)", "shape (2, 2), a number")),
    ((1, 2, 3), (1, 2), ("a number, a number, a number", "a number, a number")),
    ([1.0, 2.0], RIGHT[0], ("a list", "an array of shape (2,)")),
    ((1.0, 2.0), RIGHT[0], ("a tuple", "an array of shape (2,)")),
    ([RIGHT, 1.0], RIGHT[0], ("shape (2, 2), a number", "shape (2,)")),
    ("three", 3, ("str", "a number")),
    ({}, 3, ("dict", "a number")),
    ((), 3, ("tuple", "a number")),
    ([RIGHT, "x"], 3, ("list", "a number")),
    (lambda: 3, 3, ("function", "a number")),
])  # fmt: skip
def test_another_shape_is_told_beside_the_one_that_was_expected(found, right, words):
    (finding,) = findings(found, right=right, likely={})
    assert (finding.code, finding.blank) == ("wrong_shape", "table")
    assert finding.message == "table gives {}; {} was expected.".format(*words)


def test_of_several_calls_the_first_with_another_shape_is_told():
    found = 1.0, np.array([2.0]), np.array([3.0])
    (finding,) = findings(found, right=(1.0, 2.0, 3.0), likely={}, calls=("f(1)", "f(2)", "f(3)"))
    assert finding.message == "f(2) gives shape (1,); a number was expected."


def test_a_symbolic_tensor_is_no_number():
    (finding,) = findings(keras.Input((2,)), likely={})
    assert finding.code == "wrong_shape" and "KerasTensor" in finding.message


@pytest.mark.parametrize(("found", "right", "shown"), [
    (RIGHT + 1, RIGHT, "2 3 4 5"),
    (np.arange(9.0), np.zeros(9), "0 1 2 3 4 5 …"),
    (1 / 3, 3, "0.333333"),
    (float("nan"), 3, "nan"),
    ((RIGHT + 1, 5), (RIGHT, 5), "2 3 4 5 5"),
])  # fmt: skip
def test_other_values_are_shown_the_first_few_of_them(found, right, shown):
    (finding,) = findings(found, right=right, likely={})
    assert (finding.code, finding.blank) == ("wrong_values", "table")
    assert finding.message == f"table gives something else than it should. Received: {shown}."


def test_nan_is_never_right():
    assert findings(float("nan"), right=float("nan"), likely={}) != []


@pytest.mark.parametrize(("tolerance", "fits"), [(1e-3, True), (1e-5, False)])
def test_the_tolerance_is_that_of_each_number(tolerance, fits):
    assert (findings(RIGHT * 1.0005, likely={}, tolerance=tolerance) == []) is fits


# Calling


def raising(n):
    raise IndexError(f"no {n}\nin two lines")


def test_what_a_function_gives_is_handed_on():
    assert tried(lambda a, b: a - b, (5, 3), "difference") == (2, None)


@pytest.mark.parametrize(("function", "code", "message"), [
    (raising, "function_fails", "raising fails (IndexError: no 3)."),
    (lambda: 3, "function_fails", "<lambda> fails (TypeError: "),
    (lambda n: n / 0, "function_fails", "<lambda> fails (ZeroDivisionError: division by zero)."),
    (print, "returns_nothing", "print returns nothing: does it end with return?"),
    (3, "function_fails", "int fails (TypeError: 'int' object is not callable)."),
], ids=["raises", "arguments", "divides", "returns nothing", "no function"])  # fmt: skip
def test_a_function_that_gives_nothing_is_told_with_why(function, code, message):
    value, finding = tried(function, (3,), "f")
    assert value is None and (finding.code, finding.blank) == (code, "f")
    assert finding.message.startswith(message)


def three_lines(x, place):
    mean = x.mean() if place != 1 else x.men()
    variance = (
        x.var() if place != 2 else undefined  # noqa: F821
    )
    if place == 3:
        variance += {}
    variance += 1 if place != 4 else x.var
    return mean, (variance if place != 5 else variance / None)


@pytest.mark.parametrize(("place", "blank"), [
    (1, "first"), (2, "second"), (3, None), (4, "second"), (5, "last"),
])  # fmt: skip
def test_of_several_blanks_that_of_the_line_is_blamed_or_none(place, blank):
    blanks = {"mean": "first", "variance": "second", "return": "last"}
    _, finding = tried(three_lines, (RIGHT, place), blanks)
    assert (finding.code, finding.blank) == ("function_fails", blank)


@pytest.mark.parametrize("function", [three_lines, 3, lambda x: x, np.linalg.norm])
def test_where_no_line_of_it_was_reached_none_is_blamed(function):
    _, finding = tried(function, (), {"mean": "first"})
    assert (finding.code, finding.blank) == ("function_fails", None)


def test_a_function_that_must_leave_an_array_alone_gets_a_copy_and_is_told():
    def halve(n, table):
        table /= 2
        return table

    given = RIGHT.copy()
    _, finding = tried(halve, (1, given), "half", unchanged=True)
    assert (finding.code, finding.blank) == ("changes_its_input", "half")
    assert np.array_equal(given, RIGHT)
    assert finding.message.startswith("halve changes table itself.")
    assert tried(lambda n, table: table / 2, (1, given), "half", unchanged=True)[1] is None


@pytest.mark.parametrize("value", [0, False, (), 0.0])
def test_nothing_is_none_and_not_what_counts_as_false(value):
    assert tried(lambda: value, (), None) == (value, None)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_whoever_stops_a_function_stops_the_check(interruption):
    def stopped():
        raise interruption

    with pytest.raises(interruption):
        tried(stopped, (), None)


# vgkit.check_function


def double_findings(function):
    value, finding = tried(function, (3,), "double")
    if finding:
        return [finding]
    likely = {"squared": (9, "What happens to 3? Look at the formula again.")}
    return values_findings("double(3)", value, 6, likely, "double")


@pytest.fixture
def lesson(monkeypatch):
    """Exercise 5 asks for a function `double`."""
    module = types.ModuleType("vgkit.checks.doubling")
    module.double_findings = double_findings
    monkeypatch.setitem(sys.modules, module.__name__, module)
    row = dataclasses.replace(course.get("5"), functions={"double": "doubling.double_findings"})
    monkeypatch.setitem(course.EXERCISES, "5", row)


def named(name, function):
    function.__name__ = name
    return function


@pytest.mark.parametrize(("language", "words"), [
    ("en", "✓ double computes what it should.\n"), ("vi", "✓ double tính đúng.\n"),
])  # fmt: skip
def test_a_right_function_passes(lesson, capsys, language, words):
    set_language(language)
    check_function(named("double", lambda n: n + n), "5")
    assert capsys.readouterr().out == words


@pytest.mark.parametrize(("function", "code", "words"), [
    (lambda n: n**2, "squared", ("double(3): What happens to 3?",) * 2),
    (lambda n: n + 2, "wrong_values", ("double(3) gives something else than it should. Received: 5.",
                                       "double(3) cho kết quả khác với kết quả đúng. Nhận được: 5.")),
    (lambda n: [n, n], "wrong_shape", ("double(3) gives a number, a number; a number was expected.",
                                       "double(3) cho một số, một số; cần là một số.")),
    (lambda n: None, "returns_nothing", ("double returns nothing: does it end with return?",
                                         "double không trả về gì: hàm có kết thúc bằng return không?")),
    (lambda n: {}[n], "function_fails", ("double fails (KeyError: 3).",
                                     "double bị lỗi (KeyError: 3).")),
], ids=["likely", "values", "shape", "nothing", "fails"])  # fmt: skip
def test_a_wrong_function_fails_with_its_blank_in_both_languages(
    lesson, capsys, function, code, words
):
    for language, message in zip(("en", "vi"), words, strict=True):
        set_language(language)
        with pytest.raises(CheckFailed) as failed:
            check_function(named("double", function), "5")
        assert [finding.code for finding in failed.value.findings] == [code]
        assert f"✗ [double] {message}" in str(failed.value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("function", "name"), [
    (named("twice", lambda n: 2 * n), "'twice'"), (lambda n: 2 * n, "'<lambda>'"), (6, "'int'"),
])  # fmt: skip
def test_a_function_of_another_name_is_refused_with_the_names_that_are_asked_for(
    lesson, function, name
):
    with pytest.raises(VgkitError) as refused:
        check_function(function, "5")
    assert str(refused.value) == (f"Exercise 5 asks for no function {name}. Its functions: double.")
    set_language("vi")
    with pytest.raises(VgkitError, match="Bài 5 không yêu cầu hàm .* Các hàm của bài: double."):
        check_function(function, "5")


def test_an_exercise_that_asks_for_no_function_says_so(capsys):
    with pytest.raises(VgkitError, match="Exercise 1a asks for no function 'raising'.*: –"):
        check_function(raising, "1A")
    with pytest.raises(VgkitError, match="There is no exercise '99'"):
        check_function(raising, "99")


def test_notebooks_call_it_by_its_short_name():
    import vgkit

    assert vgkit.check_function is functions.check_function
