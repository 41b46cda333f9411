"""A lesson of one function, whose check takes no network: what processes can be tried on."""

import functools
import tempfile
from pathlib import Path

from vgkit import course
from vgkit.grading import outlines, results
from vgkit.grading.running import Task, run_all

SOURCE = """\
# %% id="start"
import math

import vgkit

# %% id="size"
def output_size(n, kernel, padding, stride):
    if padding == "same":
        return math.ceil(n / stride)  #?? same_size | vi: mọi bước | en: every step
    return (n - kernel) // stride + 1  #?? valid_size | vi: bước trọn | en: whole steps

# %% id="check"
vgkit.check_function(output_size, "11")

# %% id="after"
sizes = [output_size(28, 5, "same", 1)]  #?? sizes | vi: một danh sách | en: a list
"""
SAME, VALID = "return math.ceil(n / stride)", "return (n - kernel) // stride + 1"


@functools.cache
def outline():
    """Its outline."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "notebooks")
        folder.mkdir()
        (folder / "tiny.py").write_text(SOURCE, "utf-8")
        return outlines.outline(Path(root), course.Notebook("11", "Tiny", "tiny"))


def cells(language="en", own=(), **sources):
    """A submission: the solution's cells, other sources by id, and cells of the student's own behind."""
    found = [
        {"id": c["id"], "source": sources.get(c["id"], c["solution"]), "output": ""}
        for c in outline()["cells"][language]
    ]
    return found + [{"id": f"own{n}", "source": text, "output": ""} for n, text in enumerate(own)]


def size(same=SAME, valid=VALID):
    """The cell with other lines in its blanks."""
    lines = [f"        {line}" for line in same.split("\n")]
    lines += [f"    {line}" for line in valid.split("\n")]
    head = 'def output_size(n, kernel, padding, stride):\n    if padding == "same":\n'
    return head + "\n".join(lines)


def result(handed_in, seconds=60, memory=2**30, run=True):
    """What a submission comes to, run in a process of its own."""
    task = Task(None, outline(), "en", handed_in, seconds, memory, run)
    [(_, told)] = run_all([task], 1)
    return results.compose(outline(), told.messages, told.forged, told.stopped)


def states(of):
    """The states of the blanks, in their order."""
    return [blank["state"] for blank in of["blanks"].values()]


def notes(of):
    """The kinds of what a person should look at."""
    return {note["code"] for note in of["notes"]}
