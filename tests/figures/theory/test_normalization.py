"""The simulation behind the picture of normalization: what is normalized, and what fades."""

import numpy as np
import pytest

from vgkit.figures.theory.normalization import simulate


def test_normalized_columns_have_mean_0_and_standard_deviation_1():
    columns, spreads = simulate(True)
    assert len(columns) == len(spreads) == 6
    for values in columns:
        np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(values.std(axis=0), 1)
    assert min(spreads) > 0.1


def test_columns_that_are_not_normalized_fade_from_layer_to_layer():
    columns, spreads = simulate(False)
    for values, spread in zip(columns, spreads, strict=True):
        assert np.sqrt(np.mean(values.std(axis=0) ** 2)) == pytest.approx(spread)
    for earlier, later in zip(spreads, spreads[1:], strict=False):
        assert later < earlier / 5
