"""The shared builders: shapes, parameters, wiring."""

import doctest

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.networks import description, mlp

# 784·128 + 128, then 128·128 + 128 for each further hidden layer, then 128·10 + 10.
FIRST, FURTHER, OUTPUT = 100_480, 16_512, 1_290
BUILDERS = [mlp.mlp, mlp.residual_mlp]


@pytest.mark.parametrize("depth", [1, 3, 5, 7])
def test_the_plain_network_has_as_many_parameters_as_counted_by_hand(depth):
    model = mlp.mlp(depth=depth)
    assert model.count_params() == FIRST + (depth - 1) * FURTHER + OUTPUT
    assert len(model.layers) == depth + 1


def test_skip_connections_add_no_parameter():
    assert mlp.residual_mlp().count_params() == FIRST + 6 * FURTHER + OUTPUT == 200_842


@pytest.mark.parametrize("build", BUILDERS)
def test_a_network_takes_784_pixels_and_gives_ten_logits(build):
    model = build()
    assert model.built
    assert (model.input_shape, model.output_shape) == ((None, 784), (None, 10))
    assert model.layers[-1].activation is keras.activations.linear
    assert model(np.zeros((3, 784), np.float32)).shape == (3, 10)


@pytest.mark.parametrize("build", BUILDERS)
def test_hidden_layers_are_sigmoid_with_deviation_a_twentieth_unless_asked_otherwise(build):
    *hidden, output = description.kernel_layers(build())
    settings = {
        (layer.activation.__name__, layer.kernel_initializer.mean, layer.kernel_initializer.stddev)
        for layer in hidden
    }
    assert settings == {("sigmoid", 0.0, 0.05)}
    assert isinstance(output.kernel_initializer, keras.initializers.GlorotUniform)
    assert [layer.name for layer in hidden] == [f"hidden_{number}" for number in range(1, 8)]
    assert output.name == "output"


@pytest.mark.parametrize("build", BUILDERS)
def test_stddev_and_activation_reach_every_hidden_layer_and_not_the_output(build):
    *hidden, output = description.kernel_layers(build(stddev=1.0, activation="relu"))
    assert {layer.kernel_initializer.stddev for layer in hidden} == {1.0}
    assert {layer.activation.__name__ for layer in hidden} == {"relu"}
    assert output.activation.__name__ == "linear"


@pytest.mark.parametrize("build", BUILDERS)
def test_each_layer_has_an_initializer_of_its_own(build):
    layers = description.kernel_layers(build())
    assert len({id(layer.kernel_initializer) for layer in layers}) == len(layers) == 8
    kernels = [layer.kernel.numpy() for layer in layers[1:7]]
    for one, other in zip(kernels, kernels[1:], strict=False):
        assert not np.array_equal(one, other)


def test_the_plain_network_is_one_row():
    facts, after = description.describe(mlp.mlp())
    assert [fact.sources for fact in facts] == [(number,) for number in range(8)]
    assert after == ()


def test_the_residual_network_adds_h1_before_layer_4_and_h4_before_the_output():
    facts, after = description.describe(mlp.residual_mlp())
    sources = [(0,), (1,), (2,), (1, 3), (4,), (5,), (6,), (4, 7)]
    assert [fact.sources for fact in facts] == sources
    assert {fact.through for fact in facts} == {()} and after == ()


def test_the_residual_network_computes_what_its_formula_says():
    model = mlp.residual_mlp(stddev=0.3)
    images = np.random.default_rng(0).uniform(0, 1, (4, 784)).astype(np.float32)
    weights = model.get_weights()

    def dense(number, x):
        return x @ weights[2 * number - 2] + weights[2 * number - 1]

    def hidden(number, x):
        return 1 / (1 + np.exp(-dense(number, x)))

    h1 = hidden(1, images)
    h4 = hidden(4, hidden(3, hidden(2, h1)) + h1)
    logits = dense(8, hidden(7, hidden(6, hidden(5, h4))) + h4)
    np.testing.assert_allclose(model(images), logits, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("build", BUILDERS)
def test_a_saved_network_comes_back_the_same_to_the_bit(build, tmp_path):
    model = build()
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    images = np.random.default_rng(0).integers(0, 256, (5, 784)).astype(np.float32)
    np.testing.assert_array_equal(loaded(images), model(images))
    assert description.describe(loaded) == description.describe(model)


@pytest.mark.parametrize(("normalization", "kind", "parameters"), [
    ("batch", "BatchNormalization", 6 * 4 * 128),
    ("my", "MyNormalization", 0),
    ("gradient", "GradientNormalization", 0),
    ("averaged_gradient", "AveragedGradientNormalization", 0),
    ("rescaling", "Rescaling", 0),
])  # fmt: skip
def test_a_normalization_stands_before_hidden_layers_2_to_7(normalization, kind, parameters):
    model = mlp.normalized_mlp(normalization)
    facts, after = description.describe(model)
    assert [fact.through for fact in facts] == [(), *[(kind,)] * 6, ()] and after == ()
    assert [fact.sources for fact in facts] == [(number,) for number in range(8)]
    assert model.count_params() == FIRST + 6 * FURTHER + OUTPUT + parameters


def test_rescaling_turns_a_sigmoid_output_into_7_times_its_distance_from_a_half():
    layer = next(x for x in mlp.normalized_mlp("rescaling").layers if "rescaling" in x.name)
    np.testing.assert_allclose(layer(np.array([[0.0, 0.5, 0.75, 1.0]])), [[-3.5, 0, 1.75, 3.5]])


@pytest.mark.parametrize("normalization", ["gradient", "averaged_gradient"])
def test_forwards_a_network_with_gradient_normalization_is_the_plain_one(normalization):
    model, plain = mlp.normalized_mlp(normalization), mlp.mlp()
    plain.set_weights(model.get_weights())
    images = np.random.default_rng(0).integers(0, 256, (5, 784)).astype(np.float32)
    np.testing.assert_array_equal(model(images), plain(images))


def test_an_unknown_normalization_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"out of \('batch', 'my', .*\). Received: 'layer'"):
        mlp.normalized_mlp("layer")


def test_submodels_cut_the_plain_network_into_two_two_two_and_one():
    subs = mlp.submodels()
    assert [sub.name for sub in subs] == ["sub_1", "sub_2", "sub_3", "sub_4"]
    assert [sub.input_shape for sub in subs] == [(None, 784)] + [(None, 128)] * 3
    assert [sub.count_params() for sub in subs] == [
        FIRST + FURTHER, 2 * FURTHER, 2 * FURTHER, FURTHER,
    ]  # fmt: skip
    names = [layer.name for sub in subs for layer in sub.layers]
    assert names == [f"hidden_{number}" for number in range(1, 8)]
    assert description.describe(mlp.submodel_mlp()) == description.describe(mlp.mlp())


def test_a_chain_shares_its_submodels_and_has_an_output_layer_of_its_own():
    subs = mlp.submodels()
    one, two = mlp.chain(subs[:1]), mlp.chain(subs[:2])
    assert one.layers[0] is two.layers[0] is subs[0]
    assert one.layers[-1] is not two.layers[-1]
    assert one.output_shape == two.output_shape == (None, 10)
    assert one.count_params() == FIRST + FURTHER + OUTPUT


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(mlp)
    assert result.attempted >= 2 and result.failed == 0
