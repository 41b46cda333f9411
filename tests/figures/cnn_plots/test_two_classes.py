"""What one logit says: histograms of two classes."""

import numpy as np

from tests.figures.looks import described, described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots

LOGITS = np.array([-9.0, -1.0, 0.5, 2.0, 8.0])
LABELS = np.array([0, 0, 0, 1, 1])


def histograms():
    return cnn_plots.logit_histograms(LOGITS, LABELS, ("cat", "dog"))


def test_the_figure_is_drawn_and_described(thorough):
    is_drawn(histograms, thorough)
    described_in_both_languages(histograms)


def test_the_histogram_tells_how_many_of_each_class_are_right():
    alt = described(histograms)
    assert "of 5 images" in alt
    assert "cat: 67 % on the right side; dog: 100 % on the right side" in alt
