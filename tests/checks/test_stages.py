"""The check of exercise 6: the right plan passes, every likely mistake has its own message."""

from dataclasses import replace

import pytest

from tests.checks.test_network import agrees, normal
from vgkit.backend import keras
from vgkit.checks import network
from vgkit.checks.findings import CheckFailed
from vgkit.checks.stages import check_stages, find_in_stages
from vgkit.messages import set_language
from vgkit.networks import mlp
from vgkit.training import stages

layers = keras.layers


def hidden(activation="sigmoid", stddev=0.05, units=128):
    return layers.Dense(units, activation, kernel_initializer=normal(stddev)(None))


def submodel(*inside, inputs=128):
    return keras.Sequential([keras.Input((inputs,)), *inside])


class Subclassed(keras.Model):
    """Two hidden layers in a model that does not show how they are connected."""

    def __init__(self):
        super().__init__()
        self.first, self.second = hidden(), hidden()

    def call(self, x):
        return self.second(self.first(x))


def functional_submodel(*inside):
    entry = value = keras.Input((128,))
    for layer in inside:
        value = layer(value)
    return keras.Model(entry, value)


def student_subs(sizes=(2, 2, 2, 1), **different):
    """The submodels as a student would write them, some of them put differently."""
    subs = []
    for number, size in enumerate(sizes, start=1):
        usual = [hidden() for _ in range(size)]
        sub = different.get(f"sub_{number}")
        subs.append(sub() if sub else submodel(*usual, inputs=784 if number == 1 else 128))
    return subs


def changed(number, **settings):
    """The right plan, one training of it put differently; submodels are given by number."""
    subs = student_subs()
    for name in ("submodels", "frozen"):
        if name in settings:
            settings[name] = tuple(subs[k - 1] for k in settings[name])
    trainings = stages.plan(subs)
    trainings[number - 1] = replace(trainings[number - 1], **settings)
    return trainings


def without(number):
    trainings = stages.plan(student_subs())
    del trainings[number - 1]
    return trainings


def planned(**different):
    return stages.plan(student_subs(**different))


def shared_between(*names):
    """Submodels that have their first layer in common."""
    layer = hidden()
    return {name: lambda: submodel(layer, hidden()) for name in names}


PLANS = {
    # name: (trainings, [(code, blank) of each finding], words of the first message)
    "cut into five": (
        lambda: planned(sizes=(2, 2, 1, 1, 1)),
        [("submodel_sizes", "sub_3")],
        "[2, 2, 1, 1, 1]",
    ),
    "sub_4 as large as the others": (
        lambda: planned(sizes=(2, 2, 2, 2)),
        [("submodel_sizes", "sub_4")],
        "[2, 2, 2, 2]",
    ),
    "one submodel used twice": (
        lambda: stages.plan((subs := student_subs())[:3] + subs[2:3]),
        [("submodel_repeated", "sub_4")],
        ("in places 3 and 4", "ở vị trí 3 và 4"),
    ),
    "sub_3 = sub_2": (
        lambda: stages.plan((subs := student_subs())[:2] + subs[1:2] + subs[3:]),
        [("submodel_repeated", "sub_3")],
        ("Training 4 has the same submodel", "Lần train 4 có cùng một submodel"),
    ),
    "one layer twice in sub_2": (
        lambda: planned(sub_2=lambda: submodel(*[hidden()] * 2)),
        [("layer_shared", "sub_2")],
        ("sub_2 uses a layer that has a place already", "sub_2 dùng một lớp đã có chỗ"),
    ),
    "one layer twice in sub_3, functional": (
        lambda: planned(sub_3=lambda: functional_submodel(*[hidden()] * 2)),
        [("layer_shared", "sub_3")],
        "sub_3",
    ),
    "one layer in two submodels": (
        lambda: planned(**shared_between("sub_2", "sub_3")),
        [("layer_shared", "sub_3")],
        "sub_3",
    ),
    "output layer at the end of sub_2": (
        lambda: planned(sub_2=lambda: submodel(hidden(), hidden(), layers.Dense(10))),
        [("output_inside", "sub_2")],
        ("one for each class", "mỗi class một unit"),
    ),
    "output layer instead of a hidden one": (
        lambda: planned(sub_3=lambda: submodel(hidden(), layers.Dense(10))),
        [("output_inside", "sub_3")],
        "sub_3",
    ),
    "output layer in sub_4": (
        lambda: planned(sub_4=lambda: submodel(hidden(), layers.Dense(10))),
        [("output_inside", "sub_4")],
        "sub_4",
    ),
    "no trainings": (lambda: [], [("submodel_sizes", None)], "[]"),
    "layers for submodels": (
        lambda: planned(sub_2=hidden),
        [("not_a_submodel", None)],
        "Dense",
    ),
    "submodels for trainings": (
        lambda: [*stages.plan(student_subs())[:6], tuple(student_subs())],
        [("not_a_training", None)],
        "tuple",
    ),
    "no list": (lambda: None, [("not_a_training", None)], "NoneType"),
    "a class of one's own": (
        lambda: planned(sub_2=Subclassed),
        [("no_wiring", None)],
        ("A model of the class Subclassed", "Model thuộc class Subclassed"),
    ),
    "a class of one's own inside": (
        lambda: planned(sub_2=lambda: keras.Sequential([Subclassed()])),
        [("no_wiring", None)],
        "Subclassed",
    ),
    "a layer for images first, and no input": (
        lambda: planned(sub_2=lambda: keras.Sequential([layers.Conv2D(1, 1), hidden(), hidden()])),
        [("submodel_unbuilt", "sub_2")],
        ("does not take the 128 numbers", "không nhận được 128 số"),
    ),
    "input of sub_1 copied": (
        lambda: planned(sub_2=lambda: submodel(hidden(), hidden(), inputs=784)),
        [("submodel_shape", "sub_2")],
        "sub_2",
    ),
    "too few units at the end of sub_3": (
        lambda: planned(sub_3=lambda: submodel(hidden(), hidden(units=64))),
        [("submodel_shape", "sub_3")],
        "(64,)",
    ),
    "too few units in the middle of sub_3": (
        lambda: planned(sub_3=lambda: submodel(hidden(units=64), hidden())),
        [("units", "sub_3")],
        "hidden 5",
    ),
    "ReLU in sub_3": (
        lambda: planned(sub_3=lambda: submodel(hidden("relu"), hidden("relu"))),
        [("activation", "sub_3")],
        "hidden 5, hidden 6",
    ),
    "activation forgotten in sub_3's second layer": (
        lambda: planned(sub_3=lambda: submodel(hidden(), hidden(None))),
        [("activation", "sub_3")],
        "hidden 6",
    ),
    "larger weights in sub_4": (
        lambda: planned(sub_4=lambda: submodel(hidden(stddev=1.0))),
        [("initializer_settings", "sub_4")],
        "stddev=1.0",
    ),
    "normalization in sub_2": (
        lambda: planned(sub_2=lambda: submodel(hidden(), layers.BatchNormalization(), hidden())),
        [("something_between", None)],
        "BatchNormalization",
    ),
    "frozen forgotten in training 2": (
        lambda: changed(2, frozen=()),
        [("frozen_submodels", "frozen_in")],
        ("freezes nothing", "không đóng băng gì"),
    ),
    "only one of two frozen in training 4": (
        lambda: changed(4, frozen=(1,)),
        [("frozen_submodels", "frozen_in")],
        "sub_1",
    ),
    "wrong one frozen in training 2": (
        lambda: changed(2, frozen=(2,)),
        [("frozen_submodels", "frozen_in")],
        "sub_2",
    ),
    "frozen in training 3 as in training 2": (
        lambda: changed(3, frozen=(1,)),
        [("frozen_submodels", "frozen_in")],
        ("Which boxes are hatched in this row", "ô nào gạch chéo"),
    ),
    "still frozen in training 5": (
        lambda: changed(5, frozen=(1, 2)),
        [("frozen_submodels", "frozen_in")],
        "sub_1, sub_2",
    ),
    "everything frozen in training 7": (
        lambda: changed(7, frozen=(1, 2, 3, 4)),
        [("frozen_submodels", "frozen_in")],
        "sub_1, sub_2, sub_3, sub_4",
    ),
    "sub_1 not used in training 4": (
        lambda: changed(4, submodels=(2, 3), frozen=(2,)),
        [("submodels_used", "used_in")],
        "sub_2, sub_3",
    ),
    "sub_3 not used in training 5": (
        lambda: changed(5, submodels=(1, 2)),
        [("submodels_used", "used_in")],
        "sub_1, sub_2",
    ),
    "submodels in another order in training 6": (
        lambda: changed(6, submodels=(1, 3, 2, 4)),
        [("submodels_used", "used_in")],
        "sub_1, sub_3, sub_2, sub_4",
    ),
    "too few epochs in training 7": (
        lambda: changed(7, epochs=100),
        [("epochs", "training")],
        "100 epoch",
    ),
    "last training left out": (
        lambda: without(7),
        [("training_count", "training")],
        ("6 trainings", "6 lần train"),
    ),
    "training 3 left out": (
        lambda: without(3),
        [
            ("submodels_used", "used_in"),
            ("frozen_submodels", "frozen_in"),
            ("submodels_used", "used_in"),
            ("frozen_submodels", "frozen_in"),
            ("training_count", "training"),
        ],
        "sub_1, sub_2, sub_3",
    ),
    "one training too many": (
        lambda: [*(trainings := stages.plan(student_subs())), trainings[-1]],
        [("training_count", "training")],
        ("8 trainings", "8 lần train"),
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_each_mistake_in_a_plan_has_its_own_message(name, languages, monkeypatch):
    # Whether the network computes the right numbers is asked of right plans, below.
    monkeypatch.setattr(network, "numbers_findings", lambda *_: [])
    make, expected, words = PLANS[name]
    trainings = make()
    for language in languages:
        set_language(language)
        agrees(find_in_stages(trainings), expected, words, language)


@pytest.mark.parametrize("different", [
    {},
    {"sub_2": lambda: functional_submodel(hidden(), hidden())},
    {"sub_3": lambda: keras.Sequential([hidden(), hidden()])},
    {"sub_3": lambda: keras.Sequential([keras.Sequential([hidden(), hidden()])])},
], ids=["as asked", "functional", "input left out", "input left out, nested"])  # fmt: skip
def test_a_right_plan_passes_however_it_was_written(different, capsys):
    check_stages(planned(**different))
    assert "the 7 trainings of exercise 6" in capsys.readouterr().out


def test_the_shared_plan_passes():
    assert find_in_stages(stages.plan(mlp.submodels())) == []


def test_a_failed_check_of_a_plan_lists_every_blank_and_never_what_to_freeze():
    subs = student_subs()
    trainings = stages.plan(subs)
    for index in (1, 3):
        trainings[index] = replace(trainings[index], frozen=())
    with pytest.raises(CheckFailed) as failure:
        check_stages(trainings)
    message = str(failure.value)
    assert "[frozen_in] Training 2" in message and "[frozen_in] Training 4" in message
    assert "sub_" not in message
