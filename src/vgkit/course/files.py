"""The files that the kit ships: the quiz, records of trainings, measured spreads."""

import importlib.resources
import json

from vgkit.texts import read_text


def read_shipped(*path: str) -> str | None:
    """The text of a file below this folder, or None where the kit ships none of that name.

    Args:
        path: folders and the file's name, such as `"recorded", "5.json"`.
    """
    file = importlib.resources.files("vgkit.course").joinpath(*path)
    return read_text(file) if file.is_file() else None


def spreads() -> dict[str, dict]:
    """How runs lie that differ by rounding alone: for each question `values` and `environment`."""
    return json.loads(read_shipped("spread.json") or "{}")


def measured_spread(question: str) -> float | None:
    """The largest distance between the shipped runs of a question, or None where there are none."""
    values = spreads().get(question, {}).get("values")
    return max(values) - min(values) if values else None


def epoch_times() -> dict[str, float]:
    """How long an epoch of each exercise takes, as a multiple of the baseline's.

    Measured by `bench/bench.py methods`, each on one thread, all in one run, taking turns.

    Returns:
        A dict from exercise id to a float.
    """
    return json.loads(read_shipped("epoch_times.json"))["ratios"]
