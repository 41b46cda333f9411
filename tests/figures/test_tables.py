"""Tables: text for terminals, HTML for the eye, the same content in both."""

import pytest

from vgkit.errors import VgkitError
from vgkit.figures import tables
from vgkit.messages import set_language
from vgkit.training import records
from vgkit.training.records import Record, RecordError

SNAPSHOTS = {
    "plain": {"gradient_norm": [0.0000339, 1.164], "saturation": [0.98765, None]},
    "better": {"gradient_norm": [12.5, 0.5], "saturation": [0.0, None]},
}


def run(loss, val_accuracy=0.87654):
    """A hand-made record of three epochs."""
    metrics = {
        "loss": list(loss), "accuracy": [0.1, 0.2, 0.3],
        "val_loss": [1.00005, 1.0, 0.99996], "val_accuracy": [0.1, 0.2, val_accuracy],
    }  # fmt: skip
    facts = {
        "epochs": [0, 3], "layers": ["hidden 1", "output"],
        "gradient_norm": [[1, 1], [1, 1]], "weight_change": [[0, 0], [0.01, 0.5]],
        "weight_rms": [[1, 1], [1, 1]], "near_zero": [[0.5, 0.5], [0.5, 0.5]],
        "saturation": [[0, None], [0, None]],
    }  # fmt: skip
    return Record("5", "synthetic", "", metrics, [1.0] * 3, facts)


def test_text_is_aligned_to_the_widest_cell():
    table = tables.Table("Caption", ("a", "long header"), (("wide cell", "1"), ("x", "22")))
    assert table.text() == (
        "Caption\na          long header\n----------------------\nwide cell  1\nx          22"
    )


def test_html_has_the_same_cells_and_a_header_row():
    table = tables.Table("Caption", ("a", "b"), (("1", "2"), ("3", "4")))
    page = table.html()
    assert page.count("<tr>") == 3
    assert (page.count('<th scope="col"'), page.count("<td ")) == (2, 4)
    assert ">Caption</caption>" in page and ">3</td>" in page


def test_html_escapes_whatever_it_is_given():
    page = tables.Table("<b>", ("a & b",), (('<script>"',),)).html()
    assert "&lt;b&gt;" in page and "a &amp; b" in page and "&lt;script&gt;&quot;" in page
    assert "<b>" not in page and "<script>" not in page


def test_a_notebook_gets_html_and_text():
    table = tables.Table("Caption", ("a",), (("1",),))
    assert table._repr_mimebundle_() == {"text/html": table.html(), "text/plain": table.text()}


def test_milestones_have_the_four_decimals_that_the_quiz_asks_for():
    runs = {"one": run((2.264366, 2.0, 1.0)), "two": run((0.5, 0.4, 0.3))}
    table = tables.milestones(runs, (1, 3))
    assert table.header == ("network", "epoch", "loss", "accuracy", "val_loss", "val_accuracy")
    assert table.rows == (
        ("one", "1", "2.2644", "0.1000", "1.0001", "0.1000"),
        ("one", "3", "1.0000", "0.3000", "1.0000", "0.8765"),
        ("two", "1", "0.5000", "0.1000", "1.0001", "0.1000"),
        ("two", "3", "0.3000", "0.3000", "1.0000", "0.8765"),
    )


def test_the_milestone_of_question_6_is_the_published_number():
    table = tables.milestones({"skip": records.load_reference("5")}, (1,))
    assert table.rows[0][2] == "2.2644"


def test_a_milestone_beyond_the_run_is_refused():
    with pytest.raises(RecordError, match="there is no epoch 4"):
        tables.milestones({"one": run((3, 2, 1))}, (1, 4))


def test_the_outcome_names_the_last_epoch_and_the_first_that_was_best():
    ended = run((3, 2, 1), val_accuracy=0.2)
    assert tables.outcome(ended) == ("1.0000", "0.2000", "0.2000 (epoch 2)")


def test_an_accuracy_counts_as_reached_by_the_first_epoch_that_has_it():
    assert [tables.first_epoch(run((3, 2, 1)), mark) for mark in (0.1, 0.2, 0.5, 0.9)] == [
        "1", "2", "3", "never",
    ]  # fmt: skip


def test_layers_shows_norms_and_shares_and_a_dash_where_there_is_none():
    table = tables.layers(["hidden 1", "output"], SNAPSHOTS)
    assert table.header == (
        "layer", "gradient norm, plain", "gradient norm, better", "saturated, plain",
        "saturated, better",
    )  # fmt: skip
    assert table.rows == (
        ("hidden 1", "3.39e-05", "1.25e+01", "98.8%", "0.0%"),
        ("output", "1.16e+00", "5.00e-01", "–", "–"),
    )


def test_four_signs_has_one_row_per_sign_and_run():
    table = tables.four_signs({"stuck": run((2.3, 2.3, 2.3)), "learns": run((2.3, 2.0, 1.0))})
    assert len(table.rows) == 8
    assert [row[1] for row in table.rows] == ["stuck", "learns"] * 4
    assert [bool(row[0]) for row in table.rows] == [True, False] * 4
    assert [row[4] for row in table.rows] == ["yes", "yes", "no", "no", "yes", "no", "no", "no"]
    assert "0.02 times" in table.rows[0][2]


def test_a_run_that_leaves_nothing_to_divide_by_has_a_dash_among_its_signs():
    untrained = run((2.3, 2.3, 2.3))
    untrained.diagnostics["weight_change"] = [[0, 0]] * 2
    assert tables.four_signs({"x": untrained}).rows[0][2:] == ("–", "below 0.1", "no")


def test_four_signs_of_too_short_a_run_is_refused():
    short = run((2.3, 2.0, 1.0))
    short.metrics = {name: values[:2] for name, values in short.metrics.items()}
    with pytest.raises(VgkitError, match="more than 2 epochs"):
        tables.four_signs({"short": short})


@pytest.mark.parametrize(("make", "caption", "header"), [
    (lambda: tables.milestones({"x": run((3, 2, 1))}, (1,)), "Các số đo ở một số epoch", "network"),
    (lambda: tables.layers(["hidden 1", "output"], SNAPSHOTS), "Từng lớp một", "lớp"),
    (lambda: tables.four_signs({"x": run((3, 2, 1))}), "Bốn dấu hiệu của vanishing gradient",
     "dấu hiệu"),
])  # fmt: skip
def test_every_table_speaks_vietnamese(make, caption, header):
    english = make()
    set_language("vi")
    table = make()
    assert (table.caption, table.header[0]) == (caption, header)
    assert english.caption != caption
    assert len(table.rows) == len(english.rows)
