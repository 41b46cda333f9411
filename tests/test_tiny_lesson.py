"""A lesson on other images: one row and one data set, both defined here, and the engine serves it.

8×8 images, 3 classes, batches of 32, another seed. It is trained, interrupted, resumed, checked and
its quiz is judged; nothing of the package knows of it.
"""

import dataclasses

import numpy as np
import pytest

import vgkit
from tests.conftest import thorough_but
from vgkit import course, data, quiz
from vgkit.backend import keras
from vgkit.checks.findings import CheckFailed
from vgkit.course import Blanks, Exercise
from vgkit.data import Dataset
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.networks.starting_point import batch_orders, set_initial_weights
from vgkit.training import bookkeeping, records
from vgkit.training.trainer import train

SIDE, CLASSES, BATCH, SEED = 8, 3, 32, 7


def stripes(stddev=0.2, activation="tanh"):
    """The lesson's network: two hidden layers."""

    def hidden(number):
        normal = keras.initializers.RandomNormal(stddev=stddev)
        name = f"hidden_{number}"
        return keras.layers.Dense(8, activation, kernel_initializer=normal, name=name)

    inputs = keras.Input((SIDE * SIDE,))
    logits = keras.layers.Dense(CLASSES)(hidden(2)(hidden(1)(inputs)))
    return keras.Model(inputs, logits)


LESSON = Exercise(
    id="stripes",
    title="Stripes",
    dataset="stripes",
    input_shape=(SIDE * SIDE,),
    classes=CLASSES,
    batch_size=BATCH,
    seed=SEED,
    builder=stripes,
    optimizer="Adam",
    learning_rate=0.003,
    epochs=4,
    blanks=Blanks({1: "first", 2: "second"}),
)
QUIZ = """
[[question]]
id = "S1"
exercise = "stripes"
metric = "loss"
epoch = 4
tolerance = 1e-6

[question.published]
en = "The loss at epoch 4?"
vi = "Loss ở epoch 4?"
options = ["{a:.4f}", "{b:.4f}", "{c:.4f}", "{d:.4f}"]

[question.robust]
en = "The loss at epoch 4, about?"
vi = "Loss ở epoch 4, khoảng bao nhiêu?"
options = ["{a:.4f}", "{b:.4f}", "{c:.4f}", "{d:.4f}"]
key = "B"

[question.why]
en = "Why?"
vi = "Vì sao?"
options = ["one", "two", "three", "four"]
key = "A"
"""


def draw_stripes(count, generator):
    """Horizontal, vertical or no stripes, with noise."""
    labels = generator.integers(0, CLASSES, count).astype(np.uint8)
    images = generator.integers(0, 120, (count, SIDE, SIDE))
    images[labels == 0, ::2] += 120
    images[labels == 1, :, ::2] += 120
    return images.astype(np.uint8).reshape(count, -1), labels


LOAD = data.load


def put_into_the_tables(monkeypatch, train, test):
    generator = np.random.default_rng(0)
    drawn = *draw_stripes(train, generator), *draw_stripes(test, generator)
    images = Dataset("stripes", "drawn by a test", *drawn)
    monkeypatch.setattr(data, "load", lambda n=None: images if n == "stripes" else LOAD(n))
    monkeypatch.setitem(course.EXERCISES, "stripes", LESSON)
    return images


@pytest.fixture(autouse=True)
def lesson(monkeypatch):
    return put_into_the_tables(monkeypatch, 200, 70)  # six batches and a quarter


@pytest.fixture
def few(monkeypatch, lesson, untraced):
    """The lesson on two batches and a half, where so many are enough."""
    put_into_the_tables(monkeypatch, 80, 30)


def bits(model):
    return [
        variable.numpy().tobytes() for variable in (*model.variables, *model.optimizer.variables)
    ]


def test_it_is_trained_as_keras_trains_it_on_its_own_images_from_its_own_starting_point(
    lesson, capsys
):
    model = LESSON.compiled()
    run = vgkit.train(model, "stripes")
    assert capsys.readouterr().out.endswith("All 4 epochs were trained here.\n")
    assert (run.dataset, run.epochs, run.live) == ("stripes", 4, None)
    assert run.diagnostics["layers"] == ["hidden 1", "hidden 2", "output"]
    assert run.at("val_accuracy", 4) > 0.6
    plain = LESSON.compiled()
    set_initial_weights(plain, SEED)
    x, y = lesson.x_train.astype(np.float32), lesson.y_train
    for epoch, order in zip(range(1, 5), batch_orders(len(x), seed=SEED), strict=False):
        theirs = plain.fit(x[order], y[order], BATCH, epochs=1, shuffle=False, verbose=0)
        assert theirs.history["loss"] == [run.at("loss", epoch)]
    assert bits(model) == bits(plain)


def test_a_run_of_ones_own_gets_its_images_and_order_if_it_is_to_be_like_it(few, capsys):
    run = vgkit.train(LESSON.compiled(), "mine", like="stripes")
    assert (run.exercise, run.dataset, run.epochs) == ("mine", "stripes", 4)
    assert run.metrics == vgkit.train(LESSON.compiled(), "stripes").metrics
    other = LESSON.compile(stripes(activation="relu"))
    capsys.readouterr()
    vgkit.train(other, "another", epochs=1, like="stripes")
    assert "not the network" not in capsys.readouterr().out


@pytest.mark.parametrize("epoch", thorough_but([3], [1, 3]))
def test_interrupted_it_goes_on_to_the_same_bits(epoch, monkeypatch, few):
    whole = LESSON.compiled()
    whole_run = train(whole, "stripes")
    note = bookkeeping.Bookkeeper.note

    def stop(self, number, *measured):
        note(self, number, *measured)
        if number == epoch:
            raise KeyboardInterrupt

    broken = LESSON.compiled()
    with monkeypatch.context() as patch:
        patch.setattr(bookkeeping.Bookkeeper, "note", stop)
        with pytest.raises(TrainingInterrupted, match=f"goes on with epoch {epoch + 1}"):
            train(broken, "stripes", again=True)
    again = LESSON.compiled()
    run = train(again, "stripes")
    assert (run.metrics, bits(again)) == (whole_run.metrics, bits(whole))


def test_its_check_names_the_blank_of_a_mistake(capsys):
    vgkit.check(LESSON.compiled(), "stripes")
    assert "✓ This is the network of exercise stripes: 2 hidden layers" in capsys.readouterr().out
    with pytest.raises(CheckFailed) as caught:
        vgkit.check(LESSON.compile(stripes(activation="relu")), "stripes")
    assert [finding.blank for finding in caught.value.findings] == ["first, second"]
    flat = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
    with pytest.raises(CheckFailed, match="An image has 64 pixels, and there are 3 classes"):
        vgkit.check(LESSON.compile(flat), "stripes")
    with pytest.raises(VgkitError, match="must go from 64 pixels to 3 logits"):
        train(LESSON.compile(flat), "stripes")
    model = stripes()
    model.compile("adam", "mse", metrics=["accuracy"])
    with pytest.raises(CheckFailed, match="The labels are class numbers 0…2 and"):
        vgkit.check(model, "stripes")


def test_its_quiz_is_judged_against_ones_own_run(monkeypatch, few):
    loss = vgkit.train(LESSON.compiled(), "stripes").at("loss", 4)
    assert records.load_user_run("stripes").at("loss", 4) == loss
    options = {"a": loss - 0.1, "b": loss, "c": loss + 0.1, "d": loss + 0.2}
    items = quiz.parse(QUIZ.format(**options))
    monkeypatch.setattr(quiz, "items", lambda: items)
    right = quiz.take(items["S1.robust"], "B")
    assert (right.right, right.message) == (True, f"Right: your run measured {loss:.5f}.")
    assert quiz.take(items["S1.robust"], "A").right is False


def test_a_row_of_another_batch_size_is_another_training(few):
    other = dataclasses.replace(LESSON, id="other", batch_size=50)
    course.EXERCISES["other"] = other
    try:
        ours, theirs = (train(row.compiled(), row.id, 1) for row in (LESSON, other))
    finally:
        del course.EXERCISES["other"]
    assert ours.metrics != theirs.metrics
