"""Figures of convolutional networks: each is an image, described in both languages."""

import functools

import numpy as np
import pytest

from tests.conftest import thorough_but
from tests.figures.cnn_plots.made_up import ANSWERS, EDGES, IMAGES, KERNEL, LABELS, network
from tests.figures.looks import shows_something
from vgkit.figures import cnn_plots
from vgkit.messages import LANGUAGES, set_language

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


@functools.cache
def draw(name, language="en"):
    set_language(language)
    return FIGURES[name]()


@pytest.mark.parametrize("language", thorough_but(["en"], LANGUAGES))
@every_figure
def test_a_figure_is_a_png_with_something_drawn_on_it(name, language):
    picture = draw(name, language)
    shows_something(picture, height=140)


@every_figure
def test_a_figure_is_described_in_both_languages(name):
    assert len(draw(name).alt) > 60
    assert draw(name, "vi").alt != draw(name, "en").alt


@every_figure
def test_no_figure_is_left_open(name):
    from matplotlib import pyplot

    draw(name)
    assert pyplot.get_fignums() == []
