"""A lesson with convolutions, pooling, dropout and augmentation, on images drawn here.

Every kind of layer of part two is in its network. Its training is Keras' own to the bit, and after
a SIGKILL it ends as if nothing had been.
"""

import signal

import numpy as np
import pytest

from tests.conftest import MonkeyPatch, tiny_images
from vgkit import course, data
from vgkit.backend import keras, tf
from vgkit.checks.findings import CheckFailed
from vgkit.checks.network import check
from vgkit.course import Blanks, Exercise
from vgkit.data import Dataset
from vgkit.networks.starting_point import at_start, batch_orders, set_initial_weights
from vgkit.notebooks import preloaded
from vgkit.training import checkpoints, epoch_graph
from vgkit.training.trainer import train

layers = keras.layers
EPOCHS = 3


def every_kind(rate=0.3, filters=4, strides=1, pool=2):
    """Two kinds of convolution, augmentation, normalization, dropout."""
    return keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.RandomFlip("horizontal"),
            layers.Conv2D(filters, 3, strides, padding="same", activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(pool),
            layers.SeparableConv2D(8, 3, activation="relu"),
            layers.DepthwiseConv2D(2, activation="relu"),
            layers.Flatten(),
            layers.Dropout(rate),
            layers.Dense(16, activation="relu"),
            layers.Dense(10),
        ]
    )


LESSON = Exercise(
    id="garments",
    title="Garments",
    dataset="garments",
    input_shape=(12, 12, 1),
    batch_size=64,
    seed=3,
    builder=every_kind,
    optimizer="Adam",
    learning_rate=None,
    epochs=EPOCHS,
    blanks=Blanks({1: "first_convolution"}, {4: "before_hidden"}),
)


def images(name=None):
    small = tiny_images()
    arrays = {"y_train": small.y_train[:160], "y_test": small.y_test[:80]}
    for name, x in (("x_train", small.x_train[:160]), ("x_test", small.x_test[:80])):
        arrays[name] = x.reshape(-1, 28, 28, 1)[:, 2:26:2, 2:26:2]
    return Dataset("garments", "drawn by a test", **arrays, std=255.0)


def start(monkeypatch=None):
    """Put lesson and images into the tables: of this process, or for the time of a test."""
    drawn = images()
    if monkeypatch is None:
        data.load, course.EXERCISES["garments"] = lambda name=None: drawn, LESSON
    else:
        monkeypatch.setattr(data, "load", lambda name=None: drawn)
        monkeypatch.setitem(course.EXERCISES, "garments", LESSON)
    return drawn


@pytest.fixture(autouse=True)
def lesson(monkeypatch):
    return start(monkeypatch)


def bits(model):
    return [v.numpy().tobytes() for v in (*model.variables, *model.optimizer.variables)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The lesson's training where nothing disturbs it: its model, its record, the types it shares."""
    model, shared, seen = LESSON.compiled(), epoch_graph.shared_tensor, []
    with MonkeyPatch.context() as patch:
        patch.setenv("VGKIT_HOME", str(tmp_path_factory.mktemp("whole")))
        patch.setenv("VGKIT_PROGRESS", "off")
        patch.setattr(
            epoch_graph, "shared_tensor", lambda array: seen.append(array.dtype) or shared(array)
        )
        start(patch)
        return model, train(model, "garments"), seen


def test_it_is_trained_as_keras_trains_it(lesson, whole):
    model, run, _ = whole
    plain = LESSON.compiled()
    set_initial_weights(plain, LESSON.seed)
    orders = batch_orders(len(lesson.x_train), seed=LESSON.seed)
    x, y = lesson.to_input(lesson.x_train), lesson.y_train
    for epoch, order in zip(range(1, EPOCHS + 1), orders, strict=False):
        theirs = plain.fit(x[order], y[order], 64, epochs=1, shuffle=False, verbose=0)
        assert theirs.history["loss"] == pytest.approx([run.at("loss", epoch)], rel=1e-6)
    for ours, others in zip(model.variables, plain.variables, strict=True):
        np.testing.assert_allclose(ours.numpy(), others.numpy(), rtol=1e-4, atol=1e-5)
    seeds = [v.numpy().tolist() for v in model.variables if "seed_generator" in v.path]
    batches = EPOCHS * -(-len(x) // 64)
    assert len(seeds) == 2 and all(state[1] >= batches for state in seeds)  # each was drawn from


@pytest.mark.thorough  # as of exercise 5, in training/test_trainer.py
def test_whatever_ran_before_it_ends_with_the_same_bits(whole):
    one, run, _ = whole
    other = LESSON.compiled()
    keras.utils.set_random_seed(5)
    other(tf.zeros((2, 12, 12, 1)), training=True)
    again = train(other, "garments")
    assert again.metrics == run.metrics and again.diagnostics == run.diagnostics
    assert bits(one) == bits(other)


def test_every_layer_with_a_kernel_is_measured(whole):
    _, run, _ = whole
    assert run.diagnostics["layers"] == ["conv 1", "conv 2", "conv 3", "hidden 1", "output"]
    assert all(norm > 0 for norm in run.snapshot(0)["gradient_norm"])
    assert all(change > 0 for change in run.snapshot(3)["weight_change"])
    assert [share is None for share in run.snapshot(3)["saturation"]] == [False] * 4 + [True]


KILLED = """
import os, signal, sys
from tests import test_tiny_convolutions as lesson
from vgkit.training import bookkeeping, trainer

def die(self, epoch, *measured, note=bookkeeping.Bookkeeper.note):
    if epoch == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    note(self, epoch, *measured)

lesson.start()
bookkeeping.Bookkeeper.note = die
trainer.train(lesson.LESSON.compiled(), "garments")
"""


def test_killed_again_and_again_it_ends_with_the_same_bits(whole, own_home, request, thorough):
    model, whole_run, _ = whole
    for epoch in range(1, EPOCHS + 1) if thorough else (2, EPOCHS):
        killed = preloaded.run(["-c", KILLED, str(epoch)], cwd=request.config.rootpath)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    (backup,) = (own_home / "backups").glob("garments-*.npz")
    assert checkpoints.read_state(backup)["epochs"] == EPOCHS - 1
    resumed = LESSON.compiled()
    run = train(resumed, "garments")
    assert (run.metrics, run.diagnostics) == (whole_run.metrics, whole_run.diagnostics)
    assert bits(resumed) == bits(model)


def test_a_look_at_the_start_gives_back_the_states_of_generators(lesson):
    model = LESSON.compiled()
    model(tf.zeros((2, 12, 12, 1)), training=True)
    before = [variable.numpy().tobytes() for variable in model.variables]
    with at_start(model, 3):
        assert [variable.numpy().tobytes() for variable in model.variables] != before
    assert [variable.numpy().tobytes() for variable in model.variables] == before


def test_its_network_passes_its_check_and_what_differs_is_named(capsys):
    check(LESSON.compiled(), "garments")
    assert "✓" in capsys.readouterr().out
    for changes, words in (
        ({"filters": 5}, "5 filters"),
        ({"strides": 2, "pool": 1}, "strides"),
        ({"rate": 0.2}, "Dropout(rate=0.2)"),
    ):
        with pytest.raises(CheckFailed) as failed:
            check(LESSON.compile(every_kind(**changes)), "garments")
        assert words in str(failed.value)


def test_the_images_stay_bytes(whole):
    *_, seen = whole
    assert set(map(str, seen)) == {"uint8"}
