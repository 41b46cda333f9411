"""Measurements of the quick profile, kept: who asks for the same one again is given it.

A quick run trains nothing that it has trained before, and measures nothing that it has measured
before: a solution's second language takes up what its first one found. A full run measures all.
"""

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib

from vgkit import settings
from vgkit.folders import user_folder

_ROOMS = "data", "diagnostics", "networks"  # what decides on a measurement besides what is told


def measured_once(measure: Callable[[], Any], *told: Any) -> Any:
    """Take a measurement, or take it up where the quick profile has kept it.

    Args:
        measure: takes it; what it gives can be pickled.
        told: all that decides on it, besides the kit's own code: names, numbers, arrays,
            fingerprints of networks.

    Returns:
        What `measure` gives.
    """
    if settings.current().profile != "quick":
        return measure()
    memory = joblib.Memory(user_folder("measured"), verbose=0)
    return memory.cache(_taken, ignore=["measure"])(measure, told, _code())


def _taken(measure, told, code):
    return measure()


@functools.cache
def _code():
    """A digest of the modules that measure, so that another version of the kit measures anew."""
    root, digest = Path(__file__).parents[1], hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((root / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
