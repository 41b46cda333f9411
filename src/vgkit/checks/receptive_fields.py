"""Checks of what lesson 12 calculates of a stack of convolutions: parameters, and the receptive field."""

from collections.abc import Callable, Iterator, Sequence

from vgkit.checks.findings import Finding
from vgkit.checks.vgg import called_findings
from vgkit.messages import say

BLOCKS = ((1, 1), (2, 2, 3), (3, 1, 2, 4))
CONVOLUTIONS = ((3, 4, 7), (5, 6, 11), (7, 2, 3))  # size, channels, filters


def convolution_parameters_findings(convolution_parameters: Callable) -> list[Finding]:
    """What the student's `convolution_parameters(size, channels, filters)` gives."""
    likely = [
        (
            "bias_forgotten",
            lambda k, c, f: k * k * c * f,
            say("these are the weights of the kernel. Something else is trained, too."),
        ),
        (
            "one_bias",
            lambda k, c, f: k * k * c * f + 1,
            say("one bias only is counted. Which part of the layer has a bias of its own?"),
        ),
        (
            "bias_per_channel",
            lambda k, c, f: k * k * c * f + c,
            say("a bias for each channel of the input is counted. Whose are they?"),
        ),
        (
            "size_not_squared",
            lambda k, c, f: k * c * f + f,
            say("the window is counted as one row of pixels. It has two sides."),
        ),
        (
            "channels_forgotten",
            lambda k, c, f: k * k * f + f,
            say("each filter is counted as if the image had one channel."),
        ),
    ]
    return called_findings(
        convolution_parameters,
        CONVOLUTIONS,
        lambda k, c, f: k * k * c * f + f,
        likely,
        "convolution_parameters",
    )


def _seen(blocks: Sequence[int], conv=2, pool=1, stride=2, start=1, ends=True) -> int:
    """The side of the receptive field, or what a mistake makes of it.

    Args:
        blocks: 3 × 3 convolutions in each block, which a pooling of 2 × 2 ends.
        conv, pool: by how many of its own pixels each kind of layer widens it.
        stride: by what a pooling multiplies the distance of neighbouring pixels.
        start: what a single pixel sees.
        ends: whether the last pooling is counted.
    """
    field, step = start, 1
    for number, count in enumerate(blocks, start=1):
        field += count * conv * step
        if ends or number < len(blocks):
            field += pool * step
            step *= stride
    return field


def _doubled(blocks):
    """A pooling taken to double all that was seen before."""
    field = 1
    for count in blocks:
        field = 2 * (field + 2 * count)
    return field


def _misunderstandings() -> Iterator[tuple]:
    for code, settings, message in (
        (
            "step_not_doubled",
            {"stride": 1},
            say(
                "every layer counts as if it stood before the first pooling. What is one of its pixels?"
            ),
        ),
        (
            "pooling_ignored",
            {"pool": 0, "stride": 1},
            say("the poolings are left out."),
        ),
        (
            "pooling_sees_one",
            {"pool": 0},
            say("a pooling makes steps larger here, but its own window is not counted."),
        ),
        (
            "too_early_doubled",
            {"pool": 2},
            say(
                "the step is doubled before the pooling's own window is counted. Which pixels does "
                "that window lie on?"
            ),
        ),
        (
            "kernel_for_kernel_minus_1",
            {"conv": 3},
            say("each convolution adds its whole width. How many pixels does it see anew?"),
        ),
        (
            "starts_at_0",
            {"start": 0},
            say("it is one too small: what does a network without any layer see?"),
        ),
        (
            "last_pooling_left_out",
            {"ends": False},
            say("the last pooling is left out: each block ends with one."),
        ),
    ):
        yield code, lambda blocks, settings=settings: _seen(blocks, **settings), message
    yield (
        "one_per_block",
        lambda blocks: _seen([1] * len(blocks)),
        say("each block counts as one convolution."),
    )
    yield (
        "field_doubled",
        _doubled,
        say("the pooling doubles what was seen before it. What does it really double?"),
    )


def receptive_field_findings(receptive_field: Callable) -> list[Finding]:
    """What the student's `receptive_field(blocks)` gives.

    Source: Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks".
    """
    return called_findings(
        receptive_field,
        [(blocks,) for blocks in BLOCKS],
        _seen,
        list(_misunderstandings()),
        "receptive_field",
    )
