"""Methods at the same epoch: every run cut to as many, one that is too short refused."""

import pytest

from vgkit import course
from vgkit.diagnostics import gradients
from vgkit.errors import VgkitError
from vgkit.figures import method_comparison
from vgkit.messages import set_language
from vgkit.training import records


def test_a_cut_run_holds_the_first_epochs_and_leaves_the_whole_one_as_it_was():
    whole = records.load_reference("5")
    cut = method_comparison.first_epochs(whole, 20)
    assert cut.epochs == len(cut.seconds) == 20
    assert whole.epochs == 300 and whole.diagnostics["epochs"][-1] == 300
    assert all(cut.metrics[name] == whole.metrics[name][:20] for name in records.METRICS)
    assert cut.diagnostics["epochs"] == [0, 1, 2, 3, 5, 10, 20]
    assert cut.diagnostics["layers"] == whole.diagnostics["layers"]
    assert all(cut.snapshot(epoch) == whole.snapshot(epoch) for epoch in (0, 3, 20))
    assert (cut.exercise, cut.fingerprint, cut.live) == ("5", whole.fingerprint, None)


def test_a_run_of_exactly_that_many_epochs_stays_as_it_is():
    cut = method_comparison.first_epochs(records.load_reference("5"), 20)
    assert method_comparison.first_epochs(cut, 20) == cut


@pytest.mark.parametrize(("language", "words"), [
    ("en", "has 20 epochs; the yardstick needs 21. Train it with epochs=21."),
    ("vi", "có 20 epoch; để so sánh cần 21. Hãy train với epochs=21."),
])  # fmt: skip
def test_a_run_that_is_too_short_is_refused(language, words):
    set_language(language)
    short = method_comparison.first_epochs(records.load_reference("5"), 20)
    with pytest.raises(VgkitError) as caught:
        method_comparison.line_up({"mine": short}, 21)
    assert str(caught.value).endswith(words) and "'5'" in str(caught.value)


def test_methods_are_compared_at_an_epoch_whose_diagnostics_are_taken():
    assert method_comparison.EPOCHS in gradients.EPOCHS


def test_the_line_up_holds_the_courses_methods_and_then_ones_own():
    own = records.load_reference("8c")
    runs = method_comparison.line_up({"mine": own})
    assert list(runs) == [*method_comparison.METHODS, "mine"]
    assert {run.epochs for run in runs.values()} == {method_comparison.EPOCHS}
    for name, exercise in method_comparison.METHODS.items():
        assert runs[name].exercise == exercise in course.EXERCISES


def made_up(name, accuracies):
    """A run with those validation accuracies."""
    metrics = {metric: list(accuracies) for metric in records.METRICS}
    return records.Record(name, "fashion_mnist", "", metrics, [1.0] * len(accuracies))


@pytest.mark.parametrize(("language", "never", "head"), [
    ("en", "never", "80 % at epoch"),
    ("vi", "không đạt", "đạt 80 % ở epoch"),
])  # fmt: skip
def test_the_table_names_the_first_epoch_that_reaches_each_mark(language, never, head):
    set_language(language)
    # A name that is no exercise of the course: a student's own run.
    runs = {
        "mine": made_up("my_method_1", [0.1, 0.4, 0.81, 0.7]),
        "flat": made_up("baseline_7", [0.1, 0.1, 0.1, 0.1]),
    }
    table = method_comparison.comparison(runs)
    assert table.header[-1] == head and len(table.header) == len(table.rows[0])
    assert table.rows == (
        ("mine", "0.7000", "0.7000", "0.8100 (epoch 3)", "2", "3", "3"),
        ("flat", "0.1000", "0.1000", "0.1000 (epoch 1)", never, never, never),
    )
    assert "4" in table.caption
