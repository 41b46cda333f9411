"""A sheet of digits, a row for each."""

import pytest

from tests.figures.cnn_plots.made_up import IMAGES, LABELS
from vgkit.figures import cnn_plots


def test_a_sheet_shows_the_first_images_of_each_digit(painted):
    def shown(images):
        return cnn_plots.sheet(images, LABELS, columns=2).png

    later, first = IMAGES.copy(), IMAGES.copy()
    later[20:], first[13] = 0, 0
    assert shown(later) == shown(IMAGES) != shown(first)


def test_a_sheet_needs_enough_images_of_each_digit():
    with pytest.raises(ValueError, match="Expected 7 images of each digit. Received: 6"):
        cnn_plots.sheet(IMAGES, LABELS, columns=7)
