"""Question C10: which trainings are measured, and what decides between its options."""

from dataclasses import replace

import pytest

from vgkit.experiments import ladder
from vgkit.experiments.cases import two_remedies


def test_the_settings_are_the_ladders_base_with_one_step_or_both():
    found = two_remedies.settings()
    base = replace(ladder.BASE, epochs=10)
    changes = {
        "std 1.0": {"stddev": 1.0},
        "batch norm": {"normalization": ("batch",)},
        "std 1.0 + batch norm": {"stddev": 1.0, "normalization": ("batch",)},
    }
    assert found == {name: replace(base, name=name, **each) for name, each in changes.items()}


def test_every_setting_is_trained_from_every_seed(monkeypatch):
    trained = []

    class Row:
        metrics = {"val_accuracy": [0.1, 0.5]}

    def train(setting):
        trained.append((setting.name, setting.seed, setting.epochs))
        return Row

    monkeypatch.setattr(two_remedies.variations, "train", train)
    names = list(two_remedies.settings())
    assert two_remedies.measure_two_remedies() == {name: [0.5] * 5 for name in names}
    assert trained == [(name, seed, 10) for name in names for seed in (1, 2, 3, 4, 5)]


def _numbers(both):
    alone = [0.82, 0.81, 0.83, 0.82, 0.82]
    return {"std 1.0": [0.4] * 5, "batch norm": alone, "std 1.0 + batch norm": both}


@pytest.mark.parametrize(("letter", "both"), [
    ("A", [0.9] * 5),
    ("B", [0.82, 0.83, 0.8, 0.81, 0.82]),
    ("C", [0.5, 0.4, 0.3, 0.5, 0.2]),
    ("D", [0.1, 0.11, 0.1, 0.09, 0.1]),
])  # fmt: skip
def test_what_holds_for_every_seed_decides(letter, both):
    assert two_remedies.decide_two_remedies(_numbers(both)) == letter


def test_two_options_that_hold_decide_nothing():
    both = _numbers([0.1] * 5) | {"batch norm": [0.11] * 5}
    with pytest.raises(ValueError, match="holding: .'B', 'D'."):
        two_remedies.decide_two_remedies(both)


@pytest.mark.parametrize("both", [
    [0.5, 0.4, 0.3, 0.5, 0.8],
    [0.5, 0.4, 0.3, 0.5, 0.1],
    [0.9, 0.9, 0.9, 0.9, 0.82],
    [0.7] * 5,
])  # fmt: skip
def test_what_does_not_hold_for_every_seed_decides_nothing(both):
    with pytest.raises(ValueError, match="holding: none"):
        two_remedies.decide_two_remedies(_numbers(both))
