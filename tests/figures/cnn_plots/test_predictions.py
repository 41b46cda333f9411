"""Answers of a network: probabilities, the confusion matrix, the mistakes."""

import pytest

from tests.figures.cnn_plots.made_up import ANSWERS, IMAGES, LABELS
from vgkit.figures import cnn_plots
from vgkit.messages import set_language


def test_each_digit_is_described_with_its_probability():
    values = [0.0] * 10
    values[7], values[1] = 0.9, 0.1
    alt = cnn_plots.probabilities(IMAGES[0], values).alt
    assert "1: 0.10" in alt and "7: 0.90" in alt and "3: 0.00" in alt


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("57 of 60 images are right", "4 taken for 9: 2; 7 taken for 2: 1")),
    ("vi", ("Đúng 57 trên 60 ảnh", "4 bị nhầm thành 9: 2; 7 bị nhầm thành 2: 1")),
])  # fmt: skip
def test_the_matrix_is_described_by_its_most_frequent_mistakes(language, words):
    set_language(language)
    alt = cnn_plots.confusion_matrix(LABELS, ANSWERS).alt
    assert all(part in alt for part in words)


def test_a_matrix_without_mistakes_can_be_drawn(painted):
    alt = cnn_plots.confusion_matrix(LABELS, LABELS).alt
    assert "60 of 60" in alt and "taken for" not in alt


def test_mistakes_are_shown_in_the_order_of_the_images():
    alt = cnn_plots.misclassified(IMAGES, LABELS, ANSWERS).alt
    assert "first 3 of 3" in alt and "4 → 9, 4 → 9, 7 → 2" in alt
    assert "first 2 of 3" in cnn_plots.misclassified(IMAGES, LABELS, ANSWERS, most=2).alt


def test_no_mistake_is_no_figure():
    with pytest.raises(ValueError, match="at least one wrong answer"):
        cnn_plots.misclassified(IMAGES, LABELS, LABELS)
