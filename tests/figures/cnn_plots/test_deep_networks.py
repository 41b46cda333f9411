"""Figures of lesson 12: each is an image, and its description holds the numbers that it shows."""

import numpy as np
import pytest

from tests.figures.looks import described, described_in_both_languages, drawn, is_drawn
from vgkit.figures import cnn_plots
from vgkit.figures.cnn_plots.pairs import has_learnt
from vgkit.training import records
from vgkit.training.records import Record

PIXELS = np.random.RandomState(0).randint(0, 256, (12, 32, 32, 3)).astype(np.uint8)
LABELS = np.arange(12) % 10
NORMS = {
    (2, "sigmoid", "glorot_uniform"): [0.0093, 0.14, 1.6, 1.3],
    (13, "sigmoid", "glorot_uniform"): [7.3e-11, *np.geomspace(1e-10, 0.1, 13), 0.69],
    (2, "relu", "glorot_uniform"): [0.22, 0.24, 0.55, 0.14],
    (13, "relu", "he_normal"): [0.22, *[0.4] * 13, 0.29],
}


def run(accuracy):
    metrics = {name: [accuracy] for name in records.METRICS}
    return Record("12", "cifar10-0-1", "", metrics, [1.0])


RUNS = {
    (2, "sigmoid", "glorot_uniform"): run(0.334),
    (13, "sigmoid", "glorot_uniform"): run(0.098),
    (13, "relu", "he_normal"): run(0.527),
}
FIELDS = {"two": 10, "thirteen": 212}
FIGURES = {
    "depth_map": lambda: cnn_plots.depth_map(NORMS),
    "depth_map, trained": lambda: cnn_plots.depth_map(NORMS, RUNS),
    "gradients_of_pairs": lambda: cnn_plots.gradients_of_pairs(NORMS),
    "pair_table": lambda: cnn_plots.pair_table(NORMS, RUNS),
    "photographs": lambda: cnn_plots.photographs(PIXELS, LABELS),
    "receptive_fields": lambda: cnn_plots.receptive_fields(PIXELS[0], FIELDS),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


@pytest.mark.thorough  # `make test` has the solutions draw them
@every_figure
def test_a_figure_is_drawn(name):
    is_drawn(FIGURES[name])


@every_figure
def test_a_figure_is_described_in_both_languages(name):
    described_in_both_languages(FIGURES[name])


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["sigmoid. Glorot: theory: 1/1000 of the signal is left at 5.8 convolutions; measured at "
            "conv 1, 2: 9.3e-03, 13: 7.3e-11.",
            "ReLU. Glorot: theory: 1/1000 of the signal is left at 20.9 convolutions; measured",
            "He: theory: the signal stays as it is; measured at conv 1, 13: 2.2e-01."]),
    ("vi", ["sigmoid. Glorot: ", "5.8 convolution", "2: 9.3e-03, 13: 7.3e-11.", "20.9 convolution"]),
])  # fmt: skip
def test_the_map_tells_theory_and_measurement(language, words):
    alt = described(FIGURES["depth_map"], language)
    for each in words:
        assert each in alt


def test_the_reach_of_a_signal_is_that_of_chi():
    # ReLU lets half of the mean square through: with Glorot's stddev 0.5 a layer, 1e-6 in all.
    reach = 1 + np.log(1e-6) / np.log(0.5)
    assert f"{reach:.1f} convolutions" in described(FIGURES["depth_map"])


def test_a_trained_network_is_marked_by_what_became_of_it():
    before, after = (drawn(FIGURES[name]) for name in ("depth_map", "depth_map, trained"))
    assert "learn" not in before.alt
    assert "2: 9.3e-03 (learnt), 13: 7.3e-11 (did not learn)." in after.alt
    assert before.png != after.png


def test_gradients_are_told_from_the_first_layer_to_the_last():
    alt = described(FIGURES["gradients_of_pairs"])
    assert "sigmoid, Glorot: 2: 9.3e-03 → 1.3e+00, 13: 7.3e-11 → 6.9e-01" in alt
    assert "ReLU, He: 13: 2.2e-01 → 2.9e-01." in alt
    alone = {(6, "relu", "he_normal"): [1.0] * 8}
    assert cnn_plots.gradients_of_pairs(alone).alt.endswith("ReLU, He: 6: 1.0e+00 → 1.0e+00.")


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["2 convolutions: 9.3e-03, 33.4%; 2.2e-01, not trained. ",
            "13 convolutions: 7.3e-11, 9.8%; 2.2e-01, 52.7%."]),
    ("vi", ["2 convolution: 9.3e-03, 33.4%; 2.2e-01, ", "13 convolution: 7.3e-11, 9.8%; 2.2e-01, 52.7%."]),
])  # fmt: skip
def test_the_table_of_pairs_is_read_out_row_by_row(language, words):
    alt = described(FIGURES["pair_table"], language)
    for each in words:
        assert each in alt


def test_the_table_shows_by_more_than_a_number_what_did_not_learn(painted):
    failed = cnn_plots.pair_table(NORMS, {**RUNS, (13, "relu", "he_normal"): run(0.1)})
    assert failed.png != drawn(FIGURES["pair_table"]).png
    assert [has_learnt(run(accuracy)) for accuracy in (0.1, 0.12, 0.16)] == [False, False, True]


def test_photographs_show_the_first_of_each_class_with_its_name(painted):
    shown = drawn(FIGURES["photographs"])
    alt = shown.alt
    assert "32 × 32 pixels" in alt and "0 airplane, 1 automobile" in alt and "9 truck" in alt
    later = PIXELS.copy()
    later[10:] = 0
    assert cnn_plots.photographs(later, LABELS) == shown
    first = PIXELS.copy()
    first[3] = 0
    assert cnn_plots.photographs(first, LABELS).png != shown.png


def test_receptive_fields_are_drawn_to_scale_and_told(painted):
    picture = drawn(FIGURES["receptive_fields"])
    assert picture.alt.endswith("two: 10 × 10; thirteen: 212 × 212.")
    assert picture.png != cnn_plots.receptive_fields(PIXELS[0], {**FIELDS, "two": 16}).png
