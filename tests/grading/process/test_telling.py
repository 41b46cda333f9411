"""What is told of a check and of an error."""

from vgkit.checks.findings import Finding
from vgkit.errors import UnfilledBlank
from vgkit.grading.process import telling

FILE = "<cell>"


def told(*findings, **more):
    return {"error": None, "failed": bool(findings), "findings": list(findings), **more}


def finding(code, *blanks):
    return {"code": code, "message": f"{code}.", "blanks": list(blanks)}


def raised(source, kind=Exception):
    try:
        exec(compile(source, FILE, "exec"), {})
    except kind as error:
        return telling.described(error, FILE, source.split("\n"), seconds=60)
    raise AssertionError(f"nothing was raised by {source!r}")


def test_an_error_is_one_line_with_its_kind_and_the_line_of_the_cell():
    assert raised("a = 1\nb = a / 0\n") == {
        "error": "ZeroDivisionError: division by zero",
        "kind_of_error": "ZeroDivisionError",
        "line": "b = a / 0",
        "number": 1,
    }


def test_a_line_that_is_no_python_is_told_as_one():
    found = raised("a = 1\nb = (\n", SyntaxError)
    assert found["kind_of_error"] == "SyntaxError" and found["line"] == "b = ("


def test_an_error_from_outside_of_the_cell_names_no_line():
    found = telling.described(ValueError("too small"), FILE, ["a = 1"], seconds=60)
    assert (found["error"], found["line"], found["number"]) == ("ValueError: too small", "", -1)


def test_a_cell_that_took_too_long_and_an_empty_blank_are_told_in_the_kits_words():
    late = telling.described(telling.OutOfTime(), FILE, ["while True: pass"], seconds=60.2)
    assert late["error"] == "OutOfTime: not done after 60 seconds"
    empty = telling.described(UnfilledBlank("a blank is empty"), FILE, ["..."], seconds=60)
    assert empty["kind_of_error"] == "UnfilledBlank"


def test_an_error_whose_message_cannot_be_made_is_told_by_its_kind():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError

    assert telling.described(Mute(), FILE, [], seconds=60)["error"] == "Mute"


def test_a_message_without_end_is_cut():
    assert len(telling.described(ValueError("a" * 10_000), FILE, [], 60)["error"]) == 600
    assert len(telling.plain(Finding("code", "a" * 10_000))["message"]) == 2000


def test_a_finding_has_its_blanks_in_a_list():
    assert telling.plain(Finding("units", "Too few.", "first, second")) == {
        "code": "units",
        "message": "Too few.",
        "blanks": ["first", "second"],
    }
    assert telling.plain(Finding("units", "Too few."))["blanks"] == []


def test_what_is_gone_with_the_lessons_own_lines_came_from_given_ones():
    of_given, of_blank = finding("seed", "other"), finding("units", "first")
    found = telling.sorted_out(told(of_given, of_blank), told(of_blank))
    assert found["findings"] == [{**of_given, "blanks": [], "given": True}, of_blank]
    assert found["passes_as_given"] is False
    assert telling.sorted_out(told(of_given), told())["passes_as_given"] is True


def test_where_the_lessons_own_lines_cannot_be_asked_about_the_message_stays():
    message = told(finding("units", "first"))
    assert telling.sorted_out(message, told(absent=True)) is message
    assert telling.sorted_out(message, {**told(), "error": "NameError"}) is message


def test_what_a_second_look_finds_is_added_and_else_the_others_are_right():
    first, more = finding("units", "first"), finding("bias")
    found = telling.and_more(told(first), told(first, more), {"second"})
    assert found["findings"] == [first, {**more, "blanks": ["second"]}]
    found = telling.and_more(told(first), told(first, more), {"second", "third"})
    assert found["findings"][1]["blanks"] == []
    right = telling.and_more(told(first), told(), {"third", "second"})
    assert right["right_beside"] == ["second", "third"] and right["findings"] == [first]


def test_the_blanks_that_a_check_names():
    assert telling.named_in(told(finding("a", "x", "y"), finding("b", "y"))) == {"x", "y"}
