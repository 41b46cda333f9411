"""The check of settings read off the map: the right ones pass, every likely mistake is named."""

from dataclasses import replace

import pytest

from tests.conftest import tiny_images
from vgkit.checks import variations
from vgkit.checks.findings import CheckFailed
from vgkit.diagnostics import gradients
from vgkit.experiments.setting import Setting
from vgkit.messages import set_language
from vgkit.networks import mlp

IMAGES = tiny_images()
RIGHT = [
    Setting(activation=activation, stddev=stddev, depth=20)
    for activation, stddev in [("sigmoid", 1.0), ("tanh", 0.09), ("relu", 0.125)]
]


@pytest.mark.parametrize("settings", [RIGHT[:2], [*RIGHT, RIGHT[0]], [*RIGHT[:2], RIGHT[1]], []])
def test_each_activation_is_there_once(settings):
    with pytest.raises(CheckFailed, match="one network for each of sigmoid, tanh, relu"):
        variations.check(settings, IMAGES)


def found(setting):
    return [(f.code, f.blank) for f in variations.setting_findings(setting, IMAGES)]


def test_settings_whose_gradient_lives_pass(capsys):
    variations.check(RIGHT, IMAGES)
    lines = capsys.readouterr().out.splitlines()
    assert [line.startswith("✓ ") for line in lines] == [True] * 3
    assert all("20 layers leave" in line for line in lines)


@pytest.mark.parametrize(("activation", "stddev", "code"), [
    ("sigmoid", 0.05, "vanishes"),
    ("sigmoid", 0.125, "vanishes"),
    ("sigmoid", 10.0, "explodes"),
    ("tanh", 1.0, "explodes"),
    ("tanh", 0.02, "both_ends_fade"),
    ("relu", 0.05, "both_ends_fade"),
    ("relu", 0.3, "explodes"),
    ("relu", 30.0, "explodes"),  # no number at all: float32 ends on the way
])  # fmt: skip
def test_a_stddev_at_which_the_gradient_does_not_live_is_named(activation, stddev, code):
    setting = Setting(activation=activation, stddev=stddev, depth=20)
    assert found(setting) == [(code, f"{activation}_stddev")]


@pytest.mark.parametrize(("changes", "codes"), [
    ({"depth": 7}, ["depth"]),
    ({"initializer": "he_normal"}, ["initializer_strayed"]),
    ({"optimizer": "Adam"}, ["optimizer_strayed"]),
    ({"pixels": "0-1", "epochs": 3}, ["pixels_strayed", "epochs_strayed"]),
    ({"normalization": "batch", "depth": 3}, ["normalization_strayed", "depth"]),
])  # fmt: skip
def test_what_the_map_knows_nothing_of_is_refused_before_it_is_asked(changes, codes):
    setting = Setting(**{"activation": "relu", "stddev": 0.125, "depth": 20} | changes)
    assert found(setting) == [(code, None) for code in codes]


def test_something_else_is_refused():
    assert found({"activation": "relu"}) == [("not_a_setting", None)]


def test_all_mistakes_are_told_at_once_each_with_its_number_in_both_languages():
    wrong = [Setting(activation=a, stddev=0.05, depth=20) for a in ("sigmoid", "relu")]
    messages = []
    for language in ("en", "vi"):
        set_language(language)
        with pytest.raises(CheckFailed) as caught:
            variations.check(wrong, IMAGES)
        messages.append(str(caught.value))
    assert "[sigmoid_stddev] " in messages[0] and "the gradient vanishes" in messages[0]
    assert "[relu_stddev] " in messages[0] and "both ends fade" in messages[0]
    assert "gradient biến mất" in messages[1] and "hai đầu cùng tắt" in messages[1]


def test_the_factor_is_that_of_two_networks_measured_by_themselves(tiny):
    setting = Setting(activation="tanh", stddev=0.07, depth=6)
    one, six = (
        gradients.before_training(mlp.mlp(depth, 0.07, "tanh"))["gradient_norm"] for depth in (1, 6)
    )
    expected = six[0] / one[0], six[0] / six[-1]
    assert variations.lived_through(setting, tiny) == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize("change", [
    {"pixels": "0-1"}, {"pixels": "-1-1"}, {"learning_rate": 1e-4}, {"learning_rate": 1e-5},
])  # fmt: skip
def test_a_rescue_that_changes_one_of_two_fields_passes(change, capsys):
    variations.check_rescue(RIGHT[2], replace(RIGHT[2], name="mended", **change), IMAGES)
    assert capsys.readouterr().out.startswith("✓ mended: one field is changed")


@pytest.mark.parametrize(("rate", "code"), [
    (1e-12, "rescue_too_short"), (1e-8, "rescue_too_short"), (1e-3, "rescue_too_long"),
    (5e-3, "rescue_too_long"),
])  # fmt: skip
def test_a_rescue_that_cannot_learn_is_named(rate, code):
    after = replace(RIGHT[2], name="mended", learning_rate=rate)
    messages = []
    for language in ("en", "vi"):
        set_language(language)
        with pytest.raises(CheckFailed) as failed:
            variations.check_rescue(RIGHT[2], after, IMAGES)
        (finding,) = failed.value.findings
        assert (finding.code, finding.blank) == (code, "rescue")
        messages.append(finding.message)
    assert messages[0] != messages[1]


def test_a_network_whose_numbers_end_on_the_way_is_no_rescue():
    before = replace(RIGHT[2], stddev=30.0)
    with pytest.raises(CheckFailed, match="too long"):
        variations.check_rescue(before, replace(before, name="mended", pixels="0-1"), IMAGES)


@pytest.mark.parametrize("changes", [
    {},
    {"name": "mended"},
    {"pixels": "0-1"},
    {"name": "mended", "optimizer": "Adam"},
    {"name": "mended", "pixels": "0-1", "depth": 7},
    {"name": "mended", "pixels": "0-1", "learning_rate": 1e-4},
])  # fmt: skip
def test_a_rescue_that_changes_something_else_is_named(changes):
    with pytest.raises(CheckFailed) as failed:
        variations.check_rescue(RIGHT[2], replace(RIGHT[2], **changes))
    for name in changes or ["nothing"]:
        assert name in str(failed.value)
    assert "rescue" in str(failed.value)


def test_a_rescue_that_is_no_setting_is_refused():
    with pytest.raises(CheckFailed, match="Received: dict"):
        variations.check_rescue(RIGHT[2], {"pixels": "0-1"})


@pytest.mark.parametrize("rate", [0.1, None])
@pytest.mark.parametrize(("language", "words"), [("en", "no step shorter"), ("vi", "không làm")])
def test_a_rate_that_makes_no_step_shorter_is_no_rescue(rate, language, words):
    set_language(language)
    with pytest.raises(CheckFailed, match=words):
        variations.check_rescue(RIGHT[2], replace(RIGHT[2], name="mended", learning_rate=rate))
