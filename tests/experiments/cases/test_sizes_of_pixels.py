"""Pixels of two sizes: what each network sees, and what the two curves decide."""

import numpy as np
import pytest

from tests.conftest import random_images
from tests.experiments.cases.deciding import decides
from vgkit import course, data
from vgkit.experiments.cases import sizes_of_pixels as sizes
from vgkit.training import fitting, records


def test_the_network_sees_per_channel_times_a_number(monkeypatch):
    seen = []

    class Trained:
        metrics = {"loss": [2.0, 1.5]}  # noqa: RUF012

    def fit(model, exercise, epochs, images, row, **settings):
        assert (exercise, epochs, row.id) == ("13", 10, "13")
        seen.append(images.to_input(images.x_train))
        return Trained

    plain = data.prepare(random_images((32, 32, 3), train=20, test=5), "per-channel")
    monkeypatch.setattr(course.Exercise, "images", lambda row: plain)
    monkeypatch.setattr(fitting, "fit", fit)
    assert sizes.losses(1.0, seed=1) == sizes.losses(4.0, seed=1) == [2.0, 1.5]
    one, four = seen
    assert np.allclose(four, 4 * one, rtol=1e-5)
    assert four.std(axis=(0, 1, 2)) == pytest.approx([4] * 3, rel=1e-3)


def test_the_plain_losses_are_those_that_the_lesson_shows(monkeypatch):
    monkeypatch.setattr(sizes, "losses", lambda size, seed: [size + seed, *range(8), seed])
    numbers = sizes.measure_sizes()
    shown = records.shipped("13")
    assert numbers["per channel, epoch 1"][0] == shown.at("loss", 1)
    assert numbers["per channel, epoch 10"][0] == shown.at("loss", 10)
    assert numbers["4 · per channel, epoch 1"] == [5, 6, 7, 8, 9]
    assert numbers["4 · per channel, epoch 10"] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("first", "last", "letter"), [
    ([2.1, 2.2], [0.9, 1.0], "A"), ([1.7, 1.92], [0.9, 1.0], "B"), ([2.1, 1.8], [0.7, 0.6], "C"),
    ([2.1, 1.8], [0.83, 0.77], "D"), ([2.1, 1.92], [0.9, 1.0], None),
    ([2.1, 2.2], [0.7, 0.79], None),
])  # fmt: skip
def test_where_larger_pixels_are_ahead(first, last, letter):
    names = [
        f"{name}, epoch {epoch}" for epoch in sizes.EPOCHS for name in (sizes.PLAIN, sizes.LARGE)
    ]
    numbers = dict(zip(names, ([1.9, 1.9], first, [0.8, 0.8], last), strict=True))
    decides(sizes.decide_sizes, numbers, letter)
