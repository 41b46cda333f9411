"""Shut the process in, before it runs a line of a student's: limits, files, network, processes.

Limits are the system's own (`setrlimit`). On Linux two more things hold, for whoever may not become
root, too, and inside containers: *Landlock* leaves one folder to write in, and a *seccomp* filter
answers what makes sockets, processes and signals, or changes rights, with "not permitted". Neither can
be lifted again. Where a system lacks them, what is not forbidden is told to the teacher.
"""

import contextlib
import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

_LARGEST_FILE, _OPEN_FILES = 64 * 2**20, 512
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
# <linux/landlock.h>: everything that writes. Rights of later kernels are added where they exist.
_WRITE_FILE = 1 << 1
_WRITES = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446

# <linux/filter.h>, <linux/seccomp.h>
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_NOT_PERMITTED, _NO_SUCH_CALL = 1, 38
_THREAD = 0x00010000  # of clone's flags: it shares everything, as threads do
_X32 = 0x40000000
# By machine: what the kernel calls it, clone, clone3, and the calls that are refused.
_MACHINES = {
    "x86_64": (
        0xC000003E,
        56,
        435,
        {
            "socket": (41,),
            "process": (57, 58, 59, 322, 101, 272, 308, 310, 311),
            "signal": (62, 129, 200, 234, 297, 424),
            "rights": (76, 90, 91, 92, 93, 94, 260, 268, 452, 132, 235, 261, 280, 188, 189, 190),
            "system": (155, 161, 165, 166, 425, 428, 429, 430, 432, 442, 298, 321, 323, 250),
        },
    ),
    "aarch64": (
        0xC00000B7,
        220,
        435,
        {
            "socket": (198,),
            "process": (221, 281, 117, 97, 268, 270, 271),
            "signal": (129, 130, 131, 138, 240, 424),
            "rights": (45, 52, 53, 54, 55, 452, 88, 5, 6, 7),
            "system": (39, 40, 41, 51, 425, 428, 429, 430, 432, 442, 241, 280, 282, 219),
        },
    ),
}


def isolate(folder: Path, seconds: int, memory: int) -> dict[str, bool]:
    """Shut this process in, for good.

    Args:
        folder: the only one that it may write in from here on, where the system can forbid it.
        seconds: of CPU time.
        memory: how much more than now it may take, in bytes.

    Returns:
        What the system forbids from here on: `"files"` (writing elsewhere), `"network"`, `"processes"`
        (starting and signalling others).
    """
    _limit(seconds, memory)
    if sys.platform != "linux" or len(os.listdir("/proc/self/task")) > 1:  # both are of one thread
        return {"files": False, "network": False, "processes": False}
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return {"files": False, "network": False, "processes": False}
    files = _leave_one_folder(system, folder)
    filtered = _filter(system)
    return {"files": files, "network": filtered, "processes": filtered}


def _limit(seconds, memory):
    limits = {
        "RLIMIT_CPU": (seconds, seconds + 5),
        "RLIMIT_FSIZE": (_LARGEST_FILE,) * 2,
        "RLIMIT_NOFILE": (_OPEN_FILES,) * 2,
        "RLIMIT_CORE": (0, 0),
    }
    with contextlib.suppress(OSError):  # macOS has no such file, and keeps to no such limit
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limits["RLIMIT_AS"] = (pages * resource.getpagesize() + memory,) * 2
    for name, limit in limits.items():
        with contextlib.suppress(ValueError, OSError):  # a lower one is in force
            resource.setrlimit(getattr(resource, name), limit)


def _leave_one_folder(system, folder):
    """Landlock: whether nothing outside of a folder can be written, made, renamed or deleted."""
    abi = system.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if abi < 1:
        return False
    writes = _WRITES | (1 << 13 if abi >= 2 else 0) | (1 << 14 if abi >= 3 else 0)
    rules = struct.pack("=Q", writes)
    ruleset = system.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0)
    if ruleset < 0:
        return False
    try:
        for path, allowed in ((folder, writes), (os.devnull, _WRITE_FILE)):
            beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rule = struct.pack("=Qi", allowed, beneath)
            failed = system.syscall(_ADD_RULE, ruleset, 1, rule, 0)
            os.close(beneath)
            if failed:
                return False
        return system.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _filter(system):
    """Seccomp: whether sockets, processes and signals are refused from here on."""
    program = _program(platform.machine())
    if program is None:
        return False
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *each) for each in program))
    pointer = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    return system.prctl(_SECCOMP, _FILTER, ctypes.c_void_p(ctypes.addressof(pointer)), 0, 0) == 0


def _program(machine):
    """The filter's instructions: (code, where to go if so, if not, number)."""
    if machine not in _MACHINES:
        return None
    architecture, clone, clone3, refused = _MACHINES[machine]
    no = (_ANSWER, 0, 0, _REFUSE | _NOT_PERMITTED)
    program = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), no, (_LOAD, 0, 0, 0)]
    program += [(_AT_LEAST, 0, 1, _X32), no]
    for number in sorted({number for group in refused.values() for number in group}):
        program += [(_EQUAL, 0, 1, number), no]
    program += [
        (_EQUAL, 0, 1, clone3),
        (_ANSWER, 0, 0, _REFUSE | _NO_SUCH_CALL),
    ]  # then clone is asked
    program += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, 16), (_ANY_BIT, 1, 0, _THREAD), no]
    return [*program, (_ANSWER, 0, 0, _ALLOW)]
