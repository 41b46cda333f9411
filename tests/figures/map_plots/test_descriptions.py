"""What the map says of its data, in words."""

from tests.figures.map_plots.made_up import DEPTHS, STDDEVS, made_up
from vgkit.figures import map_plots
from vgkit.figures.map_plots import Mark
from vgkit.messages import set_language


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


def test_depths_with_a_gap_are_listed_as_people_would():
    values = made_up()
    values[3, 4] = 1e3
    alt = map_plots.gradient_map({"tanh": values}, STDDEVS, DEPTHS).alt
    assert "stddev 0.125: within 1/10 to 10 at depths 1–4, 6–10" in alt


def test_the_description_speaks_vietnamese():
    set_language("vi")
    marks = [Mark("0", "sigmoid", 0.05, 7)]
    alt = map_plots.gradient_map({"sigmoid": made_up()}, STDDEVS, DEPTHS, marks).alt
    assert "stddev 0.05: trong khoảng 1/10 đến 10 tại depth 1–3" in alt
    assert alt.endswith("Trong 50 network, 0 cho đúng bằng 0 và 0 không cho số.")


def test_numbers_that_rounding_decides_are_not_described():
    marks = [Mark("x", "tanh", 1.0, 7)]
    alt = map_plots.gradient_map({"tanh": made_up()}, STDDEVS, DEPTHS, marks).alt
    # 1 + ln 1000 / ln 2.498, tanh's factor at stddev 1.
    assert (
        "stddev 1: theory: the signal grows to 1000 times at depth 8.5, and rounding errors "
        "with it. Of 50" in alt
    )
