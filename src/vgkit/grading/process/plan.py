"""What of a submission has to run so that its blanks can be judged, and in which order."""

import ast
from dataclasses import dataclass

from vgkit.grading import dataflow
from vgkit.grading.calls import imported, is_check
from vgkit.grading.cells import parsed
from vgkit.grading.dataflow import Facts, Node
from vgkit.grading.process.matching import Cell


@dataclass(frozen=True)
class Step:
    """One thing to be done.

    Attributes:
        cell: the `Cell` that runs, or at whose end a check stands.
        code: statements of a given cell that are needed; None for the whole of any other.
        check: the number of a check of the outline, in place of all that.
        is_tried: whether no check depends on it: it runs to see whether it fails.
    """

    cell: Cell
    code: str | None = None
    check: int | None = None
    is_tried: bool = False


def steps(cells: list[Cell], checks: list[dict]) -> list[Step]:
    """The steps that judge what was filled in.

    A cell with blanks runs if a check depends on it, or if something other than the solution stands in
    it; any other cell, if one of those depends on it. Of a cell that is just as given, only such
    statements run. Where no check depends on a cell, nothing runs for its sake but what checks need and
    cells without blanks.

    Args:
        cells: as `matching.match` gives them.
        checks: those of the outline.
    """
    filled = {name for cell in cells for name in cell.blanks if is_filled(cell, name)}
    wanted = {n for n, check in enumerate(checks) if filled & set(check["covers"])}
    if not filled:
        return []
    nodes, owner, ends = _nodes(cells)
    needed = set()
    for number in wanted:
        of = dataflow.facts(checks[number]["code"])
        needed |= dataflow.dependencies(nodes, of.uses | of.later, ends[checks[number]["cell"]])
    tried = set()
    for number, node in enumerate(nodes):
        if number not in needed and _is_to_be_tried(cells[owner[number]]):
            of = node.facts
            more = dataflow.dependencies(nodes, of.uses | of.later, number) - needed - tried
            if not any(cells[owner[each]].blanks for each in more):
                tried |= {number, *more}
    return list(_ordered(cells, nodes, owner, (needed, tried), checks, wanted))


def is_filled(cell: Cell, blank: str) -> bool:
    """Whether something was written into a blank."""
    return cell.source is not None and blank not in cell.empty


def _is_to_be_tried(cell):
    """Whether a cell holds what no check looks at and what is not the solution's."""
    return any(is_filled(cell, name) and not cell.is_as_solved(name) for name in cell.blanks)


def _nodes(cells):
    """The pieces of code, the number of each one's cell, and where each cell ends among them."""
    modules = set()
    for cell in cells:
        for text in _texts(cell):
            modules |= imported(text) if parsed(text) else set()
    nodes, owner, ends = [], [], {}
    for number, cell in enumerate(cells):
        for code, of in _pieces(cell, modules):
            nodes.append(Node(number, code, of))
            owner.append(number)
        ends[cell.id] = len(nodes)
    return nodes, owner, ends


def _texts(cell):
    texts = [cell.source] if cell.source is not None else []
    return [*texts, cell.expected["solution"]] if cell.expected else texts


def _pieces(cell, modules):
    """The statements of a given cell, checks left out, or the whole of any other; with their facts."""
    if cell.is_given or (cell.source is None and not cell.blanks):
        for statement in ast.parse(cell.expected["hint"]).body:
            if not is_check(statement):
                code = ast.unparse(statement)
                yield code, dataflow.facts(code, modules)
        return
    both = [dataflow.facts(text, modules) for text in _texts(cell) if parsed(text)]
    if both:
        # What the solution needs is at hand, too, where it has to stand in.
        yield (
            "",
            Facts(*(frozenset().union(*parts) for parts in zip(*map(_parts, both), strict=True))),
        )


def _parts(of):
    return of.binds, of.settles, of.changes, of.uses, of.later


def _ordered(cells, nodes, owner, which, checks, wanted):
    needed, tried = which
    for number, cell in enumerate(cells):
        own = [n for n in sorted(needed | tried) if owner[n] == number]
        code = "\n".join(nodes[n].code for n in own)
        if own:
            yield Step(cell, code or None, is_tried=not needed & set(own))
        for place, check in enumerate(checks):
            if place in wanted and check["cell"] == cell.id:
                yield Step(cell, check=place)
