"""Batch normalization of one layer by hand: the formula passes, each likely mistake is named."""

import numpy as np
import pytest

from tests.checks.test_image_normalization import agrees
from vgkit.backend import keras
from vgkit.checks import batch_statistics, functions
from vgkit.checks.batch_statistics import normalize_batch_findings
from vgkit.checks.findings import CheckFailed
from vgkit.messages import LANGUAGES, set_language


def by_hand(mean=None, variance=None, normalized=None):
    """A right `normalize_batch`, of which some lines are something else."""

    def normalize_batch(x, epsilon=0.001):
        mean = line_1(x)
        variance = line_2(x)
        normalized = line_3(x, x.mean(0), x.var(0), epsilon)
        return mean, variance, normalized

    line_1 = mean or (lambda x: x.mean(0))
    line_2 = variance or (lambda x: x.var(0))
    line_3 = normalized or (lambda x, m, v, epsilon: (x - m) / np.sqrt(v + epsilon))

    return normalize_batch


MEANS = {
    "over_everything": (lambda x: x.mean(), ("whole table", "cả bảng")),
    "over_units": (lambda x: x.mean(1), ("each image", "mỗi ảnh")),
    "axes_kept": (lambda x: x.mean(0, keepdims=True), ("(3,)", "(3,)")),
    "sum_for_mean": (lambda x: x.sum(0), ("a sum", "tổng")),
    "wrong_values": (lambda x: np.median(x, 0), ("something else", "khác")),
    "wrong_shape": (lambda x: x, ("shape", "shape")),
    "function_fails": (lambda x: x.nothing(), ("AttributeError", "AttributeError")),
}
LIST = {"wrong_shape": (lambda x: x.mean(0).tolist(), ("gives a list", "cho một list"))}
VARIANCES = {
    "over_everything": (lambda x: x.var(), ("whole table", "cả bảng")),
    "over_units": (lambda x: x.var(1), ("each image", "mỗi ảnh")),
    "axes_kept": (lambda x: x.var(0, keepdims=True), ("(3,)", "(3,)")),
    "std_for_variance": (lambda x: x.std(0), ("standard deviation", "độ lệch chuẩn")),
    "sample_variance": (lambda x: x.var(0, ddof=1), ("n − 1", "n − 1")),
    "not_centred": (lambda x: (x**2).mean(0), ("subtracted", "trừ đi")),
    "sum_for_mean": (lambda x: ((x - x.mean(0)) ** 2).sum(0), ("a sum", "tổng")),
    "absolute_deviation": (lambda x: abs(x - x.mean(0)).mean(0), ("squares", "bình phương")),
    "squares_forgotten": (lambda x: (x - x.mean(0)).mean(0), ("average to 0", "bằng 0")),
    "wrong_values": (lambda x: x.var(0) + 0.001, ("something else", "khác")),
    "function_fails": (lambda x: np.sqr(x), ("'sqr'", "'sqr'")),
}
NORMALIZED = {
    "epsilon_forgotten": (lambda x, m, v, e: (x - m) / np.sqrt(v), ("epsilon", "epsilon")),
    "epsilon_outside": (
        lambda x, m, v, e: (x - m) / (np.sqrt(v) + 0.001),
        ("behind the root", "sau khi lấy căn"),
    ),
    "epsilon_behind": (
        lambda x, m, v, e: (x - m) / np.sqrt(v) + 0.001,
        ("the quotient", "thương"),
    ),
    "variance_for_std": (
        lambda x, m, v, e: (x - m) / (v + 0.001),
        ("the variance", "phương sai"),
    ),
    "multiplied": (lambda x, m, v, e: (x - m) * np.sqrt(v + 0.001), ("multiplies", "nhân")),
    "not_centred": (lambda x, m, v, e: x / np.sqrt(v + 0.001), ("mean is not", "trung bình")),
    "not_scaled": (lambda x, m, v, e: x - m, ("does not divide", "chưa chia")),
    "brackets": (lambda x, m, v, e: x - m / np.sqrt(v + 0.001), ("brackets", "ngoặc")),
    "wrong_values": (lambda x, m, v, e: (x - m) / np.sqrt(v + 0.01), ("something else", "khác")),
    "wrong_shape": (lambda x, m, v, e: m, ("shape", "shape")),
    "epsilon_squared": (lambda x, m, v, e: (x - m) / np.sqrt(v + e**2), ("squared", "bình phương")),
    "epsilon_fixed": (lambda x, m, v, e: (x - m) / np.sqrt(v + 0.001), ("epsilon=0.5",) * 2),
    "function_fails": (lambda x, m, v, e: varience, ("'varience'", "'varience'")),  # noqa: F821
}
KERAS_FOR_IT = {
    "epsilon_fixed": (
        lambda x, m, v, e: keras.layers.BatchNormalization()(x, training=True),
        ("written out", "tự viết"),
    )
}
LINES = {"mean": MEANS, "variance": VARIANCES, "normalized": NORMALIZED}


@pytest.mark.parametrize(
    "line, code, wrong, words",
    [
        (line, code, *told)
        for line, all_of in [*LINES.items(), ("mean", LIST), ("normalized", KERAS_FOR_IT)]
        for code, told in all_of.items()
    ],
)
def test_each_wrong_line_has_its_own_message_and_blank(line, code, wrong, words):
    function = by_hand(**{line: wrong})
    agrees(normalize_batch_findings, function, code, words)
    assert normalize_batch_findings(function)[0].blank == f"batch_{line}"


def test_who_changes_the_batch_itself_is_told_so():
    def normalize_batch(x, epsilon=0.001):
        mean, variance = x.mean(0), x.var(0)
        x -= mean
        x /= np.sqrt(variance + epsilon)
        return mean, variance, x

    words = "normalize_batch changes x itself", "normalize_batch thay đổi chính x"
    agrees(normalize_batch_findings, normalize_batch, "changes_its_input", words)


def test_the_returned_values_in_another_order_are_named():
    def normalize_batch(x, epsilon=0.001):
        mean, variance, normalized = by_hand()(x, epsilon)
        return variance, mean, normalized

    words = "in the other order", "đổi chỗ"
    agrees(normalize_batch_findings, normalize_batch, "other_order", words)


def test_a_mean_over_the_wrong_axis_is_named_although_it_cannot_be_subtracted():
    def normalize_batch(x, epsilon=0.001):
        mean, variance = x.mean(1), x.var(1)
        return mean, variance, (x - mean) / np.sqrt(variance + 0.001)

    agrees(normalize_batch_findings, normalize_batch, "over_units", ("each image", "mỗi ảnh"))

    def fails_for_another_reason(x, epsilon=0.001):
        return x.mean(0), x.var(0), x.nothing()

    assert normalize_batch_findings(fails_for_another_reason)[0].code == "function_fails"


@pytest.mark.parametrize("value", [None, 3.0, np.zeros((5, 3)), (1.0, 2.0)])
def test_something_else_than_three_values_is_named(value):
    (finding,) = normalize_batch_findings(lambda x: value)
    assert finding.code == ("returns_nothing" if value is None else "three_values")
    set_language(LANGUAGES[1])
    assert "return" in finding.message or "three values" in finding.message
    assert "three values" not in normalize_batch_findings(lambda x: value)[0].message


def keras_normalization(x, epsilon=0.001):
    mean, variance = keras.ops.moments(x, axes=[0])
    return [mean, variance, (x - mean) * keras.ops.rsqrt(variance + epsilon)]


@pytest.mark.parametrize("function", [
    by_hand(),
    by_hand(variance=lambda x: (x**2).mean(0) - x.mean(0) ** 2),
    by_hand(mean=lambda x: x.sum(0) / len(x)),
    keras_normalization,
], ids=["NumPy", "E[x²] − E[x]²", "sum", "keras.ops"])  # fmt: skip
def test_every_way_of_writing_it_passes(function):
    assert normalize_batch_findings(function) == []


def test_it_is_the_function_of_exercise_4a(capsys):
    def normalize_batch(x, epsilon=0.001):
        return x.mean(0), x.std(0), x

    with pytest.raises(CheckFailed, match=r"\[batch_variance\] normalize_batch, variance"):
        functions.check_function(normalize_batch, "4a")
    functions.check_function(by_hand(), "4a")
    assert "✓ normalize_batch" in capsys.readouterr().out


def test_what_passes_is_what_keras_computes():
    x = batch_statistics.sample()
    layer = keras.layers.BatchNormalization()
    found = layer(x, training=True)
    mean, variance, normalized = batch_statistics.normalized(x)
    np.testing.assert_allclose(found, normalized, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(layer.moving_mean, 0.01 * mean, rtol=1e-4)
    np.testing.assert_allclose(layer.moving_variance, 0.99 + 0.01 * variance, rtol=1e-4)
