"""What a frozen part gives is computed once: kept, taken up, computed again where it must be."""

import numpy as np
import pytest

from tests.conftest import random_images, skip_without_images, thorough_but
from vgkit import course, settings
from vgkit.backend import keras
from vgkit.errors import TrainingInterrupted
from vgkit.experiments import feature_maps
from vgkit.experiments.feature_maps import compute_once
from vgkit.messages import set_language

IMAGES = random_images((6, 6, 3), train=25, test=10)


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    monkeypatch.setattr(feature_maps, "PORTION", 10)


def part(filters=2, size=6):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((size, size, 3)),
            keras.layers.Conv2D(filters, 3),
            keras.layers.BatchNormalization(),
        ]
    )
    model.run_eagerly = True  # a graph for a handful of images takes longer
    return model


class Counted:
    """A part that counts how many images it computes, and may be interrupted at one of them."""

    def __init__(self, model, stop=None):
        self.model, self.count, self.stop = model, 0, stop
        self.predict_images = model.predict
        model.predict = self.predict

    def predict(self, pixels, **options):
        if self.stop is not None and self.count >= self.stop:
            raise KeyboardInterrupt
        self.count += len(pixels)
        return self.predict_images(pixels, **options)


def test_it_gives_what_the_part_gives_of_every_image():
    model = part()
    found = compute_once(model, IMAGES)
    assert np.allclose(found.x_train, model.predict(IMAGES.x_train.astype(np.float32), verbose=0))
    assert np.allclose(found.x_test, model.predict(IMAGES.x_test.astype(np.float32), verbose=0))
    assert (found.x_train.shape, found.x_train.dtype) == ((25, 4, 4, 2), np.float32)
    assert found.y_train is IMAGES.y_train and found.y_test is IMAGES.y_test
    assert np.array_equal(found.to_input(found.x_test), found.x_test)


def test_it_is_computed_once():
    compute_once(part(), IMAGES)
    again = Counted(part())
    compute_once(again.model, IMAGES)
    assert again.count == 0


@pytest.mark.parametrize("change", thorough_but(["weights"], ["weights", "images", "part"]))
def test_other_weights_images_or_parts_are_computed_anew(change):
    first = compute_once(part(), IMAGES)
    model = Counted(part(3 if change == "part" else 2))
    if change == "weights":
        model.model.set_weights([2 * weight for weight in model.model.get_weights()])
    images = random_images((6, 6, 3), train=25, test=9) if change == "images" else IMAGES
    second = compute_once(model.model, images)
    assert model.count == 25 + len(images.x_test)
    assert first.name != second.name


def cut_off(scale=1.0, offset=0.0, interpolation="bilinear"):
    """The lower part of a network, behind layers without weights."""
    keras.utils.set_random_seed(1)
    inputs = keras.Input((12, 12, 3))
    maps = keras.layers.Conv2D(2, 3, activation="relu")(inputs)
    base = keras.Model(inputs, keras.layers.Conv2D(2, 3)(maps + maps))
    enlarge = keras.layers.Resizing(12, 12, interpolation=interpolation)
    rescale = keras.layers.Rescaling(scale, offset)
    lower = keras.Model(base.input, maps)
    model = keras.Sequential([keras.Input((6, 6, 3)), rescale, enlarge, lower])
    model.run_eagerly = True
    return model


def test_a_part_that_was_cut_off_is_computed_once():
    model = cut_off()
    first = compute_once(model, IMAGES)
    again = Counted(cut_off())
    assert compute_once(again.model, IMAGES).name == first.name and again.count == 0
    assert compute_once(model, IMAGES).name == first.name


def test_other_settings_of_layers_without_weights_are_computed_anew():
    settings = [{}, {"scale": 1 / 255}, {"offset": -1.0}, {"interpolation": "nearest"}]
    names = [compute_once(cut_off(**each), IMAGES).name for each in settings]
    assert len(set(names)) == len(names)


def test_interrupted_it_goes_on_where_it_was():
    with pytest.raises(TrainingInterrupted) as caught:
        compute_once(Counted(part(), stop=20).model, IMAGES)
    assert "20 of 35" in str(caught.value)
    rest = Counted(part())
    found = compute_once(rest.model, IMAGES)
    assert rest.count == 15
    assert np.array_equal(found.x_train, compute_once(part(), IMAGES).x_train)


def test_it_says_in_vietnamese_where_it_was_interrupted():
    set_language("vi")
    with pytest.raises(TrainingInterrupted, match="Bị ngắt sau 10 trên 35 ảnh"):
        compute_once(Counted(part(), stop=10).model, IMAGES)


def one_bit(place):
    return lambda content: content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


SPOILT = {
    "cut": lambda content: content[: len(content) // 2],
    "a bit near the end": lambda content: one_bit(len(content) - 200)(content),
    "a bit": one_bit(300),
    "empty": lambda content: b"",
    "something else": lambda content: b"no archive at all",
}


@pytest.mark.parametrize("how", thorough_but(["cut"], SPOILT))
def test_what_is_damaged_is_computed_again(own_home, how):
    right = compute_once(part(), IMAGES)
    kept = sorted((own_home / "feature_maps").rglob("*.npz"))
    assert len(kept) == 4
    kept[0].write_bytes(SPOILT[how](kept[0].read_bytes()))
    model = Counted(part())
    found = compute_once(model.model, IMAGES)
    assert np.array_equal(found.x_train, right.x_train)
    assert np.array_equal(found.x_test, right.x_test)


def test_where_nothing_can_be_kept_it_is_said_and_computed_all_the_same(
    own_home, monkeypatch, capsys
):
    own_home.mkdir(parents=True)
    (own_home / "feature_maps").write_text("in the way")
    found = compute_once(part(), IMAGES)
    assert found.x_train.shape == (25, 4, 4, 2)
    assert "cannot be kept" in capsys.readouterr().err


@pytest.mark.thorough  # it unpacks CIFAR-10; the solution's quick run sees them, too
def test_the_photographs_are_the_first_cats_and_dogs():
    skip_without_images(course.get_notebook("16"))
    with settings.using(profile="quick"):
        few = feature_maps.photographs()
    assert (few.x_train.shape, few.x_test.shape) == ((64, 32, 32, 3), (32, 32, 32, 3))
    assert set(few.y_train) == {0, 1} and few.name == "cats_and_dogs-64"


@pytest.mark.thorough  # it unpacks all of CIFAR-10
def test_a_quick_run_sees_the_first_of_them():
    skip_without_images(course.get_notebook("16"))
    all_of_them = feature_maps.photographs()
    assert (len(all_of_them.x_train), len(all_of_them.x_test)) == (2_000, 2_000)
    with settings.using(profile="quick"):
        few = feature_maps.photographs()
    for name in ("x_train", "y_train", "x_test", "y_test"):
        ours, theirs = getattr(few, name), getattr(all_of_them, name)
        assert np.array_equal(ours, theirs[: len(ours)])
