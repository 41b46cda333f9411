"""Test images as another camera would have taken them."""

import numpy as np
import pytest

from tests.conftest import random_images
from vgkit import data
from vgkit.data import changes
from vgkit.errors import VgkitError
from vgkit.messages import set_language


@pytest.fixture
def drawn():
    return data.prepare(random_images((8, 8, 3)), "per-channel")


def test_darkened_pixels_are_0_4_x_plus_10_rounded_down():
    pixels = np.arange(256, dtype=np.uint8)
    found = changes.darkened(pixels)
    assert found.dtype == np.uint8
    # By whole numbers: 0.4 · x + 10 is (4x + 100) / 10.
    assert found.tolist() == [(4 * x + 100) // 10 for x in range(256)]
    assert (found.min(), found.max()) == (10, 112)


def test_any_shape_is_kept_and_the_pixels_given_stay_as_they_are():
    pixels = np.full((2, 3, 4, 3), 200, np.uint8)
    assert changes.darkened(pixels).tolist() == np.full((2, 3, 4, 3), 90).tolist()
    assert np.all(pixels == 200)


@pytest.mark.parametrize("change", data.CHANGES)
def test_only_the_test_images_change(drawn, change):
    found = data.change_test_images(drawn, change)
    assert np.array_equal(found.x_test, data.CHANGES[change](drawn.x_test))
    assert not np.array_equal(found.x_test, drawn.x_test)
    for name in ("x_train", "y_train", "y_test", "mean", "std"):
        assert getattr(found, name) is getattr(drawn, name)
    assert found.name == f"random-per-channel-{change}"


def test_changed_images_are_as_safe_from_writing_as_the_original_ones(drawn):
    with pytest.raises(ValueError, match="read-only"):
        data.change_test_images(drawn, "darkened").x_test[0] = 0


@pytest.mark.parametrize(("language", "words"), [
    ("en", "change must be one of 'darkened'. Received: 'brighter'."),
    ("vi", "change phải là một trong 'darkened'. Nhận được: 'brighter'."),
])  # fmt: skip
def test_another_change_is_refused_with_those_that_exist(drawn, language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        data.change_test_images(drawn, "brighter")
    assert str(refusal.value) == words
