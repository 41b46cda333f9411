"""What in a submission a person should look at: code that no exercise asks for, by its kind.

Nothing here decides a verdict. What the lesson's own cells do is never named.
"""

import ast
import itertools
from collections.abc import Iterator

import vgkit
from vgkit.grading.calls import imported
from vgkit.grading.cells import parsed

_SYSTEM = {
    *(
        "ctypes",
        "gc",
        "subprocess",
        "socket",
        "multiprocessing",
        "signal",
        "shutil",
        "resource",
        "pty",
    ),
    *(
        "inspect",
        "urllib",
        "requests",
        "http",
        "cffi",
        "mmap",
        "threading",
        "atexit",
        "runpy",
        "site",
    ),
}
_OF_OS = {
    *(
        "kill",
        "killpg",
        "fork",
        "forkpty",
        "system",
        "popen",
        "remove",
        "unlink",
        "rmdir",
        "rename",
    ),
    *(
        "replace",
        "_exit",
        "abort",
        "environ",
        "putenv",
        "chmod",
        "write",
        "listdir",
        "scandir",
        "walk",
    ),
    *("removedirs", "truncate", "symlink", "link", "setsid", "execv", "execve", "execvp", "spawnv"),
}
_DYNAMIC = {
    "exec",
    "eval",
    "compile",
    "__import__",
    "globals",
    "vars",
    "breakpoint",
    "__builtins__",
}
_INSIDE = {
    *("__globals__", "__closure__", "__code__", "__subclasses__", "__bases__", "__mro__", "f_back"),
    *("f_locals", "f_globals", "tb_frame", "_getframe", "_current_frames", "modules", "settrace"),
    *("__dict__", "__builtins__", "setprofile", "meta_path", "gi_frame"),
}
_OWNERS = {"vgkit", "builtins", "keras"}
_FOR_ALL = "quiz.", "checks.", "training.", "notebooks."  # what students may call in any notebook
_NETWORKS = {"compiled", "build"}  # of a row of the course
_FILES = {"unlink", "rmdir", "rmtree", "write_text", "write_bytes", "touch", "symlink_to", "chmod"}


def look(codes: list[tuple[str, str]], lesson: list[str]) -> list[dict]:
    """What stands out in the cells of a submission.

    Args:
        codes: `(id, Python)` of each of its cells.
        lesson: the lesson's own cells, filled.

    Returns:
        A list of dicts with `code`, one of `"keys"`, `"solution"`, `"kit"`, `"system"`, `"dynamic"`,
        `"files"`, `"imitates"` and `"own_network"`; `text`, the code in few words; and `cell`. Each kind
        and text once.
    """
    modules = set().union(
        *(imported(code) for code in lesson), *(imported(code) for _, code in codes if parsed(code))
    )
    known = {each for code in lesson for each in _found(code, modules)}
    known |= {("own_network", name) for code in lesson for name in _of_kit(code)}
    found = {}
    for cell, code in codes:
        network = (("own_network", name) for name in _of_kit(code))
        for kind, text in itertools.chain(_found(code, modules), network):
            if (kind, text) not in known:
                found.setdefault((kind, text), cell)
    return [
        {"code": kind, "text": text, "cell": cell}
        for (kind, text), cell in list(found.items())[:40]
    ]


def _found(code, modules) -> Iterator[tuple[str, str]]:
    tree = parsed(code)
    for node in ast.walk(tree) if tree else ():
        for kind in _kinds(node, modules):
            yield kind, _shown(node)


def _shown(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return f"{node.name}"
    if isinstance(node, ast.Constant):
        return repr(node.value)[:80]
    try:
        text = ast.unparse(node).partition("\n")[0]
    except (RecursionError, ValueError):
        return type(node).__name__
    return text if len(text) <= 80 else f"{text[:79]}…"


def _kinds(node, modules):
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        names = []
    for name in names:
        if name.partition(".")[0] in _SYSTEM | {"importlib", "builtins"}:
            yield "system"
        if name in ("vgkit.quiz", "vgkit.checks", "vgkit.grading") or name.startswith(
            ("vgkit.quiz.", "vgkit.checks.", "vgkit.grading.")
        ):
            yield "keys" if name.startswith("vgkit.quiz") else "kit"
    if isinstance(node, ast.Attribute):
        yield from _of_attribute(node, modules)
    elif isinstance(node, ast.Name) and node.id in _DYNAMIC:
        yield "dynamic"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if any(word in node.value for word in ("quiz.toml", "answers.json", "vgkit.quiz")):
            yield "keys"
        if "✓" in node.value:
            yield "imitates"
    elif isinstance(node, ast.Call):
        yield from _of_call(node, modules)


def _of_attribute(node, modules):
    base = node.value.id if isinstance(node.value, ast.Name) else None
    if isinstance(node.ctx, ast.Store | ast.Del):
        owner = ast.unparse(node.value) if _is_plain(node.value) else ""
        if owner.partition(".")[0] in modules | _OWNERS or owner.endswith("checks"):
            yield "kit"
    elif (base == "os" and node.attr in _OF_OS) or base in ("ctypes", "gc", "subprocess"):
        yield "system"
    elif node.attr in _INSIDE and base != "self":
        yield "dynamic"
    elif base == "vgkit" and node.attr in ("quiz", "as_solution"):
        yield "keys" if node.attr == "quiz" else "solution"


def _is_plain(node):
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _of_call(node, modules):
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in ("setattr", "delattr") and node.args:
        owner = node.args[0]
        if _is_plain(owner) and ast.unparse(owner).partition(".")[0] in modules | _OWNERS:
            yield "kit"
    if name == "getattr" and not (len(node.args) > 1 and isinstance(node.args[1], ast.Constant)):
        yield "dynamic"
    if name == "open" or name in _FILES:
        yield "files"
    if name in ("all_items", "find_items", "read_shipped"):
        yield "keys"


def _of_kit(code):
    """The names out of the kit that a piece of code uses: `course.get('5').compiled`, `models`."""
    tree = parsed(code)
    nodes = list(ast.walk(tree)) if tree else []
    imported = {"vgkit"}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "vgkit":
            rest = node.module.partition(".")[2]
            for alias in node.names:
                imported.add(alias.asname or alias.name)
                yield f"{rest}.{alias.name}" if rest else alias.name
    for node in nodes:
        if not isinstance(node, ast.Attribute):
            continue
        if isinstance(node.value, ast.Name) and node.value.id == "vgkit":
            if not (vgkit.home(node.attr) or "").startswith(_FOR_ALL):
                yield node.attr
        elif node.attr in _NETWORKS and _origin(node) in imported:
            yield _shown(node)


def _origin(node):
    """The name that a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
