"""Questions as forms: everything to answer with, and nothing that gives the answer away."""

import functools
import json
import re
from html import unescape
from pathlib import Path

import pytest

from vgkit.messages import get_language, say, set_language
from vgkit.quiz import LETTERS, all_items
from vgkit.site import questions
from vgkit.site.veil import unveiled

SOLUTIONS = Path(__file__).parents[2] / "solutions"
LANGUAGES = ("en", "vi")
ITEMS = list(all_items().values())
PREDICTIONS = [item for item in ITEMS if item.is_prediction]


def form(item):
    """An item's form, each made once in a language."""
    return _form(item.id, get_language())


@functools.cache
def _form(name, language):
    return questions.form(all_items()[name])


def feedback(html, item):
    """What `static/site.js` would find for each letter."""
    codes = {letter: re.search(f'data-{letter.lower()}="(.*?)"', html)[1] for letter in LETTERS}
    return {
        letter: json.loads(unveiled(code, f"{item.kept_as} {letter}"))
        for letter, code in codes.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_asks_what_the_course_asks(language):
    set_language(language)
    for item in ITEMS:
        html = form(item)
        labels = re.findall(
            r'<label><input type="radio" name="(.*?)" value="(.)"> <span>(.*?)</span>', html
        )
        texts = [unescape(re.sub("<.*?>", "", text)) for _, _, text in labels]
        assert [letter for _, letter, _ in labels] == list(LETTERS)
        assert {name for name, _, _ in labels} == {item.id}
        assert texts == [f"{a}. {o}" for a, o in zip(LETTERS, item.options, strict=True)]
        legend = re.search("<legend>(.*?)</legend>", html)[1]
        assert item.text in unescape(legend) and item.edition in unescape(legend)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feedback_is_that_of_the_kit_and_the_source_shows_none_of_it(language):
    set_language(language)
    for item in ITEMS:
        html = form(item)
        for letter, (mark, message) in feedback(html, item).items():
            right, told = questions.verdict(item, letter)
            assert (mark, message.rstrip()) == ({True: 1, False: 0, None: 2}[right], told)
            assert told not in unescape(html)
        texts = [item.because, *item.against.values()]
        assert not any(text[language] in unescape(html) for text in texts if text)


def test_no_option_stands_out_by_the_length_of_its_feedback():
    for item in ITEMS:
        codes = re.findall(r'data-[abcd]="(.*?)"', form(item))
        assert len(codes) == 4 and len({len(code) for code in codes}) == 1


def test_the_key_is_right_and_the_others_are_not():
    for item in ITEMS:
        rights = {letter: questions.verdict(item, letter)[0] for letter in LETTERS}
        if item.is_prediction or item.key is None:
            assert set(rights.values()) == {None}
        else:
            assert [letter for letter, right in rights.items() if right] == [item.key]


def test_a_wrong_number_is_told_what_was_measured_but_not_which_option_that_is():
    item = all_items()["Q6.robust"]
    wrong = next(letter for letter in LETTERS if letter != item.key)
    right, told = questions.verdict(item, wrong)
    assert right is False and "2.11140" in told and "epoch 2" in told
    assert "Which option is that?" in told and f"option is {item.key}" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_names_its_option_and_its_reason_and_praises_nobody(language):
    set_language(language)
    for item in (each for each in ITEMS if not each.is_prediction):
        told = unescape(questions.answers([item]))
        if item.key is None:
            assert questions.verdict(item, "A")[1] in told
        else:
            option = item.options[LETTERS.index(item.key)]
            assert f"{item.key}: {option}</p>" in told
        assert item.because is None or item.because[language] in told
        assert say("Right.") not in told and say("Not right.") not in told


def test_answers_of_several_questions_are_told_apart():
    told = questions.answers([all_items()[name] for name in ("Q6.robust", "Q6.published")])
    assert re.findall("<b>(.*?)</b>", told) == ["Q6.robust", "Q6.published"]


def test_what_a_solution_prints_is_what_a_stored_one_holds():
    """Or the pages would show the verdict on an answer that no reader gave."""
    stored = json.loads((SOLUTIONS / "quiz.ipynb").read_text("utf-8"))
    texts = [
        "".join("".join(output["text"]) for output in cell["outputs"])
        for cell in stored["cells"]
        if "vgkit.answer(" in "".join(cell["source"])
    ]
    assert len(texts) > 50
    for text in texts:
        name = text.partition(" · ")[0]
        assert text == questions.in_solution(all_items()[name]) + "\n"


def test_a_wrong_reason_is_told_what_speaks_against_it():
    item = all_items()["Q6.why"]
    for letter, texts in item.against.items():
        assert texts["en"] in questions.verdict(item, letter)[1]


def test_whose_run_judges_is_said_where_a_run_judges():
    for item in ITEMS:
        assert ("the course's own run" in unescape(form(item))) == bool(item.measured)


@pytest.mark.parametrize("item", PREDICTIONS, ids=lambda item: item.id)
def test_a_prediction_is_held_against_what_came_true(item):
    html = questions.recollection(item)
    told = json.loads(unveiled(re.search('data-recall="(.*?)"', html)[1], f"{item.kept_as} recall"))
    assert set(told) == {*LETTERS, ""}
    assert told[item.key][1] == "That is what came true."
    true = item.options[LETTERS.index(item.key)]
    for letter in set(told) - {item.key}:
        assert told[letter][1] == f"What came true is {item.key}: {true}"
    assert true not in unescape(html)


def test_the_form_says_whether_it_counts():
    for item in ITEMS:
        assert f'data-counts="{int(item.counts)}"' in form(item)


def test_the_score_has_its_words():
    texts = json.loads(unescape(re.search('data-texts="(.*?)"', questions.score())[1]))
    assert texts["right"] == "%r right out of %t."
