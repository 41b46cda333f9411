"""The functions of exercise 13, first part: each right way passes, each likely mistake is named."""

import numpy as np
import pytest

from vgkit import course, data
from vgkit.checks import functions, input_normalization
from vgkit.messages import LANGUAGES, set_language

LOOK = {name: where for name, where in course.get("13").functions.items()}


def findings(function, name):
    return getattr(input_normalization, f"{name}_findings")(function)


def is_found(function, name, code, blank):
    """One finding of that code and blank, in words of each language that show no code."""
    messages = []
    for language in LANGUAGES:
        set_language(language)
        (finding,) = findings(function, name)
        assert (finding.code, finding.blank) == (code, blank), finding
        assert "\n" not in finding.message
        messages.append(finding.message)
    set_language("en")
    assert len(set(messages)) == len(LANGUAGES)


RIGHT = {
    "scale_0_1": [
        lambda x: x / 255,
        lambda x: x.astype("float32") / np.float32(255),
        lambda x: x * (1 / 255),
    ],
    "scale_centred": [
        lambda x: x / 127.5 - 1,
        lambda x: 2 * (x / 255) - 1,
        lambda x: (x.astype("float32") - 127.5) / 127.5,
    ],
    "channel_statistics": [
        lambda x: (x.mean((0, 1, 2)), x.std((0, 1, 2))),
        lambda x: [x.reshape(-1, 3).mean(0), x.reshape(-1, 3).std(0)],
        lambda x: (x.mean((0, 1, 2), keepdims=True), np.sqrt(x.var((0, 1, 2), keepdims=True))),
        lambda x: ([x[..., c].mean() for c in range(3)], [x[..., c].std() for c in range(3)]),
        data.channel_statistics,
    ],
    "standardize": [
        lambda x, mean, std: (x - mean) / std,
        lambda x, mean, std: x / std - mean / std,
        lambda x, mean, std: np.stack([(x[..., c] - mean[c]) / std[c] for c in range(3)], -1),
    ],
    "standardize_each": [
        lambda x: (x - x.mean((1, 2), keepdims=True)) / x.std((1, 2), keepdims=True),
        lambda x: (x - x.mean((1, 2))[:, None, None]) / x.std((1, 2))[:, None, None],
        lambda x: np.stack([(y - y.mean((0, 1))) / y.std((0, 1)) for y in x]),
    ],
    "per_channel": [
        lambda x: (x - input_normalization.TRAIN[0]) / input_normalization.TRAIN[1],
        lambda x: (x - np.float32([125.8318, 123.2607, 114.0307])) / [63.1434, 62.3692, 66.9658],
    ],
}


@pytest.mark.parametrize(
    ("name", "function"), [(name, way) for name, ways in RIGHT.items() for way in ways]
)
def test_every_right_way_of_writing_it_passes(name, function):
    assert findings(function, name) == []


def by(x, axes, ddof=0):
    return (x - x.mean(axes, keepdims=True)) / x.std(axes, keepdims=True, ddof=ddof)


def statistics(axes=(0, 1, 2), std=np.std, **options):
    """Those of images, the mean always right."""
    return lambda x: (x.mean((0, 1, 2)), std(x, axes, **options))


def means(axes):
    return lambda x: (x.mean(axes), x.std((0, 1, 2)))


TRAIN, TEST = input_normalization.TRAIN, input_normalization.TEST
WRONG = {
    "scale_0_1": {
        "nothing_done": lambda x: x,
        "whole_numbers": lambda x: x // 255,
        "divided_by_256": lambda x: x / 256,
        "largest_of_these": lambda x: x / x.max(),
        "range_of_these": lambda x: (x - x.min()) / (x.max() - x.min()),
        "other_scaling": lambda x: x / 127.5 - 1,
        "returns_nothing": lambda x: None,
        "function_fails": lambda x: x / "255",
        "wrong_shape": lambda x: x.mean() / 255,
        "wrong_values": lambda x: x / 254,
    },
    "scale_centred": {
        "nothing_done": lambda x: x,
        "half_the_range": lambda x: x / 255 - 0.5,
        "not_shifted": lambda x: x / 127.5,
        "only_scaled": lambda x: x / 255,
        "negative_only": lambda x: x / 255 - 1,
        "not_divided": lambda x: x - 127.5,
        "divided_by_128": lambda x: x / 128 - 1,
        "overflow": lambda x: 2 * x / 255 - 1,
        "overflow_below_0": lambda x: (x - 128) / 127.5,
        "overflow_below_0_of_128": lambda x: (x - 128) / 128,
        "overflow_at_127": lambda x: (x - 127) / 127.5,
    },
    "standardize": {
        "nothing_done": lambda x, mean, std: x,
        "not_centred": lambda x, mean, std: x / std,
        "not_scaled": lambda x, mean, std: x - mean,
        "variance_for_std": lambda x, mean, std: (x - mean) / std**2,
        "sum_for_difference": lambda x, mean, std: (x + mean) / std,
        "brackets": lambda x, mean, std: x - mean / std,
        "multiplied": lambda x, mean, std: (x - mean) * std,
        "swapped": lambda x, mean, std: (x - std) / mean,
        "statistics_of_its_own": lambda x, mean, std: by(x, (0, 1, 2)),
        "scaled_first": lambda x, mean, std: (x / 255 - mean) / std,
    },
    "standardize_each": {
        "nothing_done": lambda x: x,
        "not_centred": lambda x: x / x.std((1, 2), keepdims=True),
        "not_scaled": lambda x: x - x.mean((1, 2), keepdims=True),
        "variance_for_std": lambda x: (
            (x - x.mean((1, 2), keepdims=True)) / x.var((1, 2), keepdims=True)
        ),
        "images_together": lambda x: by(x, (0, 1, 2)),
        "everything_together": lambda x: by(x, None),
        "channels_together": lambda x: by(x, (1, 2, 3)),
        "per_position": lambda x: by(x, 0),
        "across_channels": lambda x: by(x, -1),
        "std_of_a_sample": lambda x: by(x, (1, 2), ddof=1),
        "training_statistics": lambda x: (x - TRAIN[0]) / TRAIN[1],
    },
    "per_channel": {
        "test_statistics": lambda x: (x - TEST[0]) / TEST[1],
        "statistics_of_its_own": lambda x: by(x, (0, 1, 2)),
    },
}
BLANKS = {name: name for name in WRONG} | {"per_channel": "which_images"}


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name, codes in WRONG.items() for code in codes]
)
def test_each_mistake_has_its_own_message(name, code):
    if code in ("returns_nothing", "function_fails", "wrong_shape", "wrong_values"):
        (finding,) = findings(WRONG[name][code], name)  # worded in checks.functions
        assert (finding.code, finding.blank) == (code, BLANKS[name])
    else:
        is_found(WRONG[name][code], name, code, BLANKS[name])


STATISTICS = {
    # code: (function, blank)
    "channels_together": (means(None), "channel_mean"),
    "per_image": (means((1, 2)), "channel_mean"),
    "per_image_channels_together": (means((1, 2, 3)), "channel_mean"),
    "per_position": (means(0), "channel_mean"),
    "per_row": (means((0, 2)), "channel_mean"),
    "per_column": (means((0, 1)), "channel_mean"),
    "variance_for_std": (statistics(std=np.var), "channel_std"),
    "std_of_a_sample": (statistics(ddof=1), "channel_std"),
    "divided_by_255": (lambda x: ((x / 255).mean((0, 1, 2)), x.std((0, 1, 2))), "channel_mean"),
    "statistics_swapped": (lambda x: (x.std((0, 1, 2)), x.mean((0, 1, 2))), "channel_mean"),
}


@pytest.mark.parametrize("code", STATISTICS)
def test_each_mistake_in_the_statistics_names_its_blank(code):
    function, blank = STATISTICS[code]
    is_found(function, "channel_statistics", code, blank)


def test_one_wrong_axis_in_both_statistics_is_told_of_both():
    found = findings(lambda x: (x.mean((0, 1)), x.std((0, 1))), "channel_statistics")
    assert [(f.code, f.blank) for f in found] == [
        ("per_column", "channel_mean"),
        ("per_column", "channel_std"),
    ]


def test_one_number_where_two_are_asked_for_is_found():
    (finding,) = findings(lambda x: x.mean((0, 1, 2)), "channel_statistics")
    assert finding.code == "wrong_shape"


def test_one_mean_for_all_channels_of_an_image_names_the_line_of_the_mean():
    def each(x):
        return (x - x.mean((1, 2, 3), keepdims=True)) / x.std((1, 2), keepdims=True)

    is_found(each, "standardize_each", "mean_of_all_channels", "image_mean")


def test_axes_that_were_lost_are_asked_for():
    is_found(lambda x: x - x.mean((1, 2)), "standardize_each", "keepdims", "image_mean")


def test_statistics_of_all_images_are_a_leak_too():
    count = np.array([[10_000], [2_000]])
    mean = (count * [TRAIN[0], TEST[0]]).sum(0) / 12_000
    square = (count * [TRAIN[0] ** 2 + TRAIN[1] ** 2, TEST[0] ** 2 + TEST[1] ** 2]).sum(0) / 12_000
    is_found(
        lambda x: (x - mean) / np.sqrt(square - mean**2),
        "per_channel",
        "all_statistics",
        "which_images",
    )


def test_the_numbers_of_the_checks_are_those_of_the_images():
    if not data.at_hand("cifar10"):
        pytest.skip("NOT TESTED: CIFAR-10 is not on this machine")
    images = data.load("cifar10")
    for pixels, told in ((images.x_train, TRAIN), (images.x_test, TEST)):
        np.testing.assert_allclose(data.channel_statistics(pixels), told, rtol=1e-6)


@pytest.mark.parametrize("name", RIGHT)
def test_the_table_of_lessons_leads_to_each_check(name, capsys):
    function = RIGHT[name][0]
    function.__name__ = name
    functions.check_function(function, "13")
    assert name in capsys.readouterr().out
    assert LOOK[name] == f"input_normalization.{name}_findings"
