"""The pictures of the map: what they say about their data, and that they read without colour."""

import warnings

import numpy as np
import pytest

from vgkit.diagnostics import gradient_map
from vgkit.errors import VgkitError
from vgkit.figures import map_plots
from vgkit.figures.map_plots import Mark
from vgkit.messages import set_language

STDDEVS = np.array([0.01, 0.05, 0.088388, 0.125, 1.0])
DEPTHS = range(1, 11)


def made_up():
    """Ratios that fall tenfold a layer at the smallest stddev, and less and less at the others."""
    exponents = np.array([1, 0.5, 0.2, 0, -0.5])
    return 10.0 ** -np.outer(exponents, np.arange(10))


def test_the_marks_are_the_settings_of_the_course():
    assert map_plots.course_marks() == [
        Mark("0", "sigmoid", 0.05, 3),
        Mark("0", "sigmoid", 0.05, 5),
        Mark("0, 3 (4a, 4b, 5)", "sigmoid", 0.05, 7),
        Mark("1a", "sigmoid", 1.0, 7),
        Mark("1b", "sigmoid", 10.0, 7),
        Mark("2", "relu", 0.05, 7),
    ]


def test_marks_of_chosen_exercises():
    assert map_plots.course_marks(["5"]) == [Mark("(5)", "sigmoid", 0.05, 7)]


def test_the_description_is_computed_from_the_data():
    marks = [Mark("2", "relu", 0.05, 7), Mark("1a", "sigmoid", 1.0, 7)]
    alt = map_plots.gradient_map({"relu": made_up()}, STDDEVS, DEPTHS, marks).alt
    assert alt.startswith("Heat maps over the stddev of the hidden kernels and the depth: ")
    assert "gradient norm, hidden 1 / output" in alt
    # √10 less a layer: down to 1/10 at depth 3. Theory: 1 + ln 0.001 / ln 0.4 = 8.54.
    assert (
        "stddev 0.05: within 1/10 to 10 at depths 1–3; 1 at depth 1, 3.2e-05 at depth 10; "
        "theory: the signal falls to 1/1000 at depth 8.5" in alt
    )
    assert "stddev 0.125: within 1/10 to 10 at depths 1–10; 1 at depth 1, 1 at depth 10; " in alt
    assert "neither falls to 1/1000 nor grows to 1000 times" in alt
    assert "stddev 1:" not in alt, "the other panel's mark"
    assert alt.endswith("Of 50 networks 0 give exactly 0 and 0 no number.")


def test_a_signal_that_grows_is_described_too():
    marks = [Mark("x", "relu", 1.0, 7)]
    alt = map_plots.gradient_map({"relu": made_up()}, STDDEVS, DEPTHS, marks).alt
    # 8 times a layer: 1 + ln 1000 / ln 8 = 4.32.
    assert "theory: the signal grows to 1000 times at depth 4.3" in alt


def test_what_is_lost_is_counted_and_drawn_without_a_warning():
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


def test_depths_with_a_gap_are_listed_as_people_would():
    values = made_up()
    values[3, 4] = 1e3
    alt = map_plots.gradient_map({"tanh": values}, STDDEVS, DEPTHS).alt
    assert "stddev 0.125: within 1/10 to 10 at depths 1–4, 6–10" in alt


def test_several_activations_share_a_picture():
    found = map_plots.gradient_map(
        {"sigmoid": made_up(), "tanh": 1 / made_up()}, STDDEVS, DEPTHS, quantity="first"
    )
    assert "gradient norm of hidden 1. sigmoid: stddev" in found.alt
    assert " tanh: stddev" in found.alt
    assert found.png.startswith(b"\x89PNG")


def test_the_description_speaks_vietnamese():
    set_language("vi")
    marks = [Mark("0", "sigmoid", 0.05, 7)]
    alt = map_plots.gradient_map({"sigmoid": made_up()}, STDDEVS, DEPTHS, marks).alt
    assert "stddev 0.05: trong khoảng 1/10 đến 10 tại depth 1–3" in alt
    assert alt.endswith("Trong 50 network, 0 cho đúng bằng 0 và 0 không cho số.")


def test_the_colours_grow_darker_from_the_middle_to_both_ends():
    # Relative luminance: what is left of them on a black-and-white printer.
    shades = map_plots._COLOURS(np.linspace(0, 1, 21))[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(shades[:11]) > 0).all()
    assert (np.diff(shades[10:]) < 0).all()
    assert shades[10] > 0.9
    assert shades[0] == pytest.approx(shades[-1], abs=0.15)


def test_a_map_without_a_power_of_ten_to_draw_needs_no_contour_line():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alt = map_plots.gradient_map({"tanh": np.full((5, 10), 2.0)}, STDDEVS, DEPTHS).alt
        map_plots.gradient_map({"relu": np.full((5, 10), np.nan)}, STDDEVS, DEPTHS)
    assert "within 1/10 to 10 at depths 1–10; 2 at depth 1, 2 at depth 10" in alt


def test_numbers_that_rounding_decides_are_not_described():
    marks = [Mark("x", "tanh", 1.0, 7)]
    alt = map_plots.gradient_map({"tanh": made_up()}, STDDEVS, DEPTHS, marks).alt
    # 1 + ln 1000 / ln 2.498, tanh's factor at stddev 1.
    assert (
        "stddev 1: theory: the signal grows to 1000 times at depth 8.5, and rounding errors "
        "with it. Of 50" in alt
    )


def test_an_unknown_quantity_is_told_which_are_known():
    with pytest.raises(VgkitError, match="one of 'ratio', 'first'. Received: 'last'"):
        map_plots.gradient_map({"tanh": made_up()}, STDDEVS, DEPTHS, quantity="last")


def test_factors_are_held_against_theory():
    theory = gradient_map.mean_field("relu", STDDEVS).signal_factor
    measured = theory * [1, 1.01, 1.02, 1.5, np.nan]
    alt = map_plots.layer_factors({"relu": measured}, STDDEVS).alt
    # 0.125 is He's stddev, where theory says 1.
    assert (
        "relu: measured at 4 of 5 stddevs; of the 4 where rounding errors do not grow, half lie "
        "within 1.5% of theory; farthest from it at stddev 0.125, where 1.5 was measured and theory "
        "says 1." in alt
    )


def test_factors_that_rounding_decides_are_not_described():
    # Of tanh, those beyond 0.088.
    alt = map_plots.layer_factors({"tanh": np.array([np.nan, 0.5, 1, 7, 7])}, STDDEVS).alt
    assert "measured at 4 of 5 stddevs; of the 2 where rounding errors do not grow" in alt
    assert "where 0.5 was measured and theory says 0.566." in alt
    alone = map_plots.layer_factors({"tanh": np.array([7.0, 7.0])}, [1.0, 2.0]).alt
    assert alone.endswith("tanh: measured at 2 of 2 stddevs.")


def test_factors_in_vietnamese():
    set_language("vi")
    alt = map_plots.layer_factors({"tanh": np.full(5, 0.5)}, STDDEVS).alt
    assert "tanh: đo được tại 5 trên 5 stddev" in alt
