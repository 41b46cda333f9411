"""Measurements of the quick profile, kept: who asks for the same one again is given it.

A quick run measures nothing that it has measured before: a solution's second language takes up what
its first one found. A full run measures all, and so does one that cannot keep anything.
"""

import warnings
from collections.abc import Callable
from typing import Any

import joblib

from vgkit import hardware, settings
from vgkit.folders import user_folder


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
    found = []

    def taken():
        found.append(measure())
        return found[0]

    try:
        with warnings.catch_warnings():
            # That the result could not be kept, or that it took long.
            warnings.filterwarnings("ignore", module="joblib")
            memory = joblib.Memory(user_folder("measured"), verbose=0)
            once = memory.cache(_taken, ignore=["measure"])
            return once(taken, joblib.hash(told), hardware.kit())
    except OSError:
        return found[0] if found else measure()


def _taken(measure, of_what, kit):
    return measure()
