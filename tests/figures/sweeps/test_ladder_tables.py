"""Tables of the ladder: every number of made-up rows in its place."""

from dataclasses import replace

import pytest

from tests.experiments.test_ladder import all_rows, climbed, row
from vgkit.experiments import ladder
from vgkit.figures.sweeps import ladder_tables
from vgkit.messages import set_language

LEVEL = 0.01


def test_the_climb_shows_score_change_test_published_and_verdict():
    table = ladder_tables.climb(climbed([0.1, 0.75, 0.8, 0.79, None]))
    assert table.header[:3] == ("rung", "validation", "of these epochs")
    assert table.header[3:] == ("change", "test", "test, 2022", "verdict")
    assert table.rows == (
        ("base", "10.0 %", "10.0–10.0", "–", "10.0 %", "–", "kept"),
        ("std 1.0", "75.0 %", "75.0–75.0", "+65.0", "75.0 %", "≈ 74 %", "kept"),
        ("ReLU", "80.0 %", "80.0–80.0", "+5.0", "80.0 %", "≈ 81 %", "kept"),
        ("Adam", "79.0 %", "79.0–79.0", "−1.0", "79.0 %", "≈ 87 %", "dropped"),
        ("batch norm", "diverged", "–", "–", "diverged", "≈ 87–89 %", "dropped"),
    )


def test_the_climb_shows_how_far_the_averaged_epochs_lie_apart():
    measured = row(ladder.BASE, 0.5)
    measured.metrics["val_accuracy"] = [0.9] * 90 + [0.5] * 8 + [0.4, 0.6]
    assert ladder_tables.climb(ladder.climb([measured])).rows[0][1:3] == ("50.0 %", "40.0–60.0")


def test_signs_of_each_activation_stand_side_by_side():
    def accuracy(setting):
        if setting.normalization == ("gradient",):
            return None
        gains = {"Adam": 0.05, "SGD": 0.0}[setting.optimizer] - 0.02 * bool(setting.skips)
        return 0.5 + gains * (1 if setting.activation == "relu" else 2)

    table = ladder_tables.signs(ladder.effects(all_rows(accuracy)), LEVEL)
    assert "1.0" in table.caption
    shown = {name: cells for name, *cells in table.rows}
    assert list(shown) == [step.name for step in ladder.ALONE]
    assert shown["Adam"] == ["+ helps", "+10.0 / +10.0", "+ helps", "+5.0 / +5.0"]
    assert shown["skip connections"] == ["− hurts", "−4.0 / −4.0", "− hurts", "−2.0 / −2.0"]
    assert shown["stages"] == ["0 no difference", "+0.0 / +0.0"] * 2
    assert shown["gradient normalization"] == ["− hurts", "diverged"] * 2


def test_signs_against_a_base_that_failed_show_both_trainings():
    def accuracy(setting):
        step = setting.optimizer == "Adam" or setting.skips
        return 0.5 if step or setting.activation == "relu" else None

    shown = {name: cells for name, *cells in ladder_tables.signs(
        ladder.effects(all_rows(accuracy)), LEVEL).rows}  # fmt: skip
    assert shown["Adam"] == ["+ helps", "diverged → 50.0 %", "0 no difference", "+0.0 / +0.0"]
    assert shown["stages"][:2] == ["0 no difference", "diverged"]


def test_a_training_without_a_test_accuracy_has_not_failed():
    untested = replace(row(ladder.BASE, 0.5), test_accuracy=None)
    assert ladder_tables.shown(untested, ladder.accuracy) == "–"
    effect = ladder.Effect(ladder.STEPS[3], "relu", untested, row(ladder.BASE, 0.8))
    assert effect.change(ladder.accuracy) is None and effect.sign(LEVEL) == 1
    found = [replace(each, test_accuracy=None) for each in all_rows(lambda setting: 0.5)]
    assert ladder_tables.signs(ladder.effects(found), LEVEL).rows[0][2] == "+0.0 / –"


def test_seeds_show_values_and_range():
    rows = all_rows(lambda setting: 0.8 + setting.seed / 100 * (setting.optimizer == "Adam"))
    table = ladder_tables.seeds(rows)
    assert table.header[2:] == ("seed 1", "seed 2", "seed 3", "range")
    assert table.rows[0] == ("ReLU", "validation", "80.0 %", "80.0 %", "80.0 %", "0.0")
    assert table.rows[3] == ("ReLU, Adam", "test", "81.0 %", "82.0 %", "83.0 %", "2.0")


@pytest.mark.parametrize(("language", "word"), [("en", "diverged"), ("vi", "phân kỳ")])
def test_both_languages(language, word):
    set_language(language)
    rung = ladder_tables.climb(ladder.climb([row(ladder.BASE, None)])).rows[0]
    assert rung[1] == word


def test_a_training_that_failed_otherwise_is_not_called_diverged():
    killed = replace(row(ladder.BASE, None), error="MemoryError: no room")
    assert ladder_tables.shown(killed, ladder.score) == "failed"


def test_published_is_empty_where_nothing_was_published():
    base, std = ladder.STEPS[:2]
    assert (ladder_tables.published(base), ladder_tables.published(std)) == ("", "≈ 74 %")
    assert ladder_tables.published(replace(std, published=(0.8, 0.9))) == "≈ 80–90 %"
