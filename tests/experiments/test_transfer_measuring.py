"""What the kit ships of exercise 16: measured in every way, on a base of a few layers."""

import dataclasses

import numpy as np
import pytest

from tests.experiments.transfers import IMAGES, run
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.experiments import kept, transfer, transfer_measuring
from vgkit.networks import efficientnet, fine_tuning


@pytest.fixture
def short(monkeypatch):
    """Trainings of two epochs."""
    for way, settings_ in transfer.WAYS.items():
        monkeypatch.setitem(transfer.WAYS, way, dataclasses.replace(settings_, epochs=2))


def tiny_base(name="EfficientNetLite0", weights="imagenet"):
    """A network with the names, and none of the size, of EfficientNet-Lite0."""
    keras.utils.set_random_seed(3)
    inputs = x = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, 2, padding="same", name="stem")(x)
    x = keras.layers.Identity(name="block_14_add")(x)
    for number in range(2):
        x = keras.layers.Conv2D(4, 1, name=f"conv_{number}")(x)
        x = keras.layers.BatchNormalization(name=f"normalization_{number}")(x)
    model = keras.Model(inputs, x)
    model.run_eagerly = True
    return model


@pytest.fixture
def bench(monkeypatch, short, untraced):
    base = tiny_base()
    own = base.get_weights()
    monkeypatch.setattr(transfer_measuring, "pretrained_base", lambda **options: base)
    monkeypatch.setattr(efficientnet, "load_weights", lambda model: model.set_weights(own))
    monkeypatch.setattr(fine_tuning, "SIZE", 8)
    monkeypatch.setattr(fine_tuning, "LAST", 4)
    monkeypatch.setattr(fine_tuning, "PHOTOGRAPH", (4, 4, 3))
    heads = fine_tuning.new_head
    monkeypatch.setattr(fine_tuning, "new_head", lambda: heads(4))
    return transfer_measuring.Bench(IMAGES)


def test_frozen_and_fine_tuned_go_together_and_begin_with_the_same_weights(bench):
    frozen, fine = transfer_measuring.measure(bench, "fine_tuned", 20, seed=2)
    assert [(run.way, run.images, run.seed) for run in (frozen, fine)] == [
        ("frozen", 20, 2),
        ("fine_tuned", 20, 2),
    ]
    assert fine.record.diagnostics["layers"] == ["conv 1", "conv 2", "output"]
    moved = fine.record.snapshot(2)["weight_change"]
    assert all(change > 0 for change in moved)


@pytest.mark.thorough
def test_a_seed_gives_the_same_again_and_another_something_else(bench):
    first, again, other = (
        transfer_measuring.measure(bench, "fine_tuned", 20, seed)[1].record for seed in (2, 2, 3)
    )
    assert again.metrics == first.metrics != other.metrics


@pytest.mark.thorough
def test_from_the_start_normalizations_are_free_in_one_way_only(bench):
    free = {}
    for way in ("unfrozen_first", "small_steps_first", "all_free"):
        (found,) = transfer_measuring.measure(bench, way, 20, seed=1)
        assert (found.way, found.record.epochs) == (way, 2)
        kinds = {type(layer).__name__ for layer in bench.base.layers if layer.trainable_weights}
        free[way] = "BatchNormalization" in kinds
        assert not bench.base.get_layer("stem").trainable
    assert free == {"unfrozen_first": False, "small_steps_first": False, "all_free": True}


def test_the_features_are_the_means_of_the_last_maps(bench):
    enlarged = keras.ops.image.resize(IMAGES.x_train[:3].astype(np.float32), (8, 8))
    efficientnet.load_weights(bench.base)
    maps = keras.ops.convert_to_numpy(bench.base(enlarged, training=False))
    expected = maps.mean(axis=(1, 2), keepdims=True)
    assert np.allclose(bench.features.x_train[:3], expected, atol=1e-4)


def test_interrupted_it_goes_on_and_measures_anew_when_all_were_there(monkeypatch, own_home):
    measured, fails = [], [("unfrozen_first", 200, 1)]

    def measure(bench, *task):
        measured.append(task)
        if task in fails:
            raise VgkitError("the loss became NaN")
        return [run(*task)]

    monkeypatch.setattr(transfer_measuring, "_bench", lambda: None)
    monkeypatch.setattr(transfer_measuring, "measure", measure)
    tasks = [("unfrozen_first", 200, 2), ("unfrozen_first", 200, 1)]
    with pytest.raises(VgkitError, match="NaN"):
        transfer_measuring.measure_all(tasks, jobs=1)
    fails.clear()
    found = transfer_measuring.measure_all(tasks, jobs=1)
    assert [(each.seed, each.accuracy) for each in found] == [(1, 0.75), (2, 0.75)]
    assert measured == [*tasks, tasks[1]]
    assert not (own_home / "transfer").exists()
    transfer_measuring.measure_all(tasks, jobs=1)
    assert measured[3:] == tasks


def test_maps_and_features_are_there_before_the_first_process_begins(monkeypatch):
    done = []
    monkeypatch.setattr(transfer_measuring, "_bench", lambda: done.append("bench"))
    monkeypatch.setattr(kept, "run_all", lambda *_: done.append("trainings") or [])
    transfer_measuring.measure_all([], jobs=2)
    assert done == ["bench", "trainings"]
    transfer_measuring.measure_all([], dask="tcp://host:1")
    assert done[2:] == ["trainings"]  # each worker's machine has a folder of its own


def test_the_trainings_that_are_shipped():
    tasks = transfer_measuring.tasks()
    assert len(tasks) == len(set(tasks)) and "frozen" not in {way for way, _, _ in tasks}
    assert ("fine_tuned", 1_000, 5) in tasks and ("all_free", 1_000, 1) not in tasks
    assert {way for way, _, _ in transfer_measuring.tasks(["scratch"])} == {"scratch"}
