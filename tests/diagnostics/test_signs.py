"""The four signs: each present beyond its limit, absent before it."""

import pytest

from vgkit.diagnostics.signs import signs
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.training import records
from vgkit.training.records import Record


def run(losses=(2.3, 2.0, 1.0), change=(0.5, 0.5), rms=((0.05, 0.2), (0.05, 0.2)), near=(0.5, 0.1)):
    """A hand-made record of one hidden layer and the output that shows none of the four signs."""
    rows = {
        "gradient_norm": [[1, 1], [1, 1]],
        "weight_change": [[0, 0], list(change)],
        "weight_rms": [list(row) for row in rms],
        "near_zero": [[0.95, 0.3], list(near)],
        "saturation": [[0, None], [0, None]],
    }
    metrics = {name: list(losses) for name in records.METRICS}
    facts = {"epochs": [0, len(losses)], "layers": ["hidden 1", "output"], **rows}
    return Record("5", "synthetic", "", metrics, [1.0] * len(losses), facts)


def present(record):
    return [sign.present for sign in signs(record)]


def test_a_run_without_any_sign_shows_none():
    assert present(run()) == [False] * 4


@pytest.mark.parametrize(("number", "limit", "beyond"), [
    (0, {"change": (0.05, 0.5)}, {"change": (0.0499, 0.5)}),
    (1, {"rms": ((0.05, 0.2), (0.0451, 0.1))}, {"rms": ((0.05, 0.2), (0.0449, 0.2))}),
    (2, {"losses": (9.0, 2.0, 1.95)}, {"losses": (9.0, 2.0, 1.97)}),
    (3, {"near": (0.949, 1.0)}, {"near": (0.95, 0.0)}),
])  # fmt: skip
def test_each_sign_is_present_beyond_its_limit_and_absent_before(number, limit, beyond):
    assert present(run(**limit)) == [False] * 4
    assert present(run(**beyond)) == [index == number for index in range(4)]


def test_a_loss_that_rises_is_a_stall_too():
    assert present(run(losses=(2.3, 2.0, 2.2))) == [False, False, True, False]


def test_the_fourth_sign_needs_every_hidden_layer():
    record = run()
    for name, row in record.diagnostics.items():
        if name in records.DIAGNOSTICS:
            row[:] = [[values[0], *values] for values in row]
    record.diagnostics["near_zero"][-1] = [0.99, 0.90, 0.1]
    *_, fourth = signs(record)
    assert not fourth.present
    assert fourth.measured.startswith("1 of 2 hidden layers")
    record.diagnostics["near_zero"][-1] = [0.99, 0.96, 0.1]
    assert present(record)[3]


INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(("number", "parts"), [
    (0, {"change": (0.5, 0.0)}),
    (0, {"change": (0.0, 0.0)}),
    (0, {"change": (0.5, INF)}),
    (0, {"change": (INF, 0.5)}),
    (0, {"change": (NAN, 0.5)}),
    (1, {"rms": ((0.0, 0.2), (0.1, 0.2))}),
    (1, {"rms": ((0.0, 0.2), (0.0, 0.2))}),
    (2, {"losses": (2.3, 0.0, 0.0)}),
])  # fmt: skip
def test_a_sign_without_a_number_is_absent(number, parts):
    found = signs(run(**parts))
    assert [sign.measured == "–" for sign in found] == [index == number for index in range(4)]
    assert [sign.present for sign in found] == [False] * 4


def test_a_hidden_layer_that_starts_as_zeros_does_not_hide_the_drift_of_another():
    record = run(rms=((0.0, 0.05, 0.2), (0.1, 0.04, 0.2)))
    second = signs(record)[1]
    assert second.present and second.measured.endswith(": 0.800")


@pytest.mark.parametrize(("language", "name", "measured", "limit"), [
    ("en", "Learning stalls within the first epochs", "the loss fell by 50.0%", "below 2%"),
    ("vi", "Việc học dừng lại ngay từ những epoch đầu", "loss giảm 50.0%", "dưới 2%"),
])  # fmt: skip
def test_a_sign_tells_its_number_and_its_limit_in_both_languages(language, name, measured, limit):
    set_language(language)
    third = signs(run())[2]
    assert (third.name, third.threshold) == (name, limit)
    assert third.measured.endswith(measured)


def test_the_other_three_numbers_are_told_as_worked_out_by_hand():
    first, second, _, fourth = signs(run(change=(0.1, 0.4), rms=((0.05, 0.2), (0.04, 0.2))))
    assert "0.25 times" in first.measured
    assert second.measured.endswith(": 0.800")
    assert fourth.measured == "0 of 1 hidden layers have 95% of their weights within ±0.1"


def test_the_baseline_shows_three_signs_and_skip_connections_none():
    assert present(records.load_reference("baseline_7")) == [True, False, True, True]
    assert present(records.load_reference("5")) == [False] * 4


@pytest.mark.parametrize(("language", "words"), [
    ("en", "The four signs need a run of more than 2 epochs; this one has 2."),
    ("vi", "Bốn dấu hiệu cần một lần train dài hơn 2 epoch; lần này chỉ có 2."),
])  # fmt: skip
def test_a_record_of_two_epochs_is_too_short(language, words):
    set_language(language)
    with pytest.raises(VgkitError) as caught:
        signs(run(losses=(2.3, 2.0)))
    assert str(caught.value) == words
