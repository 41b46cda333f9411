"""How cells run, and what checks are told of them."""

import signal
import sys

import pytest

from tests.grading.tiny import SAME, cells, outline, size
from vgkit.checks.findings import CheckFailed, Finding
from vgkit.grading.process import judging, matching, plan

CODE = "vgkit.check_function(output_size, '11')"


@pytest.fixture
def judge(monkeypatch):
    """A judge in this process, whose check is a plain function; and what it sends."""

    def check_function(function, exercise):
        if function(28, 5, "same", 2) != 14:
            raise CheckFailed([Finding("off", "one off", "same_size")])
        if function(28, 5, "valid", 2) != 12:
            raise CheckFailed([Finding("other", "another", "same_size, valid_size")])

    def make(checks=None, seconds=20):
        sent = []
        checks = outline()["checks"] if checks is None else checks
        made = judging.Judge(checks, {"check_function": check_function}, sent.append, seconds)
        return made, sent

    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    before = signal.getsignal(signal.SIGALRM)
    yield make
    signal.signal(signal.SIGALRM, before)


def taken(judge, checks=None, **sources):
    """What is sent of a submission."""
    made, sent = judge(checks)
    found = matching.match(outline()["cells"]["en"], cells(**sources))
    made.take(plan.steps(found, checks or outline()["checks"]))
    return sent


def of(sent, kind):
    return [message for message in sent if message["kind"] == kind]


def test_a_right_submission_passes(judge):
    sent = taken(judge)
    assert not of(sent, "error") and not of(sent, "changed")
    expected = {"kind": "checked", "check": 0, "findings": [], "error": None, "solution_in": []}
    assert of(sent, "checked") == [expected]


def test_a_finding_is_told_with_each_of_its_blanks(judge):
    [told] = of(taken(judge, size=size(valid="return 0")), "checked")
    assert told["failed"] and told["findings"] == [
        {"code": "other", "message": "another", "blanks": ["same_size", "valid_size"]}
    ]


def test_an_error_is_told_with_its_line_and_the_blank_that_it_stands_in(judge):
    [told] = of(taken(judge, size="import math\n1 / 0\n" + size()), "error")
    assert told["error"] == "ZeroDivisionError: division by zero" and told["line"] == "1 / 0"
    [told] = of(taken(judge, after="sizes = [\n    missing,\n]"), "error")
    assert told["blanks"] == ["sizes"] and told["line"] == "missing,"


def test_a_solution_is_not_blamed_for_what_another_blank_gives_it(judge):
    of_two = {"cell": "size", "code": "output_size(1, 1, 'same', 1)", "covers": []}
    text = size(same="return later()", valid="return 0") + "\n\noutput_size(1, 1, 'same', 1)"
    [told] = of(taken(judge, [of_two], size=text), "error")
    assert told["blanks"] == ["same_size"] and "later" in told["error"]


def test_a_cell_that_is_no_python_is_an_error_of_its_blank_and_the_other_is_judged(judge):
    sent = taken(judge, size=size(valid="return (n - kernel) // "))
    assert of(sent, "error")[0]["blanks"] == ["valid_size"]
    assert "failed" not in of(sent, "checked")[0]


def test_an_empty_blank_is_filled_by_the_solution_meanwhile(judge):
    sent = taken(judge, size=size(same='return vgkit.blank("same_size")'))
    assert not of(sent, "error") and "failed" not in of(sent, "checked")[0]


def test_after_a_wrong_blank_the_next_check_sees_the_solution(judge):
    checks = [*outline()["checks"] * 2]
    sent = taken(judge, checks, size=size(same="return 0"))
    first, second = of(sent, "checked")
    assert first["failed"] and "failed" not in second


def test_what_a_check_is_given_may_be_missing_or_fail(judge):
    made, sent = judge([{"cell": "x", "code": code, "covers": []} for code in (CODE, CODE)])
    step = plan.Step(matching.Cell("x", ""), check=0)
    made.take([step])
    made._names["output_size"] = lambda *arguments: 1 / 0
    made.take([step])
    assert of(sent, "checked")[0]["absent"] == "output_size"
    assert of(sent, "checked")[1]["error"] == "ZeroDivisionError: division by zero"


def test_a_cell_that_takes_too_long_ends(judge):
    made, _ = judge(seconds=0.05)
    assert "OutOfTime" in made._attempt("while True:\n    pass", "x")["error"]


def test_memory_is_let_go_of(judge):
    made, _ = judge()
    made._names["kept"] = 1
    made._attempt("mine = [1]\nraise MemoryError", "x")
    assert "mine" not in made._names and made._names["kept"] == 1


@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "class E(BaseException):\n    def __str__(self): raise ValueError\nraise E",
    ],
)
def test_whatever_is_raised_ends_the_cell_only(judge, code):
    made, _ = judge()
    assert made._attempt(code, "x")["kind_of_error"] in ("SystemExit", "KeyboardInterrupt", "E")


def test_what_is_printed_goes_nowhere(judge, capsys):
    made, _ = judge()
    made._attempt("print('here')\nimport sys\nprint('there', file=sys.stderr)", "x")
    assert capsys.readouterr() == ("", "")


def test_names_of_a_check_are_the_kits_before_they_are_the_submissions(judge):
    made, sent = judge()
    made._attempt(
        f"import math\nclass vgkit:\n    check_function = print\n{size(same='return 0')}", "x"
    )
    made.take([plan.Step(matching.Cell("check", ""), check=0)])
    assert of(sent, "checked")[0]["failed"] and SAME not in size(same="return 0")


OTHERWISE = size(same="return -(-n // stride)")  # right, too


@pytest.mark.parametrize(
    "before, after",
    [('padding == "same"', 'padding != "same"'), ("    if", "    n = n // 0\n    if"), ("):", ")")],
    ids=["wrong", "fails", "no Python"],
)
def test_what_comes_from_a_given_line_is_no_blanks_fault(judge, before, after):
    sent = taken(judge, size=OTHERWISE.replace(before, after, 1))
    [told] = of(sent, "checked")
    assert "failed" not in told or told["passes_as_given"]
    assert all(each["given"] and not each["blanks"] for each in told["findings"])
    assert not any(each["blanks"] for each in of(sent, "error"))
    assert told["findings"] or told["error"] or of(sent, "error")


def test_a_wrong_blank_is_found_beside_a_given_line_that_fails(judge):
    text = size(same="return 0").replace("    if", "    while True:\n        pass\n    if", 1)
    made, sent = judge(seconds=0.2)
    found = matching.match(
        outline()["cells"]["en"], cells(size=text + "\n\noutput_size(1, 1, 'same', 1)")
    )
    made.take(plan.steps(found, outline()["checks"]))
    [told] = of(sent, "checked")
    assert [each["blanks"] for each in told["findings"]] == [["same_size"]]


def test_where_the_lessons_lines_do_not_run_either_the_students_stay(judge):
    text = "ways = 1\n\n\n" + size(same="return ways * 0").replace(
        "    if", "    ways = 2\n    if", 1
    )
    [told] = of(taken(judge, size=text), "checked")
    assert told["failed"] and told["findings"][0]["blanks"] == ["same_size"]


def behind(judge, text):
    """What is sent of a cell in whose last line, a given one, the function is called."""
    shown = "\n\n\nprint(output_size(28, 5, 'same', 2) + 1)"
    lesson = outline()["cells"]["en"][:2]
    lesson[1] = {**lesson[1], **{kind: lesson[1][kind] + shown for kind in ("hint", "solution")}}
    here = [{**outline()["checks"][0], "cell": "size"}]
    made, sent = judge(here)
    made.take(plan.steps(matching.match(lesson, cells(size=text + shown)), here))
    return sent


def test_a_check_is_asked_before_a_line_behind_it_fails(judge):
    sent = behind(judge, size(same="return None"))
    [told] = of(sent, "checked")
    assert [each["blanks"] for each in told["findings"]] == [["same_size"]]
    assert not of(sent, "error")


def test_but_not_about_what_a_given_line_has_broken(judge):
    sent = behind(judge, OTHERWISE.replace("stride):", "stride):\n    return None"))
    [told], [error] = of(sent, "checked"), of(sent, "error")
    assert not told["findings"] and not error["blanks"] and "NoneType" in error["error"]


def test_it_is_told_where_the_solution_stands_in(judge):
    both = size(same="return 0", valid="return (n - kernel) // stride + 1 + 0")
    sent = taken(judge, outline()["checks"] * 2, size=both)
    assert [told["solution_in"] for told in of(sent, "checked")] == [[], ["same_size"]]
    text = "def output_size(*a):\n    return unknown(a)\n\n\noutput_size(1)"
    [told] = of(taken(judge, size=text), "checked")
    assert set(told["solution_in"]) == {"same_size", "valid_size"}


def test_what_stands_beside_a_wrong_blank_is_judged_too(judge):
    right, wrong = "return (n - kernel) // stride + 1 + 0", "return 0"
    [told] = of(taken(judge, size=size(same=wrong, valid=right)), "checked")
    assert [each["blanks"] for each in told["findings"]] == [["same_size"]]
    assert told["right_beside"] == ["valid_size"]
    [told] = of(taken(judge, size=size(same=wrong, valid=wrong)), "checked")
    assert [each["code"] for each in told["findings"]] == ["off", "other"]
    assert "right_beside" not in told
