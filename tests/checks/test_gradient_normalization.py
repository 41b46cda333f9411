"""What a student's own gradient normalization does: the formula passes, wrong ones are named."""

import numpy as np
import pytest

from tests.checks.test_network import agrees, normalized
from vgkit import course
from vgkit.backend import keras, tf
from vgkit.checks import network
from vgkit.messages import set_language
from vgkit.networks.layers import (
    AveragedGradientNormalization,
    GradientNormalization,
    MyNormalization,
)

BLANK = "gradient_normalization"
mean, std, var, sqrt = keras.ops.mean, keras.ops.std, keras.ops.var, keras.ops.sqrt


def own_layer(backward, call=None):
    """Exercise 8 with a layer whose `backward` is that."""

    def identity(self, x):
        return keras.ops.custom_gradient(lambda x: (x, self.backward))(x)

    methods = {"backward": backward, "call": call or identity}
    return normalized(type("GradientNormalization", (keras.layers.Layer,), methods))


def right(self, g):
    return (g - mean(g)) / (std(g) + 1e-6)


MISTAKES = {
    # code: (backward, words of the message)
    "gradient_unchanged": (lambda self, g: g, ("unchanged", "nguyên vẹn")),
    "gradient_not_centred": (
        lambda self, g: g / (std(g) + 1e-6),
        ("the mean", "giá trị trung bình"),
    ),
    "gradient_not_scaled": (
        lambda self, g: g - mean(g),
        ("does not divide", "chưa chia"),
    ),
    "std_multiplied": (
        lambda self, g: (g - mean(g)) * (std(g) + 1e-6),
        ("multiplies", "đang nhân"),
    ),
    "epsilon_missing": (
        lambda self, g: (g - mean(g)) / std(g),
        ("no epsilon", "chưa cộng epsilon"),
    ),
    "epsilon_behind": (
        lambda self, g: (g - mean(g)) / std(g) + 1e-6,
        ("the quotient", "vào thương"),
    ),
    "gradient_variance": (
        lambda self, g: (g - mean(g)) / (var(g) + 1e-6),
        ("the variance", "phương sai"),
    ),
    "epsilon_under_the_root": (
        lambda self, g: (g - mean(g)) / sqrt(var(g) + 1e-6),
        ("outside the root", "bên ngoài dấu căn"),
    ),
    "gradient_per_unit": (
        lambda self, g: (g - mean(g, axis=0)) / (std(g, axis=0) + 1e-6),
        ("each unit", "từng unit"),
    ),
    "gradient_per_image": (
        lambda self, g: (g - mean(g, -1, keepdims=True)) / (std(g, -1, keepdims=True) + 1e-6),
        ("each image", "từng ảnh"),
    ),
    "wrong_gradient_normalization": (
        lambda self, g: g - mean(g) / (std(g) + 1e-6),
        ("bracket by bracket", "từng dấu ngoặc"),
    ),
    "epsilon_as_limit": (
        lambda self, g: (g - mean(g)) / keras.ops.maximum(std(g), 1e-6),
        ("always added", "luôn được cộng"),
    ),
    "gradient_norm": (
        lambda self, g: (g - mean(g)) / (keras.ops.norm(g) + 1e-6),
        ("the norm", "chia cho chuẩn"),
    ),
    "centred_norm": (
        lambda self, g: (g - mean(g)) / (keras.ops.norm(g - mean(g)) + 1e-6),
        ("the norm", "chia cho chuẩn"),
    ),
    "sample_deviation": (
        lambda self, g: (g - mean(g)) / (std(g) * sqrt(6 / 5) + 1e-6),
        ("n − 1", "n − 1"),
    ),
    "gradient_negative": (lambda self, g: -right(self, g), ("uphill", "ngược dốc")),
    "divided_by_images": (
        lambda self, g: right(self, g) / g.shape[0],
        ("number of images", "số ảnh"),
    ),
    "epsilon_subtracted": (
        lambda self, g: (g - mean(g)) / (std(g) - 1e-6),
        ("subtracts", "đang trừ"),
    ),
    "epsilon_1e-3": (lambda self, g: (g - mean(g)) / (std(g) + 1e-3), ("1e-3", "1e-3")),
    "epsilon_1e-8": (lambda self, g: (g - mean(g)) / (std(g) + 1e-8), ("1e-8", "1e-8")),
    "gradient_shape": (
        lambda self, g: mean(g, axis=0)[0:2],
        ("of shape (2,)", "shape (2,)"),
    ),
    "gradient_normalization_fails": (
        lambda self, g: g @ g,
        ("2 images and 3 units", "2 ảnh và 3 unit"),
    ),
    "no_gradient": (lambda self, g: None, ("no gradient", "không truyền gradient")),
}


@pytest.mark.parametrize("code", MISTAKES)
def test_each_wrong_backward_has_its_own_message(code, languages):
    backward, words = MISTAKES[code]
    model = own_layer(backward)
    for language in languages:
        set_language(language)
        found = network.network_findings(model, course.get("8"))
        agrees(found, [(code, BLANK)], words, language)
        assert "\n" not in found[0].message and "\x1b" not in found[0].message


@pytest.mark.parametrize(("backward", "name"), [
    (lambda self, g: (g - mean(g)) / (stdd + 1e-6), "NameError: name 'stdd'"),  # noqa: F821
    (lambda self, g: (g - keras.ops.men(g)) / (std(g) + 1e-6), "AttributeError: "),
])  # fmt: skip
def test_a_name_that_is_not_there_is_told(backward, name):
    (finding,) = network.network_findings(own_layer(backward), course.get("8"))
    assert finding.code == "gradient_normalization_fails"
    assert f"({name}" in finding.message and "\n" not in finding.message


@pytest.mark.parametrize("backward", [
    lambda self, g: (g - np.mean(g)) / (np.std(g) + 1e-6),
    lambda self, g: (g - float(mean(g))) / (std(g) + 1e-6),
    lambda self, g: (g.numpy() - g.numpy().mean()) / (std(g) + 1e-6),
], ids=["NumPy", "float", ".numpy()"])  # fmt: skip
def test_right_numbers_that_training_could_not_compute_are_refused(backward):
    model = own_layer(backward)
    for language, words in (("en", "keras.ops throughout"), ("vi", "chỉ tính bằng keras.ops")):
        set_language(language)
        agrees(
            network.network_findings(model, course.get("8")),
            [("untraceable", BLANK)],
            words,
            language,
        )


def test_whoever_mends_the_layer_is_told_to_build_the_network_again():
    (finding,) = network.network_findings(own_layer(lambda self, g: g), course.get("8"))
    assert "run the cell that builds the network again" in finding.message


@pytest.mark.parametrize("call", [
    lambda self, x: (x - mean(x)) / (std(x) + 1e-6),
    lambda self, x: 2.0 * x,
    lambda self, x: keras.ops.custom_gradient(lambda x: (right(self, x), self.backward))(x),
], ids=["normalized forwards", "doubled", "normalized both ways"])  # fmt: skip
def test_a_layer_that_changes_what_passes_forwards_is_found(call):
    model = own_layer(right, call)
    for language, words in (("en", "passes forwards"), ("vi", "giá trị đi tới")):
        set_language(language)
        agrees(
            network.network_findings(model, course.get("8")),
            [("forward_changed", BLANK)],
            words,
            language,
        )


def test_a_layer_that_never_hands_its_backward_over_is_found():
    (finding,) = network.network_findings(own_layer(right, lambda self, x: x), course.get("8"))
    assert (finding.code, finding.blank) == ("gradient_unchanged", BLANK)


@pytest.mark.parametrize("backward", [
    lambda self, g: (g - mean(g)) / (std(g) + 1e-7),
    lambda self, g: (g - mean(g)) / (std(g) + 1e-5),
    lambda self, g: (g - mean(g)) / (std(g) + 1e-6) / 2,
    lambda self, g: g,
])  # fmt: skip
def test_an_epsilon_or_a_scale_that_is_nearly_right_is_found(backward):
    assert network.network_findings(own_layer(backward), course.get("8"))


@pytest.mark.parametrize("backward", [
    right,
    lambda self, g: (g - tf.reduce_mean(g)) / (tf.math.reduce_std(g) + 1e-6),
    lambda self, *g, upstream=None: (g[0] - mean(g[0])) / (sqrt(var(g[0])) + 1e-6),
])  # fmt: skip
def test_every_way_of_writing_the_formula_passes(backward):
    assert network.network_findings(own_layer(backward), course.get("8")) == []


PLACES = {
    # name: (model, [(code, blank) of each finding], words of the first message)
    "after hidden 2 to 7": (
        lambda: normalized(GradientNormalization, places=range(3, 9)),
        [("normalization_missing", "normalization_2"), ("something_between", None)],
        "hidden 2",
    ),
    "missing before layer 5": (
        lambda: normalized(GradientNormalization, places=(2, 3, 4, 6, 7)),
        [("normalization_missing", "normalization_5")],
        "hidden 5",
    ),
    "before the first layer too": (
        lambda: normalized(GradientNormalization, places=range(1, 8)),
        [("something_between", None)],
        "hidden 1",
    ),
    "MyNormalization": (
        lambda: normalized(MyNormalization),
        [("other_between", f"normalization_{number}") for number in range(2, 8)],
        "MyNormalization",
    ),
    "the averaged form": (
        lambda: normalized(AveragedGradientNormalization),
        [("other_between", f"normalization_{number}") for number in range(2, 8)],
        "AveragedGradientNormalization",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_layer_in_the_wrong_place_is_named_with_its_blank(name, languages):
    make, expected, words = PLACES[name]
    model = make()
    for language in languages:
        set_language(language)
        agrees(network.network_findings(model, course.get("8")), expected, words, language)


def test_the_kits_own_layer_passes():
    assert network.network_findings(normalized(GradientNormalization), course.get("8")) == []
