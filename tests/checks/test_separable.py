"""A separable convolution by hand: the right steps pass, each wrong one is named."""

import numpy as np
import pytest

from tests.checks.test_vgg import named
from vgkit.checks import separable
from vgkit.messages import LANGUAGES, set_language


def moved(combine):
    def depthwise(image, kernels):
        height, width, channels = image.shape
        output = np.empty((height - 2, width - 2, channels))
        for i in range(height - 2):
            for j in range(width - 2):
                output[i, j] = combine(image[i : i + 3, j : j + 3], kernels)
        return output

    return depthwise


RIGHT = {
    "plain_weights": [lambda s, c, f: s**2 * c * f, lambda s, c, f: float(s * s * c * f)],
    "separable_weights": [lambda s, c, f: s**2 * c + c * f, lambda s, c, f: c * (s * s + f)],
    "depthwise": [
        moved(lambda w, k: (w * k).sum(axis=(0, 1))),
        moved(lambda w, k: np.einsum("ijc,ijc->c", w, k)),
    ],
    "pointwise": [
        lambda maps, weights: maps @ weights,
        lambda maps, weights: np.einsum("ijc,cf->ijf", maps, weights),
    ],
}
MISTAKES = {
    # (function, code): (what a student wrote, words of the message)
    ("plain_weights", "size_not_squared"): (lambda s, c, f: s * c * f, ("as it is wide", "cao")),
    ("plain_weights", "bias_counted"): (lambda s, c, f: s**2 * c * f + f, ("biases", "bias")),
    ("plain_weights", "one_filter"): (lambda s, c, f: s**2 * c, ("one filter", "một filter")),
    ("plain_weights", "one_channel"): (lambda s, c, f: s**2 * f, ("one channel", "một kênh")),
    ("plain_weights", "no_window"): (lambda s, c, f: c * f, ("window has no say", "cửa sổ")),
    ("plain_weights", "added"): (lambda s, c, f: s**2 * (c + f), ("added up", "cộng")),
    ("plain_weights", "wrong_values"): (
        lambda s, c, f: 7,
        ("plain_weights(3, 5, 7) gives 7", "plain_weights(3, 5, 7) cho 7"),
    ),
    ("separable_weights", "plain"): (
        lambda s, c, f: s**2 * c * f,
        ("plain convolution", "convolution thường"),
    ),
    ("separable_weights", "multiplied"): (
        lambda s, c, f: s**2 * c * c * f,
        ("multiplied", "nhân"),
    ),
    ("separable_weights", "size_not_squared"): (
        lambda s, c, f: s * c + c * f,
        ("as it is wide", "cao"),
    ),
    ("separable_weights", "filters_for_channels"): (
        lambda s, c, f: s**2 * f + c * f,
        ("for each filter", "mỗi filter"),
    ),
    ("separable_weights", "one_window"): (
        lambda s, c, f: s**2 + c * f,
        ("share one window", "chung một cửa sổ"),
    ),
    ("separable_weights", "filters_only"): (
        lambda s, c, f: s**2 * c + f,
        ("one weight for each", "mỗi filter một weight"),
    ),
    ("separable_weights", "pointwise_window"): (
        lambda s, c, f: s**2 * c + s**2 * c * f,
        ("a window, too", "cũng có cửa sổ"),
    ),
    ("separable_weights", "depthwise_only"): (lambda s, c, f: s**2 * c, ("only one", "chỉ một")),
    ("separable_weights", "pointwise_only"): (lambda s, c, f: c * f, ("only one", "chỉ một")),
    ("separable_weights", "bias_counted"): (
        lambda s, c, f: s**2 * c + c * f + f,
        ("biases", "bias"),
    ),
    ("separable_weights", "function_fails"): (
        lambda s, c, f: s**2 * channels,  # noqa: F821
        ("NameError", "NameError"),
    ),
    ("depthwise", "all_summed"): (moved(lambda w, k: (w * k).sum()), ("added up", "cộng")),
    ("depthwise", "wrong_axes"): (
        moved(lambda w, k: (w * k).sum(axis=(1, 2))),
        ("Which axes", "trục nào"),
    ),
    ("depthwise", "mean_for_sum"): (
        moved(lambda w, k: (w * k).mean(axis=(0, 1))),
        ("the mean", "trung bình"),
    ),
    ("depthwise", "kernels_forgotten"): (
        moved(lambda w, k: w.sum(axis=(0, 1))),
        ("change nothing", "không thay đổi"),
    ),
    ("depthwise", "one_kernel"): (
        moved(lambda w, k: (w * k[:, :, :1]).sum(axis=(0, 1))),
        ("of the first", "đầu tiên"),
    ),
    ("depthwise", "flipped"): (
        moved(lambda w, k: (w * k[::-1, ::-1]).sum(axis=(0, 1))),
        ("half a turn", "nửa vòng"),
    ),
    ("depthwise", "added"): (
        moved(lambda w, k: (w + k).sum(axis=(0, 1))),
        ("are added", "cộng với nhau"),
    ),
    ("depthwise", "largest"): (
        moved(lambda w, k: (w * k).max(axis=(0, 1))),
        ("pooling", "pooling"),
    ),
    ("depthwise", "returns_nothing"): (lambda image, kernels: None, ("return", "return")),
    ("depthwise", "wrong_shape"): (
        lambda image, kernels: image * kernels[0, 0],
        ("(5, 6, 3)", "(5, 6, 3)"),
    ),
    ("pointwise", "transposed"): (lambda m, w: m @ w.T, ("swapped", "đổi chỗ")),
    ("pointwise", "shapes_do_not_fit"): (lambda m, w: w @ m, ("which order", "thứ tự")),
    ("pointwise", "one_by_one"): (lambda m, w: m * w, ("one by one", "từng số")),
    ("pointwise", "elementwise"): (
        lambda m, w: m * w.sum(axis=0),
        ("mix them", "trộn"),
    ),
    ("pointwise", "channels_alone"): (lambda m, w: m * np.diag(w), ("mix them", "trộn")),
    ("pointwise", "mean_for_sum"): (lambda m, w: m @ w / len(w), ("the mean", "trung bình")),
    ("pointwise", "positions_summed"): (
        lambda m, w: (m @ w).sum(axis=(0, 1)),
        ("positions are added", "vị trí"),
    ),
    ("pointwise", "unchanged"): (lambda m, w: m, ("change nothing", "không thay đổi")),
}


def findings_of(name, function):
    return getattr(separable, f"{name}_findings")(named(name, function))


@pytest.mark.parametrize(("name", "number"), [(n, i) for n in RIGHT for i in range(2)])
def test_the_right_function_passes(name, number):
    assert findings_of(name, RIGHT[name][number]) == []


@pytest.mark.parametrize(("name", "code"), MISTAKES)
def test_each_mistake_has_its_own_message(name, code):
    function, words = MISTAKES[name, code]
    for language, word in zip(LANGUAGES, words, strict=True):
        set_language(language)
        (finding,) = findings_of(name, function)
        assert finding.code == code
        assert word in finding.message and "\n" not in finding.message
        assert finding.blank and finding.blank != "separable_weights"
