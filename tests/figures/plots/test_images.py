"""The images themselves, one of each class."""

import numpy as np

from tests.figures.plots.made_up import IMAGES, LABELS
from vgkit.figures import plots


def test_garments_shows_the_first_image_of_each_class(painted):
    def shown(images, labels):
        return plots.garments(np.array(images, np.uint8), np.array(labels)).png

    later = IMAGES.copy()
    later[10:] = 0
    assert shown(later, LABELS) == (whole := shown(IMAGES, LABELS))
    first = IMAGES.copy()
    first[3] = 0
    assert shown(first, LABELS) != whole


def test_garments_names_all_ten_classes():
    alt = plots.garments(IMAGES, LABELS).alt
    names = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag"]
    for number, name in enumerate([*names, "Ankle boot"]):
        assert f"{number} {name}" in alt
