"""Places on the map: where the course's networks start."""

from collections.abc import Iterable
from dataclasses import dataclass

from vgkit import course
from vgkit.networks import description

COURSE = ("baseline_3", "baseline_5", "baseline_7", "1a", "1b", "2", "3", "4a", "4b", "5")


@dataclass(frozen=True)
class Mark:
    """A place on the map.

    Attributes:
        label: the exercises that start there; in brackets those whose network is not plain.
        activation: Keras name.
        stddev: of the hidden kernels.
        depth: number of hidden layers.
    """

    label: str
    activation: str
    stddev: float
    depth: int


def course_marks(exercises: Iterable[str] = COURSE) -> list[Mark]:
    """Where the course's networks start, read from the networks themselves.

    Args:
        exercises: ids in the course's table.

    Returns:
        A list of `Mark`s, one for each place.
    """
    places = {}
    for row in map(course.get, exercises):
        *hidden, _ = description.describe(row.build())[0]
        first = hidden[0]
        place = first.activation, dict(first.initializer[1:])["stddev"], len(hidden)
        plain = all(
            not layer.through and layer.sources == (number,) for number, layer in enumerate(hidden)
        )
        label = "0" if row.id.startswith("baseline") else row.id
        places.setdefault(place, ([], []))[not plain].append(label)
    return [Mark(_label(*names), *place) for place, names in places.items()]


def _label(plain, others):
    bracket = [f"({', '.join(others)})"] if others else []
    return " ".join([", ".join(plain)] * bool(plain) + bracket)
