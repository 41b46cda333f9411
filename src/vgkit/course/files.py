"""The files that the kit ships: the quiz, records of trainings, measured spreads."""

import importlib.resources
import json

from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.texts import NotUtf8, read_text


def read_shipped(*path: str) -> str | None:
    """The text of a file below this folder, or None where the kit ships none of that name.

    Args:
        path: folders and the file's name, such as `"recorded", "5.json"`.

    Raises:
        NotUtf8: it is in another encoding.
    """
    file = importlib.resources.files("vgkit.course").joinpath(*path)
    try:
        return read_text(file) if file.is_file() else None
    except NotUtf8 as error:
        raise NotUtf8(f"{file.name}: {error}") from None


def parse_numbers(text: str, name: str) -> dict:
    """What a JSON file of this folder holds: an object.

    Args:
        text: of the file.
        name: what to call it in an error.

    Raises:
        VgkitError: it is damaged, by a merge for example.
    """
    try:
        content = json.loads(text)
        if not isinstance(content, dict):
            raise ValueError(type(content).__name__)
    except (ValueError, RecursionError) as error:
        raise damaged(name, error) from None
    return content


def damaged(name: str, why: object) -> VgkitError:
    """The error for a file that the kit ships and that does not hold what it should.

    Args:
        name: of the file.
        why: what is wrong with it, for people.

    Returns:
        A `VgkitError`, to be raised.
    """
    return VgkitError(
        say(
            "{name} is damaged ({error}). Restore it from the repository, or install vgkit again.",
            name=name,
            error=why,
        )
    )


def spreads() -> dict[str, dict]:
    """How runs lie that differ by rounding alone: for each question `values` and `environment`."""
    return parse_numbers(read_shipped("spread.json") or "{}", "spread.json")


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
    return parse_numbers(read_shipped("epoch_times.json"), "epoch_times.json")["ratios"]
