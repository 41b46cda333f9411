"""Kernels as images, and an image with what a kernel makes of it."""

import numpy as np

from tests.figures.cnn_plots.made_up import EDGES, IMAGES, KERNEL
from vgkit.figures import cnn_plots


def test_kernels_are_described_by_their_largest_weights():
    kernel = np.zeros((5, 5, 1, 2))
    kernel[1, 2, 0, 0], kernel[0, 0, 0, 1] = -0.75, 0.25
    alt = cnn_plots.kernels({"one": kernel}).alt
    assert "5 × 5 weights" in alt and "one: largest weight of each 0.75, 0.25" in alt


def test_each_row_of_kernels_has_greys_of_its_own(painted):
    def drawn(**networks):
        return cnn_plots.kernels(networks).png

    assert drawn(one=KERNEL, two=KERNEL) == drawn(one=KERNEL, two=3 * KERNEL)


def test_a_kernel_of_zeros_can_be_drawn(painted):
    assert "0.00" in cnn_plots.kernels({"dead": np.zeros((3, 3, 1, 2))}).alt


def test_filtering_tells_the_three_sizes_and_the_range():
    result = np.linspace(-3.25, 1.5, 26 * 26).reshape(26, 26)
    alt = cnn_plots.filtering(IMAGES[0, ..., 0], EDGES, result).alt
    for words in ("28 × 28 pixels", "3 × 3 weights", "26 × 26 numbers", "-3.2", "1.5"):
        assert words in alt
