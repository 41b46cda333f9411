"""One logit: its probability and its cross-entropy; each wrong formula is named."""

import math

import numpy as np
import pytest

from tests.checks.test_vgg import named
from vgkit.backend import keras
from vgkit.checks import logits
from vgkit.messages import LANGUAGES, set_language


def p(z):
    return 1 / (1 + np.exp(-z))


RIGHT = {
    "probability": [
        p,
        lambda z: np.exp(z) / (1 + np.exp(z)),
        lambda z: keras.ops.sigmoid(z),
        lambda z: (1 + np.tanh(z / 2)) / 2,
    ],
    "crossentropy": [
        lambda z, y: -(y * np.log(p(z)) + (1 - y) * np.log(1 - p(z))),
        lambda z, y: np.where(y == 1, -np.log(p(z)), -np.log(1 - p(z))),
        lambda z, y: np.log1p(np.exp(z)) - y * z,
    ],
}
MISTAKES = {
    ("probability", "other_class"): (lambda z: p(-z), ("other class", "class kia")),
    ("probability", "odds"): (np.exp, ("odds", "odds")),
    ("probability", "reciprocal_odds"): (lambda z: np.exp(-z), ("wrong way round", "ngược")),
    ("probability", "softmax"): (
        lambda z: np.exp(z) / np.exp(z).sum(),
        ("share one sum", "chung một tổng"),
    ),
    ("probability", "tanh"): (np.tanh, ("between 0 and 1", "từ 0 đến 1")),
    ("probability", "hard"): (lambda z: (z > 0) * 1.0, ("How sure", "chắc")),
    ("probability", "unchanged"): (lambda z: z, ("logit itself", "chính logit")),
    ("probability", "clipped"): (lambda z: np.clip(z, 0, 1), ("cuts", "cắt")),
    ("probability", "base_two"): (lambda z: 1 / (1 + 2.0**-z), ("powers of 2", "lũy thừa")),
    ("probability", "wrong_brackets"): (lambda z: 1 / 1 + np.exp(-z), ("brackets", "ngoặc")),
    ("probability", "returns_nothing"): (lambda z: None, ("return", "return")),
    ("crossentropy", "sign"): (
        lambda z, y: y * np.log(p(z)) + (1 - y) * np.log(1 - p(z)),
        ("sign", "dấu"),
    ),
    ("crossentropy", "labels_swapped"): (
        lambda z, y: -((1 - y) * np.log(p(z)) + y * np.log(1 - p(z))),
        ("changed places", "đổi chỗ"),
    ),
    ("crossentropy", "class_1_only"): (
        lambda z, y: -y * np.log(p(z)),
        ("cost nothing", "loss bằng 0"),
    ),
    ("crossentropy", "without_label"): (lambda z, y: -np.log(p(z)), ("no say", "không được dùng")),
    ("crossentropy", "minus_on_one_term"): (
        lambda z, y: -y * np.log(p(z)) + (1 - y) * np.log(1 - p(z)),
        ("both terms", "cả hai số hạng"),
    ),
    ("crossentropy", "one_number_only"): (
        lambda z, y: -np.log(p(z)) if y == 1 else -np.log(1 - p(z)),
        ("without `if`", "không dùng `if`"),
    ),
    ("probability", "one_number_only"): (
        lambda z: 1 / (1 + math.exp(-z)),
        ("module math", "module math"),
    ),
    ("crossentropy", "squared"): (lambda z, y: (p(z) - y) ** 2, ("squared", "bình phương")),
    ("crossentropy", "distance"): (lambda z, y: abs(p(z) - y), ("how far", "cách")),
    ("crossentropy", "mean"): (
        lambda z, y: -(y * np.log(p(z)) + (1 - y) * np.log(1 - p(z))).mean(),
        ("each of them", "mỗi ảnh"),
    ),
    ("crossentropy", "base_two"): (
        lambda z, y: -(y * np.log2(p(z)) + (1 - y) * np.log2(1 - p(z))),
        ("log2", "log2"),
    ),
    ("crossentropy", "sigmoid_forgotten"): (
        lambda z, y: -(y * np.log(z) + (1 - y) * np.log(1 - z)),
        ("the logit itself", "chính logit"),
    ),
}


@pytest.mark.parametrize(("name", "number"), [(n, i) for n in RIGHT for i in range(len(RIGHT[n]))])
def test_the_right_formula_passes(name, number):
    assert getattr(logits, f"{name}_findings")(named(name, RIGHT[name][number])) == []


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
@pytest.mark.parametrize(("name", "code"), MISTAKES)
def test_each_wrong_formula_has_its_own_message(name, code):
    function, words = MISTAKES[name, code]
    for language, word in zip(LANGUAGES, words, strict=True):
        set_language(language)
        (finding,) = getattr(logits, f"{name}_findings")(named(name, function))
        assert (finding.code, finding.blank) == (code, name)
        assert word in finding.message and "\n" not in finding.message
