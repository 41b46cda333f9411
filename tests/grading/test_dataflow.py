"""What decides a name at a place."""

import pytest

from vgkit.grading import dataflow
from vgkit.grading.dataflow import Node


def deciding(*codes, name, before=None):
    nodes = [Node(n, code, dataflow.facts(code, {"plots"})) for n, code in enumerate(codes)]
    return dataflow.dependencies(nodes, [name], len(nodes) if before is None else before)


def test_a_name_depends_on_what_binds_it_and_on_what_that_uses():
    assert deciding("a = 1", "b = 2", "c = a", name="c") == {0, 2}


def test_what_was_overwritten_does_not_count():
    assert deciding("a = f()", "a = 1", name="a") == {1}


def test_a_binding_that_may_not_happen_does_not_hide_the_one_before():
    assert deciding("a = 1", "if b:\n    a = 2", name="a") == {0, 1}


def test_a_function_depends_on_what_its_names_stand_for_when_it_is_called():
    assert deciding("def f():\n    return a", "a = 1", "b = f()", name="b") == {0, 1, 2}


def test_what_is_only_local_to_a_function_does_not_count():
    assert deciding("x = 1", "def f(x):\n    y = x\n    return y", "b = f(2)", name="b") == {1, 2}


@pytest.mark.parametrize(
    "change",
    [
        "a.b = 1",
        "a[0] = 1",
        "a.append(1)",
        "g(a)",
        "a += 1",
        "for x in a.layers:\n    x.trainable = False",
    ],
)
def test_what_changes_an_object_counts(change):
    assert deciding("a = f()", change, name="a") == {0, 1}


@pytest.mark.parametrize("code", ["print(a)", "plots.curves(a)", "for x in a:\n    print(x)"])
def test_what_only_looks_at_it_does_not(code):
    assert deciding("a = f()", code, name="a") == {0}


def test_what_prints_one_thing_is_not_what_another_depends_on():
    assert deciding("print(a)", "b = 1", "print(b)", "c = print(b)", name="c") == {1, 3}


def test_a_part_that_is_changed_after_it_was_built_in_counts():
    assert deciding("base = f()", "model = g(base)", "base.trainable = True", name="model") == {
        0,
        1,
        2,
    }


def test_a_training_changes_what_it_is_given():
    assert deciding("head = f()", "run = vgkit.train(h(head), '5')", name="head") == {0, 1}


def test_only_what_comes_before_counts():
    assert deciding("a = 1", "a = 2", name="a", before=1) == {0}


def test_star_imports_may_bind_anything():
    assert 0 in deciding("from keras import *", "b = Dense", name="b")


@pytest.mark.parametrize("code", ["a = (", "\0"])
def test_what_is_no_python_is_refused(code):
    with pytest.raises((SyntaxError, ValueError)):
        dataflow.facts(code)
