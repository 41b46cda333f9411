"""What a student's own normalization computes: the formula passes, each wrong one is named."""

import numpy as np
import pytest

from tests.checks.test_network import agrees, normalized
from vgkit import course
from vgkit.backend import keras, tf
from vgkit.checks import network
from vgkit.messages import set_language

layers = keras.layers


def own_normalization(call, **methods):
    """Exercise 4b with a layer whose `call` is that."""
    kind = type("MyNormalization", (layers.Layer,), {"call": call, **methods})
    return normalized(kind)


def weights_of_its_own(self, shape):
    self.gamma = self.add_weight(shape=(shape[-1],), initializer="ones")


mean, std, var = keras.ops.mean, keras.ops.std, keras.ops.var
NORMALIZATIONS = {
    # code: (call, other methods, words of the message)
    "not_centred": (lambda self, x: x / std(x), {}, ("the mean", "giá trị trung bình")),
    "not_scaled": (lambda self, x: x - mean(x), {}, ("standard deviation", "độ lệch chuẩn")),
    "variance_for_std": (
        lambda self, x: (x - mean(x)) / var(x),
        {},
        ("the variance", "phương sai"),
    ),
    "per_unit": (
        lambda self, x: (x - mean(x, axis=0)) / std(x, axis=0),
        {},
        ("each unit", "từng unit"),
    ),
    "per_image": (
        lambda self, x: (x - mean(x, -1, keepdims=True)) / std(x, -1, keepdims=True),
        {},
        ("each image", "từng ảnh"),
    ),
    "nothing_done": (lambda self, x: x, {}, ("unchanged", "không thay đổi")),
    "wrong_normalization": (
        lambda self, x: (x - mean(x)) / (std(x) + 1e-6),
        {},
        ("epsilon", "epsilon"),
    ),
    "normalization_fails": (
        lambda self, x: self.gamma * (x - mean(x)) / std(x),
        {"build": weights_of_its_own},
        ("2 images and 3 units", "2 ảnh và 3 unit"),
    ),
}


@pytest.mark.parametrize("code", NORMALIZATIONS)
def test_each_wrong_formula_has_its_own_message(code, languages):
    call, methods, words = NORMALIZATIONS[code]
    model = own_normalization(call, **methods)
    for language in languages:
        set_language(language)
        found = network.network_findings(model, course.get("4b"))
        agrees(found, [(code, "my_normalization")], words, language)
        assert "\n" not in found[0].message and "\x1b" not in found[0].message


@pytest.mark.parametrize("call", [
    lambda self, x: (x - mean(x)) / (std(x) + 1e-7),
    lambda self, x: (x - mean(x)) / keras.ops.sqrt(var(x) + 1e-10),
], ids=["tiny epsilon", "epsilon under the root"])  # fmt: skip
def test_a_formula_that_is_nearly_right_is_found(call):
    (finding,) = network.network_findings(own_normalization(call), course.get("4b"))
    assert finding.code == "wrong_normalization"
    assert "[[1e-05, 2e-05, 4e-05], [3e-05, 9e-05, 1e-05]]" in finding.message


def first_rows(x):
    return x[:64]


@pytest.mark.parametrize("call", [
    lambda self, x: keras.ops.clip((x - mean(x)) / std(x), -3, 3),
    lambda self, x: (x - mean(first_rows(x))) / std(first_rows(x)),
    lambda self, x: (x - mean(x)) / std(x) * (0.5 if (x.shape[0] or 0) > 100 else 1.0),
], ids=["clipped", "first rows", "large batches"])  # fmt: skip
def test_a_formula_that_is_right_on_two_images_only_is_found(call):
    (finding,) = network.network_findings(own_normalization(call), course.get("4b"))
    assert (finding.code, finding.blank) == ("large_batch", "my_normalization")
    assert "not on one of 512" in finding.message
    set_language("vi")
    assert "512" in network.network_findings(own_normalization(call), course.get("4b"))[0].message


def test_a_loss_that_the_layer_adds_is_found():
    def call(self, x):
        self.add_loss(0.1 * mean(x))
        return (x - mean(x)) / std(x)

    (finding,) = network.network_findings(own_normalization(call), course.get("4b"))
    assert finding.code == "other_steps" and "loss" in finding.message


def test_a_formula_without_a_result_is_found():
    model = own_normalization(lambda self, x: None, compute_output_shape=lambda self, shape: shape)
    (finding,) = network.network_findings(model, course.get("4b"))
    assert finding.code == "normalization_fails"


@pytest.mark.parametrize("call", [
    lambda self, x: (x - mean(x)) / std(x),
    lambda self, x: (x - tf.reduce_mean(x)) / tf.math.reduce_std(x),
    lambda self, x, training=None: (x - mean(x)) / keras.ops.sqrt(mean((x - mean(x)) ** 2)),
])  # fmt: skip
def test_every_way_of_writing_the_formula_passes(call):
    assert network.network_findings(own_normalization(call), course.get("4b")) == []


def test_numpy_inside_the_layer_is_found_before_keras_speaks():
    """NumPy cannot take a symbolic input: the Sequential stays unbuilt."""
    model = own_normalization(lambda self, x: (x - np.mean(x)) / np.std(x))
    (finding, *_) = network.network_findings(model, course.get("4b"))
    assert (finding.code, finding.blank) == ("normalization_fails", "my_normalization")
    assert "keras.ops" in finding.message
