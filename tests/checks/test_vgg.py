"""What lesson 12 has calculated by hand: the right formula passes, each wrong one is named."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from tests.checks.test_network import agrees
from vgkit.backend import keras
from vgkit.checks import receptive_fields, vgg
from vgkit.checks.functions import check_function
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks import cnn

SHAPE = (3, 3, 16, 32)


def named(name, function):
    """A function under the name that the exercise gives it, whatever its arguments are called."""

    def called(*arguments):
        return function(*arguments)

    called.__name__ = name
    return called


def both(shape):
    """Fan-in, fan-out and window of a kernel, as students may have them."""
    height, width, channels, filters = shape
    window = height * width
    return SimpleNamespace(i=window * channels, o=window * filters, w=window, c=channels, f=filters)


def field(blocks, conv=2, pool=1, stride=2, r=1, first=False, last=True):
    """A receptive field with one thing put differently."""
    jump = 1
    for n, count in enumerate(blocks):
        r += conv * count * jump
        if last or n < len(blocks) - 1:
            jump *= stride if first else 1
            r += pool * jump
            jump *= 1 if first else stride
    return r


def field_doubled(blocks):
    r = 1
    for count in blocks:
        r = 2 * (r + 2 * count)
    return r


MISTAKES = {
    # (function, code): (what a student wrote, words of the message)
    ("fan_in", "fan_out"): (lambda s: both(s).o, ("goes to", "đi tới đâu")),
    ("fan_in", "channels_only"): (lambda s: both(s).c, ("channels only", "chỉ đếm các kênh")),
    ("fan_in", "window_only"): (lambda s: both(s).w, ("the window only", "chỉ đếm các pixel")),
    ("fan_in", "whole_kernel"): (lambda s: math.prod(s), ("all weights", "mọi weight")),
    ("fan_in", "both_fans"): (lambda s: both(s).i + both(s).o, ("together", "cộng lại")),
    ("fan_in", "wrong_values"): (
        lambda s: both(s).i + 1,
        ("fan_in((3, 5, 7, 11)) gives 106,", "fan_in((3, 5, 7, 11)) cho 106,"),
    ),
    ("fan_in", "returns_nothing"): (lambda s: None, ("return", "return")),
    ("fan_in", "function_fails"): (lambda s: s.shape, ("AttributeError", "AttributeError")),
    ("he_stddev", "variance_for_stddev"): (
        lambda s: 2 / both(s).i,
        ("this is the variance", "đây là phương sai"),
    ),
    ("he_stddev", "relu_forgotten"): (
        lambda s: (1 / both(s).i) ** 0.5,
        ("What does ReLU do", "ReLU làm gì"),
    ),
    ("he_stddev", "fan_out"): (lambda s: (2 / both(s).o) ** 0.5, ("the fan-out", "fan-out")),
    ("he_stddev", "channels_only"): (
        lambda s: (2 / both(s).c) ** 0.5,
        ("only the channels", "chỉ có các kênh"),
    ),
    ("he_stddev", "window_only"): (
        lambda s: (2 / both(s).w) ** 0.5,
        ("only the window", "chỉ có các pixel"),
    ),
    ("he_stddev", "glorot_for_he"): (
        lambda s: (2 / (both(s).i + both(s).o)) ** 0.5,
        ("Glorot's standard deviation", "độ lệch chuẩn của Glorot"),
    ),
    ("he_stddev", "limit_for_stddev"): (
        lambda s: (6 / both(s).i) ** 0.5,
        ("a uniform distribution", "phân phối đều"),
    ),
    ("he_stddev", "root_of_numerator"): (
        lambda s: 2**0.5 / both(s).i,
        ("look at the brackets", "dấu ngoặc"),
    ),
    ("he_stddev", "root_of_denominator"): (
        lambda s: 2 / both(s).i ** 0.5,
        ("look at the brackets", "dấu ngoặc"),
    ),
    ("glorot_limit", "stddev_for_limit"): (
        lambda s: (2 / (both(s).i + both(s).o)) ** 0.5,
        ("this is the standard deviation", "đây là độ lệch chuẩn"),
    ),
    ("glorot_limit", "variance_for_limit"): (
        lambda s: 2 / (both(s).i + both(s).o),
        ("this is the variance", "đây là phương sai"),
    ),
    ("glorot_limit", "root_forgotten"): (
        lambda s: 6 / (both(s).i + both(s).o),
        ("the root", "dấu căn"),
    ),
    ("glorot_limit", "fan_in_only"): (
        lambda s: (6 / both(s).i) ** 0.5,
        ("only the fan-in", "chỉ có fan-in"),
    ),
    ("glorot_limit", "fan_in_twice"): (
        lambda s: (3 / both(s).i) ** 0.5,
        ("only the fan-in", "chỉ có fan-in"),
    ),
    ("glorot_limit", "filters_only"): (
        lambda s: (6 / (both(s).i + both(s).f)) ** 0.5,
        ("the filters only", "chỉ đếm các filter"),
    ),
    ("glorot_limit", "window_only"): (
        lambda s: (6 / (both(s).i + both(s).w)) ** 0.5,
        ("the windows only", "chỉ đếm các cửa sổ"),
    ),
    ("glorot_limit", "whole_kernel"): (
        lambda s: (6 / (both(s).i + math.prod(s))) ** 0.5,
        ("all weights", "mọi weight"),
    ),
    ("glorot_limit", "channels_and_filters"): (
        lambda s: (6 / (both(s).i + both(s).c * both(s).f)) ** 0.5,
        ("channels and filters", "kênh và filter"),
    ),
    ("glorot_limit", "mean_for_sum"): (
        lambda s: (6 / ((both(s).i + both(s).o) / 2)) ** 0.5,
        ("too large", "quá lớn"),
    ),
    ("glorot_limit", "channels_only"): (
        lambda s: (6 / (both(s).c + both(s).f)) ** 0.5,
        ("the size of the window", "kích thước cửa sổ"),
    ),
    ("growth", "relu_forgotten"): (
        lambda s, d: both(s).i * d**2,
        ("without activation", "không có activation"),
    ),
    ("growth", "stddev_not_squared"): (
        lambda s, d: 0.5 * both(s).i * d,
        ("Which power", "lũy thừa"),
    ),
    ("growth", "factor_of_stddev"): (
        lambda s, d: (0.5 * both(s).i * d**2) ** 0.5,
        ("factor of the standard deviation", "hệ số của độ lệch chuẩn"),
    ),
    ("growth", "fan_out"): (lambda s, d: 0.5 * both(s).o * d**2, ("the way back", "chiều ngược")),
    ("growth", "channels_only"): (
        lambda s, d: 0.5 * both(s).c * d**2,
        ("only the channels", "chỉ có các kênh"),
    ),
    ("stack_parameters", "bias_forgotten"): (
        lambda sizes, c: sum(k * k * c * c for k in sizes),
        ("the weights of the kernels", "weights của các kernel"),
    ),
    ("stack_parameters", "one_bias"): (
        lambda sizes, c: sum(k * k * c * c + 1 for k in sizes),
        ("one bias a layer", "mỗi lớp một bias"),
    ),
    ("stack_parameters", "size_not_squared"): (
        lambda sizes, c: sum(k * c * c + c for k in sizes),
        ("two sides", "hai chiều"),
    ),
    ("stack_parameters", "channels_forgotten"): (
        lambda sizes, c: sum(k * k * c + c for k in sizes),
        ("one channel", "một kênh"),
    ),
    ("stack_parameters", "one_layer_only"): (
        lambda sizes, c: sizes[-1] ** 2 * c * c + c,
        ("one layer only", "chỉ một lớp"),
    ),
    ("receptive_field", "step_not_doubled"): (
        lambda b: field(b, stride=1),
        ("before the first pooling", "trước pooling đầu tiên"),
    ),
    ("receptive_field", "pooling_ignored"): (
        lambda b: 1 + 2 * sum(b),
        ("poolings are left out", "bỏ qua các pooling"),
    ),
    ("receptive_field", "pooling_sees_one"): (
        lambda b: field(b, pool=0),
        ("its own window", "cửa sổ của chính nó"),
    ),
    ("receptive_field", "too_early_doubled"): (
        lambda b: field(b, first=True),
        ("is doubled before", "nhân đôi trước khi"),
    ),
    ("receptive_field", "kernel_for_kernel_minus_1"): (
        lambda b: field(b, conv=3),
        ("its whole width", "cả bề rộng"),
    ),
    ("receptive_field", "starts_at_0"): (lambda b: field(b, r=0), ("one too small", "thiếu một")),
    ("receptive_field", "last_pooling_left_out"): (
        lambda b: field(b, last=False),
        ("the last pooling", "pooling cuối"),
    ),
    ("receptive_field", "one_per_block"): (
        lambda b: field([1] * len(b)),
        ("one convolution", "một convolution"),
    ),
    ("receptive_field", "field_doubled"): (field_doubled, ("really double", "Thật ra")),
}
CHECKERS = {
    "fan_in": vgg.fan_in_findings,
    "he_stddev": vgg.he_stddev_findings,
    "glorot_limit": vgg.glorot_limit_findings,
    "growth": vgg.growth_findings,
    "stack_parameters": receptive_fields.stack_parameters_findings,
    "receptive_field": receptive_fields.receptive_field_findings,
}
OF_FAN_OUT = {"filters_only", "window_only", "whole_kernel", "channels_and_filters"}
each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=" ".join)


def blank_of(name, code):
    """The function's own, but for the line of `glorot_limit` that counts where an input goes to."""
    if name == "glorot_limit" and code in OF_FAN_OUT | {"fan_in_twice"}:
        return "fan_out" if code in OF_FAN_OUT else "fan_out, glorot_limit"
    return name


@each_mistake
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_wrong_formula_has_its_own_message(mistake, language):
    name, code = mistake
    wrong, words = MISTAKES[mistake]
    set_language(language)
    found = CHECKERS[name](named(name, wrong))
    agrees(found, [(code, blank_of(name, code))], words, language)
    assert "\n" not in found[0].message


def keras_counts(size, channels):
    layer = keras.layers.Conv2D(channels, size)
    layer.build((None, 9, 9, channels))
    return layer.count_params()


RIGHT = {
    "fan_in": [
        lambda s: s[0] * s[1] * s[2],
        lambda s: math.prod(s[:-1]),
        lambda s: np.prod(s[:3]),
        lambda s: float(np.prod(s) / s[3]),
    ],
    "he_stddev": [
        lambda s: math.sqrt(2 / math.prod(s[:-1])),
        lambda s: (math.prod(s[:-1]) / 2) ** -0.5,
        lambda s: keras.ops.sqrt(2 / math.prod(s[:-1])),
    ],
    "glorot_limit": [
        lambda s: math.sqrt(6 / (both(s).i + both(s).o)),
        lambda s: np.sqrt(6 / (s[0] * s[1] * (s[2] + s[3]))),
        lambda s: math.sqrt(3) * math.sqrt(2 / (both(s).i + both(s).o)),
    ],
    "growth": [lambda s, d: 0.5 * math.prod(s[:3]) * d**2, lambda s, d: both(s).i * d * d / 2],
    "stack_parameters": [
        lambda sizes, c: sum(k * k * c * c + c for k in sizes),
        lambda sizes, c: c * sum(k**2 * c + 1 for k in sizes),
        lambda sizes, c: np.sum([keras_counts(k, c) for k in sizes]),
    ],
    "receptive_field": [field],
}


@pytest.mark.parametrize(
    ("name", "function"), [(name, each) for name, all_ in RIGHT.items() for each in all_]
)
def test_every_way_of_writing_the_formula_passes(name, function, capsys):
    assert CHECKERS[name](named(name, function)) == []
    check_function(named(name, function), "12")
    assert name in capsys.readouterr().out


def test_the_field_backwards_from_the_output_is_the_same():
    def backwards(blocks):
        r = 1
        for count in reversed(blocks):
            r = 2 * r + 2 * count  # of a pooling: (r − 1) · 2 + 2; of each convolution: + 2
        return r

    assert CHECKERS["receptive_field"](named("receptive_field", backwards)) == []


# What is right agrees with Keras and with networks


@pytest.mark.parametrize("shape", [SHAPE, (3, 3, 64, 64), (5, 5, 8, 24)])
def test_the_formulas_are_those_of_keras_initializers(shape):
    he, glorot = (RIGHT[name][0](shape) for name in ("he_stddev", "glorot_limit"))
    drawn = keras.ops.convert_to_numpy(keras.initializers.HeNormal(seed=1)(shape))
    assert drawn.std() == pytest.approx(he, rel=0.03)
    drawn = keras.ops.convert_to_numpy(keras.initializers.GlorotUniform(seed=1)(shape))
    assert glorot * 0.99 < abs(drawn).max() <= glorot * (1 + 1e-6)
    # To the letter: what Keras asks its generator for.
    scaling = keras.initializers.VarianceScaling(2.0, "fan_in", "untruncated_normal", seed=3)
    unit = keras.initializers.RandomNormal(0.0, 1.0, seed=3)(shape)
    np.testing.assert_allclose(scaling(shape), he * keras.ops.convert_to_numpy(unit), rtol=1e-5)
    unit = keras.ops.convert_to_numpy(keras.initializers.RandomUniform(-1.0, 1.0, seed=3)(shape))
    np.testing.assert_allclose(
        keras.initializers.GlorotUniform(seed=3)(shape), glorot * unit, rtol=1e-5, atol=1e-7
    )


@pytest.mark.parametrize("blocks", [(1, 1), (2, 1), (1, 1, 1)])
def test_the_receptive_field_is_what_changes_an_output(blocks):
    size = 32
    x = inputs = keras.Input((size, size, 1))
    for count in blocks:
        for _ in range(count):
            x = keras.layers.Conv2D(1, 3, padding="same", kernel_initializer="ones")(x)
        # The largest of a window may stay; their mean never does.
        x = keras.layers.AveragePooling2D(2)(x)
    model = keras.Model(inputs, x)
    image = np.zeros((size * size + 1, size, size, 1), np.float32)
    image[
        range(1, size * size + 1), np.arange(size * size) // size, np.arange(size * size) % size
    ] = 1
    middle = model(image).numpy()[:, model.output_shape[1] // 2, model.output_shape[1] // 2, 0]
    seen = np.sum(middle[1:] != middle[0])
    assert seen == field(blocks) ** 2


def test_the_fields_of_the_lessons_networks():
    assert {n: field(blocks) for n, blocks in cnn.VGG_BLOCKS.items()} == {
        2: 10,
        6: 102,
        13: 212,
        18: 274,
    }
