"""What one logit says: histograms of two classes, and single images."""

import numpy as np

from tests.figures.looks import described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots

LOGITS = np.array([-9.0, -1.0, 0.5, 2.0, 8.0])
LABELS = np.array([0, 0, 0, 1, 1])
IMAGES = np.random.default_rng(1).integers(0, 255, (5, 32, 32, 3), dtype=np.uint8)
NAMES = "cat", "dog"


def histograms():
    return cnn_plots.logit_histograms(LOGITS, LABELS, NAMES)


def answers():
    return cnn_plots.two_class_sheet(IMAGES, LABELS, NAMES, 1 / (1 + np.exp(-LOGITS)))


def sheet():
    return cnn_plots.two_class_sheet(IMAGES, LABELS, NAMES)


def test_the_figures_are_drawn_and_described():
    for draw in (histograms, answers, sheet):
        is_drawn(draw)
        described_in_both_languages(draw)


def test_the_histogram_tells_how_many_of_each_class_are_right():
    assert "of 5 images" in histograms().alt
    assert "cat: 67 % on the right side; dog: 100 % on the right side" in histograms().alt


def test_each_image_has_its_answer_and_what_it_is():
    assert answers().alt.endswith(
        "cat, 100 % ✓; cat, 73 % ✓; dog, 62 % ✗ cat; dog, 88 % ✓; dog, 100 % ✓."
    )


def test_without_answers_each_image_has_its_class():
    assert sheet().alt == "5 photographs and what is on them: cat; cat; cat; dog; dog."
