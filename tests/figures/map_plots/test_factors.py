"""Factors per layer, measured beside theory."""

import numpy as np

from tests.figures.map_plots.made_up import STDDEVS
from vgkit.diagnostics.mean_field import mean_field
from vgkit.figures import map_plots
from vgkit.messages import set_language


def test_factors_are_held_against_theory():
    theory = mean_field("relu", STDDEVS).signal_factor
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
