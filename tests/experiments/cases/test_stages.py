"""The questions of lesson 6: what is trained and measured, and what the numbers decide."""

import numpy as np
import pytest

from vgkit import data
from vgkit.backend import keras
from vgkit.experiments.cases import stages
from vgkit.networks import mlp, starting_point
from vgkit.training import fitting


def pixels(large, small):
    return {"pixels 0-255": large, "pixels 0-1": small}


@pytest.mark.parametrize(("large", "small", "letter"), [
    ([1.75, 1.88], [2.25, 2.27], "A"), ([1.8, 1.9], [1.2, 1.7], "B"), ([1.8, 1.9], [1.82, 1.88], "C"),
])  # fmt: skip
def test_the_loss_of_every_seed_decides_about_small_pixels(large, small, letter):
    assert stages.SMALL_PIXELS.decide(pixels(large, small)) == letter


@pytest.mark.parametrize(("large", "small"), [
    ([1.8, 2.1], [2.25, 2.27]), ([1.8, 1.9], [2.25, 2.1]), ([1.8, 1.9], [1.2, 1.9]),
], ids=["large pixels near the plateau", "one leaves the plateau", "one not faster"])  # fmt: skip
def test_what_holds_for_some_seeds_only_decides_nothing(large, small):
    with pytest.raises(ValueError, match="Not the same for every seed"):
        stages.SMALL_PIXELS.decide(pixels(large, small))


def test_only_the_scale_of_the_pixels_differs(tiny, monkeypatch):
    monkeypatch.setattr(data, "load", lambda: tiny)
    large, small = (stages.first_images(scale) for scale in stages.SCALES)
    assert (large.x_train == small.x_train).all() and len(large.x_train) <= stages.IMAGES
    assert np.allclose(large.to_input(large.x_test), 255 * small.to_input(small.x_test))


def test_training_1_is_what_is_trained_from_each_seed(tiny, monkeypatch):
    seen = []

    def fit(model, name, epochs, images, row, **settings):
        seen.append((len(model.layers), epochs, images.std, settings["seed"], settings["keep"]))
        return type("Run", (), {"at": lambda self, metric, epoch: float(len(seen))})()

    monkeypatch.setattr(data, "load", lambda: tiny)
    monkeypatch.setattr(fitting, "fit", fit)
    monkeypatch.setattr(stages, "SEEDS", (1, 2))
    assert stages.SMALL_PIXELS.measure() == {"pixels 0-255": [1.0, 2.0], "pixels 0-1": [3.0, 4.0]}
    settings = [(std, seed) for std in (1.0, 255.0) for seed in (1, 2)]
    assert seen == [(2, stages.EPOCHS, std, seed, False) for std, seed in settings]


# The directions of a kernel ---------------------------------------------------------------------

FRESH, TRAINED = [1.1, 1.1, 1.06, 1.06, 1.03], [5.5, 5.2, 4.6, 3.3, 1.5]


def directions(trained=TRAINED, shares=(0.03, 0.72, 0.99)):
    found = {}
    for state, values in zip(stages.STATES, (FRESH, trained), strict=True):
        found |= {f"singular value {k}, {state}": [v] for k, v in enumerate(values, start=1)}
    return found | {f"share {p}": [s] for p, s in zip(stages.PLACES, shares, strict=True)}


def test_few_grown_directions_that_carry_the_gradient_decide():
    assert stages.DIRECTIONS.decide(directions()) == "B"


@pytest.mark.parametrize("numbers", [
    directions(trained=[2.0, 2.0, 2.0, 1.9, 1.9]),
    directions(trained=[5.5, 5.2, 4.6, 3.3, 3.1]),
    directions(shares=(0.03, 0.1, 0.2)),
    directions(shares=(0.5, 0.72, 0.99)),
], ids=["all have grown", "five have grown", "it lies elsewhere", "it lay there before"])  # fmt: skip
def test_anything_else_decides_nothing(numbers):
    with pytest.raises(ValueError, match="not a matter of a few directions"):
        stages.DIRECTIONS.decide(numbers)


def test_singular_values_are_by_how_much_a_kernel_stretches_its_directions():
    kernel = np.zeros((6, 7))
    np.fill_diagonal(kernel, [1.0, 2.0, 6.0, 5.0, 4.0, 3.0])
    assert stages.singular_values(kernel) == pytest.approx([6.0, 5.0, 4.0, 3.0, 2.0])


def _subs(kernel_of):
    """Two submodels whose last two kernels are made by hand."""
    subs = mlp.submodels()[:2]
    starting_point.set_initial_weights(keras.Sequential([keras.Input((784,)), *subs]))
    for layer in subs[1].layers:
        layer.kernel.assign(kernel_of())
    return subs


def test_a_kernel_with_four_directions_puts_the_whole_gradient_there(tiny, monkeypatch):
    monkeypatch.setattr(data, "load", lambda: tiny)
    random = np.random.default_rng(1)

    def four_directions():
        return random.normal(size=(128, 4)) @ random.normal(size=(4, 128)) / 128

    above, below_4, below_3 = stages.shares_in_grown_directions(_subs(four_directions))
    assert above < 0.3
    assert (below_4, below_3) == pytest.approx((1.0, 1.0), abs=1e-4)


def test_a_fresh_kernel_prefers_no_direction(tiny, monkeypatch):
    monkeypatch.setattr(data, "load", lambda: tiny)
    random = np.random.default_rng(1)
    subs = _subs(lambda: random.normal(0, 0.05, (128, 128)))
    assert max(stages.shares_in_grown_directions(subs)) < 0.4
    fresh = random.normal(0, 0.05, (128, 128))
    found = stages.directions(fresh, subs)
    assert list(found) == list(directions())
    assert found["singular value 1, fresh"] == [stages.singular_values(fresh)[0]]
