"""What each layer is by itself, held against the exercise's: what its kernels start from."""

import numpy as np
import pytest

from vgkit import course
from vgkit.backend import keras
from vgkit.checks.layers import layer_findings
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks.description import describe

layers, initializers = keras.layers, keras.initializers
CONVOLUTIONS = {
    "SeparableConv2D": lambda **told: layers.SeparableConv2D(4, 3, **told),
    "DepthwiseConv2D": lambda **told: layers.DepthwiseConv2D(3, **told),
    "Conv2D": lambda **told: layers.Conv2D(4, 3, **told),
}


def facts(layer):
    return describe(keras.Sequential([keras.Input((6, 6, 2)), layer]))[0]


def found(ours, theirs):
    """`(code, message)` of each finding about one layer."""
    findings = layer_findings(course.get("15"), ["conv 2"], facts(ours), facts(theirs))
    return [(finding.code, finding.message) for finding in findings]


@pytest.mark.parametrize("other", ["he_normal", "zeros", "orthogonal", np.ones])
@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        ("SeparableConv2D", "depthwise_initializer"),
        ("SeparableConv2D", "pointwise_initializer"),
        ("DepthwiseConv2D", "depthwise_initializer"),
        ("Conv2D", "kernel_initializer"),
    ],
)
def test_another_initializer_is_named_with_the_argument_that_passes_it(kind, argument, other):
    make = CONVOLUTIONS[kind]
    called = getattr(initializers.get(other), "__name__", type(initializers.get(other)).__name__)
    for language in LANGUAGES:
        set_language(language)
        ((code, message),) = found(make(**{argument: other}), make())
        assert code == "initializer"
        assert f" {called}," in message and message.endswith(f" {argument}?")


def test_each_kernel_of_a_separable_convolution_is_compared_by_itself():
    ours = layers.SeparableConv2D(
        4,
        3,
        depthwise_initializer=initializers.RandomNormal(stddev=0.5),
        pointwise_initializer="zeros",
    )
    theirs = layers.SeparableConv2D(
        4,
        3,
        depthwise_initializer=initializers.RandomNormal(stddev=0.25),
        pointwise_initializer="ones",
    )
    for language in LANGUAGES:
        set_language(language)
        (one, depthwise), (other, pointwise) = found(ours, theirs)
        assert (one, other) == ("initializer_settings", "initializer")
        assert " RandomNormal " in depthwise and " stddev=0.5." in depthwise
        assert "depthwise_initializer" in depthwise and "mean" not in depthwise
        assert " Zeros," in pointwise and pointwise.endswith(" pointwise_initializer?")


def test_equal_initializers_are_no_mistake_whatever_their_seeds():
    for make in CONVOLUTIONS.values():
        assert found(make(), make()) == []
    normal = (
        layers.Conv2D(4, 3, kernel_initializer=initializers.RandomNormal(seed=n)) for n in (1, 2)
    )
    assert found(*normal) == []


class SeparableConv2D(layers.Conv2D):
    """A student's own, called like Keras' and with one kernel: named by another check."""


def test_a_class_called_like_another_has_no_kernel_to_be_compared():
    ours = SeparableConv2D(4, 3, kernel_initializer=initializers.RandomNormal())
    assert found(ours, layers.SeparableConv2D(4, 3)) == []


def own(**settings):
    """An object of a class that is called like Keras' and tells other settings."""

    class RandomNormal(initializers.Initializer):
        def __call__(self, shape, dtype=None, **other):
            return keras.ops.zeros(shape, dtype)

        def get_config(self):
            return settings

    return RandomNormal()


def test_settings_are_compared_by_name_where_a_class_has_more_of_them_or_none():
    theirs = layers.Conv2D(4, 3, kernel_initializer=initializers.RandomNormal(stddev=0.05))
    more = layers.Conv2D(4, 3, kernel_initializer=own(stddev=0.05, mean=0.0, a=1))
    ((code, message),) = found(more, theirs)
    assert code == "initializer_settings" and " a=1." in message
    # That the class is a student's own is named by another check.
    assert found(layers.Conv2D(4, 3, kernel_initializer=own()), theirs) == []
