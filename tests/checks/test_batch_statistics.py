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

    def normalize_batch(x):
        ours = (mean or (lambda x: x.mean(0)))(x)
        spread = (variance or (lambda x: x.var(0)))(x)
        y = normalized or (lambda x, m, v: (x - m) / np.sqrt(v + 0.001))
        return ours, spread, y(x, x.mean(0), x.var(0))

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
VARIANCES = {
    "over_everything": (lambda x: x.var(), ("whole table", "cả bảng")),
    "over_units": (lambda x: x.var(1), ("each image", "mỗi ảnh")),
    "axes_kept": (lambda x: x.var(0, keepdims=True), ("(3,)", "(3,)")),
    "std_for_variance": (lambda x: x.std(0), ("standard deviation", "độ lệch chuẩn")),
    "sample_variance": (lambda x: x.var(0, ddof=1), ("n − 1", "n − 1")),
    "not_centred": (lambda x: (x**2).mean(0), ("subtracted", "trừ đi")),
    "sum_for_mean": (lambda x: ((x - x.mean(0)) ** 2).sum(0), ("a sum", "tổng")),
    "absolute_deviation": (lambda x: abs(x - x.mean(0)).mean(0), ("squares", "bình phương")),
    "wrong_values": (lambda x: x.var(0) + 0.001, ("something else", "khác")),
}
NORMALIZED = {
    "epsilon_forgotten": (lambda x, m, v: (x - m) / np.sqrt(v), ("epsilon", "epsilon")),
    "epsilon_outside": (
        lambda x, m, v: (x - m) / (np.sqrt(v) + 0.001),
        ("behind the root", "sau khi lấy căn"),
    ),
    "epsilon_behind": (
        lambda x, m, v: (x - m) / np.sqrt(v) + 0.001,
        ("the quotient", "thương"),
    ),
    "variance_for_std": (
        lambda x, m, v: (x - m) / (v + 0.001),
        ("the variance", "phương sai"),
    ),
    "multiplied": (lambda x, m, v: (x - m) * np.sqrt(v + 0.001), ("multiplies", "nhân")),
    "not_centred": (lambda x, m, v: x / np.sqrt(v + 0.001), ("mean is not", "trung bình")),
    "not_scaled": (lambda x, m, v: x - m, ("does not divide", "chưa chia")),
    "brackets": (lambda x, m, v: x - m / np.sqrt(v + 0.001), ("brackets", "ngoặc")),
    "wrong_values": (lambda x, m, v: (x - m) / np.sqrt(v + 0.01), ("something else", "khác")),
    "wrong_shape": (lambda x, m, v: m, ("shape", "shape")),
}
LINES = {"mean": MEANS, "variance": VARIANCES, "normalized": NORMALIZED}


@pytest.mark.parametrize("line, code", [(line, code) for line in LINES for code in LINES[line]])
def test_each_wrong_line_has_its_own_message_and_blank(line, code):
    wrong, words = LINES[line][code]
    function = by_hand(**{line: wrong})
    agrees(normalize_batch_findings, function, code, words)
    assert normalize_batch_findings(function)[0].blank == f"batch_{line}"


def test_a_mean_over_the_wrong_axis_is_named_although_it_cannot_be_subtracted():
    def normalize_batch(x):
        mean, variance = x.mean(1), x.var(1)
        return mean, variance, (x - mean) / np.sqrt(variance + 0.001)

    agrees(normalize_batch_findings, normalize_batch, "over_units", ("each image", "mỗi ảnh"))

    def fails_for_another_reason(x):
        return x.mean(0), x.var(0), x.nothing()

    assert normalize_batch_findings(fails_for_another_reason)[0].code == "function_fails"


@pytest.mark.parametrize("value", [None, 3.0, np.zeros((5, 3)), (1.0, 2.0)])
def test_something_else_than_three_values_is_named(value):
    (finding,) = normalize_batch_findings(lambda x: value)
    assert finding.code == ("returns_nothing" if value is None else "three_values")
    set_language(LANGUAGES[1])
    assert "return" in finding.message or "three values" in finding.message
    assert "three values" not in normalize_batch_findings(lambda x: value)[0].message


def keras_normalization(x):
    mean, variance = keras.ops.moments(x, axes=[0])
    return [mean, variance, (x - mean) * keras.ops.rsqrt(variance + 1e-3)]


@pytest.mark.parametrize("function", [
    by_hand(),
    by_hand(variance=lambda x: (x**2).mean(0) - x.mean(0) ** 2),
    by_hand(mean=lambda x: x.sum(0) / len(x)),
    keras_normalization,
], ids=["NumPy", "E[x²] − E[x]²", "sum", "keras.ops"])  # fmt: skip
def test_every_way_of_writing_it_passes(function):
    assert normalize_batch_findings(function) == []


def test_it_is_the_function_of_exercise_4a(capsys):
    def normalize_batch(x):
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
