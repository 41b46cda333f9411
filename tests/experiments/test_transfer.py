"""Trainings of a pretrained network: what is trained, what is shipped, what a quick run holds it to."""

import dataclasses

import numpy as np
import pytest

from tests.conftest import in_english_but
from tests.experiments.transfers import IMAGES, run
from vgkit import quiz, settings
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.experiments import transfer, transfer_file
from vgkit.messages import set_language
from vgkit.training.records import RecordError

pytestmark = pytest.mark.usefixtures("untraced")


def small(seed=1):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [keras.Input((4, 4, 3)), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    compiled = transfer.WAYS["frozen"].compiled(model, 40)
    compiled.run_eagerly = True
    return compiled


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


def test_another_way_is_refused_with_those_there_are():
    with pytest.raises(VgkitError, match="way must be one of 'fine_tuned', 'frozen'"):
        transfer.train(small(), "thawed", IMAGES)


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
    monkeypatch.setattr(transfer, "FEW", (len(IMAGES.x_train), len(IMAGES.x_test)))
    trial = transfer.trial(small(), "frozen", IMAGES).metrics
    text = transfer_file.to_json([run(images=2_000)], {"frozen": trial}, {"cores": 2})
    monkeypatch.setattr(transfer_file, "read_shipped", lambda name: text)


@pytest.mark.parametrize(
    ("language", "words"), in_english_but(("en", "from the record"), ("vi", "lấy từ record"))
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
    with settings.using(profile="quick"), pytest.raises(RecordError, match="^Exercise 16: "):
        transfer.train(model, "frozen", IMAGES)


@pytest.mark.parametrize(
    ("language", "words"), in_english_but(("en", "trained already"), ("vi", "đã được train rồi"))
)
def test_weights_that_are_trained_already_are_named_as_a_cause(shipped, language, words):
    set_language(language)
    model = small()
    model.layers[-1].set_weights([np.full((48, 1), 9.0), np.zeros(1)])
    with settings.using(profile="quick"), pytest.raises(RecordError, match=words):
        transfer.train(model, "frozen", IMAGES)


def test_a_data_set_of_ones_own_is_trained_in_a_quick_run_as_well(short, shipped):
    images = transfer.labelled(IMAGES, 10, seed=1)
    with settings.using(profile="quick"):
        found = transfer.train(small(), "frozen", images)
    assert (found.images, found.record.epochs) == (10, 2)


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
