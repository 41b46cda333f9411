"""What a sigmoid layer does to a gradient, against numbers worked out by hand."""

import numpy as np
import pytest

from tests.diagnostics.test_mean_field import sigmoid_layer
from vgkit.figures import theory
from vgkit.figures.theory.sigmoid_layers import SATURATED


def test_what_is_left_of_a_gradient_is_worked_out_by_hand():
    # A layer leaves 0.05 · √128 / 4 = 0.1414: after 2 layers 0.02, after 6 layers 8e-06.
    alt = theory.vanishing_diagram().alt
    assert "by 0.14 in each layer" in alt
    assert "1.0e+00, 1.4e-01, 2.0e-02, 2.8e-03, 4.0e-04, 5.7e-05, 8.0e-06" in alt


def test_the_sigmoid_saturates_where_it_comes_within_0_05_of_0_or_1():
    assert 1 / (1 + np.exp(SATURATED)) == pytest.approx(0.05)
    assert 1 / (1 + np.exp(-SATURATED)) == pytest.approx(0.95)


def test_the_diagram_of_stddevs_tells_what_a_plain_numpy_iteration_gives():
    stddevs = (0.05, 0.3, 1.0, 10.0)
    alt = theory.stddev_diagram(stddevs).alt
    for stddev in stddevs:
        spread, saturated, factor = sigmoid_layer(stddev)
        assert (
            f"stddev {stddev:g}: z has a standard deviation of {spread:.2g}, {saturated:.0%} of the "
            f"activations are saturated, a layer multiplies the gradient by {factor:.2g}" in alt
        )
