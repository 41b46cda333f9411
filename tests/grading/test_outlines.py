"""What the outline of a lesson holds, for every lesson there is."""

import json

import pytest

from tests.conftest import thorough_but
from tests.grading.drawn_up import ROOT
from tests.grading.tiny import outline
from vgkit import course
from vgkit.grading import outlines


def test_blanks_stand_where_the_outline_says():
    of = outline()
    assert of["blanks"] == ["same_size", "valid_size", "sizes"]
    [_, size, _, after] = of["cells"]["vi"]
    for name, text in (("same_size", "math.ceil"), ("valid_size", "kernel) //")):
        place = size["blanks"][name]
        hint = size["hint"].split("\n")[slice(*place["in_hint"])]
        solution = size["solution"].split("\n")[slice(*place["in_solution"])]
        assert f'vgkit.blank("{name}")' in hint[-1] and text in solution[-1]
    assert list(after["blanks"]) == ["sizes"]


def test_a_check_covers_what_it_depends_on_and_nothing_else():
    [check] = outline()["checks"]
    assert check["cell"] == "check" and check["covers"] == ["same_size", "valid_size"]


def test_a_loop_of_checks_is_taken_apart(tmp_path):
    (tmp_path / "notebooks").mkdir()
    text = '# %% id="a"\nimport vgkit\n\nfor f in (g, h):\n    vgkit.check_function(f, "13")\n'
    (tmp_path / "notebooks" / "loop.py").write_text(text, "utf-8")
    of = outlines.outline(tmp_path, course.Notebook("x", "Loop", "loop"))
    assert [each["code"] for each in of["checks"]] == [
        "vgkit.check_function(g, '13')",
        "vgkit.check_function(h, '13')",
    ]


@pytest.mark.parametrize("lesson", thorough_but(["5"], list(course.NOTEBOOKS)))
def test_every_lesson_has_an_outline_and_every_check_a_blank(lesson):
    of = outlines.outline(ROOT, course.NOTEBOOKS[lesson])
    json.dumps(of)
    assert all(check["covers"] for check in of["checks"])
    covered = {name for check in of["checks"] for name in check["covers"]}
    assert covered <= set(of["blanks"]) and (covered or not of["blanks"])
