"""Drawings and photographs of digits become images like MNIST's."""

import base64
import functools
import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vgkit import course, data
from vgkit.data import DataError
from vgkit.demo import digits, networks
from vgkit.messages import set_language

lenet = functools.cache(networks.digits)


def centre_of_mass(image):
    weights = image[..., 0] / image.sum()
    places = np.arange(digits.SIDE) + 0.5
    return weights.sum(1) @ places, weights.sum(0) @ places


def box(image):
    rows, columns = (np.flatnonzero(image[..., 0].any(axis)) for axis in (1, 0))
    return np.ptp(rows) + 1, np.ptp(columns) + 1


@pytest.mark.parametrize("scale", [1, 4, 10])
@pytest.mark.parametrize(("top", "left"), [(0, 0), (3, 1), (12, 9)])
def test_wherever_and_however_large_a_digit_is_drawn_it_comes_out_the_same(scale, top, left):
    ink = np.zeros((28, 28))
    ink[top : top + 10, left : left + 3] = 1  # a stem with a foot
    ink[top + 8 : top + 10, left : left + 8] = 1
    found = digits.centred(np.kron(ink, np.ones((scale, scale))))
    assert (found.shape, found.dtype, found.max()) == ((28, 28, 1), np.uint8, 255)
    assert box(found) == (20, 16)
    assert np.abs(np.subtract(centre_of_mass(found), 14)).max() <= 0.5


def test_a_line_that_is_far_longer_than_wide_stays_inside():
    assert box(digits.centred(np.ones((100, 1)))) == (20, 1)
    assert box(digits.centred(np.ones((1, 100)))) == (1, 20)


def test_mnist_s_own_digits_are_read_as_well_after_they_were_enlarged_and_moved():
    images = data.load("mnist")
    pixels, labels = images.x_test[:150], images.y_test[:150]
    model = lenet().model
    moved = []
    for number, image in enumerate(pixels):
        large = np.asarray(Image.fromarray(image[..., 0]).resize((70, 70))) / 255
        ink = np.zeros((112, 112))
        top, left = number % 42, (7 * number) % 42
        ink[top : top + 70, left : left + 70] = large
        moved.append(digits.centred(ink))
    to_input = course.get("11").images().to_input
    answers = model.predict_on_batch(to_input(np.stack(moved))).argmax(1)
    assert (answers == labels).mean() > 0.97


def test_a_drawing_is_what_the_sheet_sends():
    sent = np.zeros((112, 112), np.uint8)
    sent[20:80, 50:58] = 255
    found = digits.from_drawing(base64.b64encode(sent.tobytes()).decode())
    assert (found == digits.centred(sent / 255)).all()


@pytest.mark.parametrize(("sent", "words"), [
    (base64.b64encode(bytes(112 * 112)).decode(), "there is nothing on it"),
    (base64.b64encode(bytes(9)).decode(), "the image is damaged"),
    ("?", "the image is damaged"),
    ("ệ", "the image is damaged"),
])  # fmt: skip
def test_what_is_no_drawing_is_refused_in_words(sent, words):
    with pytest.raises(DataError, match=words):
        digits.from_drawing(sent)


def photograph(ink, paper, size=(300, 500)):
    """A 7 on paper that gets darker to one side."""
    shade = np.linspace(0, 25, size[0], dtype=np.int16)[None, :, None]
    image = Image.new("RGB", size, paper)
    ImageDraw.Draw(image).line([(90, 120), (210, 130), (140, 380)], ink, 22, "curve")
    pixels = np.asarray(image, np.int16) - shade
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def content_of(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(("ink", "paper"), [
    ("black", "white"), ("#203080", "#d8d4c0"), ("white", "#202020"), ("yellow", "navy"),
])  # fmt: skip
def test_a_digit_is_found_on_a_photograph(ink, paper):
    found = digits.from_photograph(content_of(photograph(ink, paper)), "7.png")
    assert box(found)[0] == 20
    assert np.median(found) == 0
    values = networks.probabilities(lenet(), found)
    assert values.argmax() == 7


@pytest.mark.parametrize(("language", "words"), [("en", "stands out"), ("vi", "nổi lên khỏi nền")])
@pytest.mark.parametrize("image", [
    Image.new("RGB", (1, 1)), Image.new("L", (300, 200), 130), Image.new("RGBA", (9, 9)),
])  # fmt: skip
def test_where_there_is_no_digit_that_is_said(image, language, words):
    set_language(language)
    with pytest.raises(DataError, match=words):
        digits.from_photograph(content_of(image), "a.png")
