"""What the tests of the checks share: an exercise's own network, and what it computes."""

import pytest

from vgkit import course
from vgkit.checks import numbers

REFERENCES = {}


@pytest.fixture(autouse=True)
def one_reference(monkeypatch):
    """The exercise's own network is built once and not for every mistake: that takes the time."""

    def compiled(row):
        if row.id not in REFERENCES:
            REFERENCES[row.id] = row.compile(row.build())
        return REFERENCES[row.id]

    monkeypatch.setattr(course.Exercise, "compiled", compiled)


@pytest.fixture(autouse=True)
def numbers_of_all_references(monkeypatch):
    """What it computes stays at hand, however many others are checked meanwhile."""
    monkeypatch.setattr(numbers, "KEPT", 100)
