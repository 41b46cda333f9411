"""Diagrams, drawn and theoretical: each is an image with a description in both languages."""

import functools
import inspect
import io
import re

import matplotlib.image
import pytest

from vgkit.figures import diagrams, theory
from vgkit.figures.pictures import Picture
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks.mlp import submodels
from vgkit.training import stages

# What to call a diagram with where a parameter has no default; a new one is entered here.
ARGUMENTS = {}
DIAGRAMS = {
    name: value
    for module in (diagrams, theory)
    for name, value in vars(module).items()
    if inspect.isfunction(value)
    and value.__module__ == module.__name__
    and not name.startswith("_")
}
every_diagram = pytest.mark.parametrize("name", DIAGRAMS)


@functools.cache
def draw(name, language="en"):
    set_language(language)
    diagram = DIAGRAMS[name]
    needed = [p for p in inspect.signature(diagram).parameters.values() if p.default is p.empty]
    return diagram(**{p.name: ARGUMENTS[p.name] for p in needed})


def test_the_diagrams_are_found():
    assert {"skip_diagram", "stages_diagram", "activation_diagram"} <= set(DIAGRAMS)


@pytest.mark.parametrize("language", LANGUAGES)
@every_diagram
def test_a_diagram_is_a_png_with_something_drawn_on_it(name, language):
    picture = draw(name, language)
    assert isinstance(picture, Picture)
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    pixels = matplotlib.image.imread(io.BytesIO(picture.png))
    height, width, _ = pixels.shape
    assert width > 600 and height > 150
    assert pixels[..., :3].std() > 0.05


@every_diagram
def test_a_diagram_is_described_in_both_languages(name):
    descriptions = [draw(name, language).alt for language in LANGUAGES]
    assert len(set(descriptions)) == len(LANGUAGES)
    for alt in descriptions:
        assert len(alt) > 60
        assert alt == alt.strip() and alt.endswith(".")
        assert not re.search(r"\b(nan|inf|None|np\.float)\b", alt)


@every_diagram
def test_both_descriptions_hold_the_same_numbers(name):
    english, vietnamese = (
        sorted(re.findall(r"\d[\d.,e+−-]*", draw(name, language).alt)) for language in ("en", "vi")
    )
    assert english == vietnamese


@every_diagram
def test_the_same_call_gives_the_same_picture_and_leaves_no_figure_open(name):
    from matplotlib import pyplot

    again = draw.__wrapped__(name, "en")
    assert again == draw(name)
    assert pyplot.get_fignums() == []


@every_diagram
def test_a_diagram_says_what_it_shows_and_that_it_is_a_picture(name):
    text = inspect.getdoc(DIAGRAMS[name])
    assert text.splitlines()[0].endswith(".")
    assert "Returns:\n    A `Picture`." in text


def test_the_diagram_tells_where_both_skip_connections_lead():
    alt = diagrams.skip_diagram().alt
    assert "from h1 to a plus sign between h3 and h4" in alt
    assert "from h4 to a plus sign between h7 and the logits" in alt


def test_the_rows_of_the_stages_diagram_are_the_plan_of_the_exercise():
    alt = diagrams.stages_diagram().alt
    subs = submodels()
    for number, training in enumerate(stages.plan(subs), start=1):
        used, frozen = (
            ", ".join(f"sub_{subs.index(sub) + 1}" for sub in chosen) or "none"
            for chosen in (training.submodels, training.frozen)
        )
        assert f"Training {number}: {used}; frozen: {frozen}; {training.epochs} epochs." in alt


def test_normalization_groups_worked_out_by_hand():
    # Columns (0, 4) and (2, 6) become (−1, 1) each; all four have mean 3, variance 5.
    alt = diagrams.normalization_groups(batch=((0, 2), (4, 6))).alt
    assert "0.0 2.0; 4.0 6.0" in alt
    assert "−1.00 −1.00; +1.00 +1.00" in alt
    assert "−1.34 −0.45; +0.45 +1.34" in alt
