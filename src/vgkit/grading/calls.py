"""Which calls in a notebook are checks, and which train: by the rooms of the kit that they live in."""

import ast

import vgkit

_TRAININGS = ("training.", "experiments.")


def imported(code: str) -> set[str]:
    """The names that stand for modules, or for what was taken out of one."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(a.asname or a.name).partition(".")[0] for a in node.names}
    return found


def is_check(statement: ast.stmt) -> bool:
    """Whether a statement calls a check, by itself or in a loop."""
    if isinstance(statement, ast.For) and len(statement.body) == 1:
        return is_check(statement.body[0])
    return isinstance(statement, ast.Expr) and _lives_in(statement.value, ("checks.",))


def is_training(code: str) -> bool:
    """Whether a piece of Python calls what trains, or computes for as long."""
    return any(trains(node) for node in ast.walk(ast.parse(code)))


def trains(node: ast.AST) -> bool:
    """Whether a node is a call of what trains."""
    return _lives_in(node, _TRAININGS)


def _lives_in(node, rooms):
    """Whether a node calls `vgkit.f`, or `module.f`, that lives in one of some rooms of the kit."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    if not isinstance(owner, ast.Name):
        return False
    name = node.func.attr if owner.id == "vgkit" else owner.id
    if owner.id != "vgkit" and rooms == _TRAININGS and node.func.attr not in ("run", "train"):
        return False
    return (vgkit.home(name) or "").startswith(rooms)
