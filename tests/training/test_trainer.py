"""`train`: the published numbers, resume after a SIGKILL, interruption, profiles, refusals."""

import copy
import dataclasses
import functools
import json
import os
import signal
import time

import numpy as np
import pytest

from tests.conftest import random_images, thorough_but, tiny_images, without_graphs
from vgkit import course, data
from vgkit.backend import keras
from vgkit.data import synthetic
from vgkit.diagnostics import gradients
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.folders import user_folder
from vgkit.networks import starting_point
from vgkit.notebooks import preloaded
from vgkit.parallel import calls
from vgkit.training import (
    checkpoints,
    comparison,
    fitting,
    records,
    trained_weights,
    trainer,
)


def small_adam():
    """A small network whose optimizer has a state of its own to lose."""
    model = keras.Sequential(
        [keras.Input((784,)), keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(10)]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(True), metrics=["accuracy"])
    return model


def bits(model):
    return [weights.tobytes() for weights in model.get_weights()]


# The published numbers


def test_exercise_5_has_the_published_loss_after_one_real_epoch_and_is_kept_for_the_quiz(
    real_data, capsys
):
    run = trainer.train(course.get("5").compiled(), "5", 1)
    assert round(run.at("loss", 1), 5) == 2.26437
    assert run.at("loss", 1) == pytest.approx(2.264366865158081, abs=1e-6)
    assert run.epochs == 1 and run.dataset == "fashion_mnist"
    assert "All 1 epochs were trained here." in capsys.readouterr().out
    kept = records.load_user_run("5")
    assert kept.metrics == run.metrics
    assert kept.snapshot(0) == run.snapshot(0)
    assert set(kept.environment) >= {"python", "keras", "numpy", "machine", "processor"}
    text = json.dumps(kept.environment)
    assert os.path.expanduser("~") not in text and str(user_folder()) not in text


def test_whatever_ran_before_does_not_change_the_numbers(traced_tiny):
    first = trainer.train(small_adam(), "first", 1)
    keras.utils.set_random_seed(123)
    keras.random.normal((5,))
    model = small_adam()
    model.fit(np.ones((8, 784)), np.zeros(8), verbose=0)
    assert trainer.train(model, "second", 1).metrics == first.metrics


@pytest.mark.parametrize(("name", "row"), [("BASELINE_7", "baseline_7"), (0, "baseline_7")])
def test_a_run_is_kept_under_the_exercises_id_however_that_was_written(tiny, name, row, own_home):
    run = trainer.train(course.get(row).compiled(), name, 1)
    assert run.exercise == row
    kept = [path.name for path in own_home.rglob("*.*") if path.suffix != ".lock"]
    assert kept and all(name.startswith(f"{row}-synthetic") for name in kept)


# Resume

KILLED = """
import os, signal, sys, threading
from tests.training.test_trainer import images_of_a_longer_epoch, small_adam
from vgkit import data
from vgkit.training import checkpoints, trainer

class KillInTheMiddle(threading.Thread):
    # Waits for the backup of the second epoch, then dies while the third is under way.
    daemon = True
    def run(self):
        import glob, time
        while True:
            for path in glob.glob(os.path.join(os.environ["VGKIT_HOME"], "backups", "*.npz")):
                try:
                    if checkpoints.read_state(path)["epochs"] == 2:
                        time.sleep(float(sys.argv[1]))
                        os.kill(os.getpid(), signal.SIGKILL)
                except checkpoints.CheckpointMismatch:
                    pass
            time.sleep(0.001)

data.load = images_of_a_longer_epoch
KillInTheMiddle().start()
trainer.train(small_adam(), "killed", 400)
"""


def images_of_a_longer_epoch(name=None):
    """Enough for a kill to hit within an epoch, not only between two."""
    return data.Dataset("synthetic", "drawn by a test", **synthetic.draw(train=12800, test=256))


@pytest.fixture
def longer(monkeypatch):
    images = images_of_a_longer_epoch()
    monkeypatch.setattr(data, "load", lambda name=None: images)


@pytest.mark.parametrize("delay", thorough_but([0.05], [0.0, 0.05]))
def test_a_training_killed_within_an_epoch_resumes_to_the_same_bits(
    longer, own_home, delay, capsys, request
):
    killed = preloaded.run(["-c", KILLED, str(delay)], cwd=request.config.rootpath)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    (backup,) = (own_home / "backups").glob("*.npz")
    done = checkpoints.read_state(backup)["epochs"]
    assert 2 <= done < 400
    resumed, whole = small_adam(), small_adam()
    resumed_run = trainer.train(resumed, "killed", done + 2)
    assert f"An earlier training reached epoch {done}" in capsys.readouterr().err
    whole_run = trainer.train(whole, "whole", done + 2)
    assert resumed_run.metrics == whole_run.metrics
    assert resumed_run.diagnostics == whole_run.diagnostics
    assert bits(resumed) == bits(whole)
    assert bits_of_optimizer(resumed) == bits_of_optimizer(whole)


def bits_of_optimizer(model):
    return [variable.numpy().tobytes() for variable in model.optimizer.variables]


def test_a_finished_training_is_restored_without_training(tiny, capsys):
    model = small_adam()
    run = trainer.train(model, "done", 2)
    again = small_adam()
    restored = trainer.train(again, "done", 2)
    assert restored.metrics == run.metrics and restored.seconds == run.seconds
    assert bits(again) == bits(model)
    assert "finished earlier" in capsys.readouterr().err


def test_a_finished_training_goes_on_to_more_epochs(tiny):
    trainer.train(small_adam(), "more", 1)
    longer = trainer.train(small_adam(), "more", 2)
    assert longer.metrics == trainer.train(small_adam(), "whole", 2).metrics


def test_a_shorter_training_leaves_the_longer_ones_backup_alone(tiny, own_home):
    trainer.train(small_adam(), "long", 2)
    (backup,) = (own_home / "backups").glob("long-*.npz")
    before = backup.read_bytes()
    assert trainer.train(small_adam(), "long", 1).epochs == 1
    assert backup.read_bytes() == before


def test_another_network_of_the_same_exercise_has_a_backup_of_its_own(tiny, own_home):
    trainer.train(small_adam(), "exercise", 1)
    other = small_adam()
    other.compile("sgd", keras.losses.SparseCategoricalCrossentropy(True), metrics=["accuracy"])
    trainer.train(other, "exercise", 1)
    assert len(list((own_home / "backups").glob("exercise-*.npz"))) == 2


def test_a_backup_that_was_cut_off_is_set_aside_with_a_message(tiny, own_home, capsys):
    trainer.train(small_adam(), "spoilt", 1)
    (backup,) = (own_home / "backups").glob("spoilt-*.npz")
    content = backup.read_bytes()
    content = content[: len(content) // 2]
    backup.write_bytes(content)
    run = trainer.train(small_adam(), "spoilt", 2)
    message = capsys.readouterr().err
    (aside,) = (own_home / "backups").glob("spoilt-*.aside-1")
    assert aside.read_bytes() == content
    assert aside.name in message and "starts at epoch 1" in message
    assert run.metrics == trainer.train(small_adam(), "whole", 2).metrics


def test_ctrl_c_keeps_the_finished_epochs(tiny, monkeypatch, request):
    save = checkpoints.Checkpoint.save

    def stop_after_two(self, model, record):
        save(self, model, record)
        if record.epochs == 2:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)

    # A process that a shell put into the background ignores SIGINT until told otherwise.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints.Checkpoint, "save", stop_after_two)
        with pytest.raises(TrainingInterrupted, match="2 finished epochs are kept.*epoch 3"):
            trainer.train(small_adam(), "stopped", 3)
    resumed = trainer.train(small_adam(), "stopped", 3)
    assert resumed.metrics == trainer.train(small_adam(), "whole", 3).metrics


def test_a_training_that_nobody_waits_for_ends_after_its_epoch(tiny):
    epochs = []
    kept = pytest.raises(TrainingInterrupted, match="2 finished epochs are kept")
    with calls.as_wanted(lambda: epochs.append(1) or len(epochs) < 2), kept:
        trainer.train(small_adam(), "unwanted", 4)


def test_a_folder_that_cannot_be_written_costs_the_backup_not_the_training(
    tiny, tmp_path, monkeypatch, capsys
):
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("VGKIT_HOME", str(blocked))
    assert trainer.train(small_adam(), "blocked", 2).epochs == 2
    message = capsys.readouterr().err
    assert message.count("No backups from here on") == 1
    assert "VGKIT_HOME" in message


def test_only_the_published_order_of_the_images_is_kept(tiny, own_home):
    """Backups and records carry no seed: those of another order would be taken for these."""
    with pytest.raises(ValueError, match="seed=2, keep must be False"):
        fitting.fit(small_adam(), "mine", 1, tiny, seed=2)
    assert fitting.fit(small_adam(), "mine", 1, tiny, keep=False, seed=2).epochs == 1
    assert not own_home.exists()


# Records and profiles


@pytest.mark.parametrize(("longer", "words"), [
    (True, "your run of 3 epochs of exercise 5: this one, of 1, is shorter and is not kept"),
    (False, "your run of 1 epochs of exercise 5: this one, of 1, is of another network than"),
])  # fmt: skip
def test_a_run_that_is_not_kept_for_the_quiz_says_which_one_is(tiny, capsys, longer, words):
    kept = records.Record("5", tiny.name, records.load_reference("5").fingerprint)
    for values in (*kept.metrics.values(), kept.seconds):
        values += [0.5] * (3 if longer else 1)
    records.keep_user_run(kept)
    model = course.get("5").compiled() if longer else small_adam()
    trainer.train(model, "5", 1)
    assert f"The quiz goes on with {words}" in capsys.readouterr().err
    assert records._read(user_folder("runs", f"5-{tiny.name}.json")) == kept


def test_a_synthetic_run_never_passes_for_a_real_one(tiny, capsys):
    run = trainer.train(course.get("5").compiled(), "5", 1)
    assert run.dataset == "synthetic"
    assert "SYNTHETIC" in capsys.readouterr().out
    assert records.load_user_run("5") is None


@pytest.mark.thorough  # in `make test` the solution of notebook 5 is executed like this
def test_the_quick_profile_shows_the_records_numbers(real_data, monkeypatch, capsys):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    run = trainer.train(course.get("5").compiled(), "5")
    assert (run.epochs, run.live) == (300, 2)
    assert run.metrics == records.load_reference("5").metrics
    assert "epochs 3–300 are from the record" in capsys.readouterr().out
    assert records.load_user_run("5") is None


@pytest.mark.parametrize(("epochs", "words"), [
    (3, "Quick profile: epochs 1–2 were trained here and agree with the record; epochs 3–3 are"),
    (1, "All 1 epochs were trained here."),
])  # fmt: skip
def test_the_quick_profile_shows_as_many_epochs_as_were_asked_for(
    tiny, monkeypatch, capsys, epochs, words
):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    monkeypatch.setattr(type(tiny), "is_synthetic", False)
    monkeypatch.setattr(comparison, "compare", lambda *_: None)
    run, whole = trainer.train(course.get("5").compiled(), "5", epochs), records.load_reference("5")
    assert run.metrics == {name: values[:epochs] for name, values in whole.metrics.items()}
    assert len(run.seconds) == epochs and run.diagnostics["epochs"] == list(range(epochs + 1))
    assert run.snapshot(epochs) == whole.snapshot(epochs)
    out, err = capsys.readouterr()
    assert out.startswith(words)
    assert ("The model was trained for 2 epochs only" in err) is (epochs == 3)


@pytest.mark.thorough  # `make test` refuses another network of the lesson below
def test_the_quick_profile_refuses_a_model_that_is_not_the_exercises(real_data, monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    with pytest.raises(records.RecordError, match="loss, epoch 1 is 2.32942 here and 2.26437"):
        trainer.train(course.get("baseline_7").compiled(), "5", 1)


def test_the_quick_profile_says_so_where_there_is_no_record(real_data, monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    with pytest.raises(VgkitError, match="no record of 3 epochs for 'my own'"):
        trainer.train(small_adam(), "my own", 3)


# A trial on a few images


def pixels_to_logits(units=8):
    return keras.Sequential(
        [
            keras.Input((5, 5, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(units, "relu"),
            keras.layers.Dense(10),
        ]
    )


LESSON = course.Exercise(
    id="dots",
    title="Dots",
    dataset="random",
    pixels="per-channel",
    input_shape=(5, 5, 1),
    batch_size=256,
    builder=pixels_to_logits,
    optimizer="Adam",
    learning_rate=None,
    epochs=3,
    trial=512,
    ships_weights=True,
)


@functools.cache
def reference():
    """Trained once for all tests, with the tables as the first of them has set them."""
    with without_graphs():
        return trainer.train_reference(LESSON)


@pytest.fixture
def lesson(monkeypatch, tmp_path):
    """A row with a trial and shipped weights: the record and the model that are shipped, and what
    puts another row in its place."""

    def into_the_table(row=LESSON):
        monkeypatch.setitem(course.EXERCISES, "dots", row)
        return row

    monkeypatch.setattr(data, "load", lambda name=None: random_images((5, 5, 1), 640, 160))
    monkeypatch.setattr(trained_weights, "FOLDER", tmp_path)
    into_the_table()
    record, model = copy.deepcopy(reference()[0]), reference()[1]
    trained_weights.save(tmp_path / "dots.npz", model)
    monkeypatch.setattr(records, "load_reference", lambda name: record)
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    with without_graphs():
        yield record, model, into_the_table


def test_what_the_kit_ships_is_a_whole_training_and_one_epoch_on_the_first_few_images(lesson):
    record, _, _ = lesson
    assert (record.epochs, record.dataset) == (3, "random-per-channel")
    assert set(record.trial) == set(records.METRICS)
    images = LESSON.images()
    few = dataclasses.replace(
        images,
        x_train=images.x_train[:512],
        y_train=images.y_train[:512],
        x_test=images.x_test[:102],  # a fifth
        y_test=images.y_test[:102],
    )
    short = LESSON.compiled()
    starting_point.set_initial_weights(short, LESSON.seed)
    one_epoch = fitting.fit(short, "dots", 1, few, LESSON, keep=False)
    assert record.trial == {name: values[0] for name, values in one_epoch.metrics.items()}
    assert record.trial["loss"] != record.at("loss", 1)


def test_a_row_without_a_trial_gets_a_record_without_one(lesson, monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "full")
    record, _ = trainer.train_reference(lesson[2](dataclasses.replace(LESSON, trial=None)))
    assert (record.epochs, record.trial) == (3, None)


def test_a_quick_run_with_a_trial_shows_the_record_and_ends_at_the_shipped_weights(lesson, capsys):
    record, shipped, _ = lesson
    capsys.readouterr()
    model = LESSON.compiled()
    run = trainer.train(model, "dots")
    assert (run.metrics, run.diagnostics) == (record.metrics, record.diagnostics)
    assert run.live == 0
    assert bits(model) == bits(shipped)
    gradients.kernels(model)  # says nothing of layers that were only begun
    out, err = capsys.readouterr()
    assert err == "" and out == (
        "Quick profile: a short training on a few images agrees with the record's; epochs 1–3 are "
        "from the record.\n"
    )


@pytest.mark.parametrize(("row", "epochs"), [
    (dataclasses.replace(LESSON, ships_weights=False), 3), (LESSON, 2),
], ids=["no weights shipped", "fewer epochs"])  # fmt: skip
def test_without_weights_for_what_is_shown_the_model_stays_at_its_trial_and_says_so(
    lesson, capsys, row, epochs
):
    record, _, into_the_table = lesson
    into_the_table(row)
    capsys.readouterr()
    model = LESSON.compiled()
    run = trainer.train(model, "dots", epochs)
    assert run.metrics == {name: values[:epochs] for name, values in record.metrics.items()}
    short = LESSON.compiled()
    trainer.trial(short, row, row.images(), again=True)
    assert bits(model) == bits(short)
    gradients.kernels(model)
    out, err = capsys.readouterr()
    assert f"epochs 1–{epochs} are from the record" in out
    assert "The model was trained for 1 epochs only" in err
    assert "these layers were trained for the record's first epochs at most" in err


@pytest.mark.parametrize("trial", [None, LESSON.trial], ids=["first epochs", "few images"])
def test_a_quick_run_takes_up_the_one_before_it(lesson, capsys, monkeypatch, trial):
    _, _, into_the_table = lesson
    into_the_table(dataclasses.replace(LESSON, trial=trial, ships_weights=False))
    first, second, kept = LESSON.compiled(), LESSON.compiled(), records.load_user_run("dots")
    run = trainer.train(first, "dots")

    def untrainable(*arguments):
        raise NotImplementedError

    with monkeypatch.context() as patch:
        patch.setattr(fitting.Bookkeeper, "note", untrainable)
        assert trainer.train(second, "dots") == run
        with pytest.raises(NotImplementedError):
            trainer.train(LESSON.compiled(), "dots", again=True)
    assert bits(second) == bits(first)
    assert records.load_user_run("dots") == kept  # a quick run is none that the quiz takes up
    assert "This training was finished earlier" in capsys.readouterr().err


@pytest.mark.parametrize("metric", ["loss", "val_accuracy"])
def test_a_quick_run_that_disagrees_with_the_records_trial_is_refused(lesson, metric):
    record, _, _ = lesson
    record.trial[metric] += 2 * LESSON.tolerance
    with pytest.raises(records.RecordError, match=f"Exercise dots: {metric}, epoch 1 is .* here"):
        trainer.train(LESSON.compiled(), "dots")


def test_a_quick_run_compares_the_gradients_before_training_too(lesson):
    record, _, _ = lesson
    record.diagnostics["gradient_norm"][0][1] *= 1 + 2 * LESSON.gradient_tolerance
    with pytest.raises(records.RecordError, match="gradient_norm, output, epoch 0"):
        trainer.train(LESSON.compiled(), "dots")


def test_a_quick_run_of_another_network_is_refused_before_it_gets_the_weights(lesson):
    model = LESSON.compile(pixels_to_logits(units=9))
    with pytest.raises(records.RecordError, match="Exercise dots: "):
        trainer.train(model, "dots")


def test_a_record_without_the_trial_that_its_row_asks_for_is_told(lesson):
    record, _, _ = lesson
    record.trial = None
    with pytest.raises(VgkitError, match="ships no record of a short training for 'dots'"):
        trainer.train(LESSON.compiled(), "dots")


def test_a_full_run_of_such_a_row_trains_all_epochs(lesson, monkeypatch, capsys):
    record, shipped, _ = lesson
    monkeypatch.setenv("VGKIT_PROFILE", "full")
    model = LESSON.compiled()
    run = trainer.train(model, "dots", again=True)
    assert (run.metrics, run.trial, run.live) == (record.metrics, None, None)
    assert bits(model) == bits(shipped)
    assert "All 3 epochs were trained here." in capsys.readouterr().out


# Refusals


@pytest.mark.parametrize("epochs", [0, -1, 2.5, "3", True, None])
def test_epochs_must_be_a_whole_number(epochs):
    with pytest.raises(VgkitError, match=f"Received: {epochs!r}"):
        trainer.train(small_adam(), "mine", epochs)


def test_a_profile_that_means_nothing_is_refused(monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "fast")
    with pytest.raises(VgkitError, match="'fast'.*'full' or 'quick'"):
        trainer.profile()


def test_a_model_that_is_not_compiled_is_refused():
    with pytest.raises(VgkitError, match="model.compile"):
        trainer.train(course.get("5").build(), "5", 1)


def test_a_model_with_the_wrong_shapes_is_refused():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    model.compile("sgd", "mse")
    with pytest.raises(
        VgkitError, match=r"784 pixels to 10 logits.*28, 28\), output \(None, 784\)\.$"
    ):
        trainer.train(model, "5", 1)
    with pytest.raises(VgkitError, match='28, 28.*name it: like="12"'):
        trainer.train(model, "mine", 1)


def test_a_name_of_the_course_is_like_no_other_exercise():
    with pytest.raises(VgkitError, match="5 is an exercise of the course"):
        trainer.train(course.get("5").compiled(), "5", 1, like="2")
    with pytest.raises(VgkitError, match="like_what"):
        trainer.train(course.get("5").compiled(), "mine", 1, like="like_what")


@pytest.mark.parametrize(("metrics", "received"), [
    (None, "loss"),
    ([keras.metrics.SparseCategoricalAccuracy()], "loss, sparse_categorical_accuracy"),
])  # fmt: skip
def test_a_model_that_does_not_measure_accuracy_is_refused_before_it_is_trained(
    tiny, own_home, metrics, received
):
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(True), metrics=metrics)
    before = bits(model)
    for keep in (True, False):
        with pytest.raises(VgkitError) as refusal:
            fitting.fit(model, "mine", 1, tiny, keep=keep)
        assert str(refusal.value) == (
            "The model does not measure accuracy: compile it with metrics=['accuracy'], or with a "
            f"metric that has name='accuracy'. Received: {received}."
        )
    assert bits(model) == before and not own_home.exists()


def test_a_metric_of_another_kind_does_under_the_name_accuracy(tiny):
    model, metric = small_adam(), keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    model.compile("adam", model.loss, metrics=[metric])
    run = trainer.train(model, "mine", 1)
    assert run.metrics == trainer.train(small_adam(), "another", 1).metrics


def test_something_that_is_no_model_is_refused():
    with pytest.raises(VgkitError, match="Received: None"):
        trainer.train(None, "5", 1)


def test_a_loss_that_becomes_nan_stops_the_training_with_advice(tiny):
    model = small_adam()
    model.compile(
        keras.optimizers.SGD(1e38),
        keras.losses.SparseCategoricalCrossentropy(True),
        metrics=["accuracy"],
    )
    with pytest.raises(VgkitError, match="nan in epoch 1.*learning rate"):
        trainer.train(model, "nan", 2)


class Trusting(keras.optimizers.SGD):
    def __init__(self, learning_rate=0.01, trust=0.1, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.trust = trust


class Closed(keras.optimizers.SGD):
    def __init__(self, learning_rate=0.01):
        super().__init__(learning_rate)


class Telling(Trusting):
    def get_config(self):
        return {**super().get_config(), "trust": self.trust}


@pytest.mark.parametrize(("optimizer", "words"), [
    (Trusting(trust=1.0), "Trusting has trust=1.0, .* gets trust=0.1"),
    (Closed(), "A fresh Closed cannot be made from its own settings"),
])  # fmt: skip
def test_an_optimizer_that_does_not_tell_its_settings_is_refused(optimizer, words):
    model = small_adam()
    model.compile(optimizer, model.loss, metrics=["accuracy"])
    with pytest.raises(VgkitError, match=words):
        fitting.fit(model, "own", 1, tiny_images(), keep=False)


def test_an_optimizer_of_ones_own_keeps_its_settings(tiny):
    model = small_adam()
    model.compile(Telling(trust=1.0), model.loss, metrics=["accuracy"])
    fitting.fit(model, "own", 1, tiny, keep=False)
    assert model.optimizer.trust == 1.0
