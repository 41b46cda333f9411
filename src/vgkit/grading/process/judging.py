"""Run the cells of a submission, and let the kit's own checks look at what they built.

A cell that fails, or whose blank is wrong, is run again with the solution's lines in its place, so
that what comes behind it can be judged, too.
"""

import builtins
import contextlib
import linecache
import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import ModuleType

from vgkit.checks.findings import CheckFailed, reason
from vgkit.errors import UnfilledBlank
from vgkit.grading.process.asking import Checks
from vgkit.grading.process.integrity import Integrity
from vgkit.grading.process.matching import Cell
from vgkit.grading.process.plan import Step, is_filled
from vgkit.grading.process.stand_ins import LeftOut
from vgkit.messages import say

_LONGEST = 600  # characters of an error's message


class OutOfTime(BaseException):
    """A cell takes longer than it may. No `Exception`: those a student's code may catch."""


class Judge:
    """Takes the steps, one by one, and tells what happens.

    Args:
        checks: those of the outline.
        originals: the kit's checks, as `stand_ins.put_in_place` returns them.
        send: tells the process that started this one.
        seconds: that a cell may take.
    """

    def __init__(
        self,
        checks: list[dict],
        originals: dict[str, object],
        send: Callable[[dict], None],
        seconds: float,
    ):
        self._checks, self._send, self._seconds = checks, send, seconds
        self._main = ModuleType("__main__")
        self._names = vars(self._main)
        self._names["__builtins__"] = builtins
        sys.modules["__main__"] = self._main
        self._asked = Checks(originals, self._names)
        self._cells: dict[str, Cell] = {}  # those that have run
        self._solved: dict[
            str, set[str]
        ] = {}  # by cell, the blanks that the solution stands in for
        self._integrity = Integrity()
        signal.signal(signal.SIGALRM, _out_of_time)

    def take(self, steps: list[Step]) -> None:
        """Take all steps."""
        for number, step in enumerate(steps):
            self._cells[step.cell.id] = step.cell
            if step.check is not None:
                named = self._check(step)
                later = any(other.check is not None for other in steps[number + 1 :])
                if named is not None and later:
                    suspects = self._suspects(self._checks[step.check]["covers"])
                    self._mend(suspects & named or suspects)
            elif step.code is not None:
                self._run_given(step)
            else:
                self._run(step.cell, step.is_tried)

    def _run_given(self, step):
        """Statements of the lesson's own."""
        self._send({"kind": "cell", "cell": step.cell.id})
        if error := self._attempt(step.code, step.cell.id):
            self._send({"kind": "error", "cell": step.cell.id, "blanks": [], **error})

    def _run(self, cell: Cell, is_tried: bool):
        """A cell of the student's, with the solution in the blanks that are empty or that fail."""
        self._send({"kind": "cell", "cell": cell.id})
        stand_in, last = self._stand_in(cell), None
        seconds = self._seconds / 4 if is_tried else self._seconds
        while True:
            source, places = cell.solved(stand_in) if cell.expected else (cell.source, {})
            error = self._attempt(source, cell.id, seconds)
            if error is None:
                return
            open_ = [name for name in cell.blanks if name not in stand_in]
            blamed = self._blamed(
                cell, [n for n in open_ if not cell.is_as_solved(n)], places, error
            )
            if is_tried and error["kind_of_error"] == OutOfTime.__name__:
                blamed = []  # it may just take that long
            if error["error"] != last:  # else it was in no blank, and has been told
                self._send({"kind": "error", "cell": cell.id, "blanks": sorted(blamed), **error})
            last = error["error"]
            if blamed:
                stand_in |= blamed & set(cell.blanks)
                self._mend(blamed - set(cell.blanks))
            else:
                if cell.expected and source != cell.expected["solution"]:
                    self._attempt(cell.expected["solution"], cell.id, seconds)
                return

    def _stand_in(self, cell):
        """The blanks of a cell that the solution stands in for, to be added to."""
        return self._solved.setdefault(cell.id, set(cell.empty))

    def _blamed(self, cell, own, places, error):
        """The blanks that an error comes from: what holds the solution is none of them."""
        at = {name for name in own if name in places and error["number"] in range(*places[name])}
        earlier = {name for each in self._cells.values() for name in each.blanks} - set(cell.blanks)
        return at or set(own) or self._suspects(earlier)

    def _suspects(self, blanks):
        """Of some blanks, those that hold something else than the solution, and still stand."""
        return {
            name
            for cell in self._cells.values()
            for name in cell.blanks
            if name in blanks
            and name not in self._stand_in(cell)
            and is_filled(cell, name)
            and not cell.is_as_solved(name)
        }

    def _mend(self, blanks):
        """Run the cells again that hold some blanks, with the solution in them."""
        for cell in self._cells.values():
            if own := set(cell.blanks) & blanks:
                self._stand_in(cell).update(own)
                source, _ = cell.solved(self._stand_in(cell))
                if self._attempt(source, cell.id):
                    self._attempt(cell.expected["solution"], cell.id)

    def _attempt(self, source, name, seconds=None):
        """Run some code. Returns what went wrong, or None: `error`, `line` and its `number`, from 0."""
        file = f"<cell {name}>"
        lines = [f"{line}\n" for line in source.split("\n")]
        linecache.cache[file] = len(source), None, lines, file
        before, seconds = set(self._names), seconds or self._seconds
        try:
            with self._watched(seconds):
                exec(compile(source, file, "exec", dont_inherit=True), self._names)
        except LeftOut:
            pass
        except BaseException as error:  # whatever the student's code raises, `SystemExit` too
            if isinstance(error, MemoryError):  # let go of what took it
                for new in self._names.keys() - before:
                    del self._names[new]
            return _described(error, file, lines, seconds)
        finally:
            self._tell_changes()
        return None

    @contextlib.contextmanager
    def _watched(self, seconds):
        """With an end to it, and with nothing printed anywhere."""
        with open(os.devnull, "w") as nowhere:  # noqa: PLW1514
            streams = sys.stdout, sys.stderr
            sys.stdout = sys.stderr = nowhere
            signal.setitimer(signal.ITIMER_REAL, seconds, 1)
            try:
                yield
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                sys.stdout, sys.stderr = streams

    def _check(self, step):
        """Ask a check. Returns the blanks that it names, or None where it passes."""
        check = self._checks[step.check]
        self._send({"kind": "cell", "cell": step.cell.id})
        told = {"kind": "checked", "check": step.check, "findings": [], "error": None}
        try:
            with self._watched(self._seconds):
                self._asked(check["code"])
        except CheckFailed as error:
            told["findings"] = [_plain(finding) for finding in error.findings]
            told["failed"] = True
        except BaseException as error:  # of the student's functions, called by a check or for it
            described = _described(error, "<check>", [check["code"]], self._seconds)
            told |= {"failed": True, "error": described["error"]}
        if self._asked.absent:
            told |= {"failed": True, "error": None, "absent": self._asked.absent}
        self._tell_changes()
        self._send(told)
        if not told.get("failed"):
            return None
        return {name for each in told["findings"] for name in each["blanks"]}

    def _tell_changes(self):
        if changed := self._integrity.restore():
            self._send({"kind": "changed", "names": [str(name)[:100] for name in changed[:20]]})
        signal.signal(signal.SIGALRM, _out_of_time)


def _out_of_time(number, frame):
    raise OutOfTime


def _plain(finding):
    blanks = [name.strip() for name in str(finding.blank or "").split(",") if name.strip()]
    code, message = str(finding.code)[:60], str(finding.message)[:2000]
    return {"code": code, "message": message, "blanks": blanks}


def _described(error, file, lines, seconds):
    """An error in one line, its kind, and the line of the cell that it comes from."""
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
