"""The four signs of vanishing gradients, judged on a recorded run."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vgkit.diagnostics.gradients import NEAR_ZERO
from vgkit.errors import VgkitError
from vgkit.messages import say

if TYPE_CHECKING:
    from vgkit.training.records import Record


@dataclass(frozen=True)
class Sign:
    """One of the four signs of vanishing gradients, judged on a record.

    Attributes:
        name: the sign, in the session's language.
        measured: the number that decides, in words; "–" where there is none.
        threshold: the stated limit, in words.
        present: whether the record shows the sign.
    """

    name: str
    measured: str
    threshold: str
    present: bool


CHANGE_RATIO = 0.1
DRIFT = 0.9
STALL_EPOCH = 2
STALL = 0.02
CONCENTRATED = 0.95


def _quotient(value, by):
    """nan by 0, as of a kernel that is not trained, and by inf, as of one that was 0 at the start."""
    return value / by if by and math.isfinite(by) else math.nan


def _told(words, number):
    return words if math.isfinite(number) else "–"


def _ratio(value):
    """Two decimals, or two significant digits where the value is small."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def signs(record: "Record") -> list[Sign]:
    """Judge the four signs of vanishing gradients on a recorded run.

    1. Layers near the output change, those near the input hardly: hidden 1's `weight_change` is
       less than a tenth of the output layer's.
    2. Weights drift to 0: in some hidden layer `weight_rms` falls below 0.9 of its start.
    3. Learning stalls within the first epochs: after epoch 2 the loss falls by less than 2 %.
    4. Weights are concentrated at 0: in every hidden layer at least 95 % have |w| < 0.1, as many
       as a normal distribution with stddev 0.05 has.

    A sign without a number, since that would be divided by 0, counts as absent.

    Args:
        record: a `records.Record` of more than 2 epochs.

    Returns:
        Four `Sign`s, in that order.

    Raises:
        VgkitError: the record is too short to say.
    """
    if record.epochs <= STALL_EPOCH:
        raise VgkitError(
            say(
                "The four signs need a run of more than {epoch} epochs; this one has {epochs}.",
                epoch=STALL_EPOCH,
                epochs=record.epochs,
            )
        )
    start = record.snapshot(0)
    end = record.snapshot(record.diagnostics["epochs"][-1])
    return [
        _front_stands_still(end["weight_change"]),
        _drift(start["weight_rms"], end["weight_rms"]),
        _stall(record),
        _concentration(end["near_zero"]),
    ]


# Each sign below is judged on numbers of every layer, the output layer's last.


def _front_stands_still(changes):
    ratio = _quotient(changes[0], changes[-1])
    return Sign(
        say("Layers near the output change, those near the input hardly"),
        _told(
            say("hidden 1 changed {ratio} times as much as the output layer", ratio=_ratio(ratio)),
            ratio,
        ),
        say("below {limit:g}", limit=CHANGE_RATIO),
        ratio < CHANGE_RATIO,
    )


def _drift(start, end):
    drifts = (e / s for e, s in zip(end[:-1], start, strict=False) if s)
    drift = min(drifts, default=math.nan)
    return Sign(
        say("Weights drift to 0"),
        _told(
            say("smallest RMS of a hidden kernel, end against start: {drift:.3f}", drift=drift),
            drift,
        ),
        say("below {limit:g}", limit=DRIFT),
        drift < DRIFT,
    )


def _stall(record):
    fall = 1 - _quotient(record.at("loss", record.epochs), record.at("loss", STALL_EPOCH))
    return Sign(
        say("Learning stalls within the first epochs"),
        _told(
            say("after epoch {epoch} the loss fell by {fall:.1%}", epoch=STALL_EPOCH, fall=fall),
            fall,
        ),
        say("below {limit:.0%}", limit=STALL),
        fall < STALL,
    )


def _concentration(near_zero):
    hidden = near_zero[:-1]
    dense = sum(share >= CONCENTRATED for share in hidden)
    return Sign(
        say("Weights are concentrated at 0"),
        say(
            "{dense} of {total} hidden layers have {share:.0%} of their weights within ±{limit:g}",
            dense=dense,
            total=len(hidden),
            share=CONCENTRATED,
            limit=NEAR_ZERO,
        ),
        say("all of them"),
        dense == len(hidden),
    )
