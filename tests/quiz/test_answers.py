"""Answers are judged, kept, recalled and counted."""

import errno
import json
import os

import filelock
import pytest

import vgkit
from tests.quiz.samples import FILE, run
from vgkit import folders, settings
from vgkit.messages import set_language
from vgkit.notebooks import preloaded, session
from vgkit.quiz import QuizError, answers, items
from vgkit.training import records

ASKED = items.all_items()["Q6.robust"]
WRONG = next(letter for letter in items.LETTERS if letter != ASKED.key)


def test_an_answer_is_printed_and_kept(capsys):
    vgkit.answer("Q6.robust", ASKED.key.lower())
    assert capsys.readouterr().out.startswith("Right. The others were measured too")
    assert answers.kept_answers() == {"Q6.robust": ASKED.key}


def test_the_letters_tried_are_kept_in_their_order_each_answer_with_its_item():
    answers.take(items.all_items()["P5"], "A")
    answers.take(items.all_items()["Q6.why"], "B")
    answers.take(items.all_items()["P5"], "C")
    answers.take(items.all_items()["P5"], "c")  # the same again is no other try
    assert answers.kept_answers() == {"P5": "AC", "Q6.why": "B"}


def test_a_letter_is_kept_without_its_dot():
    answers.take(items.all_items()["P5"], "b.")
    assert answers.kept_answers() == {"P5": "B"}


def test_a_refused_letter_is_not_kept():
    with pytest.raises(QuizError):
        answers.take(items.all_items()["P5"], "E")
    assert answers.kept_answers() == {}


def test_an_answer_is_judged_against_the_run_kept_on_this_machine():
    assert "No run of your own" in answers.take(items.all_items()["Q6.published"], "A").message
    records.keep_user_run(run(2.26437))
    message = answers.take(items.all_items()["Q6.published"], "D").message
    assert message == "Right: your run measured 2.26437."
    records.keep_user_run(run(1.5219, epochs=2))
    message = answers.take(items.all_items()["Q6.published"], "A").message
    assert message.startswith("Not right, and the cause lies before the question")


def test_answering_a_whole_question_at_once_is_refused_with_its_parts():
    with pytest.raises(QuizError, match="answer one of: Q6.published, Q6.robust, Q6.why"):
        vgkit.answer("Q6", "A")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1, 2]", b"null"])
@pytest.mark.parametrize("first", [answers.kept_answers, lambda: None], ids=["read", "answer"])
def test_a_damaged_file_of_answers_is_set_aside_and_that_is_said(content, first, capsys):
    path = folders.user_folder("answers.json")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    first()
    answers.take(items.all_items()["P5"], "B")
    assert answers.kept_answers() == {"P5": "B"}
    assert path.with_name("answers.json.aside-1").read_bytes() == content
    message = capsys.readouterr().err
    assert message.count(str(path)) == message.count("kept as answers.json.aside-1") == 1


def test_answers_that_cannot_be_read_just_now_are_not_replaced():
    path = folders.user_folder("answers.json")
    path.mkdir(parents=True)  # what cannot be read for any reason but that there is none
    message = answers.take(items.all_items()["P5"], "B").message
    assert message.startswith("The answer could not be kept (")
    assert answers.kept_answers() == {} and path.is_dir()


ANSWERING = """
import sys, time
from pathlib import Path
from vgkit.quiz import answers, items

mine, other = map(Path, sys.argv[1:3])
every = list(items.all_items().values())
mine.touch()
while not other.exists():
    time.sleep(0.001)
for item in every[int(sys.argv[3]) :: 2]:
    answers.take(item, "A")
"""


def test_two_processes_that_answer_at_once_lose_no_answer(tmp_path, request):
    signs = tmp_path / "one", tmp_path / "other"
    commands = [["-c", ANSWERING, *map(str, (*signs[::step], start))] for start, step in
                enumerate((1, -1))]  # fmt: skip
    both = [preloaded.start(command, cwd=request.config.rootpath) for command in commands]
    assert [process.wait(60) for process in both] == [0, 0]
    assert answers.kept_answers() == dict.fromkeys(items.all_items(), "A")


def test_where_files_cannot_be_locked_answers_are_kept_all_the_same(monkeypatch):
    def refuse(self, **options):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    answers.take(items.all_items()["P5"], "B")
    assert answers.kept_answers() == {"P5": "B"}


def test_where_nothing_can_be_written_the_verdict_still_counts(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VGKIT_HOME", str(tmp_path / "file"))
    assert answers.take(items.all_items()["Q6.why"], "C").right
    assert answers.kept_answers() == {}


@pytest.fixture
def small(monkeypatch):
    """The small quiz file in place of the shipped one."""
    monkeypatch.setattr(items, "all_items", lambda: items.parse(FILE))


@pytest.mark.parametrize(("language", "none", "wrong", "right"), [
    ("en", ['You kept no prediction: vgkit.answer("P1", "…") keeps one.', "What came true is B: x"],
     ["You predicted D: z", "What came true is B: x"],
     ["You predicted B: x", "That is what came true."]),
    ("vi", ['Bạn chưa ghi lại dự đoán nào: vgkit.answer("P1", "…") để ghi lại.',
            "Điều đã xảy ra là B: x"],
     ["Bạn đã dự đoán D: z", "Điều đã xảy ra là B: x"],
     ["Bạn đã dự đoán B: x", "Đó đúng là điều đã xảy ra."]),
])  # fmt: skip
def test_a_prediction_is_recalled_with_what_came_true(small, capsys, language, none, wrong, right):
    set_language(language)
    for letter, lines in (("", none), ("d", wrong), ("b", right)):
        if letter:
            answers.take(items.all_items()["P1"], letter)
        vgkit.recall("P1")
        assert capsys.readouterr().out.splitlines() == lines


def keep(letters):
    """As if these had been answered before."""
    kept = {items.all_items()[name].kept_as: tried for name, tried in letters.items()}
    folders.write_atomically(folders.user_folder("answers.json"), json.dumps(kept).encode())


@pytest.mark.parametrize("tried", ["E", 3, ""])
def test_a_kept_answer_that_is_no_letter_counts_as_none(capsys, tried):
    keep({"P5": tried})
    vgkit.recall("P5")
    assert capsys.readouterr().out.startswith("You kept no prediction: ")


@pytest.mark.parametrize("asked", ["Q6", "Q6.why"])
def test_recalling_a_question_is_refused_in_the_kits_own_words(asked):
    with pytest.raises(QuizError, match=f"'{asked}' is a question, not a prediction"):
        vgkit.recall(asked)


@pytest.mark.parametrize(("answers", "english", "vietnamese"), [
    ({}, ["0 right out of 3.", "3 not answered yet."], ["Đúng 0 trên 3.", "Còn 3 câu chưa trả lời."]),
    # The published edition and predictions do not count, nor does what is no letter.
    ({"Q1.published": "A", "P1": "A", "Q1.robust": "C", "Q1.why": "E"},
     ["1 right out of 3.", "2 not answered yet."], ["Đúng 1 trên 3.", "Còn 2 câu chưa trả lời."]),
    ({"Q1.robust": "AC", "Q1.why": "A", "C1": "DB"},
     ["2 right out of 3.", "1 of them were known at the first try, 1 were learnt by another one.",
      "C1: look at exercise 5 again."],
     ["Đúng 2 trên 3.", "Trong đó 1 câu đúng ngay lần đầu, 1 câu đúng sau khi thử lại.",
      "C1: hãy xem lại bài 5."]),
    ({"Q1.robust": "C", "Q1.why": "A", "C1": "D"}, ["3 right out of 3."], ["Đúng 3 trên 3."]),
])  # fmt: skip
def test_the_score_tells_what_was_known_from_what_was_learnt(
    small, capsys, answers, english, vietnamese
):
    keep(answers)
    for language, lines in (("en", english), ("vi", vietnamese)):
        set_language(language)
        vgkit.score()
        assert capsys.readouterr().out.splitlines() == lines


def test_an_answer_to_a_question_that_has_changed_since_does_not_count(small, capsys, monkeypatch):
    keep({"Q1.robust": "C", "Q1.why": "A", "C1": "D"})
    changed = FILE.replace("Why?", "Why not?")
    monkeypatch.setattr(items, "all_items", lambda: items.parse(changed))
    assert answers.kept_answers() == {"Q1.robust": "C", "C1": "D"}
    vgkit.score()
    told = "Changed since you answered, so answer again: Q1.why."
    assert capsys.readouterr().out.splitlines() == [
        "2 right out of 3.",
        "1 not answered yet.",
        told,
    ]
    answers.take(items.all_items()["Q1.why"], "A")
    assert answers.kept_answers() == {"Q1.robust": "C", "Q1.why": "A", "C1": "D"}


def test_a_solution_answers_by_the_courses_own_run_and_leaves_the_users_answers_alone(capsys):
    answers.take(ASKED, WRONG)
    records.keep_user_run(run(7.0))  # no run of this network
    session.as_solution()
    vgkit.answer("Q6.robust", ASKED.key)
    verdict = "Q6.robust · Right. The course's own run measured 2.11140. The others"
    assert verdict in capsys.readouterr().out
    assert answers.kept_answers() == {"Q6.robust": ASKED.key}
    assert records.load_user_run("5") is None
    settings.renew()
    assert answers.kept_answers() == {"Q6.robust": WRONG}
    assert records.load_user_run("5").at("loss", 1) == 7.0


def test_no_quiz_is_held_on_synthetic_images(monkeypatch, shown):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    for attempt in (lambda: vgkit.ask("Q6"), lambda: vgkit.answer("Q6.why", "C")):
        with pytest.raises(QuizError, match="synthetic images .*Unset the variable"):
            attempt()
    assert shown == [] and answers.kept_answers() == {}


@pytest.mark.parametrize("item", ["Q12.robust", "C14", "Q16.why"])
def test_a_question_about_other_images_is_asked_where_fashion_mnist_is_replaced(
    monkeypatch, shown, item
):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    monkeypatch.setenv("VGKIT_STATIC", "1")
    vgkit.ask(item)
    vgkit.answer(item, "A")
    assert len(shown) == 1 and answers.kept_answers() == {item: "A"}


def test_a_prediction_may_be_made_on_synthetic_images(monkeypatch, shown, capsys):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    monkeypatch.setenv("VGKIT_STATIC", "1")
    vgkit.ask("P5")
    vgkit.answer("P5", "A")
    assert len(shown) == 1 and answers.kept_answers() == {"P5": "A"}


def test_an_own_record_that_is_not_even_text_is_refused_in_the_kits_own_words():
    path = folders.user_folder("runs", "5-fashion_mnist.json")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(records.RecordError):
        answers.take(items.all_items()["Q6.published"], "D")
