"""Diagrams, drawn and theoretical: each is an image with a description in both languages."""

import functools
import inspect
import re

import pytest

from tests.figures.looks import described, described_in_both_languages, is_drawn
from vgkit.figures import diagrams, theory
from vgkit.messages import LANGUAGES

# What to call a diagram with where a parameter has no default; a new one is entered here.
ARGUMENTS = {}
DIAGRAMS = {
    name: value
    for module in (diagrams, theory)
    for name, value in vars(module).items()
    if inspect.isfunction(value)
    and value.__module__.startswith(module.__name__)
    and not name.startswith("_")
}
every_diagram = pytest.mark.parametrize("name", DIAGRAMS)


@functools.cache
def drawing(name):
    """The diagram as it is called, with arguments where it needs some."""
    diagram = DIAGRAMS[name]
    needed = [p for p in inspect.signature(diagram).parameters.values() if p.default is p.empty]
    return functools.partial(diagram, **{p.name: ARGUMENTS[p.name] for p in needed})


def test_the_diagrams_are_found():
    assert {"skip_diagram", "stages_diagram", "activation_diagram"} <= set(DIAGRAMS)
    assert set(DIAGRAMS) == {*diagrams.__all__, *theory.__all__}


@pytest.mark.thorough  # `make test` has the solutions draw them
@every_diagram
def test_a_diagram_is_drawn(name):
    is_drawn(drawing(name))


@every_diagram
def test_a_diagram_is_described_in_both_languages(name):
    described_in_both_languages(drawing(name))
    for language in LANGUAGES:
        alt = described(drawing(name), language)
        assert not re.search(r"\b(nan|inf|None|np\.float)\b", alt)


@every_diagram
def test_both_descriptions_hold_the_same_numbers(name):
    english, vietnamese = (
        sorted(re.findall(r"\d[\d.,e+−-]*", described(drawing(name), language)))
        for language in ("en", "vi")
    )
    assert english == vietnamese


@every_diagram
def test_a_diagram_says_what_it_shows_and_that_it_is_a_picture(name):
    text = inspect.getdoc(DIAGRAMS[name])
    assert text.splitlines()[0].endswith(".")
    assert "Returns:\n    A `Picture`." in text
