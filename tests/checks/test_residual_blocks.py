"""A residual block of separable convolutions: each mistake is named."""

import pytest

from vgkit.backend import keras
from vgkit.checks.residual_blocks import block_findings
from vgkit.messages import set_language

layers = keras.layers


def block(
    order="rcnrcnp",
    conv=(),
    norm=(),
    pool=(),
    short=(),
    kind=layers.SeparableConv2D,
    pooling=layers.MaxPooling2D,
    add=layers.add,
    project=True,
    relu=layers.ReLU,
):
    """A block as a student would write it, with one thing put differently."""

    def residual_block(x, filters):
        before = x
        kinds = {
            "r": lambda: relu(),
            "c": lambda: kind(
                **{"filters": filters, "kernel_size": 3, "padding": "same", **dict(conv)}
            ),
            "n": lambda: layers.BatchNormalization(**{"momentum": 0.9, **dict(norm)}),
            "p": lambda: pooling(**{"pool_size": 3, "strides": 2, "padding": "same", **dict(pool)}),
            "d": lambda: layers.Dropout(0.1),
        }
        for letter in order:
            x = kinds[letter]()(x)
        settings = {"filters": filters, "kernel_size": 1, "strides": 2, "padding": "same"}
        projection = layers.Conv2D(**{**settings, **dict(short)})(before) if project else before
        return add([x, projection])

    return residual_block


def too_early(x, filters):
    before = x
    for _ in range(2):
        x = layers.SeparableConv2D(filters, 3, padding="same")(layers.ReLU()(x))
        x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.add([x, layers.Conv2D(filters, 1)(before)])
    return layers.MaxPooling2D(3, strides=2, padding="same")(x)


def same_way_twice(x, filters):
    return layers.add([way := layers.Conv2D(filters, 1, strides=2)(x), way])


def on_the_way(x, filters):
    """The shortcut begins behind the first ReLU: it meets the long way there."""
    x = layers.ReLU()(x)
    return layers.add([
        layers.MaxPooling2D(2)(layers.SeparableConv2D(filters, 3, padding="same")(x + x)),
        layers.Conv2D(filters, 1, strides=2)(x),
    ])  # fmt: skip


_SHARED = layers.BatchNormalization(momentum=0.9)


def shares(x, filters):
    long = layers.SeparableConv2D(filters, 3, 2, padding="same")(x)
    return layers.add([_SHARED(long), layers.Conv2D(filters, 1, strides=2)(x)])


WHOLE = "relu, separable, normalization, pooling, projection, residual"
WAY = "relu, separable, normalization, pooling"
BLOCKS = {
    "projection_missing": (
        block(project=False),
        "projection, residual",
        ("as it came in", "nguyên vẹn"),
    ),
    "shortcut_starts_late": (
        lambda x, filters: layers.add(
            [y := _long(x, filters), layers.Conv2D(filters, 1, strides=2)(y)]
        ),
        "projection",
        ("start", "bắt đầu"),
    ),
    "padding": (
        block(pool={"padding": "valid"}),
        "separable, pooling",
        ("border", "mép"),
    ),
    "sizes_do_not_fit": (
        block(short={"strides": 1}),
        "pooling, projection",
        ("half as large", "nhỏ đi một nửa"),
    ),
    "channels_do_not_fit": (
        block(short={"filters": 7}),
        "separable, projection",
        ("number of channels", "số kênh"),
    ),
    "joined_otherwise": (
        block(add=layers.concatenate),
        "residual",
        ("Concatenate", "Concatenate"),
    ),
    "added_too_early": (too_early, "pooling, residual", ("after the sum", "Sau tổng")),
    "sum_missing": (
        block(add=lambda ways: ways[0]),
        "residual",
        ("nothing is added", "không cộng"),
    ),
    "added_to_itself": (same_way_twice, "residual", ("the same way", "cùng một đường")),
    "other_sum": (on_the_way, "residual", ("two plain ways", "hai đường")),
    "activation_inside": (
        block("cncnp", conv={"activation": "relu"}),
        "relu, separable",
        ("inside a convolution", "trong convolution"),
    ),
    "other_convolution": (
        block(kind=layers.Conv2D),
        "separable",
        ("another kind", "loại khác"),
    ),
    "other_pooling": (
        block(pooling=layers.AveragePooling2D),
        "pooling",
        ("another pooling", "pooling khác"),
    ),
    "relu_missing": (block("cnrcnp"), "relu", ("missing", "thiếu")),
    "separable_missing": (block("rcnrnp"), "separable", ("missing", "thiếu")),
    "normalization_missing": (block("rcnrcp"), "normalization", ("missing", "thiếu")),
    "pooling_missing": (
        block("rcnrcn", short={"strides": 1}),
        "pooling",
        ("missing", "thiếu"),
    ),
    "something_extra": (block("rcnrcnpd"), WAY, ("too much", "thừa")),
    "wrong_order": (block("crncrnp"), WAY, ("another order", "thứ tự khác")),
    "activation": (
        block(relu=lambda: layers.Activation("tanh")),
        "relu",
        ("'tanh'", "'tanh'"),
    ),
    "filters": (block(conv={"filters": 9}, short={"filters": 9}), None, ("9", "9")),
    "convolution_settings": (
        block(conv={"kernel_size": 5}),
        "separable",
        ("kernel_size=(5, 5)", "kernel_size=(5, 5)"),
    ),
    "normalization_settings": (
        block(norm={"momentum": 0.99}),
        "normalization",
        ("momentum=0.99", "momentum=0.99"),
    ),
    "pooling_settings": (block(pool={"pool_size": 2}), "pooling", ("pool_size", "pool_size")),
    "projection_activation": (
        block(short={"activation": "relu"}),
        "projection",
        ("an activation", "activation"),
    ),
    "other_short_cut": (
        lambda x, filters: layers.add(
            [
                _long(x, filters),
                layers.ReLU()(layers.Conv2D(filters, 1, 2)(x)),
            ]
        ),
        "projection",
        ("one plain convolution", "một convolution thường"),
    ),
    "layer_shared": (shares, WHOLE, ("share", "chung")),
    "returns_nothing": (lambda x, filters: None, WHOLE, ("return", "return")),
    "not_connected": (lambda x, filters: keras.Input((3,)), "residual", ("not made of x", "từ x")),
}


def _long(x, filters):
    for _ in range(2):
        x = layers.SeparableConv2D(filters, 3, padding="same")(layers.ReLU()(x))
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.MaxPooling2D(3, strides=2, padding="same")(x)


@pytest.mark.parametrize("code", BLOCKS)
def test_each_wrong_block_has_its_own_message(code, languages):
    function, blank, words = BLOCKS[code]
    for language, word in zip(languages, words, strict=False):
        set_language(language)
        first, *others = block_findings(function)
        assert first.code == code and word in first.message and "\n" not in first.message
        assert {each.code for each in others} <= {code}
        assert blank is None or first.blank == blank


def test_a_projection_of_other_pixels_is_found():
    (finding,) = block_findings(block(short={"kernel_size": 3}))
    assert finding.code == "convolution_settings" and finding.blank == "projection"


@pytest.mark.parametrize("function", [
    block(),
    block(add=lambda ways: ways[1] + ways[0]),
    block(add=lambda ways: layers.Add()(ways[::-1])),
    block(relu=lambda: layers.Activation("relu")),
    block(relu=lambda: layers.Activation(keras.ops.relu)),
    block(norm={"axis": 3}),
    block(short={"padding": "valid"}),
    block(conv={"name": None}),
])  # fmt: skip
def test_a_right_block_passes_however_it_is_written(function):
    assert block_findings(function) == []
