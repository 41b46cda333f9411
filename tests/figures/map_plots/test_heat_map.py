"""The picture of the map: what it draws of what is lost, and that it reads without colour."""

import warnings

import numpy as np
import pytest

from tests.figures.map_plots.made_up import DEPTHS, STDDEVS, made_up
from vgkit.errors import VgkitError
from vgkit.figures import map_plots
from vgkit.figures.map_plots.heat_map import COLOURS


def test_what_is_lost_is_counted_and_drawn_without_a_warning(painted):
    values = made_up()
    whole = map_plots.gradient_map({"sigmoid": values}, STDDEVS, DEPTHS)
    values[0, 4:], values[4, 8:], values[1, 1] = 0, np.nan, np.inf
    values[2] = 1e3
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        found = map_plots.gradient_map({"sigmoid": values}, STDDEVS, DEPTHS)
    assert "Of 50 networks 6 give exactly 0 and 3 no number." in found.alt
    assert "within 1/10 to 10 at no depth" in found.alt
    assert found.png != whole.png


def test_several_activations_share_a_picture(painted):
    found = map_plots.gradient_map(
        {"sigmoid": made_up(), "tanh": 1 / made_up()}, STDDEVS, DEPTHS, quantity="first"
    )
    assert "gradient norm of hidden 1. sigmoid: stddev" in found.alt
    assert " tanh: stddev" in found.alt
    assert found.png.startswith(b"\x89PNG")


def test_the_colours_grow_darker_from_the_middle_to_both_ends():
    # Relative luminance: what is left of them on a black-and-white printer.
    shades = COLOURS(np.linspace(0, 1, 21))[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(shades[:11]) > 0).all()
    assert (np.diff(shades[10:]) < 0).all()
    assert shades[10] > 0.9
    assert shades[0] == pytest.approx(shades[-1], abs=0.15)


def test_a_map_without_a_power_of_ten_to_draw_needs_no_contour_line(painted):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", ".*contour")
        alike = {"tanh": np.full((5, 10), 2.0), "relu": np.full((5, 10), np.nan)}
        alt = map_plots.gradient_map(alike, STDDEVS, DEPTHS).alt
    assert "within 1/10 to 10 at depths 1–10; 2 at depth 1, 2 at depth 10" in alt


def test_an_unknown_quantity_is_told_which_are_known():
    with pytest.raises(VgkitError, match="one of 'ratio', 'first'. Received: 'last'"):
        map_plots.gradient_map({"tanh": made_up()}, STDDEVS, DEPTHS, quantity="last")
