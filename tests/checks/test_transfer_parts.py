"""A base cut in two: the right parts pass, and each wrong one is named."""

import pytest

from tests.checks.pretrained import base, named
from tests.conftest import thorough_but
from vgkit.checks import transfer
from vgkit.checks.findings import CheckFailed
from vgkit.checks.transfer_parts import parts_findings
from vgkit.networks import fine_tuning


def test_the_two_parts_pass(capsys):
    transfer.check_parts(*fine_tuning.cut_in_two(base(), "block_14_add"), base())
    assert "121" in capsys.readouterr().out


PARTS = {
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


@pytest.mark.parametrize("code", thorough_but(["lower_elsewhere"], PARTS))
def test_each_wrong_part_has_its_own_message(code):
    build, blank, words = PARTS[code]
    parts = build()
    named(lambda: parts_findings(*parts, base()), code, blank, words)
    with pytest.raises(CheckFailed):
        transfer.check_parts(*parts, base())
