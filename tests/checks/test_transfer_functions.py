"""What lesson 16 has written by hand: each mistake is named, every right way passes."""

import math

import numpy as np
import pytest

import vgkit
from vgkit.backend import keras
from vgkit.checks import transfer_functions as checks
from vgkit.messages import LANGUAGES, set_language

BatchNormalization = keras.layers.BatchNormalization


def without(layers):
    return [layer for layer in layers if not isinstance(layer, BatchNormalization)]


HEAD = {
    "bias_forgotten": (lambda f: (3 * f, 2 * f), ("Dense", "Dense")),
    "normalization_forgotten": (lambda f: (f + 1, 0), ("only the last", "chỉ đếm lớp cuối")),
    "moved_not_counted": (lambda f: (3 * f + 1, 0), ("nowhere", "không được đếm")),
    "moved_as_trained": (lambda f: (5 * f + 1, 0), ("as trained", "là được train")),
    "one_moved": (lambda f: (3 * f + 1, f), ("subtract", "trừ")),
    "one_trained": (lambda f: (2 * f + 1, 2 * f), ("two numbers", "hai con số")),
    "swapped": (lambda f: (2 * f, 3 * f + 1), ("order", "thứ tự")),
    "two_logits": (lambda f: (4 * f + 2, 2 * f), ("two logits", "hai logit")),
    "pooling_counted": (lambda f: (19 * f + 1, 2 * f), ("4 × 4", "4 × 4")),
    "moved_twice": (lambda f: (5 * f + 1, 2 * f), ("counted twice", "đếm hai lần")),
    "trained_not_counted": (lambda f: (f + 1, 2 * f), ("does it train", "train những gì")),
    "one_of_each": (lambda f: (2 * f + 1, f), ("half of its", "một nửa")),
    "two_numbers": (lambda f: 3 * f + 1, ("two numbers are wanted", "cần hai con số")),
    "wrong_values": (lambda f: (3841, 2560), ("head_parameters(7)", "head_parameters(7)")),
}
MEGABYTES = {
    "bytes": (lambda n, s: n * np.prod(s) * 4, ("bytes", "byte")),
    "numbers": (lambda n, s: n * np.prod(s) / 1e6, ("How many bytes", "bao nhiêu byte")),
    "float64": (lambda n, s: n * np.prod(s) * 8 / 1e6, ("8 bytes", "8 byte")),
    "bits": (lambda n, s: n * np.prod(s) * 32 / 1e6, ("bits", "bit")),
    "mebibytes": (lambda n, s: n * np.prod(s) * 4 / 2**20, ("2²⁰", "2²⁰")),
    "one_image": (lambda n, s: np.prod(s) * 4 / 1e6, ("one image", "một ảnh")),
    "shape_added": (lambda n, s: n * sum(s) * 4 / 1e6, ("added up", "cộng lại")),
    "first_only": (lambda n, s: n * s[0] * 4 / 1e6, ("only the first", "chỉ dùng số đầu")),
    "one_number": (lambda n, s: n * s[0] * s[1] * s[2] * 4 / 1e6, ("one number", "một con số")),
    "returns_nothing": (lambda n, s: None, ("return", "return")),
}
PLAN = {
    "normalizations_kept": (lambda x, n: x[-n:], ("are among them", "vẫn còn")),
    "first_layers": (lambda x, n: without(x[:n]), ("first layers", "những lớp đầu")),
    "all_but_last": (lambda x, n: without(x[:-n]), ("stay frozen", "phải đóng băng")),
    "counted_without": (lambda x, n: without(x)[-n:], ("counts all", "mọi lớp")),
    "only_normalizations": (
        lambda x, n: [layer for layer in x[-n:] if isinstance(layer, BatchNormalization)],
        ("left out", "bỏ ra"),
    ),
    "all_layers": (lambda x, n: without(x), ("no effect", "không có tác dụng")),
    "one_more": (lambda x, n: without(x[-n - 1 :]), ("too many", "thừa một")),
    "one_fewer": (lambda x, n: without(x[-n + 1 :]), ("too few", "thiếu một")),
    "zero_gives_all": (lambda x, n: without(x[-n:]), ("layers[-0:]", "layers[-0:]")),
    "not_layers": (lambda x, n: [layer.name for layer in x[-n:]], ("a list", "danh sách")),
    "wrong_layers": (lambda x, n: [x[0]], ("it chooses", "chọn")),
    "returns_nothing": (lambda x, n: None, ("return", "return")),
}
CASES = [
    (look, code, *case)
    for look, cases in (
        ("head_parameters", HEAD),
        ("megabytes", MEGABYTES),
        ("freeze_plan", PLAN),
    )
    for code, case in cases.items()
]


@pytest.mark.parametrize(("name", "code", "function", "words"), CASES)
def test_each_mistake_has_its_own_message(name, code, function, words):
    look = getattr(checks, f"{name}_findings")
    for language, word in zip(LANGUAGES, words, strict=True):
        set_language(language)
        (finding,) = look(function)
        assert finding.code == code and finding.blank
        assert word in finding.message and "\n" not in finding.message


def probability(logit):
    return keras.ops.sigmoid(logit)


def head_parameters(features):
    return [2 * features + features + 1, 2 * features]


def megabytes(images, shape):
    return math.prod((images, *shape)) / 250_000


def freeze_plan(layers, last):
    count, chosen = len(layers), []
    for place, layer in enumerate(layers):
        if place >= count - last and "normalization" not in layer.name:
            chosen.append(layer)
    return tuple(chosen)


@pytest.mark.parametrize(
    "value", [(1, 2, 3), np.float64(3), keras.ops.ones(()), 7], ids=["3", "0-d", "tensor", "int"]
)
def test_other_than_two_numbers_are_named_as_such(value):
    (finding,) = checks.head_parameters_findings(lambda features: value)
    assert finding.code == "two_numbers"


def test_two_parts_that_are_no_numbers_do_not_break_the_check():
    (finding,) = checks.head_parameters_findings(lambda features: (1, [2, 3]))
    assert finding.code == "wrong_shape"


@pytest.mark.parametrize("function", [probability, head_parameters, megabytes, freeze_plan])
def test_every_right_way_passes(function, capsys):
    vgkit.check_function(function, "16")
    assert function.__name__ in capsys.readouterr().out
