"""Moodle XML: the format that keeps everything, for Moodle's question bank.

Element by element it is what Moodle writes itself for a multiple-choice question
(https://docs.moodle.org/en/Moodle_XML_format; it has no schema of its own). Texts are HTML, as
Moodle's editor stores them.
"""

from collections.abc import Iterable
from xml.etree import ElementTree

from vgkit.messages import say, speaking
from vgkit.quiz.export.markup import add, to_bytes, to_html
from vgkit.quiz.export.questions import Bank, Question

PENALTY = "0.3333333"  # of the mark, for each further try: Moodle's own for four options


def render(banks: Iterable[Bank]) -> bytes:
    """Write banks as one Moodle XML file.

    A category's path names no context, such as `$course$`: it comes to stand where the teacher
    imports it, whatever the version of Moodle.

    Args:
        banks: one for each language.
    """
    quiz = ElementTree.Element("quiz")
    for bank in banks:
        with speaking(bank.language):
            for category in bank.categories:
                _add_category(quiz, path(bank.title, category.title))
                for question in category.questions:
                    _add_question(quiz, question)
    return to_bytes(quiz)


def path(*names: str) -> str:
    """A category's path as Moodle reads it: a slash within a name is doubled."""
    return "/".join(name.replace("/", "//") for name in names)


def _add_category(quiz, its_path):
    add(add(add(quiz, "question", type="category"), "category"), "text", its_path)


def _add_question(quiz: ElementTree.Element, question: Question) -> None:
    element = add(quiz, "question", type="multichoice")
    add(add(element, "name"), "text", question.name)
    _add_text(element, "questiontext", question.text)
    _add_text(element, "generalfeedback", question.reason)
    for tag, value in {
        "defaultgrade": "1",
        "penalty": PENALTY,
        "hidden": "0",
        "idnumber": question.name,
        "single": "true",
        "shuffleanswers": "true" if question.shuffled else "false",
        "answernumbering": "ABCD",
        "showstandardinstruction": "0",
    }.items():
        add(element, tag, value)
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _add_text(element, tag, "")  # each option has its own
    for option in question.options:
        answer = _add_text(element, "answer", option.text, fraction="100" if option.right else "0")
        _add_text(answer, "feedback", option.feedback)
    # Where a quiz allows several tries, each hint gives one more.
    _add_text(element, "hint", say("Think again: you have a second try."))


def _add_text(parent, tag, text, **attributes):
    element = add(parent, tag, format="html", **attributes)
    add(element, "text", to_html(text))
    return element
