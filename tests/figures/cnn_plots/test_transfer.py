"""Figures of fine-tuning: drawn, and described with the numbers that they show."""

import numpy as np
import pytest

from tests.figures.looks import described, described_in_both_languages, is_drawn
from vgkit.experiments.transfer_file import Run
from vgkit.figures import cnn_plots
from vgkit.training.records import METRICS, Record

LAYERS = ["15 expand", "last conv", "logit"]
STEPS = {
    "frozen": ([0.5, 0.25, 4.0], [False, False, True]),
    "fine-tuning": ([0.125, 0.0625, 0.75], [True, True, True]),
}
IMAGES = np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3)).astype(np.uint8)
LABELS = np.array([0, 1, 0, 1, 1, 0, 0, 1], np.uint8)
CHANCES = np.array([0.1, 0.9, 0.7, 0.2, 0.6, 0.3, 0.05, 0.995])


def run(way, images, seed, last):
    record = Record(way, "cats", "", {name: [0.5, last] for name in METRICS})
    return Run(way, images, seed, record)


RUNS = [
    run("frozen", size, seed, 0.75 + size / 20_000 + seed / 100)
    for size in (200, 1_000, 2_000)
    for seed in (1, 2, 3)
]
RUNS += [run("fine_tuned", size, 1, 0.9) for size in (200, 2_000)]
WAYS = {"frozen": "frozen base", "fine_tuned": "fine-tuned"}
FIGURES = {
    "steps": cnn_plots.fine_tuning_steps,
    "gradients": lambda: cnn_plots.gradient_reach(LAYERS, STEPS),
    "accuracies": lambda: cnn_plots.accuracy_by_images(RUNS, WAYS),
    "photographs": lambda: cnn_plots.cats_and_dogs(IMAGES, LABELS),
    "answers": lambda: cnn_plots.cats_and_dogs(IMAGES, LABELS, CHANCES),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


@pytest.mark.thorough  # `make test` has the solutions draw them
@every_figure
def test_a_figure_is_drawn(name):
    is_drawn(FIGURES[name])


@every_figure
def test_a_figure_is_described_in_both_languages(name):
    described_in_both_languages(FIGURES[name])


def test_the_steps_say_what_is_frozen():
    alt = described(FIGURES["steps"])
    first, second = alt.split("; ")
    assert "frozen are 14 blocks, last 20 layers" in first and "frozen are 14 blocks." in second


def test_gradients_are_told_with_whether_they_are_used():
    alt = described(FIGURES["gradients"])
    assert "frozen: 15 expand 0.5 (frozen), last conv 0.25 (frozen), logit 4." in alt
    assert "fine-tuning: 15 expand 0.12, last conv 0.062, logit 0.75." in alt


def test_accuracies_are_told_with_range_and_median():
    alt = described(FIGURES["accuracies"])
    assert "frozen base: 200 images 77.0% to 79.0%, median 78.0%; 1000 images" in alt
    assert "fine-tuned: 200 images 90.0% to 90.0%, median 90.0%; 2000 images" in alt


def test_answers_are_told_with_their_class():
    alt = described(FIGURES["answers"], "vi")
    assert "mèo · 10%, chó · 90%, ✗ mèo · 70%, ✗ chó · 20%" in alt


def test_a_wrong_answer_looks_otherwise_than_a_right_one(painted):
    right, wrong = (
        cnn_plots.cats_and_dogs(IMAGES[:1], LABELS[:1], [chance]) for chance in (0.3, 0.7)
    )
    assert right.png != wrong.png
