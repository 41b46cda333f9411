"""`vgkit spread`: replicas next to the starting point, and what the kit ships of them."""

import numpy as np
import pytest

from vgkit import quiz
from vgkit.errors import VgkitError
from vgkit.experiments import kept, spread
from vgkit.networks.description import kernel_layers
from vgkit.networks.starting_point import draw_seeds, normal_kernel
from vgkit.training import fitting, records


def test_every_entry_moves_by_one_unit_in_the_last_place():
    kernel = np.array([[0.0, 1.0], [-2.5, 1e-30]], np.float32)
    moved = spread.nudge(kernel, 1)
    assert moved.dtype == np.float32 and moved.shape == kernel.shape
    up, down = np.nextafter(kernel, np.float32(np.inf)), np.nextafter(kernel, np.float32(-np.inf))
    assert np.all((moved == up) | (moved == down))


def test_a_replica_is_the_same_every_time_and_differs_from_the_next():
    kernel = np.linspace(-1, 1, 100, dtype=np.float32)
    assert np.array_equal(spread.nudge(kernel, 1), spread.nudge(kernel, 1))
    assert not np.array_equal(spread.nudge(kernel, 1), spread.nudge(kernel, 2))


@pytest.mark.thorough
def test_replicas_of_exercise_5_lie_closer_than_the_published_options(real_data):
    values = spread.measure("5", replicas=2, jobs=1)["Q6"]
    assert len(values) == 3
    assert values[0] == records.load_reference("5").at("loss", 1)
    assert 0 < max(values) - min(values) < 1e-4


def test_a_replica_is_trained_from_a_moved_first_kernel_and_the_reference_is_not(tiny, monkeypatch):
    started = {}

    def fit(model, name, epochs, images, row, keep):
        kernels = [layer.kernel.numpy() for layer in kernel_layers(model)]
        started[len(started)] = kernels, (name, epochs, images, keep)
        run = records.Record(name, images.name, "")
        run.metrics["loss"] = [2.5, 2.1]
        return run

    monkeypatch.setattr(fitting, "fit", fit)
    values = {"Q6": 2.5, "Q6.robust": 2.1}
    assert [spread.train_replica(("5", n)) for n in (0, 3)] == [(0, values), (3, values)]
    (reference, how), (moved, _) = started.values()
    assert how == ("5", 2, tiny, False)
    assert np.array_equal(reference[0], normal_kernel((784, 128), next(draw_seeds())))
    assert np.array_equal(moved[0], spread.nudge(reference[0], 3))
    for ours, theirs in zip(reference[1:], moved[1:], strict=True):
        assert np.array_equal(ours, theirs)


def test_replicas_are_measured_in_any_order_and_the_shipped_reference_is_not_trained(monkeypatch):
    asked = []

    def run_all(function, tasks, folder, jobs, dask):
        asked.append((function, tasks, folder, jobs, dask))
        for _, replica in reversed(tasks):
            yield replica, {"Q6": replica / 10, "Q6.robust": replica / 100}

    monkeypatch.setattr(kept, "run_all", run_all)
    values = spread.measure("5", 3, jobs=2, dask="tcp://host:1")
    assert asked == [
        (spread.train_replica, [("5", n) for n in (1, 2, 3)], "spread", 2, "tcp://host:1")
    ]
    published, robust = (records.load_reference("5").at("loss", epoch) for epoch in (1, 2))
    assert values == {"Q6": [published, 0.1, 0.2, 0.3], "Q6.robust": [robust, 0.01, 0.02, 0.03]}
    monkeypatch.setattr(records, "load_reference", lambda exercise: None)
    assert spread.measure("5", 2)["Q6"] == [0.0, 0.1, 0.2]
    assert asked[1][1] == [("5", n) for n in (0, 1, 2)]


def test_a_robust_item_with_a_number_of_its_own_is_measured_beside_the_published_one():
    known = quiz.all_items()
    for name, item in spread.questions().items():
        question = name.removesuffix(".robust")
        published = known.get(f"{question}.published", known[f"{question}.robust"])
        own = known[f"{question}.robust"].measured != published.measured
        assert item is (known[name] if name != question else published)
        assert (f"{question}.robust" in spread.questions()) == own
    assert spread.questions("3").keys() == {"Q4", "Q4.robust"}


def test_an_exercise_without_such_a_question_is_refused():
    with pytest.raises(VgkitError, match="baseline_7"):
        spread.measure("baseline_7")


@pytest.mark.parametrize("question", spread.shipped())
def test_the_quiz_allows_for_what_was_measured(question):
    values = spread.shipped()[question]["values"]
    item = spread.questions()[question]
    assert len(values) >= 5
    assert values[0] == item.measured.of(item.exercise, records.load_reference)
    assert max(values) - min(values) <= item.measured.tolerance
    robust = quiz.all_items()[f"{question.removesuffix('.robust')}.robust"]
    if robust.measured != item.measured:
        return  # the published number alone, which has no options that can be told apart
    item = robust
    key = float(item.options[quiz.LETTERS.index(item.key)])
    others = [float(option) for option in item.options if float(option) != key]
    for value in values:  # every replica reads the same letter
        assert abs(value - key) < min(abs(value - other) for other in others) / 5
