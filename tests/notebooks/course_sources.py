"""The course's own sources, each read once in a session. Nobody changes what is read here."""

import functools
from pathlib import Path

from vgkit.notebooks import sources

ROOT = Path(__file__).parents[2]


@functools.cache
def course_source(stem: str) -> sources.Source:
    """A source of notebooks/, by its stem."""
    return sources.read(ROOT / "notebooks" / f"{stem}.py")
