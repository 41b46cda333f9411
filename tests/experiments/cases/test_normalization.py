"""Cases of exercises 4a, 4b and 8: which networks are measured, and what their numbers decide."""

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.experiments.cases import normalization
from vgkit.networks import mlp, starting_point
from vgkit.networks.description import layers_before

BATCH = keras.layers.BatchNormalization


def test_the_single_normalization_stands_before_hidden_7():
    before = layers_before(normalization.one_normalization(0.5))
    assert [len(each) for each in before] == [0, 0, 0, 0, 0, 0, 1, 0]
    (layer,) = before[6]
    assert isinstance(layer, BATCH) and layer.epsilon == 0.5


def test_gradient_norms_are_those_of_the_record_and_a_factor_of_the_loss_is_one_of_them(any_data):
    model = mlp.mlp(depth=1)
    weights = model.get_weights()
    whole = normalization.gradient_norms(model, seed=2)
    tenth = normalization.gradient_norms(model, seed=2, factor=0.1)
    np.testing.assert_allclose(tenth, np.multiply(whole, 0.1), rtol=1e-4)
    assert whole != normalization.gradient_norms(model, seed=1)
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_batches_are_mixed_or_of_one_class():
    labels = np.random.default_rng(1).integers(0, 3, 3 * normalization.TEST_BATCH)
    for batches in (normalization.mixed(labels), normalization.single(labels)):
        assert sorted(np.concatenate(batches)) == list(range(len(labels)))
        assert all(0 < len(batch) <= normalization.TEST_BATCH for batch in batches)
    assert all(len(set(labels[batch])) == 1 for batch in normalization.single(labels))
    assert all(len(set(labels[batch])) == 3 for batch in normalization.mixed(labels))


def test_accuracy_counts_images_and_takes_the_statistics_of_their_batch():
    model = keras.Sequential([keras.Input((2,)), BATCH(center=False, scale=False)])
    pixels, labels = np.array([[5, 0], [6, 9], [7, 0]], np.float32), np.array([0, 1, 1])
    # The third image is alone in its batch: two zeros, of which the first counts.
    batches = [np.array([0, 1]), np.array([2])]
    assert normalization.accuracy(model, pixels, labels, batches) == 2 / 3
    # Beside each other the first and the third image give [-1, 0] and [1, 0].
    batches = [np.array([0, 2]), np.array([1])]
    assert normalization.accuracy(model, pixels, np.array([1, 0, 0]), batches) == 1


@pytest.mark.thorough
@pytest.mark.parametrize("name, kind", [("batch", "BatchNormalization"), ("my", "MyNormalization")])
def test_what_is_trained_is_the_network_of_the_exercise(name, kind, tiny, monkeypatch):
    from vgkit import course

    monkeypatch.setattr(course.Exercise, "images", lambda row: tiny)
    model = normalization.trained(name, 3, 1)
    assert [type(before[0]).__name__ for before in layers_before(model)[1:7]] == [kind] * 6
    start = mlp.normalized_mlp(name)
    starting_point.set_initial_weights(start, 3)
    assert np.any(model.get_weights()[-2] != start.get_weights()[-2])


def one(factor):
    return {"baseline": [1.0, 2.0], "one BatchNormalization": [factor, 2 * factor]}


def accuracies(**found):
    return {
        f"exercise {name}, {kind}": [value, value + 0.01]
        for name, pair in found.items()
        for kind, value in zip(("all classes", "one class"), pair, strict=True)
    }


def ratios(*values):
    return {f"layer {number}": [value, value] for number, value in enumerate(values)}


DECIDED = {
    "C4a": [(one(50_000), "A"), (one(1.0), "B"), (one(7), "C"), (one(30), "D"), (one(15), None)],
    "C4b": [
        (accuracies(**{"4a": (0.7, 0.1), "4b": (0.7, 0.2)}), "A"),
        (accuracies(**{"4a": (0.7, 0.1), "4b": (0.7, 0.68)}), "B"),
        (accuracies(**{"4a": (0.7, 0.68), "4b": (0.7, 0.1)}), "C"),
        (accuracies(**{"4a": (0.7, 0.68), "4b": (0.7, 0.69)}), "D"),
        (accuracies(**{"4a": (0.7, 0.4), "4b": (0.7, 0.69)}), None),
    ],
    "C8": [
        (ratios(1, 1, 1, 1, 1, 1, 0.001, 0.001), "A"),
        (ratios(1, 1, 1, 1, 1, 0.03, 0.001, 0.001), "B"),
        (ratios(1e-7, 1e-6, 1e-5, 1e-4, 2e-4, 5e-4, 0.001, 0.001), "C"),
        (ratios(*[0.001] * 8), "D"),
        (ratios(1, 1, 1, 1, 1, 0.5, 0.001, 0.001), None),
        (ratios(1, 1, 1, 1, 1, 0.03, 0.03, 0.001), None),
    ],
}
CASES = {
    "C4a": normalization.ONE_NORMALIZATION,
    "C4b": normalization.ONE_CLASS,
    "C8": normalization.SMALL_LOSS,
}


@pytest.mark.parametrize(
    "name, numbers, key", [(name, *pair) for name, pairs in DECIDED.items() for pair in pairs]
)
def test_numbers_decide_a_letter_or_nothing(name, numbers, key):
    if key is None:
        with pytest.raises(ValueError, match="holding: none"):
            CASES[name].decide(numbers)
    else:
        assert CASES[name].decide(numbers) == key


def test_one_seed_that_says_otherwise_is_enough_to_decide_nothing():
    numbers = one(30)
    numbers["one BatchNormalization"][1] = 2.0
    with pytest.raises(ValueError, match="holding: none"):
        normalization.decide_one_normalization(numbers)
