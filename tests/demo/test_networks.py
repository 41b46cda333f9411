"""The networks of the page: whose weights they have, and what they answer."""

import dataclasses
import json
import shutil

import numpy as np
import pytest

from tests.conftest import skip_without_images
from vgkit import course, data
from vgkit.backend import keras
from vgkit.demo import networks
from vgkit.diagnostics import gradients
from vgkit.errors import VgkitError
from vgkit.training import trainer


@pytest.fixture(scope="module")
def cats_and_dogs():
    return networks.cats_and_dogs()


def test_lenet_has_the_shipped_weights_and_reads_digits():
    network, images = networks.digits(networks.own_run()), data.load("mnist")
    assert network.run is None
    answers = [networks.probabilities(network, image).argmax() for image in images.x_test[:20]]
    assert answers == images.y_test[:20].tolist()


@pytest.fixture
def own_training(monkeypatch):
    """A finished training of LeNet, on very few images, and the model as it was trained."""
    images, row = data.load("mnist"), course.get("11")
    few = {"x_train": 256, "y_train": 256, "x_test": 64, "y_test": 64}
    few = {name: getattr(images, name)[:count] for name, count in few.items()}
    monkeypatch.setattr(data, "load", lambda name=None: dataclasses.replace(images, **few))
    model = row.compiled()
    trainer.train(model, row.id, 1)
    return model


def test_lenet_has_the_weights_of_the_user_s_own_finished_run(own_training):
    run = networks.own_run()
    network = networks.digits(run)
    assert network.run == run and run.epochs == 1
    for found, expected in zip(
        network.model.get_weights(), own_training.get_weights(), strict=True
    ):
        assert (found == expected).all()


def test_without_its_checkpoint_a_run_has_no_weights_to_take(own_training, own_home):
    shutil.rmtree(own_home / "backups")
    assert networks.digits(networks.own_run()).run is None


def test_a_run_of_another_network_is_not_taken(own_training, own_home):
    model = course.get("11_1998").compiled()
    (own_home / "runs" / "11-mnist-standardised.json").unlink()
    trainer.train(model, "11", 1)
    assert networks.own_run() is None


def test_a_normalization_goes_by_what_it_has_learnt(cats_and_dogs):
    """Of one picture alone the last one would make nothing, and no gradient would pass."""
    pixels = np.random.default_rng(1).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    model, inputs = cats_and_dogs.model, cats_and_dogs.to_input(pixels)[None]
    measured = gradients.measure(model, inputs, np.array([1]), gradients.kernels(model))
    assert len(measured["gradient_norm"]) == 50 and min(measured["gradient_norm"]) > 0
    p = networks.probabilities(cats_and_dogs, pixels)[1]
    kernel_input = keras.Model(model.input, model.get_layer("output").input)(inputs)
    expected = (1 - p) * np.linalg.norm(kernel_input)  # of cross-entropy from one logit
    assert measured["gradient_norm"][-1] == pytest.approx(expected, rel=1e-3)


@pytest.mark.thorough
def test_cats_and_dogs_are_told_apart_as_often_as_was_measured(cats_and_dogs):
    skip_without_images(dataclasses.replace(course.get("12"), dataset="cats_and_dogs"))
    images, report = data.load("cats_and_dogs"), networks.head_report()
    assert report["trained_on"] == 2_000 and report["validated_on"] == len(images.x_test)
    inputs = np.stack([networks.enlarge(image) for image in images.x_test[:100]])
    right = (cats_and_dogs.model.predict_on_batch(inputs)[:, 0] > 0) == images.y_test[:100]
    assert right.mean() == pytest.approx(report["validation_accuracy"], abs=0.12)


def test_probabilities_of_one_logit_are_those_of_its_sigmoid(cats_and_dogs):
    pixels = np.full((32, 32, 3), 90, np.uint8)
    values, logit = (
        networks.probabilities(cats_and_dogs, pixels),
        networks.logits(cats_and_dogs, pixels),
    )
    assert values[1] == pytest.approx(1 / (1 + np.exp(-logit[0])), rel=1e-5)
    assert values.sum() == pytest.approx(1)


def test_what_a_network_sees_is_normalized(cats_and_dogs):
    white = np.full((32, 32, 3), 255, np.uint8)
    seen = networks.normalized(cats_and_dogs, white)
    assert seen.shape == (128, 128, 3) and seen == pytest.approx(1)
    digit = networks.normalized(networks.digits(), np.zeros((28, 28, 1), np.uint8))
    assert digit == pytest.approx(-0.4242, abs=1e-3)


@pytest.mark.parametrize("damage", ["no report", "no weights", "other weights"])
def test_a_damaged_head_is_refused_with_advice(monkeypatch, damage, cats_and_dogs):
    whole = networks._shipped

    def shipped(ending):
        if damage == "no report" and ending == ".json":
            return b"{"
        content = whole(ending)
        if damage == "no weights" and ending == ".npz":
            return content[:-1]
        if damage == "other weights" and ending == ".npz":
            return content[:5000] + b"x" + content[5001:]
        return content

    monkeypatch.setattr(networks, "_shipped", shipped)
    with pytest.raises(VgkitError, match="cats_and_dogs_head cannot be used .*git checkout"):
        networks.load_head(cats_and_dogs.model)


def test_the_head_is_small():
    assert len(networks._shipped(".npz")) < 50_000
    assert set(json.loads(networks._shipped(".json"))) == {
        "trained_on", "validated_on", "validation_accuracy", "bytes", "sha256"
    }  # fmt: skip
