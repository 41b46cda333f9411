"""Runs epoch by epoch: their ends, their best, and what comes from a record."""

from dataclasses import replace

import pytest

from tests.figures.plots.made_up import run
from vgkit.figures import method_comparison, plots
from vgkit.messages import set_language
from vgkit.training import records


@pytest.mark.parametrize(("language", "words"), [
    ("en", "plain: validation loss 2.0000 at epoch 1, 1.2346 at epoch 3; validation accuracy "
           "0.7500 at epoch 3, best 0.8765 at epoch 2."),
    ("vi", "plain: validation loss 2.0000 ở epoch 1, 1.2346 ở epoch 3; validation accuracy "
           "0.7500 ở epoch 3, cao nhất 0.8765 ở epoch 2."),
])  # fmt: skip
def test_curves_are_read_out_with_their_ends_and_their_best(language, words):
    set_language(language)
    assert words in plots.curves({"plain": run()}).alt


def test_curves_say_on_the_image_what_comes_from_the_record(painted):
    # The description stays the same, so that CI can compare a quick run with a full one.
    whole, continued = plots.curves({"x": run()}), plots.curves({"x": run(live=2)})
    assert whole.alt == continued.alt
    assert whole.png != continued.png
    assert continued.png != plots.curves({"x": run(live=1)}).png


def test_a_run_of_one_epoch_can_be_drawn(painted):
    alt = plots.curves({"short": run((2.0,), (0.5,))}).alt
    assert "2.0000 at epoch 1; validation accuracy 0.5000 at epoch 1, best 0.5000" in alt


def test_the_shipped_records_can_be_drawn_and_read_out(painted):
    record = records.load_reference("5")
    alt = plots.curves({"skip": replace(record, live=2)}).alt
    assert f"{record.metrics['val_loss'][0]:.4f} at epoch 1" in alt
    assert f"{record.metrics['val_accuracy'][-1]:.4f} at epoch 300" in alt


def test_accuracies_are_described_by_their_first_and_last_epoch():
    names = {"skip": "5", "ReLU": "2", "baseline": "baseline_7"}
    runs = {
        name: method_comparison.first_epochs(records.load_reference(own))
        for name, own in names.items()
    }
    picture = plots.accuracies(runs)
    parts = [
        f"{name}: {runs[name].at('val_accuracy', 1):.4f} → {runs[name].at('val_accuracy', 20):.4f}"
        for name in runs
    ]
    assert picture.alt.endswith("; ".join(parts) + ".")
