"""What a row of the table knows of its images, its network and how it is compiled."""

import dataclasses

import pytest

from tests.conftest import random_images
from vgkit import course, data
from vgkit.backend import keras
from vgkit.course import Exercise, Notebook
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.networks import mlp


def drawn(row):
    """Random images in place of a row's data set, under its name."""
    images = random_images(row.input_shape, train=8, test=4)
    return dataclasses.replace(images, name=row.dataset)


@pytest.fixture
def random_data(monkeypatch):
    """Every data set consists of random images; what was asked for is noted."""
    asked = []

    def load(name=None):
        asked.append(name)
        return drawn(next(row for row in course.EXERCISES.values() if row.dataset == name))

    monkeypatch.setattr(data, "load", load)
    return asked


@pytest.mark.parametrize("row", course.NOTEBOOKS.values(), ids=lambda row: row.id)
def test_images_are_replaced_just_where_loading_them_gives_synthetic_ones(row, monkeypatch):
    assert not row.images_are_replaced
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    monkeypatch.setattr(data, "_load", lambda loader: loader)
    loaded = data.load(row.dataset)
    assert row.images_are_replaced == (loaded is data.DATASETS["synthetic"])


@pytest.mark.parametrize("row", course.EXERCISES.values(), ids=lambda row: row.id)
def test_the_images_are_called_before_they_are_loaded_what_they_are_called_then(row, random_data):
    images = row.images()
    assert random_data == [row.dataset]
    assert images.name == row.images_name
    seen = images.to_input(images.x_train)
    assert seen.shape[1:] == row.input_shape
    assert (seen.min() < 0) == (row.pixels in ("standardised", "-1-1", "per-channel"))


@pytest.mark.parametrize("pixels", data.PIXEL_SCALES)
def test_whatever_the_pixels_the_name_is_prepares(pixels):
    row = Exercise("x", "X", dataset="photos", input_shape=(4, 4, 3), pixels=pixels)
    assert data.prepare(drawn(row), pixels).name == row.images_name


def test_pixels_that_mean_nothing_are_refused_when_the_images_are_asked_for(random_data):
    row = dataclasses.replace(course.get("5"), pixels="0-2")
    with pytest.raises(VgkitError, match="pixels must be one of .* Received: '0-2'"):
        row.images()


@pytest.mark.parametrize(("shape", "text"), [
    ((784,), "784"), ((28, 28, 1), "28 × 28 × 1"), ((32, 32, 3), "32 × 32 × 3"),
])  # fmt: skip
def test_the_size_of_an_image_is_written_as_people_write_it(shape, text):
    assert Exercise("x", "X", input_shape=shape).image_size == text


def small(units=3):
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])


@pytest.mark.parametrize(("builder", "settings", "outputs"), [
    ("mlp.mlp", {"depth": 1}, 10), ("cnn.lenet", {"classes": 7}, 7), (small, {"units": 2}, 2),
    (small, {}, 3),
])  # fmt: skip
def test_a_builder_is_named_or_given_and_gets_the_settings(builder, settings, outputs):
    row = Exercise("x", "X", builder=builder, settings=settings)
    model = row.build()
    assert model.output_shape == (None, outputs) and not model.compiled
    assert row.compiled().compiled


@pytest.mark.parametrize(("learning_rate", "expected"), [(None, 0.001), (0.5, 0.5)])
def test_without_a_learning_rate_the_optimizer_has_keras_own(learning_rate, expected):
    row = Exercise("x", "X", optimizer="Adam", learning_rate=learning_rate)
    model = row.compile(mlp.mlp(depth=1))
    assert type(model.optimizer) is keras.optimizers.Adam
    assert float(model.optimizer.learning_rate) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("step", "share"), [(0, 1.0), (25, 0.853553), (50, 0.5), (100, 0.0), (150, 0.0)]
)
def test_a_learning_rate_may_fall_to_0_along_half_a_cosine(step, share):
    row = Exercise("x", "X", optimizer="Adam", learning_rate=0.2, decay_steps=100)
    optimizer = row.compile(mlp.mlp(depth=1)).optimizer
    optimizer.iterations.assign(step)
    # (1 + cos(π · step / 100)) / 2
    assert float(optimizer.learning_rate) == pytest.approx(0.2 * share, abs=1e-7)


def test_a_heading_is_in_the_language_of_the_session():
    row = Notebook("x", "The quiz")
    assert row.heading == "The quiz"
    set_language("vi")
    assert row.heading == "Bài trắc nghiệm"


def test_rows_share_no_dicts_and_cannot_be_changed():
    one, other = Exercise("x", "X"), Exercise("y", "Y")
    one.functions["f"] = "lesson.f_findings"
    assert other.functions == {}
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.epochs = 3
