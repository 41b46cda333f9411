"""The small pixels of lesson 6: what is trained and measured, and what the numbers decide."""

import numpy as np
import pytest

from vgkit import data
from vgkit.experiments.cases import stages
from vgkit.training import fitting


def pixels(large, small):
    return {"pixels 0-255": large, "pixels 0-1": small}


@pytest.mark.parametrize(("large", "small", "letter"), [
    ([1.75, 1.88], [2.25, 2.27], "A"), ([1.8, 1.9], [1.2, 1.7], "B"), ([1.8, 1.9], [1.82, 1.88], "C"),
])  # fmt: skip
def test_the_loss_of_every_seed_decides_about_small_pixels(large, small, letter):
    assert stages.SMALL_PIXELS.decide(pixels(large, small)) == letter


@pytest.mark.parametrize(("large", "small"), [
    ([1.8, 2.1], [2.25, 2.27]), ([1.8, 1.9], [2.25, 2.1]), ([1.8, 1.9], [1.2, 1.9]),
], ids=["large pixels near the plateau", "one leaves the plateau", "one not faster"])  # fmt: skip
def test_what_holds_for_some_seeds_only_decides_nothing(large, small):
    with pytest.raises(ValueError, match="Not the same for every seed"):
        stages.SMALL_PIXELS.decide(pixels(large, small))


def test_only_the_scale_of_the_pixels_differs(tiny, monkeypatch):
    monkeypatch.setattr(data, "load", lambda: tiny)
    large, small = (stages.first_images(scale) for scale in stages.SCALES)
    assert (large.x_train == small.x_train).all() and len(large.x_train) <= stages.IMAGES
    assert np.allclose(large.to_input(large.x_test), 255 * small.to_input(small.x_test))


def test_training_1_is_what_is_trained_from_each_seed(tiny, monkeypatch):
    seen = []

    def fit(model, name, epochs, images, row, **settings):
        seen.append((len(model.layers), epochs, images.std, settings["seed"], settings["keep"]))
        return type("Run", (), {"at": lambda self, metric, epoch: float(len(seen))})()

    monkeypatch.setattr(data, "load", lambda: tiny)
    monkeypatch.setattr(fitting, "fit", fit)
    monkeypatch.setattr(stages, "SEEDS", (1, 2))
    assert stages.SMALL_PIXELS.measure() == {"pixels 0-255": [1.0, 2.0], "pixels 0-1": [3.0, 4.0]}
    settings = [(std, seed) for std in (1.0, 255.0) for seed in (1, 2)]
    assert seen == [(2, stages.EPOCHS, std, seed, False) for std, seed in settings]
