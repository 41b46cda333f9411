"""The course's own sources and notebooks, each read once in a session. Nobody changes what is read here."""

import functools
from pathlib import Path

import nbformat

from vgkit import course
from vgkit.notebooks import building, sources

ROOT = Path(__file__).parents[2]


@functools.cache
def course_source(stem: str) -> sources.Source:
    """A source of notebooks/, by its stem."""
    return sources.read(ROOT / "notebooks" / f"{stem}.py")


def built(kind: str, row: course.Notebook, language: str) -> nbformat.NotebookNode:
    """A notebook as it lies in hints/ or solutions/."""
    return _read(building.target(ROOT, kind, language, row.notebook))


@functools.cache
def _read(path):
    return nbformat.read(path, as_version=4)
