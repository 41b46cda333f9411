"""`vgkit quiz`: answers are asked for, judged, counted and kept; questions are exported."""

import re

import pytest

from tests.cli.commands import run
from vgkit import course, quiz
from vgkit.cli import quiz as command
from vgkit.messages import set_language
from vgkit.quiz import export
from vgkit.training import records


def keys(question):
    return {item.id: item.key for item in quiz.find_items(question)}


def test_three_right_answers_are_counted_and_kept():
    answers = keys("Q6")
    result = run("quiz", "Q6", answers="\n".join(answers.values()) + "\n")
    assert result.exit_code == 0
    assert "3 of 3 right." in result.stdout
    assert quiz.kept_answers() == answers


def other(key):
    return "A" if key != "A" else "B"


def test_wrong_answers_are_counted_as_such_after_two_tries_each():
    wrong = {name: other(key) for name, key in keys("Q6").items()}
    result = run(
        "quiz", "Q6", answers="\n".join(f"{letter}\n{letter}" for letter in wrong.values()) + "\n"
    )
    assert result.exit_code == 0
    assert "0 of 3 right." in result.stdout
    assert "more at the second try" not in result.stdout
    assert quiz.kept_answers() == wrong


def test_a_second_try_that_is_right_is_counted_apart():
    key = keys("Q6.why")["Q6.why"]
    result = run("quiz", "Q6.why", answers=f"{other(key)}\n{key}\n")
    assert result.exit_code == 0
    first, second = re.findall(r"(Not this one|Right)\.", result.stdout)
    assert (first, second) == ("Not this one", "Right")
    assert result.stdout.index("Your answer") < result.stdout.index("Your second try")
    assert "0 of 1 right.\n1 more at the second try." in result.stdout
    assert quiz.kept_answers() == {"Q6.why": other(key) + key}
    assert "That was the second try" not in result.stdout


def test_after_a_second_wrong_answer_the_next_question_comes_without_the_reason():
    first, second = quiz.find_items("Q6.robust") + quiz.find_items("Q6.why")
    published = quiz.find_items("Q6.published")[0]
    letters = [published.key, *2 * [other(first.key)], second.key]
    result = run("quiz", "Q6", answers="\n".join(letters) + "\n")
    assert result.exit_code == 0
    assert first.because["en"] not in result.stdout and second.because["en"] in result.stdout
    assert "looked at exercise 5 again: vgkit quiz Q6.robust" in result.stdout
    assert result.stdout.count("Your second try") == 1
    assert "2 of 3 right." in result.stdout


def test_a_right_answer_and_a_prediction_have_no_second_try():
    for question, letter in (("Q6.why", keys("Q6.why")["Q6.why"]), ("P5", "A")):
        assert "second try" not in run("quiz", question, answers=f"{letter}\n").stdout


def test_without_an_id_every_question_is_asked_and_no_prediction():
    every = {item.id: item.key for item in quiz.all_items().values() if not item.is_prediction}
    result = run("quiz", answers="\n".join(key or "A" for key in every.values()) + "\n")
    assert result.exit_code == 0
    graded = [key for key in every.values() if key]  # the others nobody can judge from here
    assert f"{len(graded)} of {len(graded)} right." in result.stdout
    assert quiz.kept_answers() == {name: key or "A" for name, key in every.items()}
    assert not any(f"{name} ·" in result.stdout for name in quiz.all_items() if name not in every)


def test_small_letters_count_and_other_letters_are_asked_for_again():
    letter = keys("Q6.robust")["Q6.robust"]
    result = run("quiz", "Q6.robust", answers=f"x\n{letter.lower()}\n")
    assert result.exit_code == 0
    assert "1 of 1 right." in result.stdout
    assert quiz.kept_answers() == {"Q6.robust": letter}


def test_a_prediction_is_kept_and_not_graded():
    result = run("quiz", "P5", answers="A\n")
    assert result.exit_code == 0
    assert "Kept: A." in result.stdout
    assert "right" not in result.stdout.splitlines()[-1]


def test_the_question_is_shown_with_its_options_and_without_its_key():
    item = quiz.find_items("Q6.robust")[0]
    shown = run("quiz", "Q6.robust", answers="").stdout
    assert item.text in shown
    assert all(option in shown for option in item.options)
    assert "vgkit.answer" not in shown


def test_where_no_more_answers_come_the_quiz_ends_and_keeps_those_it_has():
    result = run("quiz", "Q6", answers="")
    assert result.exit_code == 1
    assert "You have left the quiz" in result.stderr and "Aborted" not in result.stderr
    assert quiz.kept_answers() == {}
    assert run("quiz", "Q6", answers="A\n").exit_code == 1
    assert quiz.kept_answers() == {"Q6.published": "A"}


@pytest.mark.parametrize(("language", "words"), [
    ("en", "This question again: vgkit quiz Q6.robust"), ("vi", "vgkit quiz Q6.robust"),
])  # fmt: skip
def test_ctrl_c_leaves_with_a_sentence_and_loses_nothing(monkeypatch, language, words):
    set_language(language)
    taken = []

    def prompt(*_, **__):
        if len(taken) == 1:
            raise KeyboardInterrupt
        taken.append(keys("Q6.published")["Q6.published"])
        return taken[0]

    monkeypatch.setattr(command.click, "prompt", prompt)
    result = run("quiz", "Q6")
    assert result.exit_code == 130
    assert words in result.stderr and "Traceback" not in result.output
    assert quiz.kept_answers() == {"Q6.published": taken[0]}


def test_an_unknown_question_is_told_with_those_that_exist():
    result = run("quiz", "Q99")
    assert result.exit_code == 1
    assert "There is no question 'Q99'. Choose one of: " in result.stderr
    listed = result.stderr.rpartition(": ")[2].strip(" .\n").split(", ")
    assert {"Q6", "P5"} <= set(listed)


def test_the_quiz_is_refused_on_synthetic_images(monkeypatch):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    result = run("quiz", "Q6", answers="A\nA\nA\n")
    assert result.exit_code == 1
    assert "Unset the variable" in result.stderr
    assert quiz.kept_answers() == {}


@pytest.mark.parametrize("item", ["Q12.why", "P5"])
def test_what_asks_about_no_synthetic_images_is_asked_all_the_same(monkeypatch, item):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    key = quiz.all_items()[item].key
    assert run("quiz", item, answers=f"{key}\n").exit_code == 0
    assert quiz.kept_answers() == {item: key}


def test_an_own_run_that_was_edited_is_named_without_a_traceback(own_home):
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.parent.mkdir(parents=True)
    path.write_text(records.load_reference("5").to_json().replace("2.26436", "2.26435"), "utf-8")
    result = run("quiz", "Q6.robust", answers="B\n")
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert "train again" in result.stderr


@pytest.mark.parametrize("form", export.FORMATS)
@pytest.mark.parametrize(("language", "said"), [
    ("en", "{} questions in English"), ("vi", "{} questions in Vietnamese"),
    ("both", "{} questions in English, {} questions in Vietnamese"),
])  # fmt: skip
def test_an_export_is_written_whole_and_counted(tmp_path, form, language, said):
    out = tmp_path / "questions"
    result = run("quiz", "export", "--format", form, "--lang", language, "--out", str(out))
    assert result.exit_code == 0
    languages = course.LANGUAGES if language == "both" else [language]
    content, count = export.export(form, languages)
    assert out.read_bytes() == content
    assert result.stdout == f"{out}: {said.format(count, count)}\n"
    assert list(tmp_path.glob(".vgkit*")) == []


def test_without_a_language_the_questions_are_in_the_messages(tmp_path):
    for language in course.LANGUAGES:
        out = tmp_path / language
        arguments = ("--lang", language, "quiz", "export", "--format", "gift", "--out", str(out))
        assert run(*arguments).exit_code == 0
        assert out.read_bytes() == export.export("gift", [language])[0]


def test_a_file_is_replaced_by_force_only(tmp_path):
    out = tmp_path / "quiz.xml"
    out.write_text("a term's work")
    arguments = ("quiz", "export", "--format", "moodle", "--out", str(out))
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert f"{out} exists already" in refused.stderr and "--force" in refused.stderr
    assert out.read_text() == "a term's work"
    assert run(*arguments, "--force").exit_code == 0
    assert out.read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_neither_a_folder_nor_a_file_without_one_is_written(tmp_path, force):
    for out, words in ((tmp_path, "not a regular file"), (tmp_path / "no" / "x", "no folder")):
        result = run("quiz", "export", "--format", "gift", "--out", str(out), *force)
        assert result.exit_code == 1
        assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_tells_of_the_quiz_and_of_its_export():
    shown = run("quiz", "--help").stdout
    assert "second try" in shown and "Ctrl-C" in shown and "export" in shown
    shown = run("quiz", "export", "--help").stdout
    words = ("--format", "--lang", "--out", "--force", "both", "Moodle XML", "Canvas", "feedback")
    assert [word for word in words if word not in shown] == []


def test_every_format_and_language_can_be_asked_for():
    options = {option.name: option for option in command.quiz.commands["export"].params}
    assert set(options["format_name"].type.choices) == set(export.FORMATS)
    assert set(command._LANGUAGE_NAMES) == set(course.LANGUAGES)


def test_no_question_has_the_name_of_a_command():
    assert not {name.casefold() for name in quiz.all_items()} & set(command.quiz.commands)
