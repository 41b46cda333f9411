"""The check of a rung: the right setting passes; every likely mistake has its own message."""

from dataclasses import replace

import pytest

from tests.experiments.test_ladder import climbed
from vgkit.checks import ladder
from vgkit.checks.findings import CheckFailed
from vgkit.errors import VgkitError
from vgkit.experiments.setting import Setting
from vgkit.messages import set_language

RELU = [0.1, 0.7]
ADAM = [0.1, 0.7, 0.8]
SKIPS = [0.1, 0.7, 0.8, 0.85, 0.86]
PAIRS = ((1, 3), (4, 7))


def right(accuracies):
    climb = climbed(accuracies)
    return replace(climb.next, name="mine"), climb


@pytest.mark.parametrize("accuracies", [RELU, ADAM, SKIPS, [*SKIPS[:4], 0.5]])
def test_the_next_rung_passes_under_any_name(accuracies, capsys):
    setting, climb = right(accuracies)
    ladder.check(setting, climb)
    assert capsys.readouterr().out.startswith(f"✓ This is the next rung, {climb.step.name}")


@pytest.mark.parametrize(("accuracies", "changed"), [
    (RELU, "activation, stddev;"), (ADAM, "optimizer;"), (SKIPS, "skips;"),
])  # fmt: skip
def test_the_message_says_what_really_changes(accuracies, changed, capsys):
    ladder.check(*right(accuracies))
    assert f"it changes {changed}" in capsys.readouterr().out


def found(accuracies, **changes):
    setting, climb = right(accuracies)
    return [(f.code, f.blank) for f in ladder.setting_findings(replace(setting, **changes), climb)]


@pytest.mark.parametrize(("accuracies", "changes", "code", "blank"), [
    (RELU, {"activation": "sigmoid"}, "activation_unchanged", "activation"),
    (RELU, {"activation": "tanh"}, "activation_other", "activation"),
    (RELU, {"stddev": 1.0}, "stddev_unchanged", "stddev"),
    (RELU, {"stddev": 0.5}, "stddev_other", "stddev"),
    (ADAM, {"optimizer": "SGD"}, "optimizer_unchanged", "optimizer"),
    (ADAM, {"optimizer": "Nadam"}, "optimizer_other", "optimizer"),
    (ADAM, {"learning_rate": None}, "learning_rate_other", "learning_rate"),
    (ADAM, {"learning_rate": 0.001}, "learning_rate_other", "learning_rate"),
    (SKIPS, {"skips": ()}, "skips_missing", "skips"),
    (SKIPS, {"skips": ((1, 3),)}, "skips_missing", "skips"),
    (SKIPS, {"skips": ((1, 4), (4, 7))}, "skips_fed", "skips"),
    (SKIPS, {"skips": ((2, 3), (4, 7))}, "skips_other", "skips"),
    (SKIPS, {"skips": PAIRS[::-1]}, "skips_order", "skips"),
    (SKIPS, {"normalization": ()}, "normalization_strayed", None),
    (RELU, {"epochs": 10}, "epochs_strayed", None),
    (RELU, {"pixels": "0-255"}, "pixels_strayed", None),
    (RELU, {"validation": "test"}, "validation_strayed", None),
    (RELU, {"optimizer": "Adam"}, "optimizer_strayed", None),
])  # fmt: skip
def test_a_mistake_is_named_with_its_blank(accuracies, changes, code, blank):
    assert found(accuracies, **changes) == [(code, blank)]


def test_every_mistake_has_its_own_words_in_both_languages():
    setting, climb = right(RELU)
    wrong = replace(setting, activation="sigmoid", stddev=1.0, epochs=10)
    messages = []
    for language in ("en", "vi"):
        set_language(language)
        messages += [finding.message for finding in ladder.setting_findings(wrong, climb)]
    assert len(set(messages)) == 6
    assert "stddev is still 1." in messages[1] and "stddev vẫn là 1." in messages[4]


def test_a_setting_made_from_scratch_is_told_where_to_start():
    _, climb = right(RELU)
    with pytest.raises(CheckFailed) as caught:
        ladder.check(Setting(activation="relu"), climb)
    message = str(caught.value)
    assert message.count("✗") == 3  # pixels, validation, epochs
    assert "Start from climb.kept" in message


def test_no_message_gives_the_answer():
    for accuracies, changes in ((RELU, {"stddev": 1.0, "activation": "tanh"}),
                                (ADAM, {"learning_rate": None, "optimizer": "Lion"}),
                                (SKIPS, {"skips": ((1, 4),)})):  # fmt: skip
        setting, climb = right(accuracies)
        for finding in ladder.setting_findings(replace(setting, **changes), climb):
            assert not any(answer in finding.message for answer in ("relu", "0.05", "Adam"))
            assert not any(answer in finding.message for answer in ("0.01", "(1, 3)", "(4, 7)"))


def test_pairs_the_wrong_way_round_are_refused_by_the_setting_itself():
    setting, _ = right(SKIPS)
    with pytest.raises(VgkitError, match=r"skips must be: \[a, b\], 1 ≤ a < b ≤ 7.*\(3, 1\)"):
        replace(setting, skips=((3, 1), (4, 7)))


def test_something_that_is_no_setting_is_named():
    _, climb = right(RELU)
    assert found(RELU) == []
    (finding,) = ladder.setting_findings({"activation": "relu"}, climb)
    assert finding.code == "not_a_setting" and "dict" in finding.message
