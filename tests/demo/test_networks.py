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
from vgkit.training import records, trainer


@pytest.fixture(scope="module")
def cats_and_dogs():
    return networks.cats_and_dogs()


@pytest.fixture(scope="module")
def lenet():
    return networks.digits()


def test_lenet_has_the_shipped_weights_and_reads_digits(lenet):
    images = data.load("mnist")
    assert networks.own_run() is None and lenet.run is None
    answers = [networks.probabilities(lenet, image).argmax() for image in images.x_test[:20]]
    assert answers == images.y_test[:20].tolist()


def test_lenet_has_the_weights_of_the_user_s_own_finished_run(lenet, own_home, monkeypatch):
    images, row = data.load("mnist"), course.get("11")
    few = {"x_train": 256, "y_train": 256, "x_test": 64, "y_test": 64}
    few = {name: getattr(images, name)[:count] for name, count in few.items()}
    monkeypatch.setattr(data, "load", lambda name=None: dataclasses.replace(images, **few))
    model = row.compiled()
    trainer.train(model, row.id, 1)

    run = networks.own_run()
    network = networks.digits(run)
    assert network.run == run and run.epochs == 1
    weights = zip(network.model.get_weights(), model.get_weights(), strict=True)
    assert all((found == expected).all() for found, expected in weights)

    shutil.rmtree(own_home / "backups")  # without its checkpoint it has no weights to take
    network = networks.digits(run)
    assert network.run is None
    weights = zip(network.model.get_weights(), lenet.model.get_weights(), strict=True)
    assert all((found == expected).all() for found, expected in weights)

    other = dataclasses.replace(run, fingerprint="of another network")
    records.save(other, own_home / "runs" / "11-mnist-standardised.json")
    assert networks.own_run() is None


def test_a_normalization_goes_by_what_it_has_learnt(cats_and_dogs):
    """Of one picture alone the last one would make nothing, and no gradient would pass."""
    pixels = np.random.default_rng(1).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    model, inputs = cats_and_dogs.model, cats_and_dogs.to_input(pixels)[None]
    measured = gradients.measure(model, inputs, np.array([1]), gradients.kernels(model))
    assert len(measured["gradient_norm"]) == 50 and min(measured["gradient_norm"]) > 0
    p = networks.probabilities(cats_and_dogs, pixels)[1]
    kernel_input = keras.Model(model.input, model.get_layer("logit").input)(inputs)
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


def test_what_a_network_sees_is_normalized(cats_and_dogs, lenet):
    white = np.full((32, 32, 3), 255, np.uint8)
    seen = networks.normalized(cats_and_dogs, white)
    assert seen.shape == (128, 128, 3) and seen == pytest.approx(1)
    digit = networks.normalized(lenet, np.zeros((28, 28, 1), np.uint8))
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
