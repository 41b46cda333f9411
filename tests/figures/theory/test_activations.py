"""Activations and their derivatives, against numbers worked out by hand."""

from vgkit.figures import theory


def test_the_derivatives_of_the_activations_are_worked_out_by_hand():
    # At ±3 the sigmoid's is 0.9526 · 0.0474 = 0.0452, tanh's 1 − 0.9951² = 0.0099.
    alt = theory.activation_diagram().alt
    assert "sigmoid: derivative at most 0.25, 0.05 at z = −3 and 0.05 at z = 3." in alt
    assert "tanh: derivative at most 1.00, 0.01 at z = −3 and 0.01 at z = 3." in alt
    assert "ReLU: derivative at most 1.00, 0.00 at z = −3 and 1.00 at z = 3." in alt
