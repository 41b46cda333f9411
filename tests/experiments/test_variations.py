"""Settings: what one row of a table stands for, and that its training is the course's own."""

import json
from dataclasses import replace

import numpy as np
import pytest

from vgkit.backend import keras, tf
from vgkit.data import dataset
from vgkit.errors import VgkitError
from vgkit.experiments import variations
from vgkit.experiments.setting import INITIALIZERS, OPTIMIZERS, Setting
from vgkit.experiments.sweep_row import SweepRow
from vgkit.networks import mlp, starting_point
from vgkit.networks.description import describe, flat_layers, kernel_layers
from vgkit.training import fitting, stages

# The network


@pytest.mark.parametrize(("setting", "builder"), [
    (Setting(), lambda: mlp.mlp()),
    (Setting(depth=3, stddev=1.0, activation="relu"), lambda: mlp.mlp(3, 1.0, "relu")),
    (Setting(skips=((1, 3), (4, 7))), lambda: mlp.residual_mlp()),
    (Setting(normalization="batch"), lambda: mlp.normalized_mlp()),
    (Setting(normalization=("my",), stddev=0.1), lambda: mlp.normalized_mlp("my", 0.1)),
], ids=["baseline", "three ReLU layers", "skips", "batch", "my"])  # fmt: skip
def test_a_setting_describes_the_networks_of_the_course(setting, builder):
    assert describe(variations.build(setting)) == describe(builder())


def test_several_normalizations_stand_in_their_order_before_all_layers_but_the_first():
    model = variations.build(Setting(depth=3, normalization=("my", "batch")))
    kinds = [type(layer).__name__ for layer in flat_layers(model)[1:]]
    both = ["MyNormalization", "BatchNormalization", "Dense"]
    assert kinds == ["Dense", *both, *both, "Dense"]


def test_the_output_layer_is_the_courses_whatever_the_hidden_layers_are():
    model = variations.build(Setting(depth=2, activation="elu", initializer="orthogonal"))
    *hidden, output = kernel_layers(model)
    assert [layer.activation.__name__ for layer in hidden] == ["elu", "elu"]
    assert output.activation.__name__ == "linear"
    assert type(output.kernel_initializer) is keras.initializers.GlorotUniform


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_every_layer_gets_weights_of_its_own_of_the_size_that_the_initializer_promises(
    tiny, initializer
):
    (model,) = variations._models(Setting(depth=3, initializer=initializer))
    first, *square = [layer.kernel.numpy() for layer in kernel_layers(model)[:-1]]
    assert not np.array_equal(*square)
    family = initializer.partition("_")[0]
    # Glorot & Bengio (2010): 2 / (in + out); He et al. (2015): 2 / in; LeCun et al. (1998): 1 / in.
    expected = {
        "normal": (0.05, 0.05),
        "glorot": ((2 / (784 + 128)) ** 0.5, (2 / 256) ** 0.5),
        "he": ((2 / 784) ** 0.5, (2 / 128) ** 0.5),
        "lecun": ((1 / 784) ** 0.5, (1 / 128) ** 0.5),
        "orthogonal": ((1 / 784) ** 0.5, (1 / 128) ** 0.5),
    }[family]
    found = (first.std(), square[0].std())
    assert found == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_gets_the_learning_rate_or_keeps_its_own(tiny, optimizer):
    for rate in (0.5, None):
        setting = Setting(depth=1, optimizer=optimizer, learning_rate=rate)
        (model,) = variations._models(setting)
        own = float(getattr(keras.optimizers, optimizer)().learning_rate)
        assert type(model.optimizer).__name__ == optimizer
        assert float(model.optimizer.learning_rate) == pytest.approx(rate or own)


# What a setting may say


# Training

FIT = fitting.fit


class Heard:
    """What every training of a test left: its record, and the bits of all weights."""

    def __init__(self, monkeypatch, place):
        self.runs, self.weights, self.model = [], [], None

        def fit(model, *args, **kwargs):
            run = FIT(model, *args, **kwargs)
            self.model = model
            self.runs.append((run.metrics, run.diagnostics))
            # A Sequential and a functional model list the same layers.
            layers = flat_layers(model)
            self.weights.append([w.tobytes() for layer in layers for w in layer.get_weights()])
            return run

        monkeypatch.setattr(place, "fit", fit)


def test_the_default_setting_is_the_courses_baseline_to_the_bit(tiny):
    row = variations.train(Setting(epochs=1))
    model = mlp.mlp()
    model.compile(
        keras.optimizers.SGD(0.01),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    starting_point.set_initial_weights(model)
    run = fitting.fit(model, "baseline", 1, tiny, keep=False)
    assert row["metrics"] == run.metrics
    assert row["dataset"] == "synthetic"


@pytest.mark.thorough
def test_staged_training_is_that_of_exercise_6_to_the_bit(tiny, monkeypatch):
    ours = Heard(monkeypatch, fitting)
    row = variations.train(Setting(stages=(2, 2, 2, 1), epochs=1))
    theirs = Heard(monkeypatch, stages)
    stages.train_in_stages(stages.plan(mlp.submodels(), 1, 1))
    assert len(ours.runs) == 7
    assert ours.runs == theirs.runs
    assert ours.weights == theirs.weights
    assert row["metrics"] == ours.runs[-1][0]


def test_stages_freeze_and_grow_with_their_normalizations_and_skips(tiny):
    setting = Setting(depth=4, stages=(1, 2, 1), normalization="batch", skips=((1, 3), (2, 4)))
    seen = []
    for model in variations._models(setting):
        layers = [layer for layer in flat_layers(model) if layer.weights]
        seen.append("".join("NH"[layer.name.startswith("hidden")] for layer in layers[:-1]))
        seen[-1] += " " + "".join("-+"[layer.trainable] for layer in layers)
    assert seen == [
        "H ++",
        "HNHNH -+++++",
        "HNHNH ++++++",
        "HNHNHNH -----+++",
        "HNHNHNH ++++++++",
    ]
    facts, after = describe(model)
    assert [fact.sources for fact in facts] == [(0,), (1,), (2,), (1, 3), (2, 4)]
    assert after == ()


def test_the_same_seed_gives_the_same_numbers_and_another_others(tiny):
    rows = [variations.train(Setting(depth=2, epochs=1, seed=seed)) for seed in (1, 1, 2)]
    first, again, other = [replace(row, seconds=None) for row in rows]
    assert first == again
    assert not set(first["metrics"]["loss"]) & set(other["metrics"]["loss"])
    assert first["gradient_ratio"] != other["gradient_ratio"]


def test_a_row_can_be_kept_as_json_and_names_every_measure(tiny):
    row = variations.train(Setting(depth=1, epochs=2, skips=[]))
    assert SweepRow.of(json.loads(json.dumps(row.to_dict(), allow_nan=False))) == row
    assert set(row.to_dict()) == {
        "key",
        "setting",
        "dataset",
        "metrics",
        "gradient_ratio",
        "seconds",
    }
    assert {name: len(values) for name, values in row["metrics"].items()} == dict.fromkeys(
        ("loss", "accuracy", "val_loss", "val_accuracy"), 2
    )


def test_the_gradient_ratio_is_that_of_the_first_batch_before_training(tiny):
    setting = Setting(depth=3, epochs=1, pixels="0-1", activation="tanh")
    model = mlp.mlp(3, activation="tanh")
    starting_point.set_initial_weights(model)
    x = tf.constant(tiny.x_train[:512].astype(np.float32) / np.float32(255))
    with tf.GradientTape() as tape:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            tf.cast(tiny.y_train[:512], tf.int32), model(x)
        )
        loss = tf.reduce_mean(losses)
    kernels = [layer.kernel for layer in model.layers]
    first, *_, last = [np.linalg.norm(g) for g in tape.gradient(loss, kernels)]
    assert variations.train(setting)["gradient_ratio"] == pytest.approx(first / last, rel=1e-4)


def test_with_the_training_tail_the_test_images_are_kept_for_the_end(tiny, monkeypatch):
    monkeypatch.setattr(dataset, "TAIL", 256)
    heard = Heard(monkeypatch, fitting)
    setting = Setting(
        depth=1, activation="relu", epochs=3, pixels="0-1", validation="training tail"
    )
    row = variations.train(setting)

    def accuracy(pixels, labels):
        logits = heard.model(pixels.astype(np.float32) / np.float32(255)).numpy()
        return float(np.mean(logits.argmax(axis=1) == labels))

    tail = accuracy(tiny.x_train[-256:], tiny.y_train[-256:])
    test = accuracy(tiny.x_test, tiny.y_test)
    assert row["metrics"]["val_accuracy"][-1] == pytest.approx(tail)
    assert row["test_accuracy"] == pytest.approx(test)
    assert tail != test
    assert row["dataset"] == "synthetic-0-1-tail"


def test_a_training_whose_loss_becomes_nan_is_an_error(tiny):
    setting = Setting(activation="linear", learning_rate=10.0, epochs=1)
    with pytest.raises(VgkitError, match="The loss became nan in epoch 1"):
        variations.train(setting)


def test_a_training_whose_last_step_spoils_the_network_is_an_error_too(tiny, monkeypatch):
    def fit(*args, **kwargs):
        run = FIT(*args, **kwargs)
        run.metrics["val_loss"][-1] = float("nan")
        return run

    monkeypatch.setattr(fitting, "fit", fit)
    with pytest.raises(VgkitError, match="val_loss is nan after epoch 1"):
        variations.train(Setting(depth=1, epochs=1))


def test_a_training_keeps_neither_a_backup_nor_a_record(tiny, own_home):
    variations.train(Setting(depth=1, epochs=1))
    assert not own_home.exists()
