"""What is told of a check and of an error, in plain values."""

import traceback

from vgkit.checks.findings import Finding, reason
from vgkit.errors import UnfilledBlank
from vgkit.messages import say

_LONGEST = 600  # characters of an error's message


class OutOfTime(BaseException):
    """A cell takes longer than it may. No `Exception`: those a student's code may catch."""


def sorted_out(told: dict, again: dict) -> dict:
    """What a check says, and which of it comes from lines that were given, and changed.

    Args:
        told: of what was handed in.
        again: of the same blanks in the lesson's own lines.

    Returns:
        A message, in whose findings `given` marks those, and `passes_as_given` says that no others are.
    """
    if again.get("absent") or again["error"]:
        return told
    of_blanks = again["findings"]
    of_given = [
        {**each, "blanks": [], "given": True} for each in told["findings"] if each not in of_blanks
    ]
    return {**told, "findings": [*of_given, *of_blanks], "passes_as_given": not again.get("failed")}


def and_more(told: dict, again: dict, others: set[str]) -> dict:
    """What a check says, and what it says when the solution stands in what it named first.

    Args:
        told, again: its messages.
        others: the blanks that hold something else than the solution the second time, too.

    Returns:
        A message, in which `right_beside` are those of them that are right.
    """
    if not again.get("failed"):
        return {**told, "right_beside": sorted(others)}
    meant = sorted(others) if len(others) == 1 else []
    more = [each for each in again["findings"] if each not in told["findings"]]
    more = [{**each, "blanks": each["blanks"] or meant} for each in more]
    return {**told, "findings": [*told["findings"], *more]}


def named_in(told: dict) -> set[str]:
    """The blanks that a check names."""
    return {name for each in told["findings"] for name in each["blanks"]}


def plain(finding: Finding) -> dict:
    """A finding, cut to a length, with its blanks in a list."""
    blanks = [name.strip() for name in str(finding.blank or "").split(",") if name.strip()]
    code, message = str(finding.code)[:60], str(finding.message)[:2000]
    return {"code": code, "message": message, "blanks": blanks}


def described(error: BaseException, file: str, lines: list[str], seconds: float) -> dict:
    """An error in one line, its kind, and the line of the cell that it comes from.

    Args:
        file: what the cell's code is compiled as.
        lines: of the cell.
        seconds: that the cell may take.
    """
    kind = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == file:
        number = (error.lineno or 1) - 1
        text = f"{kind}: {error.msg}"
    else:
        frames = traceback.walk_tb(error.__traceback__)
        numbers = [line for frame, line in frames if frame.f_code.co_filename == file]
        number = numbers[-1] - 1 if numbers else -1
        message = _message(error)
        if isinstance(error, OutOfTime):
            message = say("not done after {seconds} seconds", seconds=round(seconds))
        text = f"{kind}: {message}" if message else kind
    if isinstance(error, UnfilledBlank):
        kind = "UnfilledBlank"
    line = lines[number].strip() if 0 <= number < len(lines) else ""
    return {"error": text[:_LONGEST], "kind_of_error": kind, "line": line[:200], "number": number}


def _message(error):
    try:
        return reason(error).strip()
    except BaseException:  # of a class of the student's
        return ""
