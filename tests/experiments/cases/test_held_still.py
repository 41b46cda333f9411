"""The whys of lessons 1a and 1b: what is held still, and which numbers decide nothing."""

import numpy as np
import pytest

from vgkit.experiments.cases import held_still
from vgkit.experiments.cases.held_still import HIDDEN
from vgkit.networks import starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import mlp

OUTPUT = "output"


def test_what_is_held_still_stays_and_the_rest_moves(tiny):
    start, model = mlp(depth=3), mlp(depth=3)
    starting_point.set_initial_weights(start, 2)
    loss = held_still.training_loss(model, "1a", tiny, 2, 2, still=("hidden_2", OUTPUT))
    assert np.isfinite(loss)
    moved = {
        layer.name
        for layer, old in zip(kernel_layers(model), kernel_layers(start), strict=True)
        if np.any(layer.kernel.numpy() != old.kernel.numpy())
    }
    assert moved == {"hidden_1", "hidden_3"}
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)


def test_the_loss_is_that_of_the_last_epoch_from_the_seed(tiny, monkeypatch):
    asked = []

    def metrics_of_training(model, exercise, images, epochs, seed):
        asked.append((exercise, images, epochs, seed, float(model.optimizer.learning_rate)))
        return {"loss": [3.0, 2.0]}

    monkeypatch.setattr(held_still, "metrics_of_training", metrics_of_training)
    assert held_still.training_loss(mlp(depth=1), "1a", tiny, 2, 3, held_still.FAST) == 2.0
    assert asked == [("1a", tiny, 2, 3, pytest.approx(0.1))]


def trainings_of(case, exercise_id, tiny, monkeypatch):
    """The numbers of a case for one seed, and for each: stddevs, epochs, rate, what is held still."""
    asked = []

    def training_loss(model, exercise, images, epochs, seed, learning_rate=0.01, still=()):
        assert exercise == exercise_id
        stddevs = [model.get_layer(name).kernel_initializer.stddev for name in HIDDEN]
        asked.append((stddevs, epochs, learning_rate, set(still)))
        return float(seed)

    monkeypatch.setattr(held_still, "training_loss", training_loss)
    monkeypatch.setattr(held_still, "SEEDS", (4,))
    monkeypatch.setattr(held_still.course.Exercise, "images", lambda row: tiny)
    numbers = case.measure()
    assert all(values == [4.0] for values in numbers.values())
    return dict(zip(numbers, asked, strict=True))


def test_each_line_names_what_is_trained(tiny, monkeypatch):
    trainings = trainings_of(held_still.Q2, "1b", tiny, monkeypatch)
    assert [rate for _, _, rate, _ in trainings.values()] == [0.01, 0.01, 0.1, 0.1]
    for name, (stddevs, count, _, still) in trainings.items():
        assert (stddevs, count) == ([10.0] * 7, held_still.EPOCHS)
        assert {*HIDDEN, OUTPUT} - still == _layers(name)


def test_each_line_names_the_layer_that_starts_small_and_whether_it_is_held_still(
    tiny, monkeypatch
):
    everywhere, *small = trainings_of(held_still.Q1, "1a", tiny, monkeypatch).items()
    assert everywhere == ("stddev 1 everywhere", ([1.0] * 7, 3, 0.01, set()))
    for name, (stddevs, count, rate, still) in small:
        (number,) = (k for k, stddev in enumerate(stddevs, start=1) if stddev != 1)
        assert name == f"0.05 in hidden {number}" + ", held still" * bool(still)
        assert (stddevs[number - 1], count, rate) == (0.05, 3, 0.01)
        assert still in (set(), {f"hidden_{number}"})
    assert len(dict(small)) == 2 * len(held_still.PLACES)


def _layers(name):
    """The layers that a line's name stands for."""
    found = set()
    for part in name.replace("hidden", "").replace(" ", "").split(","):
        if part == OUTPUT:
            found.add(part)
        elif part.replace("-", "").isdigit():
            first, _, last = part.partition("-")
            found |= {f"hidden_{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def numbers(table, *values):
    return {name: [value, value + 0.01] for name, value in zip(table, values, strict=True)}


STEPS = held_still.STEPS
SMALL = (held_still.EVERYWHERE, *(f"0.05 in hidden {place}" for place in held_still.PLACES))


@pytest.mark.parametrize("decide, found, key", [
    (held_still.decide_small, numbers(SMALL, 2.2, 2.25, 2.0, 1.9), "A"),
    (held_still.decide_small, numbers(SMALL, 2.2, 1.6, 2.25, 1.9), "B"),
    (held_still.decide_small, numbers(SMALL, 2.2, 1.6, 1.8, 2.25), "C"),
    (held_still.decide_small, numbers(SMALL, 2.2, 1.6, 1.8, 1.9), "D"),
    (held_still.decide_small, numbers(SMALL, 2.2, 2.4, 2.4, 1.9), "D"),
    (held_still.decide_small, numbers(SMALL, 2.2, 1.6, 2.2, 2.25), None),
    (held_still.decide_small, numbers(SMALL, 2.2, 1.6, 1.8, 2.08), None),
    (held_still.decide_steps, numbers(STEPS, 2.34, 2.33, 2.24, 2.24), "A"),
    (held_still.decide_steps, numbers(STEPS, 2.34, 2.33, 2.30, 2.24), None),
    (held_still.decide_steps, numbers(STEPS, 2.34, 2.33, 2.33, 2.33), None),
])  # fmt: skip
def test_numbers_decide_a_letter_or_nothing(decide, found, key):
    if key is None:
        with pytest.raises(ValueError, match="Received: "):
            decide(found)
    else:
        assert decide(found) == key


def test_one_seed_that_differs_leaves_it_undecided():
    for decide, found in (
        (held_still.decide_small, numbers(SMALL, 2.2, 1.6, 1.8, 2.25)),
        (held_still.decide_steps, numbers(STEPS, 2.34, 2.33, 2.24, 2.24)),
    ):
        found[list(found)[2]][1] = 2.35
        with pytest.raises(ValueError, match="Received: "):
            decide(found)
