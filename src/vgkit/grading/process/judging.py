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
from collections.abc import Callable
from types import ModuleType

from vgkit.checks.findings import CheckFailed
from vgkit.grading.cells import same_tree
from vgkit.grading.process import telling
from vgkit.grading.process.asking import Checks
from vgkit.grading.process.integrity import Integrity
from vgkit.grading.process.matching import Cell
from vgkit.grading.process.plan import Step, is_filled
from vgkit.grading.process.stand_ins import LeftOut


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
        self._solved: dict[str, set[str]] = {}  # by cell, where the solution stands in
        self._codes: dict[str, str] = {}  # of a given cell, the statements that ran
        self._as_given: set[str] = set()  # cells of which the lesson's own lines run
        self._told: set[int] = set()  # checks that have been asked
        self._integrity = Integrity()
        signal.signal(signal.SIGALRM, _out_of_time)

    def take(self, steps: list[Step]) -> None:
        """Take all steps."""
        for number, step in enumerate(steps):
            self._cells[step.cell.id] = step.cell
            if step.check in self._told:
                continue
            if step.check is not None:
                named = self._check(step)
                later = any(other.check is not None for other in steps[number + 1 :])
                if named is not None and later:
                    covers = self._checks[step.check]["covers"]
                    suspects = self._suspects(covers)
                    is_known = bool(named & self._suspects(covers, still=False))
                    self._mend(suspects & named if is_known else suspects)
            elif step.code is not None:
                self._run_given(step)
            else:
                self._run(step.cell, step.is_tried)

    def _run_given(self, step):
        """Statements of the lesson's own."""
        self._codes[step.cell.id] = step.code
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
            own = [name for name in open_ if not cell.is_as_solved(name)]
            at = {n for n in own if n in places and error["number"] in range(*places[n])}
            is_mended = not at and self._is_altered(cell) and self._runs_as_given(cell, seconds)
            if not (at or is_mended) and (named := self._named_by_checks(cell, set(own))):
                stand_in |= named
                continue
            blamed = [] if is_mended else at or set(own) or self._suspects_before(cell)
            if is_tried and error["kind_of_error"] == telling.OutOfTime.__name__:
                blamed = []  # it may just take that long
            if error["error"] != last:  # else it was in no blank, and has been told
                self._send({"kind": "error", "cell": cell.id, "blanks": sorted(blamed), **error})
            last = error["error"]
            if is_mended:
                return
            if blamed:
                stand_in |= blamed & set(cell.blanks)
                self._mend(blamed - set(cell.blanks))
            else:
                if cell.expected and source != cell.expected["solution"]:
                    self._run_solution(cell, seconds)
                return

    def _run_solution(self, cell, seconds=None):
        self._stand_in(cell).update(cell.blanks)
        self._attempt(cell.expected["solution"], cell.id, seconds)

    def _named_by_checks(self, cell, own):
        """The blanks of a cell that its checks find wrong before one of its given lines fails.

        The check may stand before that line, and says more than the error.
        """
        for number, check in enumerate(self._checks):
            if check["cell"] == cell.id and own & set(check["covers"]) and number not in self._told:
                told = self._answer(number)
                if named := own & telling.named_in(told):
                    self._told.add(number)
                    self._send(told)
                    return named
        return set()

    def _stand_in(self, cell):
        """The blanks of a cell that the solution stands in for, to be added to."""
        return self._solved.setdefault(cell.id, set(cell.empty))

    def _solution_in(self, blanks):
        """Of some blanks, those that the solution stands in for at the moment."""
        found = set()
        for cell in self._cells.values():
            stand_in = self._stand_in(cell)
            is_whole = stand_in and not stand_in <= cell.places.keys()
            found |= set(cell.blanks if is_whole and cell.id not in self._as_given else stand_in)
        return found & set(blanks)

    def _is_altered(self, cell):
        """Whether lines that were given are others in a cell, and what the lesson has is known."""
        if cell.expected is None or cell.source is None or cell.id in self._as_given:
            return False
        stand_in = self._stand_in(cell)
        lessons = cell.as_given(stand_in)
        return lessons is not None and not same_tree(cell.solved(stand_in)[0], lessons)

    def _runs_as_given(self, cell, seconds=None):
        """Run a cell with what stands in its blanks and the lesson's own lines; whether that works."""
        lessons = cell.as_given(self._stand_in(cell))
        if lessons is None or self._attempt(lessons, cell.id, seconds):
            return False
        self._as_given.add(cell.id)
        return True

    def _source(self, cell):
        stand_in = self._stand_in(cell)
        if cell.id in self._as_given and (lessons := cell.as_given(stand_in)) is not None:
            return lessons
        return cell.solved(stand_in)[0]

    def _suspects_before(self, cell):
        """The blanks of other cells that may be to blame for what fails in one."""
        earlier = {name for each in self._cells.values() for name in each.blanks}
        return self._suspects(earlier - set(cell.blanks))

    def _suspects(self, blanks, still=True):
        """Of some blanks, those that hold something else than the solution; and do so still."""
        return {
            name
            for cell in self._cells.values()
            for name in set(cell.blanks) & set(blanks)
            if is_filled(cell, name) and not cell.is_as_solved(name)
            if not (still and name in self._stand_in(cell))
        }

    def _mend(self, blanks):
        """Run the cells again that hold some blanks, with the solution in them."""
        for cell in self._cells.values():
            if own := set(cell.blanks) & blanks:
                self._stand_in(cell).update(own)
                if self._attempt(self._source(cell), cell.id):
                    self._run_solution(cell)

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
            return telling.described(error, file, lines, seconds)
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
        self._send({"kind": "cell", "cell": step.cell.id})
        told = self._answer(step.check)
        if told.get("failed") and self._give_back():
            told = telling.sorted_out(told, self._answer(step.check))
        self._send(told := self._ask_on(told))
        if not told.get("failed"):
            return None
        return telling.named_in(told)

    def _ask_on(self, told):
        """Ask a check again with the solution in what it names, while other blanks are to be judged."""
        covers, again = self._checks[told["check"]]["covers"], told
        while again.get("failed"):
            suspects = self._suspects(covers)
            named = suspects & telling.named_in(again)
            if not named or named == suspects:
                return told
            self._mend(named)
            again = self._answer(told["check"])
            told = telling.and_more(told, again, suspects - named)
        return told

    def _answer(self, number):
        """What a check says, as a message."""
        check = self._checks[number]
        told = {"kind": "checked", "check": number, "findings": [], "error": None}
        told["solution_in"] = sorted(self._solution_in(check["covers"]))
        try:
            with self._watched(self._seconds):
                self._asked(check["code"])
        except CheckFailed as error:
            told["findings"] = [telling.plain(finding) for finding in error.findings]
            told["failed"] = True
        except BaseException as error:  # of the student's functions, called by a check or for it
            of = telling.described(error, "<check>", [check["code"]], self._seconds)
            told |= {"failed": True, "error": of["error"]}
        if self._asked.absent:
            told |= {"failed": True, "error": None, "absent": self._asked.absent}
        self._tell_changes()
        return told

    def _give_back(self):
        """Run the lesson's cells with its own lines wherever they were changed; whether that works."""
        cells = [cell for cell in self._cells.values() if cell.expected]
        first = next((n for n, cell in enumerate(cells) if self._is_altered(cell)), len(cells))
        before = set(self._as_given)
        for number, cell in enumerate(cells[first:], start=first):
            if cell.is_given or cell.source is None:
                code = self._codes.get(cell.id)
                is_fine = code is None or self._attempt(code, cell.id) is None
            elif self._is_altered(cell):
                is_fine = self._runs_as_given(cell)
            else:
                is_fine = self._attempt(self._source(cell), cell.id) is None
            if not is_fine:
                self._as_given = before
                for each in cells[first : number + 1]:
                    self._attempt(self._codes.get(each.id) or self._source(each), each.id)
                return False
        return first < len(cells)

    def _tell_changes(self):
        if changed := self._integrity.restore():
            self._send({"kind": "changed", "names": [str(name)[:100] for name in changed[:20]]})
        signal.signal(signal.SIGALRM, _out_of_time)


def _out_of_time(number, frame):
    raise telling.OutOfTime
