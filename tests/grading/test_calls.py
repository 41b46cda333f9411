"""Which calls are checks, and which train."""

import ast

import pytest

from vgkit.grading import calls


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("vgkit.check(model, '5')", True),
        ("ladder_checks.check(relu, at_std)", True),
        ("for f in (a, b):\n    vgkit.check_function(f, '13')", True),
        ("vgkit.train(model, '5')", False),
        ("found = vgkit.check(model, '5')", False),
        ("check(model)", False),
        ("model.check()", False),
        ("plots.curves(runs)", False),
    ],
)
def test_checks_are_known_by_where_they_live(code, expected):
    assert calls.is_check(ast.parse(code).body[0]) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("run = vgkit.train(model, '5')", True),
        ("runs = vgkit.train_in_stages(trainings)", True),
        ("rows = sweep.run([base], 'ladder')", True),
        ("a = transfer.train(compiled(head, 0.001), 'frozen', features)", True),
        ("base = transfer.pretrained_base('EfficientNetLite0')", False),
        ("run = records.shipped('5')", False),
        ("subprocess.run(['true'])", False),
    ],
)
def test_trainings_are_known_by_where_they_live(code, expected):
    assert calls.is_training(code) is expected


def test_names_that_are_imported():
    assert calls.imported("import a.b, c as d\nfrom e import f as g, h") == {"a", "d", "g", "h"}
