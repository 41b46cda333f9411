"""What the tests of the checks share: an exercise's own network, and what it computes."""

from dataclasses import replace

import pytest

from vgkit import course
from vgkit.checks import network, numbers
from vgkit.messages import LANGUAGES

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


@pytest.fixture
def languages(thorough):
    """Whose messages are asked for where a network is looked at anew for each language.

    `vgkit build --check` holds a translation's placeholders against the English message.
    """
    return LANGUAGES if thorough else LANGUAGES[:1]


@pytest.fixture
def all_numbers():
    """For a test of what shows late: networks are held against each other as for a student."""


@pytest.fixture(autouse=True)
def few_numbers(request, thorough, monkeypatch):
    """Elsewhere one step on few images is enough, and one of validation; `make test-all` takes all."""
    if thorough or "all_numbers" in request.fixturenames:
        return

    def on_few_images(model, reference, row, found=network.numbers_findings):
        return found(model, reference, replace(row, batch_size=min(row.batch_size, numbers.FEW)))

    monkeypatch.setattr(numbers, "STEPS", 1)
    monkeypatch.setattr(network, "numbers_findings", on_few_images)
