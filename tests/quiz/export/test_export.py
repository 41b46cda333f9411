"""The formats together."""

import pytest

from vgkit import course
from vgkit.quiz import export


@pytest.mark.parametrize("form", export.FORMATS)
def test_the_same_questions_give_the_same_bytes(form):
    content, count = export.export(form, course.LANGUAGES)
    assert export.export(form, course.LANGUAGES) == (content, count)
    assert export.export(form, ["en"]) == (export.export(form, ["en"])[0], count)
    assert export.export(form, ["vi"])[0] != export.export(form, ["en"])[0]


def test_languages_can_be_any_iterable():
    assert export.export("gift", iter(["vi", "en"])) == export.export("gift", ["vi", "en"])
