"""Where in a submission the cells of its lesson are, and what stands there in each blank."""

import difflib
from dataclasses import dataclass, field

from vgkit.grading.cells import left_empty, same_tree, tokens, without_magics

_ALIKE = 0.6  # share of its lines that a cell must have in common with the hint's
_LONGEST = 400  # lines of a cell that are compared one by one


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

    def solved(self, blanks: set[str]) -> tuple[str, dict[str, tuple[int, int]]]:
        """The source with the solution's lines in some blanks, and the places of all blanks in it.

        Where the place of one of them is not known, the whole cell is the solution's.
        """
        if self.source is None or not blanks <= self.places.keys():
            return self.expected["solution"], {}
        lines, ours = self.source.split("\n"), self.expected["solution"].split("\n")
        result, places, at = [], {}, 0
        for name, (start, stop) in sorted(self.places.items(), key=lambda item: item[1]):
            if start < at:  # a place that two blanks share
                return self.expected["solution"], {}
            result += lines[at:start]
            first, last = self.expected["blanks"][name]["in_solution"]
            part = ours[first:last] if name in blanks else lines[start:stop]
            places[name] = len(result), len(result) + len(part)
            result += part
            at = stop
        return "\n".join([*result, *lines[at:]]), places


def match(outline: list[dict], found: list[dict]) -> list[Cell]:
    """Bring a submission's cells into the lesson's order.

    A cell is known by its id, else by its text. Cells of the student's own stay behind the one that
    they followed.

    Args:
        outline: the lesson's cells, as in `outlines.outline`.
        found: the submission's, as `StudentCell.to_dict` has them.

    Returns:
        A `Cell` for each of both.
    """
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
    scores = {}
    for number, cell in enumerate(found):
        if number not in taken and (share := _share(expected["hint"], cell["source"])) >= _ALIKE:
            scores[number] = share
    return max(scores, key=scores.get, default=None)


def _share(hint, source):
    """The share of a hint's lines, blanks left out, that a cell has too."""
    wanted = [_bare(line) for line in hint.split("\n") if "vgkit.blank(" not in line]
    wanted = [line for line in wanted if line]
    own = {_bare(line) for line in source.split("\n")}
    return sum(line in own for line in wanted) / len(wanted) if len(wanted) > 1 else 0


def _bare(line):
    return line.partition("#")[0].strip()


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
    places = _places(expected, source)
    made = Cell(expected["id"], source, expected, cell["output"], magics, number, places)
    empty = left_empty(source)
    for name in expected["blanks"]:
        if name in empty or (name in places and not tokens(made.written(name))):
            made.empty.add(name)
    return made


def _places(expected, source):
    """By blank, the lines of a cell in which it is written, where that can be told."""
    hint, own = expected["hint"].split("\n"), source.split("\n")
    if len(own) > _LONGEST:
        return {}
    of_blanks = {name: tuple(each["in_hint"]) for name, each in expected["blanks"].items()}
    inside = {line for start, stop in of_blanks.values() for line in range(start, stop)}
    keys = [f"\0{n}" if n in inside else _bare(line) for n, line in enumerate(hint)]
    pairs = {-1: -1, len(hint): len(own)}
    blocks = difflib.SequenceMatcher(
        None, keys, [_bare(line) for line in own], autojunk=False
    ).get_matching_blocks()
    for first, second, size in blocks:
        pairs |= {first + step: second + step for step in range(size) if keys[first + step]}
    places = {}
    for (before, after), names in _gaps(of_blanks, sorted(pairs)).items():
        lost = [n for n in range(before + 1, after) if n not in inside and keys[n]]
        if not lost:  # else a line was changed that was given, and nobody can tell which is which
            start, stop = pairs[before] + 1, pairs[after]
            blanks = [(name, hint[of_blanks[name][1] - 1]) for name in names]
            places |= _shared_out(blanks, own, start, stop)
    return places


def _gaps(of_blanks, anchors):
    """The blanks between two neighbouring lines that the hint and the cell have in common."""
    gaps = {}
    for name, (start, stop) in of_blanks.items():
        before = max(anchor for anchor in anchors if anchor < start)
        after = min(anchor for anchor in anchors if anchor >= stop)
        gaps.setdefault((before, after), []).append(name)
    return gaps


def _shared_out(blanks, own, start, stop):
    """Which of the lines from `start` up to `stop` belong to which of the blanks between them.

    Args:
        blanks: `(name, placeholder)`, the latter being its line in the hint.
        own: all lines of the cell.
    """
    if len(blanks) == 1:
        return {blanks[0][0]: _trimmed(own, start, stop)}
    chunks = list(_chunks(own, start, stop))
    if len(chunks) == len(blanks):
        return {name: chunk for (name, _), chunk in zip(blanks, chunks, strict=True)}
    # Otherwise those are known that keep the placeholder, or what stands before it: `skip_1 =`.
    places, at = {}, 0
    for number, (name, placeholder) in enumerate(blanks):
        last = next(
            (n for n in range(at, len(chunks)) if _is_of(chunks[n], own, name, placeholder)), None
        )
        if last is None:
            return {}
        last = len(chunks) - 1 if number == len(blanks) - 1 else last
        places[name] = chunks[at][0], chunks[last][1]
        at = last + 1
    return places


def _is_of(chunk, own, name, placeholder):
    """Whether some lines are the last of a blank."""
    head = placeholder.partition("vgkit.blank(")[0]
    text = "\n".join(own[slice(*chunk)])
    return f'vgkit.blank("{name}")' in text or bool(head.strip() and text.startswith(head))


def _chunks(own, start, stop):
    """Ranges of lines that belong together, as their brackets tell, without comments between them."""
    depth, begun = 0, None
    for number in range(start, stop):
        found = tokens(own[number])
        if not found:
            continue
        begun = number if begun is None else begun
        depth += sum(t in "([{" for t in found) - sum(t in ")]}" for t in found)
        if depth <= 0:
            yield begun, number + 1
            depth, begun = 0, None
    if begun is not None:
        yield begun, stop


def _trimmed(own, start, stop):
    """A range of lines without those at its ends that are empty."""
    while start < stop and not own[start].strip():
        start += 1
    while stop > start and not own[stop - 1].strip():
        stop -= 1
    return start, stop
