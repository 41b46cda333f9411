"""A base cut in two: the right parts pass, and each wrong one is named."""

import pytest

from tests.checks.pretrained import base, named
from tests.conftest import thorough_but
from vgkit.backend import keras
from vgkit.checks import transfer
from vgkit.checks.findings import CheckFailed
from vgkit.checks.transfer_parts import parts_findings
from vgkit.networks import fine_tuning


def test_the_two_parts_pass(capsys):
    transfer.check_parts(*fine_tuning.cut_in_two(base(), "block_14_add"), base())
    assert "121" in capsys.readouterr().out


def in_a_row(part):
    """Layers of the base one after another, as far as Keras lets them stand so."""
    return keras.Sequential(part)


def called_in_a_row(part):
    """The same layers as the upper part has, its addition given one tensor twice."""
    inputs = x = keras.Input(base().get_layer("block_14_add").output.shape[1:])
    for layer in part:
        x = layer([x, x]) if isinstance(layer, keras.layers.Add) else layer(x)
    return keras.Model(inputs, x)


PARTS = {
    "lower_paths": (
        lambda: (
            in_a_row(base().layers[:-20]),
            fine_tuning.cut_in_two(base(), "block_14_add")[1],
        ),
        "lower",
        ("without the skip connections", "bỏ mất skip connection"),
    ),
    "upper_paths": (
        lambda: (
            fine_tuning.cut_in_two(base(), "block_14_add")[0],
            in_a_row(base().layers[-20:]),
        ),
        "upper",
        ("without the skip connections", "bỏ mất skip connection"),
    ),
    "lower_elsewhere": (
        lambda: (
            fine_tuning.cut_in_two(base(), "block_13_add")[0],
            fine_tuning.cut_in_two(base(), "block_14_add")[1],
        ),
        "lower",
        ("block_13_add", "block_13_add"),
    ),
    "upper_elsewhere": (
        lambda: (
            fine_tuning.cut_in_two(base(), "block_14_add")[0],
            fine_tuning.cut_in_two(base(), "block_15_add")[1],
        ),
        "upper",
        ("block_16_expand_conv", "block_16_expand_conv"),
    ),
    "part_not_a_model": (
        lambda: (base().output, fine_tuning.cut_in_two(base(), "block_14_add")[1]),
        "lower",
        ("KerasTensor", "KerasTensor"),
    ),
    "parts_of_another": (
        lambda: fine_tuning.cut_in_two(
            fine_tuning.pretrained_base(size=32, weights=None), "block_14_add"
        ),
        "lower, upper",
        ("share its layers", "dùng chung"),
    ),
}


def test_a_part_that_runs_but_adds_something_else_is_noticed():
    lower, _ = fine_tuning.cut_in_two(base(), "block_14_add")
    upper = called_in_a_row(base().layers[-20:])
    (finding,) = parts_findings(lower, upper, base())
    assert (finding.code, finding.blank) == ("upper_paths", "upper")


@pytest.mark.parametrize("code", thorough_but(["lower_elsewhere", "upper_paths"], PARTS))
def test_each_wrong_part_has_its_own_message(code):
    build, blank, words = PARTS[code]
    parts = build()
    named(lambda: parts_findings(*parts, base()), code, blank, words)
    with pytest.raises(CheckFailed):
        transfer.check_parts(*parts, base())
