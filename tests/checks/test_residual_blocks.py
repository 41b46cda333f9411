"""A residual block of separable convolutions, and the network of them: each mistake is named."""

from dataclasses import replace

import pytest

from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import network
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


# The network

ROW = course.get("15")


def xception(momentum=0.9, flip="horizontal", rotation=0.1, scale=1 / 255, ends=(), **settings):
    """Lesson 15's network with one thing put differently."""
    ends = {
        "rate": 0.25,
        "average": layers.GlobalAveragePooling2D,
        "dropped_first": False,
        **dict(ends),
    }
    first, *widths, last = settings.get("filters", ROW.settings["filters"])
    inputs = x = keras.Input((32, 32, 3))
    if flip:
        x = layers.RandomFlip(flip)(x)
    if rotation:
        x = layers.RandomRotation(rotation)(x)
    if scale:
        x = layers.Rescaling(scale)(x)
    x = layers.Conv2D(first, 3, strides=settings.get("strides", 2), padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=momentum)(x))
    for width in widths:
        x = settings.get("block", block(norm={"momentum": momentum}))(x, width)
    x = layers.SeparableConv2D(last, 3, padding="same")(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=momentum)(x))
    pooled = [ends["average"](), layers.Dropout(ends["rate"])]
    for layer in pooled[:: -1 if ends["dropped_first"] else 1]:
        x = layer(x)
    output = layers.Dense(settings.get("logits", 1), activation=settings.get("activation"))
    model = keras.Model(inputs, output(x))
    return compiled(model, **settings.get("compile", {}))


def compiled(model, rate=None, from_logits=True, loss=None, metric=None, threshold=0.0):
    reference = ROW.compiled()
    model.compile(
        keras.optimizers.Adam(rate or reference.optimizer.get_config()["learning_rate"])
        if rate
        else type(reference.optimizer).from_config(reference.optimizer.get_config()),
        loss or keras.losses.BinaryCrossentropy(from_logits=from_logits),
        metrics=[metric or keras.metrics.BinaryAccuracy(name="accuracy", threshold=threshold)],
    )
    return model


def found(model):
    return network.network_findings(model, ROW)


@pytest.mark.thorough  # `make test` has it executed as a solution
def test_the_network_passes():
    assert found(xception()) == []


NETWORKS = {
    # what: (settings, code, words of the message)
    "sigmoid": ({"activation": "sigmoid"}, "output_activation", ("squash", "logits")),
    "probabilities": ({"compile": {"from_logits": False}}, "from_logits", ("probabilities", "xác suất")),
    "threshold": ({"compile": {"threshold": 0.5}}, "metric_threshold", ("which value", "giá trị nào")),
    "keras_accuracy": ({"compile": {"metric": "accuracy"}}, "metric_threshold", ("value", "giá trị nào")),
    "sparse": (
        {"compile": {"loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True)}},
        "loss",
        ("one logit", "một logit"),
    ),
    "two": ({"logits": 2}, "two_logits", ("One is enough", "Một logit là đủ")),
    "rate": ({"compile": {"rate": 0.1}}, "optimizer_settings", ("0.1", "0.1")),
    "not_augmented": ({"flip": None, "rotation": None}, "layer_between_missing", ("Rescaling", "Rescaling")),
    "flipped_upside_down": ({"flip": "vertical"}, "between_settings", ("mode=vertical", "mode=vertical")),
    "turned_too_far": ({"rotation": 0.5}, "between_settings", ("factor=", "factor=")),
    "not_scaled": ({"scale": None}, "layer_between_missing", ("one thing more", "thêm thứ khác nữa")),
    "scaled_twice": ({"scale": 1 / 255**2}, "between_settings", ("scale=", "scale=")),
    "other_momentum": ({"momentum": 0.99}, "between_settings", ("momentum=0.99", "momentum=0.99")),
    "little_dropout": ({"ends": {"rate": 0.1}}, "other_between", ("rate=0.1", "rate=0.1")),
    "dropped_before_pooling": ({"ends": {"dropped_first": True}}, "wrong_order", ("another order", "thứ tự")),
    "largest": ({"ends": {"average": layers.GlobalMaxPooling2D}}, "other_between", ("GlobalMax",) * 2),
    "flat": ({"ends": {"average": layers.Flatten}}, "other_between", ("Flatten", "Flatten")),
    "strides": ({"strides": 1}, "convolution_settings", ("strides=(1, 1)", "strides=(1, 1)")),
    "unmeasured": ({"compile": {"metric": "mse"}}, "metrics", ("for one logit", "một logit")),
    "orthogonal": (
        {"block": block(conv={"pointwise_initializer": "orthogonal"})},
        "initializer",
        ("pointwise_initializer", "pointwise_initializer"),
    ),
    "width": ({"filters": (32, 64, 128)}, "layer_missing", ("has more", "nhiều hơn")),
}  # fmt: skip


# One for each way in which a network is looked at; the others in make test-all.
SOME = {
    "two",
    "threshold",
    "sparse",
    "rate",
    "turned_too_far",
    "other_momentum",
    "orthogonal",
    "dropped_before_pooling",
}


@pytest.mark.parametrize("what", thorough_but(SOME, NETWORKS))
def test_each_wrong_network_has_its_message(what, languages):
    settings, code, words = NETWORKS[what]
    model = xception(**settings)
    for language, word in zip(languages, words, strict=False):
        set_language(language)
        findings = found(model)
        assert code in [each.code for each in findings], findings
        assert any(word in each.message for each in findings)


def test_the_blanks_of_the_row_are_known():
    model = xception(rotation=0.5)
    assert [each.blank for each in found(model)] == ["rotation"]
    assert replace(ROW).blanks.layers[1] == "entry"
