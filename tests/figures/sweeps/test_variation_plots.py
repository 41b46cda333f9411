"""The figure of a sweep: what it says of each row, and that it takes whatever a sweep gives."""

import pytest

from tests.conftest import thorough_but
from tests.figures.sweeps.test_variation_tables import FAILED, ROWS, row
from vgkit.experiments import sweep
from vgkit.figures.sweeps import variation_plots
from vgkit.messages import set_language
from vgkit.training import records


def lost(name, ratio):
    return row(name, [2.3], [2.3], [0.1], [0.1], ratio)


def test_the_description_holds_every_row_in_the_order_given(painted):
    picture = variation_plots.outcomes(ROWS)
    assert picture.png.startswith(b"\x89PNG")
    assert picture.alt.endswith(
        "of the last epoch and of the best. "
        "ReLU: 1.2e-03, last 70.0 %, best 70.0 %. "
        "a hopeless one: diverged. "
        "tanh: 1.2e+01, last 80.0 %, best 90.0 %. "
        "SELU: no number, last 60.0 %, best 75.0 %."
    )


def test_the_description_follows_the_language():
    set_language("vi")
    alt = variation_plots.outcomes(ROWS).alt
    assert "a hopeless one: phân kỳ" in alt
    assert "SELU: không có số, cuối 60.0 %, tốt nhất 75.0 %" in alt


def test_a_ratio_beyond_the_axis_is_told_as_it_is_and_drawn_as_such(painted):
    pictures = {
        ratio: variation_plots.outcomes([lost("x", ratio)]) for ratio in (0.0, 1e-8, 1e8, 1e12)
    }
    assert [f"x: {ratio:.1e}, last" in each.alt for ratio, each in pictures.items()] == [True] * 4
    assert pictures[0.0].png != pictures[1e-8].png, "hollow at the edge, full on the axis"
    assert pictures[1e12].png != pictures[1e8].png


@pytest.mark.parametrize("rows", [[FAILED], [FAILED] * 3, ROWS * 5])
def test_any_number_of_rows_gives_a_figure_failed_or_not(rows, painted):
    assert variation_plots.outcomes(rows).alt.count("a hopeless one: diverged") == rows.count(
        FAILED
    )


NAMES = ["$a_{$", "costs $5 or $6", r"\frac{", "_hidden", "a & b % c #"]


@pytest.mark.parametrize("name", thorough_but(["$a_{$", "_hidden"], NAMES))
def test_a_name_is_shown_as_it_is_written(name, painted):
    rows = [lost(name, 1.0), lost("another", 1.0)]
    assert name in variation_plots.outcomes(rows).alt


def test_other_numbers_give_another_figure(painted):
    first, second = (variation_plots.outcomes([lost("x", ratio)]) for ratio in (0.1, 0.2))
    assert first.png != second.png and first.alt != second.alt


@pytest.mark.parametrize(("name", "exercise"), [
    ("baseline", "baseline_7"),
    ("depth 3", "baseline_3"),
    ("stddev 1", "1a"),
    ("relu", "2"),
    ("Adam, default learning rate", "3"),
])  # fmt: skip
def test_shipped_rows_that_an_exercise_has_too_are_its_first_epochs(name, exercise):
    rows = {row.name: row for row in sweep.load_reference("variations").values()}
    record = records.load_reference(exercise)
    for metric, values in rows[name].metrics.items():
        assert values == record.metrics[metric][: len(values)]
    first, *_, last = record.snapshot(0)["gradient_norm"]
    assert rows[name]["gradient_ratio"] == pytest.approx(first / last, rel=1e-6)
