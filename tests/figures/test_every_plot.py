"""Plots: each is an image, and its description holds the numbers that it shows."""

import pytest

from tests.figures.looks import described_in_both_languages, drawn, is_drawn
from tests.figures.plots.made_up import (
    BY_DEPTH,
    IMAGES,
    LABELS,
    LAYERS,
    OPTIONS,
    SIGNALS,
    VALUES,
    run,
    snapshots,
    stage,
)
from vgkit.figures import plots

DOLLAR = "$a_{$"  # a name that somebody chose; matplotlib would read a formula, and fail
FIGURES = {
    "gradient_norms": lambda: plots.gradient_norms(LAYERS, snapshots(DOLLAR)),
    "weight_change": lambda: plots.weight_change(LAYERS, snapshots(DOLLAR)),
    "garments": lambda: plots.garments(IMAGES, LABELS),
    "gradient_by_depth": lambda: plots.gradient_by_depth(BY_DEPTH),
    "curves": lambda: plots.curves({DOLLAR: run(), "better": run(live=1)}),
    "spread_strip": lambda: plots.spread_strip(
        "Q1", "loss, epoch 300", VALUES, OPTIONS, own=0.61111
    ),
    "stage_curves": lambda: plots.stage_curves([stage(False), stage(True), stage(False, live=1)]),
    "accuracies": lambda: plots.accuracies({DOLLAR: run(), "better": run(live=1)}),
    "two_signals": lambda: plots.two_signals(["hidden 1", "output"], SIGNALS),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


def test_every_plot_is_among_them():
    assert set(FIGURES) == set(plots.__all__)


@pytest.mark.thorough  # `make test` has the solutions draw them
@every_figure
def test_a_figure_is_drawn(name):
    is_drawn(FIGURES[name])


@every_figure
def test_a_figure_is_described_in_both_languages(name):
    described_in_both_languages(FIGURES[name])


def changed_curves(**values):
    return plots.curves({DOLLAR: run(**values), "better": run(live=1)})


@pytest.mark.parametrize(("name", "changed"), [
    ("gradient_norms", lambda: plots.gradient_norms(LAYERS, snapshots(DOLLAR, norm=0.000125))),
    ("weight_change", lambda: plots.weight_change(LAYERS, snapshots(DOLLAR, change=0.0125))),
    ("curves", lambda: changed_curves(val_loss=(2.0, 1.5, 1.3))),
    ("curves", lambda: changed_curves(val_accuracy=(0.1, 0.85, 0.75))),
], ids=["gradient_norms", "weight_change", "curves, loss", "curves, accuracy"])  # fmt: skip
def test_a_changed_number_changes_image_and_description(name, changed):
    shown, other = drawn(FIGURES[name]), drawn(changed)
    assert shown.alt != other.alt
    assert shown.png != other.png


@pytest.mark.parametrize("figure", [
    lambda five: plots.gradient_norms(LAYERS, five),
    lambda five: plots.weight_change(LAYERS, five),
    lambda five: plots.curves({name: run() for name in five}),
], ids=["gradient_norms", "weight_change", "curves"])  # fmt: skip
def test_a_fifth_network_is_not_lost(figure):
    alt = figure({f"network {n}": snapshots()["plain"] for n in range(1, 6)}).alt
    assert "network 5: " in alt


@pytest.mark.parametrize("name", ["curves", "accuracies", "gradient_norms", "weight_change"])
def test_a_dollar_in_a_name_begins_no_formula(name):
    assert DOLLAR in drawn(FIGURES[name]).alt
