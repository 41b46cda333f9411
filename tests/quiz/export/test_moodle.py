"""Moodle XML, read by a parser that others wrote."""

from xml.etree import ElementTree

import pytest
from moodle_xml_parser import parser

from tests.quiz.export.samples import awkward_banks, bank, questions
from vgkit import course
from vgkit.quiz.export import moodle
from vgkit.quiz.export.questions import read_bank


def parsed(banks):
    """The multiple-choice questions of a file; the parser prints and leaves out what it cannot read."""
    found = parser.parse_bytes(moodle.render(banks))
    assert found["cloze"] == []
    return found["multichoice"]


def as_shown(text):
    return text.replace("\n", "<br>")  # the parser gives HTML without its entities


@pytest.mark.parametrize("languages", [["en"], ["vi"], list(course.LANGUAGES)], ids="+".join)
def test_others_read_every_question_as_it_is(languages, capsys):
    banks = [read_bank(language) for language in languages]
    expected = questions(banks)
    found = parsed(banks)
    assert len(found) == len(expected) > 20
    for theirs, ours in zip(found, expected, strict=True):
        assert (theirs.name, theirs.text_pre_parse) == (ours.name, ours.text)
        assert theirs.general_feedback == ours.reason
        assert (theirs.single, theirs.default_grade, theirs.penalty) == (True, 1, 0.3333333)
        assert theirs.shuffle_answers is ours.shuffled
        assert [(o.answer, o.score_fraction, o.feedback) for o in theirs.options] == [
            (o.text, 100 if o.right else 0, o.feedback) for o in ours.options
        ]
    assert capsys.readouterr().out == ""


def test_others_read_what_means_something_in_xml_and_html():
    banks = [each for each in awkward_banks() if "CDATA" not in str(each)]  # which they cut out
    assert len(banks) > 5
    for theirs, ours in zip(parsed(banks), questions(banks), strict=True):
        assert theirs.text_pre_parse == as_shown(ours.text)
        assert theirs.general_feedback == as_shown(ours.reason)
        assert [o.answer for o in theirs.options] == [as_shown(o.text) for o in ours.options]
        assert [o.feedback for o in theirs.options] == [as_shown(o.feedback) for o in ours.options]


def categories(banks):
    root = ElementTree.fromstring(moodle.render(banks))
    return [q.findtext("category/text") for q in root if q.get("type") == "category"]


def test_each_category_comes_before_its_questions_and_each_language_has_its_own():
    banks = [read_bank(language) for language in course.LANGUAGES]
    assert categories(banks) == [f"{b.title}/{c.title}" for b in banks for c in b.categories]
    assert "Vanishing gradients/5 · Skip connections" in categories(banks)
    root = ElementTree.fromstring(moodle.render(banks))
    category, placed = None, {}
    for question in root:
        if question.get("type") == "category":
            category = question.findtext("category/text")
        else:
            assert category is not None
            placed.setdefault(category, []).append(question.findtext("name/text"))
    expected = [[q.name for q in c.questions] for b in banks for c in b.categories]
    assert list(placed.values()) == expected


def test_a_slash_in_a_name_makes_no_category():
    assert categories([bank("abcdefghi")]) == ["A//B: test/5 · Skip connections"]


def test_an_id_number_is_used_once_in_a_category():
    root = ElementTree.fromstring(moodle.render([read_bank("en")]))
    numbers = [question.findtext("idnumber") for question in root if question.find("name")]
    assert numbers == [question.name for question in questions([read_bank("en")])]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(("language", "words"), [("en", "second try"), ("vi", "một lần thử")])
def test_a_hint_in_the_questions_language_gives_the_second_try(language, words):
    root = ElementTree.fromstring(moodle.render([read_bank(language)]))
    hints = [question.findall("hint") for question in root if question.get("type") != "category"]
    assert all(len(each) == 1 and words in each[0].findtext("text") for each in hints)


def test_the_elements_are_those_of_moodles_own_export_in_its_order():
    root = ElementTree.fromstring(moodle.render([bank("abcdefghi")]))
    assert [child.tag for child in root[1]] == [
        "name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden",
        "idnumber", "single", "shuffleanswers", "answernumbering", "showstandardinstruction",
        "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback",
        "answer", "answer", "answer", "answer", "hint",
    ]  # fmt: skip
    assert {element.get("format") for element in root.iter() if element.get("format")} == {"html"}
