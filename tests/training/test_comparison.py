"""A live run against a record: epoch by epoch, and the gradient norms before training."""

import math

import pytest

from tests.training.test_records import made
from vgkit.messages import set_language
from vgkit.training.comparison import compare
from vgkit.training.records import METRICS, RecordError


def test_equal_runs_agree_with_no_tolerance_at_all():
    compare(made(), made(), epochs=3, tolerance=0.0)


def test_only_the_epochs_asked_for_are_compared():
    live = made()
    live.metrics["loss"][2] = 7.0
    compare(live, made(), epochs=2, tolerance=1e-6)
    with pytest.raises(RecordError, match="loss, epoch 3"):
        compare(live, made(), epochs=3, tolerance=1e-6)


@pytest.mark.parametrize("metric", METRICS)
def test_a_difference_names_exercise_epoch_metric_and_both_values(metric):
    live = made()
    live.metrics[metric][1] += 0.125
    theirs = made().at(metric, 2)
    with pytest.raises(RecordError) as refusal:
        compare(live, made(), epochs=2, tolerance=0.0005)
    message = str(refusal.value)
    assert message.startswith(
        f"Exercise 5: {metric}, epoch 2 is {theirs + 0.125:g} here and {theirs:g} in the record, "
        "further apart than 0.0005."
    )
    assert "the model, its optimizer or the data differ" in message


@pytest.mark.parametrize(("difference", "agrees"), [(0.25, True), (0.26, False), (-0.26, False)])
def test_the_tolerance_is_absolute_for_metrics_and_includes_its_bound(difference, agrees):
    live = made()
    live.metrics["loss"][0] += difference
    if agrees:
        compare(live, made(), epochs=1, tolerance=0.25)
    else:
        with pytest.raises(RecordError, match="loss, epoch 1"):
            compare(live, made(), epochs=1, tolerance=0.25)


def test_a_metric_that_is_not_a_number_never_agrees():
    live = made()
    live.metrics["val_loss"][0] = math.nan
    with pytest.raises(RecordError, match="val_loss, epoch 1 is nan here"):
        compare(live, made(), epochs=1, tolerance=1.0)


def test_gradient_norms_before_training_are_compared_relatively():
    live, recorded = made(), made()
    live.diagnostics["gradient_norm"][0] = [1e-12, 0.25]
    recorded.diagnostics["gradient_norm"][0] = [1.001e-12, 0.25]
    compare(live, recorded, epochs=1, tolerance=1e-9, gradient_tolerance=0.01)
    with pytest.raises(RecordError) as refusal:
        compare(live, recorded, epochs=1, tolerance=1.0, gradient_tolerance=0.0005)
    assert "gradient_norm, hidden 1, epoch 0 is 1e-12 here and 1.001e-12" in str(refusal.value)


def test_gradient_norms_are_left_out_where_no_tolerance_is_given():
    live, recorded = made(), made()
    live.diagnostics["gradient_norm"][0] = [1.0, 0.25]
    recorded.diagnostics["gradient_norm"][0] = [2.0, 0.25]
    compare(live, recorded, epochs=1, tolerance=1e-9)
    with pytest.raises(RecordError, match="gradient_norm"):
        compare(live, recorded, epochs=1, tolerance=1e-9, gradient_tolerance=0.1)


def test_a_comparison_beyond_the_end_of_a_run_is_refused():
    with pytest.raises(RecordError, match="has 3 epochs; there is no epoch 4"):
        compare(made(4), made(3), epochs=4, tolerance=1.0)


def test_networks_with_different_numbers_of_layers_disagree():
    live = made(layers=("hidden 1", "hidden 2", "output"))
    with pytest.raises(RecordError, match="number of layers is 3 here and 2 in the record"):
        compare(live, made(), epochs=1, tolerance=1.0)


def test_a_difference_is_told_in_vietnamese_too():
    set_language("vi")
    live = made()
    live.metrics["loss"][0] = 9.0
    with pytest.raises(RecordError, match="Bài 5: loss, epoch 1 ở đây là 9 còn trong record là 1"):
        compare(live, made(), epochs=1, tolerance=0.1)
