"""The contenders of `make bench`: each trains the network that the kit trains."""

import importlib
import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest

from tests.conftest import thorough_but, tiny_images
from tests.test_habits import ROOT
from vgkit import course, data

pytest.importorskip("resource", reason="NOT TESTED, the bench runs on Unix only")

WITH_PACKAGE = {
    "on_pytorch": ["pytorch", "pytorch_in_memory"],
    "on_jax": ["plain_jax"],
}


class Enough(Exception):
    pass


@pytest.fixture(autouse=True)
def in_the_bench(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")


def module(name):
    return importlib.import_module(f"contenders.{name}")


def tiny_digits():
    random = np.random.default_rng(1)
    x = random.integers(0, 256, (384, 28, 28, 1), np.uint8)
    y = random.integers(0, 10, 384, np.uint8)
    return data.Dataset("synthetic", "drawn by a test", x[:256], y[:256], x[256:], y[256:])


IMAGES = {"4a": tiny_images, "5": tiny_images, "11": tiny_digits}  # every kind of layer
each_exercise = pytest.mark.parametrize("exercise", IMAGES)


def subject(exercise):
    row = course.get(exercise)
    return row, data.prepare(IMAGES[exercise](), row.pixels)


def first_losses(train, *arguments):
    """The losses of one epoch."""
    found = []

    def turn(*losses):
        found.extend(losses)
        raise Enough

    with pytest.raises(Enough):
        train(*arguments, turn)
    return found


@pytest.fixture
def kit_s_losses(exercise):
    return first_losses(module("on_tensorflow").kit, *subject(exercise))


@pytest.mark.thorough
@each_exercise
def test_plain_keras_trains_what_the_kit_trains(exercise, kit_s_losses):
    plain = first_losses(module("on_tensorflow").plain, *subject(exercise))
    assert plain == pytest.approx(kit_s_losses, rel=0.05)  # in another order
    assert all(map(math.isfinite, plain))


@each_exercise
def test_the_floor_is_the_products_of_the_network(exercise):
    assert first_losses(module("floors").floor, *subject(exercise)) == []


@each_exercise
@pytest.mark.parametrize(
    ("name", "way"), [(name, way) for name, ways in WITH_PACKAGE.items() for way in ways]
)
def test_other_libraries_train_it_too(name, way, exercise, request):
    package = importlib.import_module("contenders").PACKAGES[name]
    pytest.importorskip(package, reason=f"NOT TESTED without {package} (extra `bench`)")
    described = module("description").describe(*subject(exercise))
    losses = first_losses(getattr(module(name), way), described)
    assert losses == pytest.approx(request.getfixturevalue("kit_s_losses"), rel=0.05)


@pytest.fixture
def described(tmp_path):
    """The folder of a described exercise."""
    found = module("description").describe(*subject("4a"))
    module("description").write(found, tmp_path / "described")
    return tmp_path / "described"


def test_a_description_is_read_without_keras(described):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from contenders import description\n"
        "found = description.read(Path(sys.argv[1]))\n"
        "print(found.batch_size, len(found.calls), found.x_train.shape, 'keras' in sys.modules)"
    )
    command = [sys.executable, "-c", code, described]
    said = subprocess.check_output(command, env=environment(), text=True)
    assert said.split(maxsplit=2) == ["512", "14", "(1280, 784) False\n"]


def environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "bench"), *sys.path])}


@pytest.mark.parametrize("way", thorough_but(["keras_jax"], ["keras_jax", "pytorch_compiled"]))
def test_a_contender_answers_after_each_stretch(way, described):
    package = importlib.import_module("contenders").package_of(way)
    pytest.importorskip(package, reason=f"NOT TESTED without {package} (extra `bench`)")
    command = [sys.executable, "-m", "contenders", way, "4a", "1", described]
    answers = subprocess.check_output(command, env=environment(), text=True, input="\n")
    found = [json.loads(line) for line in answers.splitlines()]
    if "left_out" not in found[0]:
        assert [answer["val_loss"] < 3 for answer in found] == [True, True]


STAND_IN = """
import json, sys
if sys.argv[1] == "plain":
    print(json.dumps({"left_out": "It rains."}), flush=True)
else:
    for seconds in (9, 1, 2, 6):
        found = {"seconds": seconds, "loss": 2.0, "val_loss": 10 - seconds, "peak_mib": 5}
        print(json.dumps(found), flush=True)
        if not sys.stdin.readline():
            break
"""


def test_contenders_take_turns_and_one_that_does_not_work_is_left_out(monkeypatch, capsys):
    bench = importlib.import_module("bench")
    monkeypatch.setattr(bench, "CONTENDERS", (sys.executable, "-c", STAND_IN))
    entries = [(way, "4a", threads) for way in ("kit", "plain") for threads in (None, 1)]
    found = bench.measure(entries, rounds=3)
    assert [(each["way"], each["threads"]) for each in found] == [("kit", "all"), ("kit", 1)]
    assert (found[0]["median"], found[0]["least"], found[0]["most"]) == (2, 1, 6)
    bench.show(found, lambda each: each["threads"] == "all")
    said = capsys.readouterr().out
    assert "plain is left out. It rains." in said
    assert "1.000…6.000    1.00         5       1.000" in said
