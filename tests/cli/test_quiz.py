"""`vgkit quiz`: answers are asked for, judged, counted and kept."""

from tests.cli.commands import run
from vgkit import quiz
from vgkit.training import records


def keys(question):
    return {item.id: item.key for item in quiz.find_items(question)}


def test_three_right_answers_are_counted_and_kept():
    answers = keys("Q6")
    result = run("quiz", "Q6", answers="\n".join(answers.values()) + "\n")
    assert result.exit_code == 0
    assert "3 of 3 right." in result.stdout
    assert quiz.kept_answers() == answers


def test_wrong_answers_are_counted_as_such():
    wrong = ["A" if key != "A" else "B" for key in keys("Q6").values()]
    result = run("quiz", "Q6", answers="\n".join(wrong) + "\n")
    assert result.exit_code == 0
    assert "0 of 3 right." in result.stdout


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


def test_a_quiz_without_an_answer_is_aborted_and_keeps_nothing():
    result = run("quiz", "Q6", answers="")
    assert result.exit_code == 1
    assert "Aborted!" in result.stderr
    assert quiz.kept_answers() == {}


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


def test_an_own_run_that_was_edited_is_named_without_a_traceback(own_home):
    path = own_home / "runs" / "5-fashion_mnist.json"
    path.parent.mkdir(parents=True)
    path.write_text(records.load_reference("5").to_json().replace("2.26436", "2.26435"), "utf-8")
    result = run("quiz", "Q6.robust", answers="B\n")
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert "train again" in result.stderr
