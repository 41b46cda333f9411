"""Figures are described without being painted, unless a test looks at their pixels."""

import pytest

from tests.figures.looks import describing


@pytest.fixture
def painted():
    """For a test that looks at pixels, or asks whether something can be drawn at all."""


@pytest.fixture(autouse=True)
def only_described(request):
    """The words of a figure are there without its pixels, which cost the most."""
    if "painted" in request.fixturenames:
        yield
    else:
        with describing():
            yield
