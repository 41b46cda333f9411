"""What a network sees: each figure is an image, described with the numbers that it shows."""

import io

import matplotlib.image
import numpy as np
import pytest

from tests.figures.looks import described, described_in_both_languages, is_drawn
from vgkit.figures import cnn_plots

IMAGES = np.random.default_rng(1).integers(0, 256, (4, 8, 8, 3)).astype(np.float32)
INPUTS = {
    "0–255": IMAGES,
    "0–1": IMAGES / 255,
    "−1…1": IMAGES / 127.5 - 1,
    "wide": (IMAGES - 128) * [1, 2, 3],
}
DARK = {name: 0.4 * values + 0.1 for name, values in INPUTS.items()}
FIGURES = {
    "input_histograms": lambda: cnn_plots.input_histograms(INPUTS),
    "before_and_after": lambda: cnn_plots.before_and_after(INPUTS, DARK, ("before", "after")),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


@every_figure
def test_a_figure_is_drawn_and_described(name, thorough):
    is_drawn(FIGURES[name], thorough)
    described_in_both_languages(FIGURES[name])


@every_figure
def test_every_scaling_is_named(name):
    alt = described(FIGURES[name])
    assert all(f"{scaling}: mean " in alt for scaling in INPUTS)


def test_histograms_tell_mean_and_standard_deviation_of_each_channel():
    flat = np.zeros((1, 2, 2, 3))
    flat[0, 0] = [[2, 4, 8], [2, 4, 8]]
    alt = cnn_plots.input_histograms({"few": flat}).alt
    assert alt.endswith("few: mean 1, 2, 4, standard deviation 1, 2, 4.")


def test_a_mean_of_almost_0_has_no_sign():
    values = np.array([-1.00001, 1.0]).reshape(1, 1, 2, 1).repeat(3, axis=-1)
    assert "mean 0, 0, 0," in cnn_plots.input_histograms({"small": values}).alt


def test_darker_images_are_drawn_darker_and_described_so(painted):
    one = {"a": IMAGES}
    same = cnn_plots.before_and_after(one, one, ("x", "y"))
    darker = cnn_plots.before_and_after(one, {"a": IMAGES * 0.4}, ("x", "y"))
    assert same.alt != darker.alt
    bright, dark = (
        matplotlib.image.imread(io.BytesIO(picture.png))[..., :3].mean()
        for picture in (same, darker)
    )
    assert dark < bright


def test_a_dollar_in_a_name_begins_no_formula(painted):
    assert "$a_{$" in cnn_plots.input_histograms({"$a_{$": IMAGES}).alt
    assert "$a_{$" in cnn_plots.before_and_after({"$a_{$": IMAGES}, {"$a_{$": IMAGES}, "xy").alt
