"""GIFT, read by Moodle's rules, and by a parser that others wrote where it is installed."""

import json
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.export import gift_reader
from tests.quiz.export.samples import TEXTS, awkward_banks, bank, questions
from vgkit import course
from vgkit.quiz.export import gift
from vgkit.quiz.export.questions import read_bank

# Run by node: every question of the file on stdin, as gift-pegjs understands it.
PEGJS = """
const parser = require('gift-pegjs');
const found = parser.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(found));
"""


def read(banks):
    return gift_reader.read(gift.render(banks).decode())


def expected(question):
    def plain(text):
        return "plain", text

    options = [
        (100 if option.right else 0, plain(option.text), plain(option.feedback))
        for option in question.options
    ]
    return {
        "id": question.name,
        "name": question.name,
        "stem": plain(question.text),
        "options": options,
        "reason": plain(question.reason),
    }


@pytest.mark.parametrize("languages", [["en"], ["vi"], list(course.LANGUAGES)], ids="+".join)
def test_every_question_is_read_as_it_is_by_moodles_rules(languages):
    banks = [read_bank(language) for language in languages]
    found = read(banks)
    assert [each for each in found if isinstance(each, dict)] == [
        expected(question) for question in questions(banks)
    ]
    assert [each for each in found if isinstance(each, str)] == [
        f"{bank.title}/{category.title}" for bank in banks for category in bank.categories
    ]


def test_what_means_something_in_gift_is_read_as_text():
    banks = awkward_banks()
    assert read(banks)[1::2] == [expected(question) for question in questions(banks)]


letters = st.text(st.sampled_from("ab ~=#{}:\\n[]%/$->5"), min_size=1).map(str.strip)
texts = st.lists(letters.filter(bool) | st.sampled_from(TEXTS), min_size=10, max_size=10)


@given(texts)
def test_any_text_is_read_as_it_is(texts):
    (_, found) = read([bank(texts[:9], reason=texts[9])])
    (question,) = questions([bank(texts[:9], reason=texts[9])])
    assert found == expected(question)


def test_a_question_without_a_reason_has_no_general_feedback():
    content = gift.render([bank("abcdefghi", reason="")]).decode()
    assert "####" not in content
    assert gift_reader.read(content)[1]["reason"] == ("plain", "")


def test_the_reader_of_these_tests_sees_what_is_not_escaped():
    broken = gift.render([bank(["1 = 1", *"bcdefghi"])]).replace(b"\\=", b"=")
    with pytest.raises(AssertionError):
        assert gift_reader.read(broken.decode())[1]["stem"] == ("plain", "1 = 1 {")
    options = gift.render([bank(["a", "x ~ y", *"cdefghi"])]).replace(b"\\~", b"~")
    assert len(gift_reader.read(options.decode())[1]["options"]) == 5


def by_others(banks):
    """What gift-pegjs, a grammar of GIFT from npm, reads; the test is skipped where it is not."""
    node = shutil.which("node")
    if (
        not node
        or subprocess.run([node, "-e", "require('gift-pegjs')"], capture_output=True).returncode
    ):
        pytest.skip("NOT TESTED: needs node and gift-pegjs (npm install gift-pegjs, NODE_PATH)")
    content = gift.render(banks)
    done = subprocess.run([node, "-e", PEGJS], input=content, capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.thorough
@pytest.mark.parametrize("awkward", [False, True], ids=["quiz", "awkward"])
def test_others_read_every_question_as_it_is(awkward):
    banks = awkward_banks() if awkward else [read_bank(name) for name in course.LANGUAGES]
    found = by_others(banks)
    assert {each["type"] for each in found} == {"Category", "MC"}
    found = [each for each in found if each["type"] == "MC"]
    for theirs, ours in zip(found, questions(banks), strict=True):
        assert theirs["title"] == theirs["id"] == ours.name
        assert theirs["stem"] == {"format": "plain", "text": ours.text}
        assert theirs["globalFeedback"]["text"] == ours.reason
        assert [
            (choice["isCorrect"], choice["text"]["text"], choice["feedback"]["text"])
            for choice in theirs["choices"]
        ] == [(o.right, o.text, o.feedback) for o in ours.options]
