"""Activations of the map: their slopes, and what is said of an unknown one."""

import numpy as np
import pytest

from vgkit.backend import tf
from vgkit.diagnostics.activations import MAPPED_ACTIVATIONS, activation, value_and_slope
from vgkit.diagnostics.gradient_map import gradient_ratios
from vgkit.diagnostics.mean_field import mean_field
from vgkit.errors import VgkitError
from vgkit.messages import set_language


@pytest.mark.parametrize("name", MAPPED_ACTIVATIONS)
def test_a_slope_is_what_small_differences_give(name):
    phi, z = activation(name), tf.constant([[-2.0, -0.3], [0.4, 3.0]], tf.float64)
    value, slope = value_and_slope(phi, z)
    np.testing.assert_array_equal(value, phi(z))
    differences = (phi(z + 1e-6) - phi(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(slope, differences, rtol=1e-6)


@pytest.mark.parametrize("function", [gradient_ratios, mean_field])
def test_an_unknown_activation_is_told_which_are_known(function):
    with pytest.raises(VgkitError) as error:
        function("softmax", [0.05])
    assert "'softmax'" in str(error.value)
    assert ", ".join(MAPPED_ACTIVATIONS) in str(error.value)


def test_the_error_speaks_vietnamese():
    set_language("vi")
    with pytest.raises(VgkitError, match="Bản đồ không biết activation 'tahn'"):
        mean_field("tahn", [0.05])
