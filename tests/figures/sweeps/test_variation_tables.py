"""The results of a sweep as a table: best first, whichever column decides; failures at the end."""

from dataclasses import replace

import pytest

from vgkit.errors import VgkitError
from vgkit.experiments.sweep_row import SweepRow
from vgkit.figures.sweeps import variation_tables
from vgkit.messages import set_language


def row(name, loss, val_loss, accuracy, val_accuracy, gradient_ratio, **more):
    """A hand-made row of a sweep; its metrics are lists, one entry an epoch."""
    metrics = {
        "loss": loss, "val_loss": val_loss, "accuracy": accuracy, "val_accuracy": val_accuracy,
    }  # fmt: skip
    return SweepRow({"name": name}, "any", "", metrics, gradient_ratio, **more)


FAILED = SweepRow(
    {"name": "a hopeless one"},
    "any",
    error="VgkitError: The loss became nan in epoch 1: training is stopped. Usual\nreasons",
)
ROWS = [
    row("ReLU", [2.0, 0.3], [1.0, 0.61234], [0.1, 0.9], [0.2, 0.7], 0.00123),
    FAILED,
    row("tanh", [2.0, 0.2], [1.0, 0.5], [0.1, 0.8], [0.9, 0.8], 12.0),
    row("SELU", [2.0, 0.4], [1.0, 0.7], [0.1, 0.7], [0.75, 0.6], None),
]
ERROR = "diverged"


def names(by, rows=ROWS):
    return [line[0] for line in variation_tables.results(rows, by).rows]


@pytest.mark.parametrize(("by", "order"), [
    ("name", ["ReLU", "SELU", "tanh"]),
    ("loss", ["tanh", "ReLU", "SELU"]),
    ("val_loss", ["tanh", "ReLU", "SELU"]),
    ("accuracy", ["ReLU", "tanh", "SELU"]),
    ("val_accuracy", ["tanh", "ReLU", "SELU"]),
    ("best_val_accuracy", ["tanh", "SELU", "ReLU"]),
    ("gradient_ratio", ["tanh", "ReLU", "SELU"]),
])  # fmt: skip
def test_any_column_decides_best_first_and_failures_come_last(by, order):
    assert names(by) == [*order, "a hopeless one"]
    assert names(by, ROWS[::-1]) == [*order, "a hopeless one"]


def test_the_test_accuracy_decides_too_and_rows_without_it_follow():
    tested = [
        replace(ROWS[0], test_accuracy=0.5),
        FAILED,
        ROWS[2],
        replace(ROWS[3], test_accuracy=0.6),
    ]
    assert names("test_accuracy", tested) == ["SELU", "ReLU", "tanh", "a hopeless one"]


def test_the_numbers_are_those_of_the_last_epoch_and_the_best_of_all():
    table = variation_tables.results(ROWS)
    assert table.header == (
        "setting", "loss", "val_loss", "accuracy", "val_accuracy", "best val_accuracy",
        "gradient, hidden 1 / output",
    )  # fmt: skip
    assert table.rows == (
        ("tanh", "0.2000", "0.5000", "0.8000", "0.8000", "0.9000", "1.2e+01"),
        ("ReLU", "0.3000", "0.6123", "0.9000", "0.7000", "0.7000", "1.2e-03"),
        ("SELU", "0.4000", "0.7000", "0.7000", "0.6000", "0.7500", "–"),
        ("a hopeless one", "–", "–", "–", "–", "–", ERROR),
    )
    assert table.caption == "Settings, sorted by val_accuracy"


def test_a_column_without_any_value_is_left_out():
    header = variation_tables.results([ROWS[3]]).header
    assert "gradient, hidden 1 / output" not in header and "test accuracy" not in header
    header = variation_tables.results([replace(ROWS[3], test_accuracy=0.5)]).header
    assert "test accuracy" in header


@pytest.mark.parametrize("by", variation_tables.COLUMNS)
def test_of_failures_alone_names_and_errors_are_shown(by):
    table = variation_tables.results([FAILED], by)
    (line,) = table.rows
    assert (line[0], line[-1]) == ("a hopeless one", ERROR)
    assert len(line) == len(table.header) >= 2
    assert ERROR in table.text()


def test_an_error_of_another_kind_is_shown_as_it_is():
    lost = replace(FAILED, error="OSError: no space left\nmore")
    assert variation_tables.results([lost]).rows[0][-1] == "OSError: no space left"
    assert variation_tables.failure(lost) == "failed"


def test_no_rows_make_an_empty_table():
    assert variation_tables.results([]).rows == ()


def test_what_a_table_shows_can_be_had_as_numbers():
    assert variation_tables.summary(ROWS[0]) == {
        "name": "ReLU", "loss": 0.3, "val_loss": 0.61234, "accuracy": 0.9, "val_accuracy": 0.7,
        "best_val_accuracy": 0.7, "test_accuracy": None, "gradient_ratio": 0.00123,
    }  # fmt: skip
    nothing = dict.fromkeys(variation_tables.COLUMNS)
    assert variation_tables.summary(FAILED) == nothing | {"name": "a hopeless one"}


@pytest.mark.parametrize(("language", "words"), [
    ("en", "There is no column 'speed' to sort by. Choose one of: name, loss, val_loss,"),
    ("vi", "Không có cột 'speed' để sắp xếp. Hãy chọn một trong: name, loss, val_loss,"),
])  # fmt: skip
def test_an_unknown_column_is_refused_with_those_that_exist(language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        variation_tables.results(ROWS, "speed")
    assert words in str(refusal.value)


def test_the_table_speaks_vietnamese():
    set_language("vi")
    table = variation_tables.results(ROWS)
    assert table.caption == "Các setting, sắp theo val_accuracy"
    assert "val_accuracy tốt nhất" in table.header
