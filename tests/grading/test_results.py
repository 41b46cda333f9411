"""How states come about from what a process told."""

import pytest

from tests.grading.tiny import notes, outline, states
from vgkit.grading import results

NAMES = outline()["blanks"]


def read(**blanks):
    """The message of a submission whose blanks are filled with something, but for those named."""
    filled = {"state": "filled", "text": "x", "solved": False}
    own = {name: {**filled, **blanks.get(name, {})} for name in NAMES}
    return {"kind": "read", "blanks": own}


def checked(*findings, **more):
    failed = {"failed": True} if findings or more else {}
    found = [{"code": "c", "message": "m", "blanks": list(blanks)} for blanks in findings]
    return {"kind": "checked", "check": 0, "findings": found, "error": None, **failed, **more}


def error(*blanks, kind="NameError"):
    of = {"error": f"{kind}: why", "kind_of_error": kind, "line": "x", "number": 0}
    return {"kind": "error", "cell": "size", "blanks": list(blanks), **of}


SOLVED = {"same_size": {"solved": True}}


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([read()], "filled filled filled"),
        ([read(), checked()], "right right filled"),
        ([read(), checked(["valid_size"])], "filled wrong filled"),
        ([read(), checked(["valid_size"], right_beside=["same_size"])], "right wrong filled"),
        ([read(), checked([], solution_in=["same_size"])], "filled wrong filled"),
        ([read(), {**checked(), "solution_in": ["same_size"]}], "filled right filled"),
        ([read(**SOLVED), checked(["valid_size"])], "right wrong filled"),
        ([read(**SOLVED), checked(["same_size"])], "right wrong filled"),  # it is the other's fault
        ([read(**SOLVED), checked(["same_size", "valid_size"])], "right wrong filled"),
        ([read(**SOLVED), checked([])], "right wrong filled"),  # only one can be meant
        ([read(), checked([])], "filled filled filled"),  # nobody can tell which
        ([read(), checked(["a stranger"])], "filled filled filled"),
        ([read(), error("valid_size"), checked()], "right fails filled"),
        ([read(same_size={"state": "empty"}), checked()], "empty right filled"),
        ([read(same_size={"state": "missing"}), checked()], "missing right filled"),
        ([read(), error("same_size", kind="UnfilledBlank")], "empty filled filled"),
        ([], "filled filled filled"),
    ],
)
def test_the_state_of_each_blank(messages, expected):
    assert states(results.compose(outline(), messages, False, None)) == expected.split()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"absent": "output_size"}, "not_defined"),
        ({"error": "TypeError: no"}, "check_fails"),
        ({"failed": True}, "not_passed"),
    ],
)
def test_a_check_that_fails_otherwise_is_a_finding(more, code):
    of = results.compose(outline(), [read(), checked(**more)], False, None)
    assert [each["code"] for each in of["findings"]] == [code]


def test_a_check_that_is_told_of_twice_does_not_pass():
    of = results.compose(outline(), [read(), checked(), checked(["same_size"])], False, None)
    assert states(of) == ["wrong", "filled", "filled"] and notes(of) == {"forged"}
    of = results.compose(outline(), [read(), checked(), checked()], False, None)
    assert states(of) == ["filled"] * 3 and notes(of) == {"forged"}


def test_what_comes_from_a_given_line_is_no_blanks():
    told = checked([])
    told["findings"][0]["given"] = True
    of = results.compose(outline(), [read(**SOLVED), told], False, None)
    assert states(of) == ["right", "filled", "filled"] and of["findings"][0]["blanks"] == []
    told["passes_as_given"] = True
    assert states(results.compose(outline(), [read(), told], False, None)) == [
        "right",
        "right",
        "filled",
    ]
    absent = checked(absent="output_size", passes_as_given=True)
    of = results.compose(outline(), [read(**SOLVED), absent], False, None)
    assert states(of)[:2] == ["right", "right"] and of["findings"][0]["code"] == "not_defined"


def test_no_check_has_passed_whose_blank_is_empty():
    claiming = {**read(same_size={"state": "empty"}), "claims": ["check"]}
    assert notes(results.compose(outline(), [claiming], False, None)) == {"claims_pass"}
    claiming = {**read(), "claims": ["check"]}
    assert notes(results.compose(outline(), [claiming, checked()], False, None)) == set()


def test_placeholders_that_were_reached_are_no_errors():
    messages = [read(), error("same_size", kind="UnfilledBlank"), error("valid_size")]
    assert len(results.compose(outline(), messages, False, None)["errors"]) == 1


def test_where_it_stopped_is_told():
    messages = [read(), {"kind": "cell", "cell": "start"}, {"kind": "cell", "cell": "size"}]
    of = results.compose(outline(), messages, False, "time")
    assert of["stopped"] == {"why": "time", "cell": "size"}
    assert "size" in results.stopped_text(of["stopped"], 30.2)
    assert results.compose(outline(), messages, False, None)["stopped"] is None


def test_everything_odd_is_noted():
    odd = {
        **read(),
        "claims": ["check"],
        "suspicious": [{"code": "keys", "text": "t", "cell": "c"}],
        "magics": ["!ls"],
        "answers": [{"item": "Q6.why", "letter": None, "right": None}],
        "out_of_order": True,
    }
    messages = [odd, checked(["same_size"]), {"kind": "changed", "names": ["vgkit.check"]}]
    of = results.compose(outline(), messages, True, None)
    expected = "forged changed claims_pass keys magic computed_answer out_of_order"
    assert notes(of) == set(expected.split())
