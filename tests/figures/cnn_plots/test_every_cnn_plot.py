"""Figures of convolutional networks: each is an image, described in both languages."""

import numpy as np
import pytest

from tests.figures.cnn_plots.made_up import ANSWERS, EDGES, IMAGES, KERNEL, LABELS, network
from tests.figures.looks import described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots

FIGURES = {
    "sheet": lambda: cnn_plots.sheet(IMAGES, LABELS, columns=4),
    "kernels": lambda: cnn_plots.kernels({"ReLU, max": KERNEL, "1998": 2 * KERNEL}),
    "filtering": lambda: cnn_plots.filtering(
        IMAGES[0, ..., 0] / 255, EDGES, np.linspace(-3, 2, 26 * 26).reshape(26, 26)
    ),
    "feature_maps": lambda: cnn_plots.feature_maps(network(), IMAGES[0] / 255),
    "probabilities": lambda: cnn_plots.probabilities(IMAGES[0], np.arange(10) / 45),
    "confusion_matrix": lambda: cnn_plots.confusion_matrix(LABELS, ANSWERS),
    "misclassified": lambda: cnn_plots.misclassified(IMAGES, LABELS, ANSWERS),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


def test_every_figure_of_lesson_11_is_exported():
    assert set(FIGURES) <= set(cnn_plots.__all__)


@pytest.mark.thorough  # `make test` has the solutions draw them
@every_figure
def test_a_figure_is_drawn(name):
    is_drawn(FIGURES[name], height=140)


@every_figure
def test_a_figure_is_described_in_both_languages(name):
    described_in_both_languages(FIGURES[name])
