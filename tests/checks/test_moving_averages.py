"""Training and inference by hand: the right ones pass, each mix-up has its own message."""

import numpy as np
import pytest

from tests.checks.test_image_normalization import agrees, normalize, statistics
from vgkit.checks import moving_averages
from vgkit.checks.moving_averages import (
    added_parameters_findings,
    forward_inference_findings,
    forward_training_findings,
    moving_average_findings,
)


def moved(old, new, momentum):
    return momentum * old + (1 - momentum) * new


AVERAGE = {
    "momentum_reversed": (lambda a, b, m: (1 - m) * a + m * b, ("hardly moves", "không nhích")),
    "not_weighed": (lambda a, b, m: m * a + b, ("1 together", "không bằng 1")),
    "sum": (lambda a, b, m: a + (1 - m) * b, ("1 together", "không bằng 1")),
    "batch_only": (lambda a, b, m: b, ("old average", "giá trị cũ")),
    "unmoved": (lambda a, b, m: a, ("batch does not", "batch không")),
    "half": (lambda a, b, m: (a + b) / 2, ("momentum does not", "momentum không")),
    "subtracted": (lambda a, b, m: m * a - (1 - m) * b, ("subtracted", "trừ đi")),
}


@pytest.mark.parametrize("code", AVERAGE)
def test_each_wrong_average_has_its_own_message(code):
    function, words = AVERAGE[code]
    agrees(moving_average_findings, function, code, words)


def training(
    x,
    gamma,
    beta,
    mean,
    variance,
    momentum,
    by="batch",
    weigh=moved,
    returned=lambda y, *averages: (y, *averages),
):
    """The right function, with one thing put differently."""
    batch = statistics(x)
    new = weigh(mean, batch[0], momentum), weigh(variance, batch[1], momentum)
    used = {"batch": batch, "old": (mean, variance), "new": new}[by]
    return returned(normalize(x, *used, gamma, beta), *new)


TRAINING = {
    "averages_in_training": (lambda *a: training(*a, by="old"), ("of this batch", "của ai")),
    "new_averages_in_training": (lambda *a: training(*a, by="new"), ("of this batch", "của ai")),
    "averages_for_statistics": (
        lambda *a: (normalize(a[0], a[3], a[4], a[1], a[2]), a[3], a[4]),
        ("of this batch", "của ai"),
    ),
    "averages_unmoved": (
        lambda *a: training(*a, returned=lambda y, m, v: (y, a[3], a[4])),
        ("as they went in", "y như lúc đưa vào"),
    ),
    "variance_unmoved": (
        lambda *a: training(*a, returned=lambda y, m, v: (y, m, a[4])),
        ("one of the two", "một trong hai"),
    ),
    "mean_unmoved": (
        lambda *a: training(*a, returned=lambda y, m, v: (y, a[3], v)),
        ("one of the two", "một trong hai"),
    ),
    "momentum_reversed": (
        lambda *a: training(*a, weigh=lambda old, new, m: moved(old, new, 1 - m)),
        ("moving_average", "moving_average"),
    ),
    "batch_returned": (
        lambda *a: training(*a, returned=lambda y, m, v: (y, *statistics(a[0]))),
        ("in place of", "thay cho"),
    ),
    "averages_swapped": (
        lambda *a: training(*a, returned=lambda y, m, v: (y, v, m)),
        ("changed places", "đổi chỗ"),
    ),
    "mixed_up": (
        lambda x, g, b, m, v, momentum: (
            normalize(x, *statistics(x), g, b),
            moved(m, statistics(x)[1], momentum),
            moved(v, statistics(x)[0], momentum),
        ),
        ("averaged with the variance", "trộn với phương sai"),
    ),
    "parameters_swapped": (
        lambda x, g, b, m, v, momentum: training(x, b, g, m, v, momentum),
        ("gamma and beta", "gamma và beta"),
    ),
    "only_output": (
        lambda *a: training(*a, returned=lambda y, m, v: y),
        ("only the output", "chỉ có output"),
    ),
    "wrong_shape": (
        lambda *a: training(*a, returned=lambda y, m, v: (y, m)),
        ("shape", "shape"),
    ),
}


@pytest.mark.parametrize("code", TRAINING)
def test_each_wrong_training_has_its_own_message(code):
    function, words = TRAINING[code]
    agrees(forward_training_findings, function, code, words)


@pytest.mark.parametrize(("code", "blank"), [
    ("averages_in_training", "statistics, output"),
    ("averages_for_statistics", "statistics"),
    ("mean_unmoved", "new_mean"),
    ("variance_unmoved", "new_variance"),
    ("mixed_up", "new_mean, new_variance"),
    ("parameters_swapped", "output"),
])  # fmt: skip
def test_a_wrong_training_names_the_line_to_look_at(code, blank):
    (finding,) = forward_training_findings(TRAINING[code][0])
    assert finding.blank == blank


@pytest.mark.parametrize(("returned", "blanks"), [
    (lambda y, m, v: (y + 1, m, v), ["statistics, output"]),
    (lambda y, m, v: (y, 3 * m, v), ["new_mean"]),
    (lambda y, m, v: (y + 1, m, 3 * v), ["statistics, output", "new_variance"]),
])  # fmt: skip
def test_of_a_training_that_nobody_foresaw_each_part_is_judged_by_itself(returned, blanks):
    findings = forward_training_findings(lambda *a: training(*a, returned=returned))
    assert [(finding.code, finding.blank) for finding in findings] == [
        ("wrong_values", blank) for blank in blanks
    ]


def inference(x, gamma, beta, mean, variance):
    return normalize(x, mean, variance, gamma, beta)


def moves_in_place(x, gamma, beta, mean, variance):
    y = inference(x, gamma, beta, mean, variance)
    mean *= 0.9
    mean += 0.1 * statistics(x)[0]
    return y


def moves_first(momentum):
    def forward(x, gamma, beta, *averages):
        pairs = zip(averages, statistics(x), strict=True)
        return inference(x, gamma, beta, *(moved(*pair, momentum) for pair in pairs))

    return forward


INFERENCE = {
    "batch_in_inference": (
        lambda x, g, b, m, v: normalize(x, *statistics(x), g, b),
        ("images beside it", "ảnh nằm cạnh"),
    ),
    "parameters_swapped": (lambda x, g, b, m, v: inference(x, b, g, m, v), ("gamma", "gamma")),
    "averages_swapped": (lambda x, g, b, m, v: inference(x, g, b, v, m), ("moving", "trượt")),
    "parameters_forgotten": (
        lambda x, g, b, m, v: inference(x, 1, 0, m, v),
        ("do not take part", "không tham gia"),
    ),
    "averages_moved": (moves_in_place, ("as it is", "giữ nguyên")),
    "averages_moved_0.9": (moves_first(0.9), ("before they are used", "trước khi được dùng")),
    "averages_moved_0.99": (moves_first(0.99), ("before they are used", "trước khi được dùng")),
}


@pytest.mark.parametrize("code", INFERENCE)
def test_each_wrong_inference_has_its_own_message(code):
    function, words = INFERENCE[code]
    agrees(forward_inference_findings, function, code, words)


def test_an_inference_that_returns_averages_is_found():
    agrees(
        forward_inference_findings,
        lambda x, g, b, m, v: (inference(x, g, b, m, v), m, v),
        "averages_moved",
        ("3 things", "3 thứ"),
    )


ADDED = {
    "one_for_the_layer": (lambda c: (2, 2, 1), ("every channel", "mỗi kênh")),
    "biases_kept": (lambda c: (2 * c, 2 * c, 0), ("no effect", "tác dụng")),
    "averages_forgotten": (lambda c: (2 * c, 0, c), ("moving averages", "trung bình trượt")),
    "one_of_two": (lambda c: (c, c, c), ("one channel", "một kênh")),
    "all_trained": (lambda c: (4 * c, 0, c), ("no gradient", "không gradient")),
    "swapped": (lambda c: (2 * c, c, 2 * c), ("order", "thứ tự")),
}


@pytest.mark.parametrize("code", ADDED)
def test_each_wrong_count_has_its_own_message(code):
    function, words = ADDED[code]
    agrees(added_parameters_findings, function, code, words)


@pytest.mark.parametrize(("look", "function"), [
    (moving_average_findings, lambda a, b, m: a + (1 - m) * (b - a)),
    (moving_average_findings, moved),
    (forward_training_findings, training),
    (forward_training_findings, lambda *a: list(training(*a))),
    (forward_inference_findings, inference),
    (forward_inference_findings, lambda *a: np.asarray(inference(*a))),
    (added_parameters_findings, lambda c: [c + c, c + c, c]),
])  # fmt: skip
def test_every_way_of_writing_it_passes(look, function):
    assert look(function) == []


def test_the_momentum_is_none_that_a_student_would_write_by_heart():
    assert moving_averages.MOMENTUM not in (0.9, 0.99)
