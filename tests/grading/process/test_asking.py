"""Checks are the kit's, whatever a submission calls by their names."""

import pytest

from vgkit import layers
from vgkit.grading.process.asking import Checks

CALL = "vgkit.check_function(mine, '13')"


def asked(names, code=CALL):
    """What the kit's check is called with, and the names that were missing."""
    calls = []
    checks = Checks({"check_function": lambda *arguments: calls.append(arguments)}, names)
    checks(code)
    return calls, checks.absent


def test_the_kits_check_is_called_with_the_submissions_object():
    assert asked({"mine": 1}) == ([(1, "13")], None)


@pytest.mark.parametrize("name", ["vgkit", "check_function", "ladder_checks"])
def test_names_of_the_submission_are_not_taken_for_the_kits(name):
    class Forged:
        check_function = print

    assert asked({"mine": 1, name: Forged})[0] == [(1, "13")]


def test_the_submissions_names_come_before_pythons_own():
    assert asked({"mine": 1, "abs": lambda value: 7}, CALL.replace("mine", "abs(mine)"))[0] == [
        (7, "13")
    ]
    assert asked({"mine": -1}, CALL.replace("mine", "abs(mine)"))[0] == [(1, "13")]


def test_the_rest_of_the_kit_is_the_kit():
    assert asked({}, CALL.replace("mine", "vgkit.layers"))[0] == [(layers, "13")]


def test_a_name_that_is_missing_is_told():
    checks = Checks({}, {})
    with pytest.raises(NameError):
        checks(CALL)
    assert checks.absent == "mine"
