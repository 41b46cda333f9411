"""What is read off a submission without running it."""

import pytest

from tests.grading.tiny import cells, outline, size
from vgkit import quiz
from vgkit.grading.process import matching, reading


def read(found):
    expected = outline()["cells"]["en"]
    return reading.read(expected, matching.match(expected, found))


def answered(*calls):
    return read(cells(own=calls))["answers"]


@pytest.fixture(scope="module")
def keyed():
    return next(
        i for i in quiz.all_items().values() if i.key and i.id.endswith((".robust", ".why"))
    )


def test_states_and_texts_of_blanks():
    of = read(cells(size=size(valid='return vgkit.blank("valid_size")'), after="sizes = [3]"))[
        "blanks"
    ]
    assert [of[name]["state"] for name in outline()["blanks"]] == ["filled", "empty", "filled"]
    assert of["same_size"]["solved"] and not of["sizes"]["solved"]
    assert of["sizes"]["text"] == "sizes = [3]"


def test_answers_are_judged_by_the_installed_key(keyed):
    other = next(letter for letter in quiz.LETTERS if letter != keyed.key)
    [right], [wrong] = (
        answered(f'vgkit.answer("{keyed.id}", "{letter}")') for letter in (keyed.key, other)
    )
    assert right == {"item": keyed.id, "letter": keyed.key, "right": True}
    assert wrong["right"] is False


def test_the_last_answer_counts_in_small_letters_too(keyed):
    found = answered(
        f'vgkit.answer("{keyed.id}", "Z")\nvgkit.answer("{keyed.id.lower()}", "{keyed.key.lower()}")'
    )
    assert found == [{"item": keyed.id, "letter": keyed.key, "right": True}]


def test_predictions_are_neither_right_nor_wrong():
    prediction = next(item for item in quiz.all_items().values() if item.is_prediction)
    assert answered(f'vgkit.answer("{prediction.id}", "A")')[0]["right"] is None


def test_a_letter_that_is_computed_counts_for_nothing(keyed):
    assert answered(f'vgkit.answer("{keyed.id}", key)')[0] == {
        "item": keyed.id,
        "letter": None,
        "right": None,
    }


def test_an_answer_in_a_loop_is_not_passed_over_in_silence(keyed):
    [found] = answered("for item, letter in answers:\n    vgkit.answer(item, letter)")
    assert found == {"item": "item", "letter": None, "right": None}


def test_arguments_may_have_their_names(keyed):
    [found] = answered(f'vgkit.answer(letter="{keyed.key}", item_id="{keyed.id}")')
    assert found == {"item": keyed.id, "letter": keyed.key, "right": True}


def test_hints_are_no_part_of_what_was_written():
    several = "#?? a hint\nsteps = n / stride  #?? another\nreturn math.ceil(steps)  # mine"
    of = read(cells(size=size(same=several)))["blanks"]["same_size"]
    assert of["text"] == "steps = n / stride\nreturn math.ceil(steps)  # mine"


def test_what_is_no_item_is_passed_over():
    assert (
        answered('vgkit.answer("Q99", "A")', 'vgkit.answer("Q1", "A")', "vgkit.answer(1, 2)") == []
    )


def test_magics_order_and_claims_are_noted():
    found = cells(own=["!ls"])
    found[2]["output"] = "✓ done"
    of = read(found)
    assert of["magics"] == ["!ls"] and of["claims"] == ["check"] and not of["out_of_order"]
    assert read(found[::-1])["out_of_order"]


def test_a_cell_that_is_no_python_is_named():
    assert read(cells(start="import ("))["broken"] == ["start"]
