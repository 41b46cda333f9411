"""IDX files become arrays."""

import numpy as np
import pytest

from tests.data.tiny import FILES, LABELS, REAL_FILES, empty_machine, good
from vgkit import data

__all__ = ["empty_machine", "good"]  # fixtures


def test_the_four_files_have_the_sizes_of_the_published_ones():
    sizes = {key: (f.header_bytes, f.total_bytes) for key, f in REAL_FILES.items()}
    assert sizes == {
        "x_train": (16, 47_040_016),
        "y_train": (8, 60_008),
        "x_test": (16, 7_840_016),
        "y_test": (8, 10_008),
    }


def test_a_sound_file_becomes_an_array_that_cannot_be_written_to(good):
    array = data.parse(good[LABELS], FILES.originals["y_test"])
    assert array.tolist() == [5, 6, 8, 4]
    assert array.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


def test_pixels_keep_their_places(good):
    images = data.parse(good[REAL_FILES["x_test"].name], FILES.originals["x_test"])
    # Pixel number n of the whole set is 7n mod 251; image 1 of the test set starts at 7 · 784.
    assert images.shape == (4, 28, 28)
    assert images[1, 0, 0] == 7 * (7 * 784) % 251
    assert images[1, 2, 3] == 7 * (7 * 784 + 2 * 28 + 3) % 251
