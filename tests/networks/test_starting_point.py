"""The 2022 starting point: draws, kernels and batch orders, to the bit."""

import hashlib
import itertools
import random

import numpy as np
import pytest

from vgkit.backend import keras, tf
from vgkit.errors import VgkitError
from vgkit.networks import mlp, starting_point

DRAW_SEEDS = [
    577090037, 271041745, 1095513148, 506456969, 2127877499, 1930549411, 2028277857, 1630434966,
    901749037, 403123852, 2095328386,
]  # fmt: skip
ORDER_MD5 = [
    "b04b3f19b735137de4ed5502567d0e4d",
    "7ea35244683264b0b5676243e336fb2b",
    "cd528906e7f1dcc7182e4bd79c2a679e",
]
KERNEL_SHA256 = {
    0: "0e528351525a81eb653947454f7e5551bc55aa5c92b0d3de66a398e2bdbcf394",
    1: "89d2960efb154a2df0c1b2ab927ce18797e022fdf2a87337e692918be9a602ca",
    2: "f3a8258b0118a086e32b27dd534218e9dd1356a5ec1be9533aea336a70eac1aa",
    7: "b3f52aca73d08f405b54f21d53f7c1722f1264c0e1549313edac40c195720df9",
}


def sha256(kernel):
    return hashlib.sha256(np.asarray(kernel).astype("<f4").tobytes()).hexdigest()


def orders(count, **arguments):
    return [order.numpy() for order in starting_point.batch_orders(**arguments).take(count)]


def philox(counter, key):
    """Philox 4x32-10 (Salmon et al., 2011): four random words out of a counter and a key."""
    words, (low, high) = list(counter), key
    for _ in range(10):
        first, second = 0xD2511F53 * words[0], 0xCD9E8D57 * words[2]
        words = [
            second >> 32 ^ words[1] ^ low, second & 0xFFFFFFFF,
            first >> 32 ^ words[3] ^ high, first & 0xFFFFFFFF,
        ]  # fmt: skip
        low, high = (low + 0x9E3779B9) & 0xFFFFFFFF, (high + 0xBB67AE85) & 0xFFFFFFFF
    return words


def test_the_draw_seeds_are_the_published_ones():
    assert list(itertools.islice(starting_point.draw_seeds(), 11)) == DRAW_SEEDS


def test_another_global_seed_gives_other_draw_seeds():
    assert (
        next(starting_point.draw_seeds(2))
        == random.Random(2).randint(0, 2**31 - 1)
        != DRAW_SEEDS[0]
    )


def test_philox_itself_gives_the_known_answer_of_its_authors():
    assert philox([0, 0, 0, 0], [0, 0]) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


def test_a_uniform_kernel_agrees_with_philox_worked_out_in_python():
    words = [*philox([0, 0, DRAW_SEEDS[7], 0], [1, 0]), *philox([1, 0, DRAW_SEEDS[7], 0], [1, 0])]
    uniform = [np.uint32(w & 0x7FFFFF | 0x3F800000).view(np.float32) - np.float32(1) for w in words]
    limit = (6 / 138) ** 0.5
    by_hand = np.array(uniform) * np.float32(2 * limit) - np.float32(limit)
    kernel = starting_point.glorot_uniform_kernel((128, 10), DRAW_SEEDS[7]).numpy()
    np.testing.assert_array_equal(kernel.ravel()[:8], by_hand)
    assert abs(kernel).max() <= np.float32(limit)


def test_a_normal_kernel_has_the_mean_and_the_deviation_asked_for():
    plain = starting_point.normal_kernel((128, 128), DRAW_SEEDS[1], stddev=1.0).numpy()
    moved = starting_point.normal_kernel((128, 128), DRAW_SEEDS[1], mean=3.0, stddev=0.5).numpy()
    np.testing.assert_array_equal(moved, plain * np.float32(0.5) + np.float32(3))
    assert abs(plain.mean()) < 4 / 128  # four standard errors of 128 · 128 draws
    assert plain.std() == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("number", KERNEL_SHA256)
def test_the_kernels_of_the_baseline_are_the_published_ones_to_the_bit(number):
    model = mlp.mlp()
    starting_point.set_initial_weights(model)
    assert sha256(model.layers[number].kernel) == KERNEL_SHA256[number]


def test_skip_connections_do_not_change_the_starting_point():
    plain, skipping = mlp.mlp(), mlp.residual_mlp()
    starting_point.set_initial_weights(plain)
    starting_point.set_initial_weights(skipping)
    for ours, theirs in zip(plain.get_weights(), skipping.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_biases_start_at_zero():
    model = mlp.mlp(depth=2)
    model.set_weights([np.ones_like(w) for w in model.get_weights()])
    starting_point.set_initial_weights(model)
    assert [float(abs(layer.bias.numpy()).max()) for layer in model.layers] == [0, 0, 0]


@pytest.mark.parametrize("disturb", [
    lambda: random.seed(99),
    lambda: np.random.seed(99),
    lambda: tf.random.set_seed(99),
    lambda: keras.utils.set_random_seed(99),
    lambda: [random.random(), np.random.rand(), tf.random.normal([3])],
    lambda: starting_point.normal_kernel((2, 2), DRAW_SEEDS[0]),
    lambda: next(iter(starting_point.batch_orders(images=5))),
])  # fmt: skip
def test_the_starting_point_does_not_depend_on_what_was_drawn_before(disturb):
    model = mlp.mlp(depth=2)
    starting_point.set_initial_weights(model)
    first = model.get_weights()
    disturb()
    other = mlp.mlp(depth=2)
    disturb()
    starting_point.set_initial_weights(other)
    for ours, theirs in zip(first, other.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_setting_the_starting_point_draws_from_no_global_stream():
    model = mlp.mlp(depth=2)
    keras.utils.set_random_seed(5)
    python, numpy_state = random.getstate(), np.random.get_state()[1].copy()
    expected = tf.random.uniform([3]).numpy()
    keras.utils.set_random_seed(5)
    starting_point.set_initial_weights(model)
    assert random.getstate() == python
    np.testing.assert_array_equal(np.random.get_state()[1], numpy_state)
    np.testing.assert_array_equal(tf.random.uniform([3]).numpy(), expected)


def test_a_shared_initializer_still_gives_every_layer_its_own_kernel():
    shared = keras.initializers.RandomNormal(stddev=0.05)
    layers = [keras.layers.Dense(6, kernel_initializer=shared) for _ in range(3)]
    model = keras.Sequential([keras.Input((6,)), *layers])
    starting_point.set_initial_weights(model)
    for layer, draw_seed in zip(layers, DRAW_SEEDS, strict=False):
        expected = starting_point.normal_kernel((6, 6), draw_seed, stddev=0.05)
        np.testing.assert_array_equal(layer.kernel, expected)
    assert len({sha256(layer.kernel) for layer in layers}) == 3


@pytest.mark.parametrize("initializer", ["he_normal", "lecun_uniform", "orthogonal"])
def test_any_other_initializer_is_seeded_by_its_draw_and_nothing_else(initializer):
    def build():
        dense = keras.layers.Dense(5, kernel_initializer=initializer)
        model = keras.Sequential([keras.Input((6,)), dense])
        starting_point.set_initial_weights(model)
        return dense.kernel.numpy()

    random.seed(1)
    first = build()
    random.seed(2)
    np.testing.assert_array_equal(build(), first)
    by_hand = type(keras.initializers.get(initializer))(seed=DRAW_SEEDS[0])((6, 5))
    np.testing.assert_array_equal(first, by_hand)


def test_an_initializer_without_a_seed_is_used_as_it_is():
    dense = keras.layers.Dense(2, kernel_initializer=keras.initializers.Constant(0.5))
    model = keras.Sequential([keras.Input((3,)), dense])
    dense.kernel.assign(tf.zeros((3, 2)))
    starting_point.set_initial_weights(model)
    np.testing.assert_array_equal(dense.kernel, np.full((3, 2), 0.5, np.float32))


def test_batch_normalization_gets_its_fresh_state():
    norm = keras.layers.BatchNormalization()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), norm])
    model.set_weights([w + 7 for w in model.get_weights()])
    starting_point.set_initial_weights(model)
    state = [norm.gamma, norm.beta, norm.moving_mean, norm.moving_variance]
    assert [v.numpy().tolist() for v in state] == [[1] * 3, [0] * 3, [0] * 3, [1] * 3]


def test_layers_without_bias_scale_or_center_are_set_too():
    norm = keras.layers.BatchNormalization(scale=False, center=False)
    dense = keras.layers.Dense(3, use_bias=False)
    model = keras.Sequential([keras.Input((4,)), dense, norm])
    norm.moving_mean.assign([1.0, 2.0, 3.0])
    starting_point.set_initial_weights(model)
    np.testing.assert_array_equal(
        dense.kernel, starting_point.glorot_uniform_kernel((4, 3), DRAW_SEEDS[0])
    )
    assert norm.moving_mean.numpy().tolist() == [0, 0, 0]


def test_an_unbuilt_model_is_refused_by_name():
    model = keras.Sequential([keras.layers.Dense(3)], name="my_model")
    with pytest.raises(VgkitError, match="A built Keras model is needed here.*my_model"):
        starting_point.set_initial_weights(model)


def test_a_nested_model_starts_like_the_same_layers_in_a_row():
    nested, plain = mlp.submodel_mlp(), mlp.mlp()
    starting_point.set_initial_weights(nested)
    starting_point.set_initial_weights(plain)
    for ours, theirs in zip(nested.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_first_three_batch_orders_are_the_published_ones():
    found = orders(3)
    assert [hashlib.md5(order.astype("<i4").tobytes()).hexdigest() for order in found] == ORDER_MD5
    assert {order.dtype.name for order in found} == {"int32"}


def test_each_batch_order_visits_every_image_once():
    for order in orders(3, images=1000):
        np.testing.assert_array_equal(np.sort(order), np.arange(1000))


def test_a_run_that_goes_on_gets_the_orders_it_would_have_had():
    np.testing.assert_array_equal(orders(3, images=100, first_epoch=2), orders(5, images=100)[2:])


def test_the_batch_order_restarts_with_every_iteration():
    dataset = starting_point.batch_orders(images=100).take(3)
    first = [order.numpy() for order in dataset]
    np.testing.assert_array_equal([order.numpy() for order in dataset], first)
    np.testing.assert_array_equal(orders(3, images=100), first)


def test_the_batch_order_does_not_depend_on_the_global_seeds():
    expected = orders(2, images=100)
    keras.utils.set_random_seed(99)
    tf.random.uniform([3])
    np.testing.assert_array_equal(orders(2, images=100), expected)


def test_the_end_of_the_batch_orders_waits_for_no_tuning_thread():
    assert starting_point.batch_orders().prefetch(1).options().autotune.enabled is False


def test_another_seed_gives_another_batch_order():
    assert orders(1, images=100)[0].tolist() != orders(1, images=100, seed=2)[0].tolist()


# Convolutions


@pytest.mark.parametrize(
    ("layer", "limits"),
    [
        (keras.layers.Conv2D(6, 5), {"kernel": np.sqrt(6 / (25 * 3 + 25 * 6))}),
        (keras.layers.DepthwiseConv2D(3, depth_multiplier=2), {"kernel": np.sqrt(6 / (9 * 5))}),
        (
            keras.layers.SeparableConv2D(8, 3),
            {"depthwise_kernel": np.sqrt(6 / (9 * 4)), "pointwise_kernel": np.sqrt(6 / 11)},
        ),
    ],
    ids=["plain", "depthwise", "separable"],
)
def test_the_kernels_of_a_convolution_fill_glorots_range_and_each_has_a_draw_of_its_own(
    layer, limits
):
    layer.build((None, 9, 9, 3))
    draws = starting_point.draw_seeds()
    starting_point.initialize([layer], draws)
    for number, (name, limit) in enumerate(limits.items()):
        kernel = getattr(layer, name)
        assert 0.8 * limit < np.abs(kernel.numpy()).max() <= limit
        drawn = starting_point.glorot_uniform_kernel(kernel.shape, DRAW_SEEDS[number])
        np.testing.assert_array_equal(kernel.numpy(), drawn)
    assert next(draws) == DRAW_SEEDS[len(limits)]
    assert not layer.bias.numpy().any()


def test_he_and_others_are_keras_own_for_convolutions_too():
    layer = keras.layers.Conv2D(64, 3, kernel_initializer="he_normal")
    layer.build((None, 8, 8, 32))
    starting_point.initialize([layer], starting_point.draw_seeds())
    assert layer.kernel.numpy().std() == pytest.approx(np.sqrt(2 / (9 * 32)), rel=0.02)


def test_generators_of_random_numbers_take_a_draw_and_begin_at_zero():
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.RandomFlip(), keras.layers.Conv2D(2, 3),
         keras.layers.Dropout(0.5)]
    )  # fmt: skip
    model(np.zeros((1, 8, 8, 1)), training=True)
    starting_point.set_initial_weights(model)
    states = [v.numpy().tolist() for v in model.variables if "seed" in v.path]
    assert states == [[DRAW_SEEDS[0], 0], [DRAW_SEEDS[2], 0]]
