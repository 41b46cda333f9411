"""Ids: found in capitals or not, the same wherever one is asked for; refused with those there are."""

import pytest

from vgkit import course
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.training import records


@pytest.mark.parametrize(("asked", "found"), [
    ("5", "5"), (5, "5"), ("1A", "1a"), ("Baseline_3", "baseline_3"), ("0", "baseline_7"),
    (0, "baseline_7"),
])  # fmt: skip
def test_an_exercise_is_found_by_its_id_wherever_one_is_asked_for(asked, found):
    assert course.get(asked) is course.find(asked) is course.EXERCISES[found]
    assert course.run_name(asked) == found
    assert records.load_reference(asked).exercise == found
    if found != "baseline_3":
        assert course.get_notebook(asked) is course.EXERCISES[found]


@pytest.mark.parametrize("name", ["mine", "Mine", "1A2", "", "7.1", "0.1", "6.3"])
def test_another_name_stays_as_it_is(name):
    assert course.find(name) is None
    assert course.run_name(name) == name


@pytest.mark.parametrize(("language", "words"), [
    ("en", "There is no exercise '55'. Choose one of: {}."),
    ("vi", "Không có bài tập '55'. Hãy chọn một trong: {}."),
])  # fmt: skip
def test_an_unknown_exercise_is_refused_with_the_list_of_known_ones(language, words):
    set_language(language)
    with pytest.raises(VgkitError) as caught:
        course.get("55")
    assert str(caught.value) == words.format(", ".join(course.EXERCISES))
