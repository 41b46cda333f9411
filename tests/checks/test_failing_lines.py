"""The line of a function that an error came from, and what its statement assigns."""

import pytest

from vgkit.checks.failing_lines import failing_line, failing_statement


def average(values):
    total = sum(values)
    count = max(
        len(values),
        0,
    )
    return total / count


def failing(function, *arguments):
    with pytest.raises(Exception) as caught:
        function(*arguments)
    return caught.value


@pytest.mark.parametrize(("values", "line", "before", "statement"), [
    (["a"], "total = sum(values)", 1, "total"),
    ([], "return total / count", 6, "return"),
])  # fmt: skip
def test_the_line_its_variables_and_what_it_assigns_are_told(values, line, before, statement):
    error = failing(average, values)
    lines, found, known = failing_line(average, error)
    assert (found, len(lines), known["values"]) == (line, before, values)
    assert failing_statement(average, error) == statement


def test_of_a_statement_of_several_lines_the_name_is_told():
    error = failing(average, iter([1]))  # which has a sum, and no length
    assert failing_statement(average, error) == "count"


@pytest.mark.parametrize("function", [len, lambda values: values[0], print])
def test_of_what_raised_elsewhere_nothing_is_told(function):
    error = failing(average, [])
    assert failing_line(function, error) == ([], "", {})
    assert failing_statement(function, error) is None
