"""Networks of normalized convolutions: each mistake in a block, and in the network, is named."""

import functools
from dataclasses import replace

import pytest

from tests.conftest import thorough_but
from vgkit import course
from vgkit.backend import keras
from vgkit.checks import network
from vgkit.checks.normalized_blocks import block_findings
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks import cnn

layers = keras.layers


def convolution(filters, initializer="he_normal", **settings):
    settings = {"padding": "same", "use_bias": False, **settings}
    return layers.Conv2D(filters, 3, kernel_initializer=initializer, **settings)


def normalization(momentum=0.9, **settings):
    return layers.BatchNormalization(momentum=momentum, **settings)


def conv_block(x, filters, activation="relu", initializer="he_normal", momentum=0.9):
    x = normalization(momentum)(convolution(filters, initializer)(x))
    return layers.Activation(activation)(x)


# One block as a function


def block(order="cna", conv=(), norm=(), skip=()):
    """A block as a student would write it, with one thing put differently."""

    def conv_block(x, filters, activation, initializer, momentum):
        given = {"activation": activation, "initializer": initializer, "momentum": momentum}
        given |= {"activation": "relu", "initializer": "he_normal", "momentum": 0.9} if skip else {}
        kinds = {
            "c": lambda: convolution(filters, given["initializer"], **dict(conv)),
            "n": lambda: normalization(given["momentum"], **dict(norm)),
            "a": lambda: layers.Activation(given["activation"]),
            "d": lambda: layers.Dropout(0.1),
        }
        for letter in order:
            x = kinds[letter]()(x)
        return x

    return conv_block


_SHARED = layers.BatchNormalization(momentum=0.7)


def shares(x, filters, activation, initializer, momentum):
    return layers.Activation(activation)(_SHARED(convolution(filters, initializer)(x)))


BLOCKS = {
    "bias_kept": (block(conv={"use_bias": True}), "convolution", ("bias", "bias")),
    "activation_inside": (
        block("cn", conv={"activation": "tanh"}),
        "convolution",
        ("inside the convolution", "trong convolution"),
    ),
    "normalization_missing": (block("ca"), "normalization", ("missing", "thiếu")),
    "activation_missing": (block("cn"), "activation", ("missing", "thiếu")),
    "convolution_missing": (block("na"), "convolution", ("missing", "thiếu")),
    "something_extra": (block("cnad"), None, ("too much", "thừa")),
    "normalized_after": (
        block("can"),
        "normalization, activation",
        ("to be normalized", "chuẩn hóa cái gì"),
    ),
    "wrong_order": (
        block("nca"),
        "convolution, normalization",
        ("in this order", "theo thứ tự"),
    ),
    "convolution_settings": (
        block(conv={"padding": "valid"}),
        "convolution",
        ("padding=valid", "padding=valid"),
    ),
    "normalization_settings": (
        block(norm={"epsilon": 1e-5}),
        "normalization",
        ("epsilon=1e-05", "epsilon=1e-05"),
    ),
    "filters": (
        lambda x, filters, *others: block()(x, 16, *others),
        "convolution",
        ("16", "16"),
    ),
    "layer_shared": (shares, "convolution, normalization, activation", ("share", "chung")),
    "returns_nothing": (
        lambda *given: None,
        "convolution, normalization, activation",
        ("return", "return"),
    ),
    "not_connected": (
        lambda x, *given: keras.Input((3,)),
        "convolution, normalization, activation",
        ("on the one before", "lớp trước"),
    ),
}


@pytest.mark.parametrize("code", BLOCKS)
def test_each_wrong_block_has_its_own_message(code):
    function, blank, words = BLOCKS[code]
    for language, word in zip(LANGUAGES, words, strict=True):
        set_language(language)
        (finding,) = block_findings(function)
        assert (finding.code, finding.blank) == (code, blank)
        assert word in finding.message and "\n" not in finding.message


def test_an_axis_of_the_images_is_found():
    (finding,) = block_findings(block(norm={"axis": 1}))
    assert finding.code == "normalization_settings" and "axis=1" in finding.message


def test_arguments_that_do_not_reach_their_layers_are_found():
    codes = {finding.code for finding in block_findings(block(skip=True))}
    assert codes == {"initializer_ignored", "momentum_ignored", "activation_ignored"}


def test_an_activation_inside_and_outside_of_the_convolution_is_found():
    (finding,) = block_findings(block(conv={"activation": "tanh"}))
    assert finding.code == "activation_inside"


@pytest.mark.parametrize("function", [
    conv_block,
    block(norm={"axis": 3}),
    block(norm={"name": "mine"}),
    lambda x, f, a, i, m: layers.Activation(keras.activations.get(a))(
        normalization(m)(convolution(f, keras.initializers.get(i))(x))
    ),
])  # fmt: skip
def test_every_way_of_writing_a_block_passes(function):
    assert block_findings(function) == []


# The network


def built(
    block=lambda x, filters, number: conv_block(x, filters),
    flip=lambda: layers.RandomFlip("horizontal"),
    dropouts=(0.3, 0.3),
    optimizer=None,
):
    """Lesson 14's network as a student would write it, with one thing put differently."""
    inputs = x = keras.Input((32, 32, 3))
    if flip:
        x = flip()(x)
    number = 0
    for count, filters in zip(cnn.VGG_BLOCKS[13], cnn.VGG_FILTERS, strict=True):
        for _ in range(count):
            number += 1
            x = block(x, filters, number)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    if dropouts[0]:
        x = layers.Dropout(dropouts[0])(x)
    x = layers.Dense(128, activation="relu", kernel_initializer="he_normal")(x)
    if dropouts[1]:
        x = layers.Dropout(dropouts[1])(x)
    model = keras.Model(inputs, layers.Dense(10)(x))
    model.compile(
        optimizer=optimizer or keras.optimizers.Adam(decay()),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def decay(rate=2e-3, steps=1580):
    return keras.optimizers.schedules.CosineDecay(rate, steps)


def in_block(order="cna", only=None, conv=(), norm=()):
    """A network with one thing put differently in all blocks, or in one."""

    def one(x, filters, number):
        if only not in (None, number):
            return conv_block(x, filters)
        changed = block(order, conv, norm)
        return changed(x, filters, "relu", "he_normal", 0.9)

    return functools.partial(built, one)


def momentum_forgotten(x, filters, number):
    return conv_block(x, filters, momentum=0.99)


BETWEEN = {"other_between", "layer_between_missing", "normalization_missing"}
SCHEDULE = "optimizer_settings", "steps, schedule"
NETWORKS = {
    # name: (model, code, blank, words of the message in English and Vietnamese)
    "bias kept": (in_block(conv={"use_bias": True}), "bias_kept", None, "bias"),
    "normalized after the activation": (
        in_block("can"),
        "normalized_after",
        "normalization, activation, blocks",
        "conv 2, conv 3, conv 4",
    ),
    "normalized after the activation in one place": (
        in_block("can", only=7),
        "normalized_after",
        "normalization, activation, blocks",
        "conv 8",
    ),
    "momentum of Keras": (
        functools.partial(built, momentum_forgotten),
        "normalization_settings",
        "normalization, activation, blocks",
        "momentum=0.99",
    ),
    "another epsilon": (
        in_block(norm={"epsilon": 1e-5}),
        "normalization_settings",
        "normalization, activation, blocks",
        "epsilon=1e-05",
    ),
    "another epsilon in the last place": (
        in_block(norm={"epsilon": 1e-5}, only=13),
        "normalization_settings",
        "dropout_1",
        "hidden 1",
    ),
    "activation inside as well": (
        in_block(conv={"activation": "relu"}),
        "activation_inside",
        "convolution",
        "conv 13",
    ),
    "flipped upside down": (
        lambda: built(flip=lambda: layers.RandomFlip("vertical")),
        "between_settings",
        "flip",
        "mode=vertical",
    ),
    "flipped both ways": (
        lambda: built(flip=layers.RandomFlip),
        "between_settings",
        "flip",
        "mode=horizontal_and_vertical",
    ),
    "no schedule": (
        lambda: built(optimizer=keras.optimizers.Adam(2e-3)),
        *SCHEDULE,
        "learning_rate=0.002",
    ),
    "a schedule of 20 steps": (
        lambda: built(optimizer=keras.optimizers.Adam(decay(steps=20))),
        *SCHEDULE,
        "CosineDecay(decay_steps=20)",
    ),
    "a schedule from elsewhere": (
        lambda: built(optimizer=keras.optimizers.Adam(decay(1e-3))),
        *SCHEDULE,
        "CosineDecay(initial_learning_rate=0.001)",
    ),
    "normalization missing in one place": (
        in_block("ca", only=5),
        BETWEEN,
        "normalization, activation, blocks",
        "conv 6",
    ),
    "normalization missing behind the last convolution": (
        in_block("ca", only=13),
        BETWEEN,
        "dropout_1",
        "hidden 1",
    ),
    "no flip": (lambda: built(flip=None), BETWEEN, "flip", "conv 1"),
    "first dropout missing": (lambda: built(dropouts=(0, 0.3)), BETWEEN, "dropout_1", "hidden 1"),
    "second dropout missing": (lambda: built(dropouts=(0.3, 0)), BETWEEN, "dropout_2", "output"),
    "another rate": (lambda: built(dropouts=(0.5, 0.3)), BETWEEN, "dropout_1", "rate=0.5"),
    "a convolution missing": (
        lambda: built(lambda x, filters, n: x if n == 4 else conv_block(x, filters)),
        "layer_missing",
        None,
        " 14 ",
    ),
}


@pytest.fixture(scope="module")
def row():
    """Lesson 14, on small batches: what is looked at does not depend on their size."""
    return replace(course.get("14"), batch_size=8)


SOME = {  # the others in make test-all
    "bias kept",
    "normalized after the activation",
    "momentum of Keras",
    "another epsilon in the last place",
    "activation inside as well",
    "flipped upside down",
    "no schedule",
}


@pytest.mark.parametrize("name", thorough_but(SOME, NETWORKS))
def test_each_wrong_network_has_its_own_message(name, row, languages):
    build, codes, blank, word = NETWORKS[name]
    model = build()
    for language in languages:
        set_language(language)
        (finding,) = network.network_findings(model, row)
        assert finding.code in ({codes} if isinstance(codes, str) else codes)
        assert finding.blank == blank
        assert word in finding.message and "\n" not in finding.message


def test_where_all_normalizations_are_missing_places_are_counted_together(row):
    found = network.network_findings(in_block("ca")(), row)
    assert {finding.blank for finding in found} == {
        "normalization, activation, blocks",
        "dropout_1",
    }
    assert len(found) <= 3
    assert any(
        "conv 3, conv 4" in finding.message or "conv 13" in finding.message for finding in found
    )


@pytest.mark.thorough  # `make test` has it executed as a solution
def test_the_network_of_the_table_passes(row):
    assert network.network_findings(built(), row) == []


@pytest.mark.parametrize("build", [
    in_block(norm={"axis": 3}),
    lambda: built(lambda x, f, n: layers.ReLU()(normalization()(convolution(f)(x)))),
], ids=["axis 3", "a layer ReLU"])  # fmt: skip
def test_every_way_of_writing_the_network_passes(build, row, monkeypatch):
    """That it computes the same, too, takes the most time: the test above sees that."""
    monkeypatch.setattr(network, "numbers_findings", lambda *_: [])
    assert network.network_findings(build(), row) == []
