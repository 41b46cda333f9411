"""What was changed in the kit is noticed, and undone."""

import sys
import types

import pytest

from vgkit import errors, messages
from vgkit.checks import findings, functions
from vgkit.grading.process.integrity import Integrity


@pytest.fixture(scope="module")
def kept():
    messages.set_language("en")  # as for every test, but this is made before the first one
    return Integrity()


def test_what_was_left_alone_is_not_changed(kept):
    functions.check_function.__doc__  # noqa: B018
    assert kept.restore() == []


def test_a_function_that_was_replaced_is_put_back(kept):
    original = functions.tried
    functions.tried = None
    assert kept.restore() == ["vgkit.checks.functions.tried"] and functions.tried is original


def test_a_name_that_was_deleted_is_put_back(kept):
    original = findings.shown
    del findings.shown
    assert kept.restore() == ["vgkit.checks.findings.shown"] and findings.shown is original


def test_a_name_that_was_added_is_taken_away(kept):
    functions.abs = lambda value: 0
    assert kept.restore() == ["vgkit.checks.functions.abs"] and not hasattr(functions, "abs")


def test_code_that_was_replaced_is_put_back(kept):
    original = messages.say.__code__
    messages.say.__code__ = (lambda *a, **k: "").__code__
    assert kept.restore() == ["vgkit.messages.say"] and messages.say.__code__ is original


def test_a_method_that_was_replaced_or_added_is_undone(kept):
    errors.VgkitError.__str__ = lambda self: ""
    findings.Finding.__eq__ = lambda self, other: True
    changed = kept.restore()
    assert "vgkit.errors.VgkitError.__str__" in changed
    assert "vgkit.checks.findings.Finding.__eq__" in changed
    assert str(errors.VgkitError("a")) == "a"


def test_a_module_that_was_replaced_is_put_back(kept):
    original = sys.modules["vgkit.checks.functions"]
    sys.modules["vgkit.checks.functions"] = types.ModuleType("x")
    assert "vgkit.checks.functions" in kept.restore()
    assert sys.modules["vgkit.checks.functions"] is original


def test_where_modules_are_looked_for_is_put_back(kept):
    before = list(sys.path)
    sys.path.insert(0, "/somewhere")
    kept.restore()
    assert sys.path == before
