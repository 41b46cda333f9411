"""What an answer is worth, and what the student is told."""

from dataclasses import replace

import pytest

from tests.quiz.samples import UNDECIDABLE, item, run
from vgkit.course.files import spreads
from vgkit.messages import set_language
from vgkit.quiz import QuizError, items, judging

NO_RUN = "No run of your own of exercise 5 that reaches epoch 1 is kept on this machine"


@pytest.mark.parametrize(("letter", "own", "right", "words"), [
    ("C", 1.5, True, "Right: your run measured 1.50000. Because."),
    ("C", 1.505, True, "Right: your run measured 1.50500. Because."),
    ("C", 1.52, True, "The letter is right, but your run measured 1.52000, which is not this"),
    ("A", 1.5, False, "Your run is right and your reading is not: your run measured 1.50000 "
                      "(loss, epoch 1). Which option is that?"),
    ("A", 1.0, False, "Not right, and the cause lies before the question: your run measured "
                      "1.00000"),
    ("C", None, True, "Right. Because."),
    ("A", None, False, f"Not right. {NO_RUN}"),
])  # fmt: skip
def test_an_answer_is_held_against_the_own_run_and_the_kits(letter, own, right, words):
    verdict = judging.judge(item("Q1.robust"), letter, own, 1.5)
    assert verdict.right is right
    assert verdict.message.startswith(words)
    assert (NO_RUN in verdict.message) == (NO_RUN in words)


@pytest.mark.parametrize(("letter", "own", "words"), [
    ("C", 1.5, "Đúng: lần chạy của bạn đo được 1.50000. Bởi vì."),
    ("C", 1.6, "Phương án đúng, nhưng lần chạy của bạn đo được 1.60000"),
    ("A", 1.5, "Lần chạy thì đúng nhưng đọc số chưa đúng"),
    ("A", 1.0, "Chưa đúng, và nguyên nhân nằm trước câu hỏi"),
    ("C", None, "Đúng. Bởi vì."),
    ("A", None, "Chưa đúng. Trên máy này chưa lưu lần chạy nào"),
])  # fmt: skip
def test_a_verdict_speaks_vietnamese(letter, own, words):
    set_language("vi")
    verdict = judging.judge(item("Q1.robust"), letter, own, 1.5)
    assert verdict.message.startswith(words)


@pytest.mark.parametrize("own", [1.5, 1.0, None])
def test_a_wrong_answer_gives_away_neither_the_key_nor_the_reason(own):
    message = judging.judge(item("Q1.robust"), "A", own, 1.5).message
    assert "Because" not in message
    assert " C" not in message and '"C"' not in message


def test_a_run_too_short_for_the_question_counts_as_none():
    late = items.Measured("loss", 3, 0.01)
    assert late.of("5", {"5": run(1.5, epochs=2)}.get) is None
    assert late.of("5", {"5": run(1.5, epochs=3)}.get) == 1.5
    message = judging.judge(replace(item("Q1.robust"), measured=late), "A", None, 1.5).message
    assert "No run of your own of exercise 5 that reaches epoch 3" in message


def test_without_a_record_of_the_kit_the_own_run_is_believed():
    assert judging.judge(item("Q1.robust"), "C", 7.0).message.startswith("Right: your run")


def test_a_run_that_diverged_is_not_called_right():
    verdict = judging.judge(item("Q1.robust"), "C", float("nan"), 1.5)
    assert verdict.message.startswith("The letter is right, but")


NOBODY = {
    "en": "Nobody can tell from here: runs that differ by rounding alone lie up to 0.0086 apart, "
    "the options only 0.0001.",
    "vi": "Không thể phân định: các lần chạy chỉ khác nhau ở sai số làm tròn đã lệch nhau tới "
    "0.0086, còn các phương án chỉ cách nhau 0.0001.",
}


@pytest.mark.parametrize("letter", items.LETTERS)
@pytest.mark.parametrize(("language", "advice"), [
    ("en", NO_RUN), ("vi", "Trên máy này chưa lưu lần chạy nào của bạn cho bài 5 đến epoch 1"),
])  # fmt: skip
def test_where_nobody_can_tell_no_letter_is_right_or_wrong(letter, language, advice):
    set_language(language)
    verdict = judging.judge(UNDECIDABLE, letter, None, 1.5)
    assert verdict.right is None
    assert verdict.message.startswith(f"{NOBODY[language]} {advice}")


@pytest.mark.parametrize("letter", items.LETTERS)
@pytest.mark.parametrize(("own", "reference", "nearest", "distance"), [
    (1.5, 1.45, "D", "0.1000"), (1.33, 1.5, "C", "0.0300"), (1.0, None, "A", "0.1000"),
])  # fmt: skip
def test_where_nobody_can_tell_a_good_run_is_told_the_nearest_option(
    letter, own, reference, nearest, distance
):
    verdict = judging.judge(UNDECIDABLE, letter, own, reference)
    assert verdict.right is None
    assert verdict.message == (
        f"{NOBODY['en']} Your run measured {own:.5f}; the nearest option is {nearest}, {distance} "
        "away, so your run is as good as the published one. Take the robust edition."
    )
    set_language("vi")
    assert judging.judge(UNDECIDABLE, letter, own, reference).message == (
        f"{NOBODY['vi']} Lần chạy của bạn đo được {own:.5f}; phương án gần nhất là {nearest}, cách "
        f"{distance}, nên lần chạy của bạn tốt không kém bản gốc. Hãy làm bản ổn định."
    )


@pytest.mark.parametrize("own", [1.0, 1.76, float("nan")])
def test_where_nobody_can_tell_a_bad_run_is_told_so_before_the_options(own):
    verdict = judging.judge(UNDECIDABLE, "A", own, 1.5)
    assert verdict.right is None
    assert verdict.message == (
        f"Before the options matter: your run measured {own:.5f}, which is not this network's "
        "number. Look at the check of the exercise again, then train once more."
    )
    set_language("vi")
    message = judging.judge(UNDECIDABLE, "A", own, 1.5).message
    assert message.startswith("Trước khi xét các phương án: lần chạy của bạn đo được")


@pytest.mark.parametrize(("name", "letter", "right", "english", "vietnamese"), [
    ("Q1.why", "A", True, "Right.", "Đúng."),
    ("Q1.why", "C", False, "Not this one. Three is odd. Think again.",
     "Chưa phải. Ba là số lẻ. Hãy nghĩ lại."),
    ("C1", "D", True, "Right. It is grey.", "Đúng. Nó xám."),
    ("C1", "B", False, "Not this one. Not green. Think again.",
     "Chưa phải. Không xanh lá. Hãy nghĩ lại."),
])  # fmt: skip
def test_a_why_and_a_case_are_told_what_is_wrong_with_an_option(
    name, letter, right, english, vietnamese
):
    for language, words in (("en", english), ("vi", vietnamese)):
        set_language(language)
        assert judging.judge(item(name), letter) == judging.Verdict(right, words)


@pytest.mark.parametrize(("letter", "right", "words"), [
    ("C", True, "Right. The course's own run measured 1.50000. Because."),
    ("A", False, "Not right. The course's own run measured 1.50000. The nearest option is C, "
                 "0.0000 away."),
])  # fmt: skip
@pytest.mark.parametrize("own", [None, 1.0])
def test_in_a_solution_the_kits_own_run_is_asked(letter, right, words, own):
    verdict = judging.judge(item("Q1.robust"), letter, own, 1.5, in_solution=True)
    assert verdict == judging.Verdict(right, words)


def test_in_a_solution_it_is_said_why_a_published_question_can_be_decided(monkeypatch):
    monkeypatch.setattr(judging, "measured_spread", lambda question: 0.000031)
    verdict = judging.judge(item("Q1.published"), "B", None, 1.2, in_solution=True)
    assert verdict == judging.Verdict(True, (
        "Right. The course's own run measured 1.20000. Here every machine can tell: runs that "
        "differ by rounding alone lie 0.00003 apart, the options 0.0001."
    ))  # fmt: skip


def test_in_a_solution_it_is_said_why_a_published_question_cannot_be_decided():
    verdict = judging.judge(UNDECIDABLE, "C", None, 1.32, in_solution=True)
    assert verdict == judging.Verdict(None, (
        f"{NOBODY['en']} The course's own run measured 1.32000. The nearest option is C, "
        "0.0200 away."
    ))  # fmt: skip


def test_a_prediction_is_kept_and_not_judged():
    assert judging.judge(item("P1"), "B") == judging.Verdict(None, "Kept: B.")


@pytest.mark.parametrize("letter", ["c", " C ", "c\n", "C.", "c)", "(C)", " C. "])
def test_small_letters_and_what_stands_around_them_are_forgiven(letter):
    assert judging.judge(item("Q1.robust"), letter).right


@pytest.mark.parametrize("letter", ["E", "", ".", "A.B", "AB", "ABCD", "1.5", None, 3])
@pytest.mark.parametrize("name", ["Q1.robust", "P1"])
def test_anything_but_one_of_the_four_letters_is_refused(letter, name):
    with pytest.raises(QuizError, match="one of the letters A, B, C, D. Received: "):
        judging.judge(item(name), letter)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Not right. Under the quick profile no run of your own is kept"),
    ("vi", "Chưa đúng. Chế độ quick không lưu lần chạy nào của bạn"),
])  # fmt: skip
def test_under_the_quick_profile_it_is_said_that_no_run_is_kept(language, words, monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    set_language(language)
    message = judging.judge(item("Q1.robust"), "A", None, 1.5).message
    assert message.startswith(words) and "loss, epoch 1" in message


@pytest.mark.parametrize("question", spreads())
def test_the_spread_that_a_verdict_tells_is_the_one_that_was_measured(question):
    known, values = items.all_items(), spreads()[question]["values"]
    item = known.get(f"{question}.published") or known.get(f"{question}.robust") or known[question]
    assert item.measured.tolerance > max(values) - min(values)
    if item.key is None:
        told = f"lie up to {max(values) - min(values):.2g} apart"
        assert told in judging.judge(item, "A").message


def test_where_no_spread_was_measured_none_is_told(monkeypatch):
    monkeypatch.setattr(judging, "measured_spread", lambda question: None)
    message = judging.judge(UNDECIDABLE, "A").message
    assert message.startswith("Nobody can tell from here: runs that differ by rounding alone lie f")
