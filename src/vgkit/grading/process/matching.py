"""Where in a submission the cells of its lesson are, and what stands there in each blank."""

from dataclasses import dataclass, field

from vgkit.grading.cells import left_empty, same_tree, tokens, without_magics
from vgkit.grading.process import places
from vgkit.grading.process.merged import ALIKE, share, taken_apart


@dataclass
class Cell:
    """A cell of the lesson, and what a student made of it.

    Attributes:
        id: of the lesson's cell; or of the student's own, prefixed with `+`.
        source: the student's Python, without magics; None where the cell is gone.
        expected: the lesson's part of the outline; None for a cell of the student's own.
        output: what the stored outputs show.
        magics: what is not executed.
        order: its place in the submission.
        places: by blank, the lines of `source` in which it is written, from and up to.
        empty: the blanks that are left empty.
    """

    id: str
    source: str | None
    expected: dict | None = None
    output: str = ""
    magics: list[str] = field(default_factory=list)
    order: int = -1
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)

    @property
    def blanks(self) -> list[str]:
        """The names of its blanks, in reading order."""
        return list(self.expected["blanks"]) if self.expected else []

    @property
    def is_given(self) -> bool:
        """Whether it is just as the lesson has it, with nothing to be written."""
        return bool(
            self.expected
            and not self.blanks
            and self.source is not None
            and same_tree(self.source, self.expected["hint"])
        )

    def written(self, blank: str) -> str:
        """What stands in a blank's place; empty where that is not to be told."""
        start, stop = self.places.get(blank, (0, 0))
        return "\n".join((self.source or "").split("\n")[start:stop])

    def is_as_solved(self, blank: str) -> bool:
        """Whether a blank holds the solution, up to layout and comments."""
        start, stop = self.expected["blanks"][blank]["in_solution"]
        solution = "\n".join(self.expected["solution"].split("\n")[start:stop])
        return tokens(self.written(blank)) == tokens(solution)

    def as_given(self, blanks: set[str]) -> str | None:
        """The lesson's own lines around what stands in the blanks, `blanks` left to the solution.

        None where the place of one of the others is not known.
        """
        own = set(self.blanks) - blanks
        if self.expected is None or (own and self.source is None) or not own <= self.places.keys():
            return None
        lines, result, at = self.expected["solution"].split("\n"), [], 0
        for name, of in self.expected["blanks"].items():
            start, stop = of["in_solution"]
            result += lines[at:start]
            result += self.written(name).split("\n") if name in own else lines[start:stop]
            at = stop
        return "\n".join([*result, *lines[at:]])

    def solved(self, blanks: set[str]) -> tuple[str, dict[str, tuple[int, int]]]:
        """The source with the solution's lines in some blanks, and the places of all blanks in it.

        Where the place of one of them is not known, the whole cell is the solution's.
        """
        if self.source is None or not blanks <= self.places.keys():
            return self.expected["solution"], {}
        lines, ours = self.source.split("\n"), self.expected["solution"].split("\n")
        result, own, at = [], {}, 0
        for name, (start, stop) in sorted(self.places.items(), key=lambda item: item[1]):
            if start < at:  # a place that two blanks share
                return self.expected["solution"], {}
            result += lines[at:start]
            first, last = self.expected["blanks"][name]["in_solution"]
            part = ours[first:last] if name in blanks else lines[start:stop]
            own[name] = len(result), len(result) + len(part)
            result += part
            at = stop
        return "\n".join([*result, *lines[at:]]), own


def match(outline: list[dict], found: list[dict]) -> list[Cell]:
    """Bring a submission's cells into the lesson's order.

    A cell is known by its id, else by its text; one into which several were merged is taken apart.
    Cells of the student's own stay behind the one that they followed.

    Args:
        outline: the lesson's cells, as in `outlines.outline`.
        found: the submission's, as `StudentCell.to_dict` has them.

    Returns:
        A `Cell` for each of both.
    """
    found = taken_apart(outline, found)
    taken = _assigned(outline, found)
    cells, own = [], _behind(taken, len(found))
    cells += [_own(found[number], number) for number in own.get(-1, ())]
    for place, expected in enumerate(outline):
        number = taken.get(place)
        if number is None:
            cells.append(Cell(expected["id"], None, expected))
            continue
        cells.append(_of_lesson(expected, found[number], number))
        cells += [_own(found[each], each) for each in own.get(number, ())]
    return cells


def _assigned(outline, found):
    """By the place of a lesson's cell, the number of the submission's that stands for it."""
    by_id, taken = {}, {}
    for number, cell in enumerate(found):
        by_id.setdefault(cell["id"], number)
    for place, expected in enumerate(outline):
        if expected["id"] in by_id:
            taken[place] = by_id[expected["id"]]
    for place, expected in enumerate(outline):
        number = taken.get(place)
        if number is not None and not left_empty(found[number]["source"]):
            continue
        best = _most_alike(expected, found, set(taken.values()))
        # A copy may have been worked on, and the cell itself left as it was.
        if best is not None and (
            number is None
            or expected["blanks"]
            and len(left_empty(found[best]["source"])) < len(left_empty(found[number]["source"]))
        ):
            taken[place] = best
    return taken


def _most_alike(expected, found, taken):
    scores = {
        number: share(expected["hint"], cell["source"])
        for number, cell in enumerate(found)
        if number not in taken
    }
    scores = {number: score for number, score in scores.items() if score >= ALIKE}
    return max(scores, key=scores.get, default=None)


def _behind(taken, count):
    """Cells of the student's own, by the number of the lesson's cell that they follow."""
    of_lesson, behind, last = set(taken.values()), {}, -1
    for number in range(count):
        if number in of_lesson:
            last = number
        else:
            behind.setdefault(last, []).append(number)
    return behind


def _own(cell, number):
    source, magics = without_magics(cell["source"])
    return Cell(f"+{number + 1}", source, None, cell["output"], magics, number)


def _of_lesson(expected, cell, number):
    source, magics = without_magics(cell["source"])
    at = places.find(expected, source)
    made = Cell(expected["id"], source, expected, cell["output"], magics, number, at)
    empty = left_empty(source)
    for name in expected["blanks"]:
        if name in empty or (name in at and not tokens(made.written(name))):
            made.empty.add(name)
    return made
