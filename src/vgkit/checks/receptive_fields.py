"""Checks of what lesson 12 calculates of a stack of convolutions: parameters, and the receptive field."""

from collections.abc import Callable, Iterator, Sequence

from vgkit.checks.findings import Finding
from vgkit.checks.vgg import called_findings
from vgkit.messages import say

BLOCKS = ((1, 1), (2, 2, 3), (3, 1, 2, 4))
STACKS = (((3, 5), 4), ((5,), 7), ((3, 3, 7), 5))  # sizes of the windows, channels


def stack_parameters_findings(stack_parameters: Callable) -> list[Finding]:
    """What the student's `stack_parameters(sizes, channels)` gives."""

    def stack(of_one):
        return lambda sizes, channels: sum(of_one(size, channels) for size in sizes)

    likely = [
        (
            "bias_forgotten",
            stack(lambda k, c: k * k * c * c),
            say("these are the weights of the kernels. Something else is trained, too."),
        ),
        (
            "one_bias",
            stack(lambda k, c: k * k * c * c + 1),
            say("one bias a layer is counted. Which part of a layer has a bias of its own?"),
        ),
        (
            "size_not_squared",
            stack(lambda k, c: k * c * c + c),
            say("the window is counted as one row of pixels. It has two sides."),
        ),
        (
            "channels_forgotten",
            stack(lambda k, c: k * k * c + c),
            say("each filter is counted as if the image had one channel."),
        ),
        (
            "one_layer_only",
            lambda sizes, c: sizes[-1] ** 2 * c * c + c,
            say("one layer only is counted. What becomes of the others?"),
        ),
    ]
    return called_findings(
        stack_parameters,
        STACKS,
        stack(lambda k, c: k * k * c * c + c),
        likely,
        "stack_parameters",
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
            say("each convolution adds its whole width. How many of its pixels are new?"),
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
