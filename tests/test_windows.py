"""Nothing that only Unix has is used where Windows comes by, read off the code on whatever system."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "vgkit"
MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
NAMES = {
    "os": {
        *("chown", "ctermid", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid"),
        *("getgid", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getsid"),
        *("getuid", "killpg", "lchown", "mkfifo", "mknod", "nice", "openpty", "pidfd_open"),
        *("pread", "pwrite", "register_at_fork", "sched_getaffinity", "sched_setaffinity"),
        *("sched_yield", "sendfile", "setegid", "seteuid", "setgid", "setpgid", "setpriority"),
        *("setregid", "setreuid", "setsid", "setuid", "statvfs", "sync", "sysconf", "tcgetpgrp"),
        *("ttyname", "uname", "wait", "wait3", "wait4", "waitid", "O_CLOEXEC", "O_DIRECTORY"),
        *("O_NOFOLLOW", "O_NONBLOCK", "O_PATH", "WNOHANG", "getresuid", "posix_spawn"),
        # Windows has these, and they mean something else or are often forbidden there.
        *("getppid", "kill", "rename", "symlink"),
    },
    "signal": {
        *("SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP"),
        *("SIGUSR1", "SIGUSR2", "SIGXCPU", "SIGXFSZ", "ITIMER_REAL", "alarm", "pause"),
        *("pthread_kill", "pthread_sigmask", "setitimer", "sigwait", "siginterrupt"),
    },
    "select": {"POLLERR", "POLLHUP", "POLLIN", "epoll", "kqueue", "poll"},
    "socket": {"AF_UNIX", "SOCK_SEQPACKET", "recv_fds", "send_fds"},
}
FOLDERS = "/dev/", "/proc/", "/tmp", "/usr/", "/var/", "/etc/"
CATCHES = {"AttributeError", "ImportError", "ModuleNotFoundError", "OSError", "FileNotFoundError"}

# Where Windows does not come by, and why.
UNIX_ONLY = {
    "grading": "`vgkit grade` refuses before it imports this",
    "notebooks/fork_server.py": "a program that `preloaded` starts on Linux alone",
    "notebooks/preloaded.py": "its `AVAILABLE` is true on Linux alone",
}
EXCUSED = {
    ("data/locating.py", "/tmp"): "where a user has no home, which on Windows each has",
    ("parallel/calls.py", "getppid"): "where it never changes, joblib ends an idle worker",
}


def is_guard(test):
    """Whether a condition asks which system this is, or whether it has something."""
    text = ast.unparse(test)
    return any(word in text for word in ("hasattr(", "sys.platform", "os.name", "AVAILABLE"))


def leaves(body):
    return isinstance(body[-1], ast.Return | ast.Raise | ast.Continue)


def names(node):
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} if node else set()


def unguarded(node, guarded=False):
    """Yield the line and the name of each use in a tree that nothing guards."""
    if isinstance(node, ast.If | ast.IfExp | ast.While) and is_guard(node.test):
        guarded = True
    elif isinstance(node, ast.Try):
        within = guarded or any(names(each.type) & CATCHES for each in node.handlers)
        for part in node.body:
            yield from unguarded(part, within)
        for part in (*node.handlers, *node.orelse, *node.finalbody):
            yield from unguarded(part, guarded)
        return
    elif isinstance(node, ast.With):
        guarded |= any("suppress" in ast.unparse(item.context_expr) for item in node.items)
    elif isinstance(node, ast.BoolOp) and is_guard(node.values[0]):
        guarded = True
    if not guarded and (name := used(node)):
        yield node.lineno, name
    for _, value in ast.iter_fields(node):
        after = guarded
        for part in value if isinstance(value, list) else [value]:
            if not isinstance(part, ast.AST) or is_text(part):
                continue
            yield from unguarded(part, after)
            if isinstance(part, ast.If) and is_guard(part.test) and leaves(part.body):
                after = True


def is_text(node):
    """Whether a node is a docstring, or only says something."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def used(node):
    """What only Unix has that a node uses, or None."""
    if isinstance(node, ast.Import):
        found = [each.name for each in node.names if each.name in MODULES]
    elif isinstance(node, ast.ImportFrom):
        own = NAMES.get(node.module, set())
        found = [each.name for each in node.names if each.name in own]
        found += [node.module] if node.module in MODULES else []
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        found = [node.attr] if node.attr in NAMES.get(node.value.id, ()) else []
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = [node.value] if node.value.startswith(FOLDERS) else []
    else:
        found = []
    return found[0] if found else None


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        yield name, ast.parse(path.read_text("utf-8"))


def is_unix_only(name):
    return any(name == each or name.startswith(f"{each}/") for each in UNIX_ONLY)


def test_nothing_that_only_unix_has_is_used_unguarded():
    found = [
        f"{name}:{line}: {what}"
        for name, tree in modules()
        if not is_unix_only(name)
        for line, what in unguarded(tree)
        if (name, what) not in EXCUSED
    ]
    assert found == []


def test_what_is_only_for_unix_is_not_imported_on_the_way_elsewhere():
    """A module that Windows loads imports such a one within a function only, behind its guard."""
    for name, tree in modules():
        if is_unix_only(name):
            continue
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                imported = [f"{node.module}.{each.name}" for each in node.names]
                assert not any(each.startswith("vgkit.grading") for each in imported), name
                assert not any("fork_server" in each for each in imported), name


def test_what_is_excused_is_still_there():
    for name in UNIX_ONLY:
        assert (PACKAGE / name).exists()
    for name, what in EXCUSED:
        assert what in (PACKAGE / name).read_text("utf-8")


USES = {
    "os.fork()": "fork",
    "import resource": "resource",
    "from os import ttyname": "ttyname",
    "from pwd import getpwuid": "pwd",
    "def f():\n    signal.alarm(3)": "alarm",
    "open('/dev/null')": "/dev/null",
    "if ready:\n    os.killpg(1, 2)": "killpg",
    "try:\n    os.getuid()\nexcept ValueError:\n    pass": "getuid",
    "try:\n    pass\nexcept OSError:\n    os.getuid()": "getuid",
    "if sys.platform == 'linux':\n    pass\nos.setsid()": "setsid",
    "x = os.nice(1) if hurry else 0": "nice",
}
GUARDED = [
    "if hasattr(os, 'fork'):\n    os.fork()",
    "try:\n    import resource\nexcept ImportError:\n    resource = None",
    "if sys.platform == 'win32':\n    raise VgkitError\nos.setsid()",
    "ready = hasattr(os, 'ttyname') and os.ttyname(2)",
    "with contextlib.suppress(OSError):\n    os.nice(1)",
    "x = os.getuid() if hasattr(os, 'getuid') else 0",
    '"""Of /dev/null."""',
    "os.replace(a, b)",
    "os.unlink(a)",
    "signal.SIGTERM",
]


@pytest.mark.parametrize("code", USES)
def test_a_use_is_found(code):
    assert [what for _, what in unguarded(ast.parse(code))] == [USES[code]]


@pytest.mark.parametrize("code", GUARDED)
def test_a_guarded_use_is_none(code):
    assert list(unguarded(ast.parse(code))) == []
