"""The drawn stand-in: the right shapes, the same every time, ten classes that can be learned."""

import numpy as np
import pytest

from vgkit.data import synthetic


@pytest.fixture(scope="module")
def drawn():
    return synthetic.draw(2_000, 500)


def test_shapes_and_types_are_those_of_the_real_images(drawn):
    assert {name: (array.shape, array.dtype.name) for name, array in drawn.items()} == {
        "x_train": ((2_000, 784), "uint8"),
        "y_train": ((2_000,), "uint8"),
        "x_test": ((500, 784), "uint8"),
        "y_test": ((500,), "uint8"),
    }


def test_drawing_again_gives_the_same_bytes_whatever_was_drawn_before(drawn):
    np.random.seed(0)
    np.random.random(5)
    again = synthetic.draw(2_000, 500)
    for name, array in drawn.items():
        assert np.array_equal(array, again[name])


def test_drawing_leaves_numpys_own_random_numbers_alone():
    np.random.seed(3)
    expected = np.random.random()
    np.random.seed(3)
    synthetic.draw(20, 10)
    assert np.random.random() == expected


def test_the_labels_are_the_ten_classes_in_about_equal_numbers(drawn):
    counts = np.bincount(drawn["y_train"], minlength=10)
    assert len(counts) == 10
    assert counts.min() > 150
    assert counts.max() < 250


def test_images_are_bright_shapes_on_black_and_no_two_are_alike(drawn):
    images = drawn["x_train"]
    background = (images == 0).mean(axis=1)
    assert background.min() > 0.15
    assert background.max() < 0.97
    assert images.max() > 200
    assert len(np.unique(images, axis=0)) == len(images)


def test_the_test_images_are_not_among_the_training_images(drawn):
    seen = {row.tobytes() for row in drawn["x_train"]}
    assert not any(row.tobytes() in seen for row in drawn["x_test"])


def test_the_nearest_class_mean_finds_most_classes(drawn):
    pixels = drawn["x_train"].astype(float)
    means = np.stack([pixels[drawn["y_train"] == c].mean(axis=0) for c in range(10)])
    distances = ((drawn["x_test"][:, None, :] - means) ** 2).sum(axis=2)
    accuracy = (distances.argmin(axis=1) == drawn["y_test"]).mean()
    assert accuracy > 0.6  # by chance: 0.1


@pytest.mark.parametrize(
    ("label", "inside", "outside"),
    [
        pytest.param(0, (0.6, -0.5), (0.6, 0.5), id="a T-shirt has short sleeves"),
        pytest.param(1, (0.2, 0.5), (0.0, 0.5), id="trousers have a gap between the legs"),
        pytest.param(3, (0.4, 0.8), (0.4, -0.8), id="a dress is wide below"),
        pytest.param(4, (0.2, 0.0), (0.0, 0.0), id="a coat is open down the front"),
        pytest.param(7, (0.5, 0.2), (0.5, -0.6), id="a sneaker is low"),
        pytest.param(8, (0.0, -0.67), (0.0, -0.4), id="a bag hangs from a handle"),
        pytest.param(9, (0.3, -0.5), (-0.5, -0.5), id="a boot has its shaft on one side"),
    ],
)
def test_a_silhouette_is_what_it_is_called(label, inside, outside):
    x = np.array([inside[0], outside[0]])
    y = np.array([inside[1], outside[1]])
    assert synthetic._silhouettes(label, x, y, w=1.0, h=1.0, s=0.0).tolist() == [True, False]
