"""Which statements of a notebook another one depends on: by the names that they bind and use."""

import ast
import builtins
import symtable
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vgkit.grading import calls


@dataclass(frozen=True)
class Facts:
    """What a piece of code does with the names of the notebook.

    Attributes:
        binds: the names that it gives a value.
        settles: those of them that it gives one in any case, whatever they were before.
        changes: the names whose objects it may change.
        uses: the names that it reads as it runs.
        later: those that its functions and classes read when they are called.
    """

    binds: frozenset = frozenset()
    settles: frozenset = frozenset()
    changes: frozenset = frozenset()
    uses: frozenset = frozenset()
    later: frozenset = frozenset()


@dataclass(frozen=True)
class Node:
    """A piece of code at its place.

    Attributes:
        cell: the number of its cell.
        code: its text.
        facts: about it.
        imports: of the names that it binds, those of modules.
    """

    cell: int
    code: str
    facts: Facts = field(default_factory=Facts)


def facts(code: str, modules: Iterable[str] = ()) -> Facts:
    """What a piece of code does with names.

    Args:
        code: Python.
        modules: names that stand for modules, whose functions change nothing of the notebook's.

    Raises:
        SyntaxError, RecursionError, MemoryError, ValueError: it is no Python.
    """
    table = symtable.symtable(code, "cell", "exec")
    tree = ast.parse(code)
    binds = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    stars = (node.names for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    binds |= {"*"} if any(alias.name == "*" for names in stars for alias in names) else set()
    uses = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    later = {name for child in table.get_children() for name in _globals(child)}
    settles = {name for statement in tree.body for name in _settled(statement)} & binds
    changes = {*_changed(tree)} - {*modules} - {*dir(builtins)}
    # A comprehension reads at once what a function reads when it is called; both go for both.
    plain = all(isinstance(s, ast.FunctionDef | ast.ClassDef) for s in tree.body)
    at_once = uses if plain else uses | later
    return Facts(*map(frozenset, (binds, settles, changes, at_once, later)))


def _globals(table):
    for symbol in table.get_symbols():
        if symbol.is_global():
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals(child)


def _settled(statement):
    """The names that a statement binds whatever happens."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from ((a.asname or a.name).partition(".")[0] for a in statement.names)
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for node in (node for target in targets for node in ast.walk(target)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _changed(tree):
    """Names whose objects a piece of code may change: `x.a = …`, `x[0] = …`, `x.f()`, `f(x)`.

    Training changes whatever it is given; a loop what it walks over, where it changes what it takes out.
    """
    for node in _walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            yield from _base(node)
        elif isinstance(node, ast.AugAssign):
            yield from _base(node.target)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            yield from _base(call.func)
            if isinstance(call.func, ast.Name) and not hasattr(builtins, call.func.id):
                for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                    yield from _base(argument)
        elif calls.trains(node):
            yield from (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
        elif isinstance(node, ast.For):
            taken = {name for part in ast.walk(node.target) for name in _base(part)}
            inside = {name for part in node.body for name in _changed(part)}
            yield from _base(node.iter) if taken & inside else ()


def _walk(tree):
    """Every node that runs with the code itself: not what is inside of functions and classes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Lambda):
                waiting.append(child)


def _base(node):
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def dependencies(nodes: Sequence[Node], names: Iterable[str], before: int) -> set[int]:
    """The numbers of the nodes that decide what names stand for at a place.

    Among them is what changes an object after another one was made of it: a layer that is frozen, of a
    network that is built already.

    Args:
        nodes: in the order in which they run.
        names: of which is asked.
        before: the number of the node at which they are read.
    """
    found, asked = set(), set()
    waiting = [(name, before) for name in names]
    while waiting:
        name, place = waiting.pop()
        if (name, place) in asked:
            continue
        asked.add((name, place))
        changing = (n for n in range(place, before) if name in nodes[n].facts.changes)
        for number in {*_deciding(nodes, name, place), *changing}:
            found.add(number)
            of = nodes[number].facts
            waiting += [(used, number) for used in of.uses]
            waiting += [(used, place) for used in of.later]
    return found


def _deciding(nodes, name, before):
    """The nodes that bind or change a name, back to the last that settles it."""
    for number in range(min(before, len(nodes)) - 1, -1, -1):
        of = nodes[number].facts
        if name in of.binds or name in of.changes or "*" in of.binds:
            yield number
        if name in of.settles:
            return
