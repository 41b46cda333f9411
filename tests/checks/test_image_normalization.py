"""Batch normalization by hand: the formulas pass, each likely mistake has its own message."""

import numpy as np
import pytest

from vgkit import course
from vgkit.backend import keras
from vgkit.checks import functions, image_normalization
from vgkit.checks.findings import CheckFailed
from vgkit.messages import LANGUAGES, set_language

AXES = (0, 1, 2)


def statistics(x):
    return np.mean(x, AXES), np.var(x, AXES)


def agrees(look, function, code, words):
    """One finding, with that code, and in each language with the words there."""
    for language, word in zip(LANGUAGES, words, strict=True):
        set_language(language)
        (finding,) = look(function)
        assert finding.code == code
        assert word in finding.message and "\n" not in finding.message
        assert finding.blank


STATISTICS = {
    "axis_batch": (lambda x: (x.mean(0), x.var(0)), ("images only", "chỉ tính trên các ảnh")),
    "axis_all": (lambda x: (x.mean(), x.var()), ("for everything", "cho tất cả")),
    "axis_image": (lambda x: (x.mean((1, 2)), x.var((1, 2))), ("instance", "instance")),
    "axis_layer": (
        lambda x: (x.mean((1, 2, 3)), x.var((1, 2, 3))),
        ("layer normalization", "layer normalization"),
    ),
    "channels_first": (
        lambda x: (x.mean((0, 2, 3)), x.var((0, 2, 3))),
        ("stand last", "đứng cuối"),
    ),
    "pixels_only": (lambda x: (x.mean((0, 1)), x.var((0, 1))), ("two axes", "hai trục")),
    "channels_only": (lambda x: (x.mean(-1), x.var(-1)), ("the channels", "trục kênh")),
    "axes_kept": (
        lambda x: (x.mean(AXES, keepdims=True), x.var(AXES, keepdims=True)),
        ("(6,)", "(6,)"),
    ),
    "sample_variance": (lambda x: (x.mean(AXES), x.var(AXES, ddof=1)), ("n − 1", "n − 1")),
    "std_for_variance": (
        lambda x: (x.mean(AXES), x.std(AXES)),
        ("standard deviation", "độ lệch chuẩn"),
    ),
    "not_centred": (lambda x: (x.mean(AXES), (x**2).mean(AXES)), ("subtracted", "trừ đi")),
    "swapped": (lambda x: statistics(x)[::-1], ("wrong order", "sai thứ tự")),
    "function_fails": (lambda x: x.nothing(), ("AttributeError", "AttributeError")),
    "returns_nothing": (lambda x: None, ("return", "return")),
    "wrong_shape": (lambda x: x.mean(AXES), ("shape", "shape")),
    "wrong_values": (lambda x: (np.median(x, AXES), x.var(AXES)), ("something else", "khác")),
}


@pytest.mark.parametrize("code", STATISTICS)
def test_each_wrong_statistic_has_its_own_message(code):
    function, words = STATISTICS[code]
    agrees(image_normalization.batch_statistics_findings, function, code, words)


@pytest.mark.parametrize(
    ("function", "blank"),
    [
        (STATISTICS["sample_variance"][0], "variance"),
        (STATISTICS["std_for_variance"][0], "variance"),
        (STATISTICS["not_centred"][0], "variance"),
        (STATISTICS["wrong_values"][0], "mean"),
        (lambda x: (x.mean(AXES), 3 * x.var(AXES)), "variance"),
        (STATISTICS["axis_all"][0], "mean, variance"),
    ],
)
def test_of_two_statistics_the_wrong_one_is_named(function, blank):
    (finding,) = image_normalization.batch_statistics_findings(function)
    assert finding.blank == blank


def normalize(x, mean, variance, gamma, beta, epsilon=0.001):
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def std(variance):
    return np.sqrt(variance + 0.001)


NORMALIZE = {
    "swapped": (lambda x, m, v, g, b: normalize(x, m, v, b, g), ("changed places", "đổi chỗ")),
    "epsilon_outside": (
        lambda x, m, v, g, b: g * (x - m) / (np.sqrt(v) + 0.001) + b,
        ("behind the root", "sau khi lấy căn"),
    ),
    "epsilon_forgotten": (
        lambda x, m, v, g, b: g * (x - m) / np.sqrt(v) + b,
        ("epsilon", "epsilon"),
    ),
    "variance_for_std": (
        lambda x, m, v, g, b: g * (x - m) / (v + 0.001) + b,
        ("the variance", "phương sai"),
    ),
    "std_for_variance": (
        lambda x, m, v, g, b: g * (x - m) / np.sqrt(np.sqrt(v) + 0.001) + b,
        ("twice", "hai lần"),
    ),
    "variance_squared": (
        lambda x, m, v, g, b: g * (x - m) / np.sqrt(v**2 + 0.001) + b,
        ("squared", "bình phương"),
    ),
    "not_centred": (lambda x, m, v, g, b: g * x / std(v) + b, ("mean is not", "trung bình")),
    "brackets": (lambda x, m, v, g, b: g * (x - m / std(v)) + b, ("brackets", "ngoặc")),
    "beta_scaled": (
        lambda x, m, v, g, b: g * ((x - m) / std(v) + b),
        ("multiplied by gamma", "nhân với gamma"),
    ),
    "gamma_forgotten": (lambda x, m, v, g, b: (x - m) / std(v) + b, ("gamma", "gamma")),
    "beta_forgotten": (lambda x, m, v, g, b: g * (x - m) / std(v), ("beta", "beta")),
    "neither": (lambda x, m, v, g, b: (x - m) / std(v), ("gamma and beta", "gamma và beta")),
    "own_statistics": (
        lambda x, m, v, g, b: normalize(x, *statistics(x), g, b),
        ("x itself", "tự tính"),
    ),
}


@pytest.mark.parametrize("code", NORMALIZE)
def test_each_wrong_normalization_has_its_own_message(code):
    function, words = NORMALIZE[code]
    agrees(image_normalization.normalize_findings, function, code, words)


UNDOING = {
    "swapped": (lambda m, v: (m, std(v)), ("changed places", "đổi chỗ")),
    "epsilon_forgotten": (lambda m, v: (np.sqrt(v), m), ("nearly", "gần đúng")),
    "variance_for_std": (lambda m, v: (v, m), ("is the variance", "là phương sai")),
    "root_forgotten": (lambda m, v: (v + 0.001, m), ("root", "căn")),
    "divided_again": (lambda m, v: (1 / std(v), m), ("second time", "lần nữa")),
    "subtracted_again": (lambda m, v: (std(v), -m), ("second time", "lần nữa")),
    "as_at_the_start": (lambda m, v: (np.ones_like(m), np.zeros_like(m)), ("1 and 0", "1 và 0")),
}


@pytest.mark.parametrize("code", UNDOING)
def test_each_wrong_undoing_has_its_own_message(code):
    function, words = UNDOING[code]
    agrees(image_normalization.undoing_findings, function, code, words)


ops = keras.ops
RIGHT = {
    "batch_statistics, written out": (
        image_normalization.batch_statistics_findings,
        lambda x: (x.mean(AXES), ((x - x.mean(AXES)) ** 2).mean(AXES)),
    ),
    "batch_statistics, E[x²] − E[x]²": (
        image_normalization.batch_statistics_findings,
        lambda x: [x.mean(AXES), (x**2).mean(AXES) - x.mean(AXES) ** 2],
    ),
    "batch_statistics, keras.ops": (
        image_normalization.batch_statistics_findings,
        lambda x: ops.moments(x, axes=[0, 1, 2]),
    ),
    "batch_statistics, sums": (
        image_normalization.batch_statistics_findings,
        lambda x: (x.reshape(-1, x.shape[-1]).mean(0), x.reshape(-1, x.shape[-1]).var(0)),
    ),
    "normalize, NumPy": (image_normalization.normalize_findings, normalize),
    "normalize, keras.ops": (
        image_normalization.normalize_findings,
        lambda x, m, v, g, b: (x - m) * ops.rsqrt(v + 0.001) * g + b,
    ),
    "normalize, one factor": (
        image_normalization.normalize_findings,
        lambda x, m, v, g, b: x * (g / std(v)) + (b - m * g / std(v)),
    ),
    "undoing": (image_normalization.undoing_findings, lambda m, v: ((v + 0.001) ** 0.5, m)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_every_way_of_writing_it_passes(name):
    look, function = RIGHT[name]
    assert look(function) == []


def test_the_functions_are_those_of_lesson_14(capsys):
    def batch_statistics(x):
        return x.mean(AXES), x.var(AXES)

    functions.check_function(batch_statistics, "14")
    assert "✓ batch_statistics" in capsys.readouterr().out

    def undoing(mean, variance):
        return mean, variance

    with pytest.raises(CheckFailed, match=r"\[gamma, beta\] undoing "):
        functions.check_function(undoing, "14")
    assert {"normalize", "forward_training", "conv_block"} <= set(course.get("14").functions)


def test_what_passes_is_what_keras_computes():
    x = image_normalization.sample()
    gamma, beta, mean, variance = image_normalization.parameters()
    layer = keras.layers.BatchNormalization()
    layer.build(x.shape)
    layer.set_weights([gamma, beta, mean, variance])
    right = image_normalization.normalized(x, mean, variance, gamma, beta)
    np.testing.assert_allclose(layer(x, training=False), right, rtol=1e-4, atol=1e-4)
    statistics_of_batch = image_normalization.statistics(x)
    right = image_normalization.normalized(x, *statistics_of_batch, gamma, beta)
    np.testing.assert_allclose(layer(x, training=True), right, rtol=1e-4, atol=1e-4)
