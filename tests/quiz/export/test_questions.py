"""Which questions a class gets, and what each format is told of them."""

import re
from dataclasses import replace

import pytest

from tests.quiz.samples import UNDECIDABLE, item
from vgkit import course
from vgkit.messages import get_language, say, speaking
from vgkit.quiz import items
from vgkit.quiz.export import questions
from vgkit.quiz.export.questions import read_bank


@pytest.fixture
def quiz_of(monkeypatch):
    def set_items(*chosen):
        monkeypatch.setattr(questions, "all_items", lambda: {each.id: each for each in chosen})

    return set_items


def names(bank):
    return [question.name for category in bank.categories for question in category.questions]


def only(bank):
    ((question,),) = [category.questions for category in bank.categories]
    return question


@pytest.mark.parametrize("language", course.LANGUAGES)
def test_every_robust_question_why_and_case_is_there_and_nothing_else(language):
    expected = {
        name
        for name in items.all_items()
        if name.endswith((".robust", ".why")) or re.fullmatch(r"C\d+[ab]?", name)
    }
    assert sorted(names(read_bank(language))) == sorted(expected)
    assert {"Q6.robust", "Q6.why"} <= expected


def test_undecidable_items_and_predictions_are_left_out(quiz_of):
    quiz_of(UNDECIDABLE, item("Q1.published"), item("Q1.robust"), item("C1"), item("P1"))
    assert names(read_bank("en")) == ["Q1.robust", "C1"]


@pytest.mark.parametrize("language", course.LANGUAGES)
def test_each_question_is_its_item_in_that_language(language):
    bank = read_bank(language)
    assert bank.language == language
    for category in bank.categories:
        for question in category.questions:
            asked = items.all_items()[question.name]
            assert question.text == asked.texts[language]
            assert [option.text for option in question.options] == asked.choices[language]
            assert [option.letter for option in question.options if option.right] == [asked.key]
            assert question.reason == asked.because[language]
            assert all(option.feedback for option in question.options)


def test_reading_in_one_language_leaves_the_session_in_another():
    read_bank("vi")
    assert get_language() == "en"


def test_categories_are_the_notebooks_in_the_order_of_the_course():
    bank = read_bank("en")
    ids = [category.id for category in bank.categories]
    assert ids == [name for name in course.NOTEBOOKS if name in ids]
    titles = {category.id: category.title for category in bank.categories}
    assert titles["5"] == "5 · Skip connections"
    for category in bank.categories:  # some questions are about a run beside the notebook's own
        for question in category.questions:
            exercise = items.all_items()[question.name].exercise
            assert course.place(course.get_row(exercise)) == course.place(
                course.get_row(category.id)
            )
    assert "13_0_255" not in ids and titles["13"] == "13 · Input normalization"


def test_an_exercise_without_a_notebook_of_its_own_goes_to_that_of_its_number(quiz_of):
    quiz_of(*(replace(item("Q1.why"), exercise=name) for name in ("baseline_3",)))
    (category,) = read_bank("en").categories
    assert category.title == "0 · Baseline with seven sigmoid layers"


def test_banks_of_two_languages_have_two_names():
    titles = {read_bank(language).title for language in course.LANGUAGES}
    assert "Vanishing gradients" in titles and len(titles) == len(course.LANGUAGES)


def test_numbers_stay_in_order_and_texts_are_shuffled(quiz_of):
    quiz_of(item("Q1.robust"))
    assert only(read_bank("en")).shuffled is False
    quiz_of(item("Q1.why"))
    assert only(read_bank("en")).shuffled is True
    for language in course.LANGUAGES:
        for category in read_bank(language).categories:
            for question in category.questions:
                texts = [option.text for option in question.options]
                if not question.shuffled:
                    assert texts == sorted(texts, key=float)


@pytest.mark.parametrize(("language", "told"), [
    ("en", ["Two is even.", "Three is odd.", "Four is even."]),
    ("vi", ["Hai là số chẵn.", "Ba là số lẻ.", "Bốn là số chẵn."]),
])  # fmt: skip
def test_a_wrong_option_is_told_what_is_wrong_with_it(quiz_of, language, told):
    quiz_of(item("Q1.why"))
    question = only(read_bank(language))
    with speaking(language):
        right, wrong = say("Right."), say("Not this one.")
    feedback = [option.feedback for option in question.options]
    assert feedback == [right, *(f"{wrong} {text}" for text in told)]
    assert question.reason == ""  # this item gives none


def test_an_option_without_words_of_its_own_is_told_that_it_is_wrong(quiz_of):
    quiz_of(item("Q1.robust"))
    feedback = [option.feedback for option in only(read_bank("en")).options]
    assert feedback == ["Not this one.", "Not this one.", "Right.", "Not this one."]
