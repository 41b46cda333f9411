"""What goes on from the maps at the cut: the right model passes, and each wrong one is named."""

import functools

import numpy as np
import pytest

from tests.checks.pretrained import base, named
from vgkit.backend import keras
from vgkit.checks import transfer
from vgkit.checks.findings import CheckFailed
from vgkit.checks.transfer_tail import tail_findings
from vgkit.networks import fine_tuning


@functools.cache
def upper():
    return fine_tuning.cut_in_two(base(), "block_14_add")[1]


def trained(features=1280):
    head = fine_tuning.new_head(features)
    normalization = head.get_layer("normalization")
    normalization.moving_mean.assign(np.full(features, 0.1))
    return head


@pytest.fixture
def head():
    return trained()


def functional(head):
    return keras.Model(upper().input, head(upper().output))


@pytest.mark.parametrize(
    "build",
    [lambda head: keras.Sequential([upper(), head]), functional],
    ids=["asked", "functional"],
)
def test_the_upper_part_and_the_head_pass(build, head, capsys):
    transfer.check_tail(build(head), upper(), head)
    assert "✓" in capsys.readouterr().out


def another_part(head):
    inputs = keras.Input(upper().input_shape[1:])
    return keras.Sequential([inputs, keras.layers.Conv2D(1280, 1), head])


TAILS = {
    # code: (model, blank, words of the message in English and Vietnamese)
    "tail_not_a_model": (lambda head: [upper(), head], "tail", ("list", "list")),
    "tail_input": (
        lambda head: keras.Sequential([base(), head]),
        "tail",
        ("128, 128, 3", "128, 128, 3"),
    ),
    "tail_without_upper": (another_part, "tail", ("upper part", "phần trên")),
    "tail_without_head": (
        lambda head: keras.Sequential([upper(), trained()]),
        "tail",
        ("the head that is trained", "head đã train"),
    ),
}


@pytest.mark.parametrize("code", TAILS)
def test_each_wrong_tail_has_its_own_message(code, head):
    build, blank, words = TAILS[code]
    tail = build(head)
    named(lambda: tail_findings(tail, upper(), head), code, blank, words)
    with pytest.raises(CheckFailed):
        transfer.check_tail(tail, upper(), head)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda head: head, "tail_without_upper"),
        (lambda head: keras.Sequential([upper()]), "tail_without_head"),
        (
            lambda head: keras.Sequential([upper(), head, keras.layers.Dense(2)]),
            "tail_without_head",
        ),
    ],
    ids=["the head alone", "no head", "something behind the head"],
)
def test_other_wrong_tails_are_named_as_well(build, code, head):
    (finding,) = tail_findings(build(head), upper(), head)
    assert (finding.code, finding.blank) == (code, "tail")


def test_a_head_that_knows_nothing_is_noticed():
    head = fine_tuning.new_head()
    tail = keras.Sequential([upper(), head])
    named(lambda: tail_findings(tail, upper(), head), "head_untrained", None, ("step 1", "bước 1"))
