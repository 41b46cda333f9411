"""Trainings of a pretrained network: what is trained, what is shipped, what a quick run holds it to."""

import dataclasses
import json

import numpy as np
import pytest

from tests.conftest import random_images
from vgkit import quiz, settings
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.experiments import transfer, transfer_file, transfer_measuring
from vgkit.messages import set_language
from vgkit.networks import efficientnet, fine_tuning
from vgkit.training import records
from vgkit.training.records import Record, RecordError


def two_classes(shape=(4, 4, 3), train=40, test=24):
    images = random_images(shape, train, test)
    return dataclasses.replace(images, y_train=images.y_train % 2, y_test=images.y_test % 2)


IMAGES = two_classes()


def small(seed=1):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [keras.Input((4, 4, 3)), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    return transfer.WAYS["frozen"].compiled(model, 40)


def run(way="frozen", images=200, seed=1, last=0.75, logits=()):
    record = Record(f"16_{way}", "cats", "0123", {name: [0.5, last] for name in records.METRICS})
    record.seconds = [1.5, 1.25]
    return transfer_file.Run(way, images, seed, record, list(logits))


# What is trained


def test_a_seed_draws_which_images_are_labelled():
    one, two = (transfer.labelled(IMAGES, 10, seed) for seed in (1, 2))
    assert len(one.x_train) == len(one.y_train) == 10
    assert not np.array_equal(one.x_train, two.x_train) and one.name != two.name
    again = transfer.labelled(IMAGES, 10, 1)
    assert np.array_equal(one.x_train, again.x_train)
    assert one.x_test is IMAGES.x_test
    for image, label in zip(one.x_train, one.y_train, strict=True):
        (place,) = [n for n, each in enumerate(IMAGES.x_train) if np.array_equal(each, image)]
        assert IMAGES.y_train[place] == label
    assert transfer.labelled(IMAGES, 40, 1) is IMAGES


def test_steps_fall_to_0_over_all_steps_of_fine_tuning():
    model = transfer.WAYS["fine_tuned"].compiled(small(), 2_000)
    settings = model.optimizer.get_config()["learning_rate"]["config"]
    assert (settings["initial_learning_rate"], settings["decay_steps"]) == (2e-4, 8 * 63)
    assert float(small().optimizer.learning_rate) == pytest.approx(1e-3)


@pytest.fixture
def short(monkeypatch):
    """Trainings of two epochs."""
    for way, settings_ in transfer.WAYS.items():
        monkeypatch.setitem(transfer.WAYS, way, dataclasses.replace(settings_, epochs=2))


def test_a_training_is_the_same_every_time_and_taken_up_the_second_time(short, capsys):
    first = transfer.train(small(), "frozen", IMAGES)
    assert first.record.epochs == 2 and len(first.logits) == transfer.SHOWN
    assert first.record.diagnostics["epochs"] == [0, 2]
    model = small()
    second = transfer.train(model, "frozen", IMAGES)
    assert second.record.metrics == first.record.metrics and second.logits == first.logits
    logits = model.predict(IMAGES.to_input(IMAGES.x_test[:12]), verbose=0)[:, 0]
    assert second.logits == pytest.approx(logits.tolist())
    assert capsys.readouterr().out.count("All 2 epochs were trained here.") == 2
    assert first.accuracy == first.record.metrics["val_accuracy"][-1]


def test_what_is_frozen_does_not_move(short):
    model = small()
    model.layers[-1].trainable = False
    before = model.get_weights()
    transfer.train(model, "frozen", IMAGES)
    for ours, theirs in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)


@pytest.fixture
def shipped(monkeypatch):
    """A shipped file of one run and its trial, as this machine measures it."""
    trial = transfer.trial(small(), "frozen", IMAGES).metrics
    text = transfer_file.to_json([run(images=2_000)], {"frozen": trial}, {"cores": 2})
    monkeypatch.setattr(transfer_file, "read_shipped", lambda name: text)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "from the record"), ("vi", "lấy từ record")]
)
def test_a_quick_run_shows_the_record(shipped, capsys, language, words):
    set_language(language)
    with settings.using(profile="quick"):
        found = transfer.train(small(), "frozen", IMAGES)
    assert found.record.metrics["val_accuracy"] == [0.5, 0.75]
    assert words in capsys.readouterr().out


def test_a_quick_run_of_something_else_is_refused(shipped):
    model = small()
    model.layers[-1].set_weights([np.full((48, 1), 9.0), np.zeros(1)])
    with settings.using(profile="quick"), pytest.raises(RecordError, match="16_frozen"):
        transfer.train(model, "frozen", IMAGES)


# Every way, on a base of a few layers


def tiny_base(name="EfficientNetLite0", weights="imagenet"):
    """A network with the names, and none of the size, of EfficientNet-Lite0."""
    keras.utils.set_random_seed(3)
    inputs = x = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, 2, padding="same", name="stem")(x)
    x = keras.layers.Identity(name="block_14_add")(x)
    for number in range(2):
        x = keras.layers.Conv2D(4, 1, name=f"conv_{number}")(x)
        x = keras.layers.BatchNormalization(name=f"normalization_{number}")(x)
    return keras.Model(inputs, x)


@pytest.fixture
def bench(monkeypatch, short):
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


def test_results_are_kept_as_soon_as_they_are_there(monkeypatch):
    monkeypatch.setattr(transfer_measuring, "_bench", lambda: None)
    monkeypatch.setattr(transfer_measuring, "measure", lambda bench, *task: [run(*task)])
    tasks = [("unfrozen_first", 200, 2), ("unfrozen_first", 200, 1)]
    found = transfer_measuring.measure_all(tasks, jobs=1)
    assert [each.seed for each in found] == [1, 2]
    monkeypatch.setattr(transfer_measuring, "measure", lambda *_: pytest.fail("trained again"))
    again = transfer_measuring.measure_all(tasks, jobs=1)
    assert [each.accuracy for each in again] == [each.accuracy for each in found]


def test_the_trainings_that_are_shipped():
    tasks = transfer_measuring.tasks()
    assert len(tasks) == len(set(tasks)) and "frozen" not in {way for way, _, _ in tasks}
    assert ("fine_tuned", 1_000, 5) in tasks and ("all_free", 1_000, 1) not in tasks
    assert {way for way, _, _ in transfer_measuring.tasks(["scratch"])} == {"scratch"}


# The file


def test_what_is_written_is_read():
    runs = [run(), run("fine_tuned", 1_000, 2, 0.123456789, logits=[1.5, -2.0])]
    text = transfer_file.to_json(runs, {"frozen": {"loss": [0.5]}}, {"cores": 2})
    found, trials = transfer_file.parse(text)
    assert trials == {"frozen": {"loss": [0.5]}}
    assert [(each.way, each.images, each.seed) for each in found] == [
        ("frozen", 200, 1),
        ("fine_tuned", 1_000, 2),
    ]
    assert found[0].record.metrics == runs[0].record.metrics
    assert found[1].accuracy == pytest.approx(0.123456789, abs=1e-7)
    assert found[1].logits == [1.5, -2.0] and found[1].record.environment == {"cores": 2}
    assert transfer_file.to_json(found, trials, {"cores": 2}) == text


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace("0.75", "0.76", 1),
    lambda text: text[:-40],
    lambda text: text.replace('"way"', '"wey"'),
    lambda text: json.dumps({"runs": []}),
    lambda text: "[]",
], ids=["edited", "cut", "a key", "no checksum", "a list"])  # fmt: skip
@pytest.mark.parametrize(("language", "words"), [("en", "is damaged"), ("vi", "bị hỏng")])
def test_a_damaged_file_is_named(spoil, language, words):
    set_language(language)
    text = spoil(transfer_file.to_json([run()], {}, {}))
    with pytest.raises(VgkitError, match=words) as caught:
        transfer_file.parse(text)
    assert "transfer.json" in str(caught.value)


@pytest.mark.parametrize(("language", "words"), [("en", "ships no"), ("vi", "không kèm")])
def test_what_is_not_shipped_is_said(monkeypatch, language, words):
    set_language(language)
    with pytest.raises(VgkitError, match=words):
        transfer_file.find("frozen", 3, 1)
    monkeypatch.setattr(transfer_file, "read_shipped", lambda name: None)
    with pytest.raises(VgkitError, match=words):
        transfer.load_reference()


def test_medians_and_ranges_are_over_the_seeds():
    runs = [run(seed=seed, last=last) for seed, last in ((1, 0.7), (2, 0.9), (3, 0.8))]
    assert transfer_file.last(runs, "frozen", 200) == [0.7, 0.9, 0.8]
    assert transfer_file.median(runs, "frozen", 200) == 0.8
    assert transfer_file.last(runs, "frozen", 1_000) == []


def test_the_shipped_file_holds_every_training():
    runs = transfer.load_reference()
    found = [(run.way, run.images, run.seed) for run in runs]
    assert len(found) == len(set(found))
    expected = {
        (way, size, seed)
        for way, settings_ in transfer.WAYS.items()
        for size in settings_.sizes
        for seed in transfer.SEEDS
    }
    assert set(found) == expected
    for each in runs:
        assert each.record.epochs == transfer.WAYS[each.way].epochs
    for way in ("frozen", "fine_tuned", "unfrozen_first"):
        assert set(transfer_file.trials()[way]) == set(records.METRICS)
        assert len(transfer_file.find(way, 2_000, 1).logits) == transfer.SHOWN


# What the lesson says of it


def accuracies(way, images):
    runs = [run for run in transfer.load_reference() if (run.way, run.images) == (way, images)]
    return {run.seed: run.accuracy for run in runs}


def beats(first, second):
    """With how many seeds one is better than the other."""
    return sum(first[seed] > second[seed] for seed in transfer.SEEDS)


@pytest.mark.parametrize("images", transfer.SIZES)
def test_fine_tuning_is_better_than_freezing_with_each_seed(images):
    assert beats(accuracies("fine_tuned", images), accuracies("frozen", images)) == 5


@pytest.mark.parametrize(("images", "least"), [(200, 0.78), (1_000, 0.82), (2_000, 0.83)])
def test_a_frozen_base_reaches_so_much_with_each_seed(images, least):
    assert min(accuracies("frozen", images).values()) >= least


def test_a_frozen_base_with_200_images_beats_2000_without_it():
    assert min(accuracies("frozen", 200).values()) > max(accuracies("scratch", 2_000).values())


def test_free_normalizations_are_worse_than_a_frozen_base_with_each_seed():
    assert beats(accuracies("frozen", 200), accuracies("all_free", 200)) == 5


def test_the_key_of_the_question_is_nearest_to_the_median():
    asked = quiz.all_items()["Q16.robust"]
    median = transfer_file.median(transfer.load_reference(), "frozen", 200)
    assert asked.nearest_option(median)[0] == asked.key
