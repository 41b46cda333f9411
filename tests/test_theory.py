"""Curves of theory, against numbers worked out by hand; what all diagrams share is in
test_diagrams."""

import numpy as np
import pytest

from vgkit import theory


def test_what_is_left_of_a_gradient_is_worked_out_by_hand():
    # A layer leaves 0.05 · √128 / 4 = 0.1414: after 2 layers 0.02, after 6 layers 8e-06.
    alt = theory.vanishing_diagram().alt
    assert "by 0.14 in each layer" in alt
    assert "1.0e+00, 1.4e-01, 2.0e-02, 2.8e-03, 4.0e-04, 5.7e-05, 8.0e-06" in alt
