"""A setting says all about a training; what means nothing is refused with what does."""

import functools
import json

import pytest

from vgkit.errors import VgkitError
from vgkit.experiments.setting import Setting, read
from vgkit.messages import set_language

# The network


NEST = functools.reduce(lambda nest, _: [nest], range(5000), [])
WRONG = {
    # what is wrong: (fields, words of the message)
    "activation": ({"activation": "softish"}, ["activation", "sigmoid, tanh", "'softish'"]),
    "no text": ({"activation": ["tanh"]}, ["activation", "['tanh']"]),
    "initializer": ({"initializer": "he"}, ["initializer", "he_normal", "'he'"]),
    "optimizer": ({"optimizer": "sgd"}, ["optimizer", "SGD, Adam", "'sgd'"]),
    "pixels": ({"pixels": "0..1"}, ["pixels", "0-1, standardised", "'0..1'"]),
    "validation": ({"validation": "tail"}, ["validation", "training tail", "'tail'"]),
    "normalization": ({"normalization": "layer"}, ["normalization", "batch, my", "'layer'"]),
    "normalization of a dict": ({"normalization": [{"kind": "my"}]}, ["normalization", "batch"]),
    "depth 0": ({"depth": 0}, ["depth", "1…100", "0"]),
    "depth 101": ({"depth": 101}, ["depth", "1…100", "101"]),
    "depth 7.0": ({"depth": 7.0}, ["depth", "1…100", "7.0"]),
    "depth true": ({"depth": True}, ["depth", "1…100", "True"]),
    "epochs 0": ({"epochs": 0}, ["epochs", "1…10000", "0"]),
    "seed −1": ({"seed": -1}, ["seed", "-1"]),
    "stddev 0": ({"stddev": 0}, ["stddev", "> 0"]),
    "stddev NaN": ({"stddev": float("nan")}, ["stddev", "> 0", "nan"]),
    "stddev none": ({"stddev": None}, ["stddev", "> 0", "None"]),
    "rate as text": ({"learning_rate": "0.1"}, ["learning_rate", "> 0", "'0.1'"]),
    "rate infinite": ({"learning_rate": float("inf")}, ["learning_rate", "> 0", "inf"]),
    "skips no list": ({"skips": 3}, ["skips", "[…]", "3"]),
    "skips backwards": ({"skips": [[3, 1]]}, ["skips", "1 ≤ a < b ≤ 7", "(3, 1)"]),
    "skips too far": ({"skips": [[1, 8]]}, ["skips", "1 ≤ a < b ≤ 7", "(1, 8)"]),
    "skips of one": ({"skips": [1, 3]}, ["skips", "[a, b]", "1"]),
    "stages too few": ({"stages": [2, 2]}, ["stages", "7", "(2, 2)"]),
    "stages of none": ({"stages": [7, 0]}, ["stages", "7", "(7, 0)"]),
    "depth without end": ({"depth": 16**5000}, ["depth", "1…100", "0x1000000", "…"]),
    "skips without end": ({"skips": [[1, -(16**5000)]]}, ["skips", "a < b ≤ 7", "-0x10000"]),
    "a nest": ({"activation": NEST}, ["sigmoid, tanh", "[[[["]),
    "a name on two lines": ({"name": "a\nb"}, ["name", "text on one line", r"'a\nb'"]),
    "a name that is no text": ({"name": "\ud800"}, ["name", "text on one line", r"'\ud800'"]),
    "a name with NUL": ({"name": "a\0"}, ["name", "text on one line", r"'a\x00'"]),
    "name a number": ({"name": 5}, ["name", "text", "5"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_value_that_means_nothing_is_refused_with_those_that_do(case):
    fields, words = WRONG[case]
    with pytest.raises(VgkitError) as refusal:
        Setting(**fields)
    for word in words:
        assert word in str(refusal.value)
    assert len(str(refusal.value)) < 300


def test_a_refusal_is_told_in_vietnamese_too():
    set_language("vi")
    with pytest.raises(VgkitError, match="activation của một setting phải là: sigmoid, tanh"):
        Setting(activation="softish")


@pytest.mark.parametrize(("fields", "name"), [
    ({}, "baseline"),
    ({"epochs": 3, "validation": "training tail"}, "baseline"),
    ({"activation": "tanh", "initializer": "he_normal"}, "tanh, he_normal"),
    ({"stddev": 1, "depth": 30}, "stddev 1, depth 30"),
    ({"normalization": ["my", "batch"]}, "my norm, batch norm"),
    ({"skips": [[1, 3], [4, 7]]}, "skips 1-3 4-7"),
    ({"stages": [2, 5]}, "stages 2-5"),
    ({"optimizer": "Adam", "learning_rate": None}, "Adam, default learning rate"),
    ({"optimizer": "Adam", "learning_rate": 1e-3}, "Adam, learning rate 0.001"),
    ({"pixels": "0-1", "seed": 12345678}, "0-1, seed 12345678"),
    ({"depth": 3, "name": "mine"}, "mine"),
])  # fmt: skip
def test_a_setting_is_named_by_what_differs_from_the_baseline(fields, name):
    assert Setting(**fields).name == name


def test_settings_that_say_the_same_are_equal_however_they_are_written():
    lists = Setting(normalization=["batch"], skips=[[1, 3]], stages=[2, 2, 2, 1], stddev=1)
    tuples = Setting(normalization="batch", skips=((1, 3),), stages=(2, 2, 2, 1), stddev=1.0)
    assert lists == tuples
    assert json.dumps(lists.to_dict()) == json.dumps(tuples.to_dict())


def test_a_setting_comes_back_from_json_as_it_was():
    setting = Setting(skips=[[1, 3]], stages=[2, 2, 2, 1], learning_rate=None, name="mine")
    assert setting.to_dict() == json.loads(json.dumps(setting.to_dict()))
    assert Setting(**json.loads(json.dumps(setting.to_dict()))) == setting


# Tables


def test_lists_stand_for_all_their_combinations_in_order():
    found = read([{"activation": ["tanh", "relu"], "depth": [3, 5], "epochs": 1}, {"seed": 2}])
    assert [(s.activation, s.depth, s.epochs, s.seed) for s in found] == [
        ("tanh", 3, 1, 1),
        ("tanh", 5, 1, 1),
        ("relu", 3, 1, 1),
        ("relu", 5, 1, 1),
        ("sigmoid", 7, 10, 2),
    ]


@pytest.mark.parametrize(("row", "expected"), [
    ({"normalization": "batch"}, [("batch",)]),
    ({"normalization": ["my", "batch"]}, [("my", "batch")]),
    ({"normalization": []}, [()]),
    ({"normalization": [[], ["batch"], ["my", "batch"]]}, [(), ("batch",), ("my", "batch")]),
    ({"skips": [[1, 3], [4, 7]]}, [((1, 3), (4, 7))]),
    ({"skips": []}, [()]),
    ({"skips": [[], [[1, 3]], [[1, 3], [4, 7]]]}, [(), ((1, 3),), ((1, 3), (4, 7))]),
    ({"stages": [2, 5]}, [(2, 5)]),
    ({"stages": [[], [2, 5], [3, 4]]}, [(), (2, 5), (3, 4)]),
])  # fmt: skip
def test_fields_that_are_lists_themselves_are_choices_one_level_further_out(row, expected):
    (field,) = row
    found = read([row])
    assert [getattr(setting, field) for setting in found] == expected
    assert len({setting.name for setting in found}) == len(expected)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "A setting has no field 'activations'. Its fields: name, activation, initializer,"),
    ("vi", "Setting không có trường 'activations'. Các trường: name, activation, initializer,"),
])  # fmt: skip
def test_an_unknown_field_is_told_with_those_that_exist(language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        read([{"depth": 3}, {"activations": "relu"}])
    assert words in str(refusal.value)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Two settings have the name 'relu'. Give each a name of its own."),
    ("vi", "Có hai setting cùng tên 'relu'. Hãy đặt cho mỗi setting một tên."),
])  # fmt: skip
def test_two_settings_of_one_name_are_refused(language, words):
    set_language(language)
    with pytest.raises(VgkitError) as refusal:
        read([{"activation": "relu"}, {"activation": "tanh"}, {"activation": "relu", "epochs": 2}])
    assert str(refusal.value) == words


def test_a_wrong_value_among_choices_is_refused():
    with pytest.raises(VgkitError, match="'softish'"):
        read([{"activation": ["relu", "softish"]}])


def test_an_empty_list_of_choices_does_not_make_a_row_vanish():
    with pytest.raises(VgkitError, match="depth must be: a value or several"):
        read([{"depth": []}])


@pytest.mark.parametrize("name", ["a\nb", "\ud800", "\0", "\x1b[31m", 3])
def test_a_name_is_text_that_can_be_printed_on_one_line(name):
    with pytest.raises(VgkitError, match="name must be: text on one line") as refusal:
        read([{"name": name}])
    str(refusal.value).encode()


def test_more_trainings_than_a_sweep_takes_are_refused_before_they_are_drawn_up():
    seeds = list(range(1, 1001))
    with pytest.raises(VgkitError, match="1000000000 trainings or more; a sweep takes 10000"):
        read([{"seed": seeds, "depth": seeds, "epochs": seeds}])
    with pytest.raises(VgkitError, match="10001 trainings"):
        read([{"seed": seeds, "depth": list(range(1, 11))}, {"depth": 11}])


def test_a_long_table_is_read_in_a_time_that_grows_with_its_length(monkeypatch):
    compared = []

    class Name(str):
        __hash__ = str.__hash__

        def __eq__(self, other):
            compared.append(other)
            return str.__eq__(self, other)

    read([{"name": Name(f"row {number}")} for number in range(300)])
    assert len(compared) < 3000
