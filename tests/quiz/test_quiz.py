"""The quiz: reading its file, judging answers, asking with and without widgets."""

import json
import random
from dataclasses import replace

import IPython.display
import ipywidgets
import numpy as np
import pytest

import vgkit
from vgkit import folders, quiz
from vgkit.backend import tf
from vgkit.messages import LANGUAGES, set_language
from vgkit.networks import mlp, starting_point
from vgkit.quiz import QuizError
from vgkit.training import records

FILE = """
[[question]]
id = "Q1"
exercise = "5"
metric = "loss"
epoch = 1
spread = 0.01

[question.published]
en = "Loss?"
vi = "Loss là bao nhiêu?"
options = ["1.1", "1.2", "1.3", "1.4"]
key = "B"

[question.robust]
en = "Loss, robust?"
vi = "Loss, bền vững?"
options = ["1.0", "1.2", "1.5", "1.9"]
key = "C"
because.en = "Because."
because.vi = "Bởi vì."

[question.why]
en = "Why?"
vi = "Vì sao?"
key = "A"
options_en = ["one", "two", "three", "four"]
options_vi = ["một", "hai", "ba", "bốn"]

[[prediction]]
id = "P1"
exercise = "5"
en = "What will happen?"
vi = "Điều gì sẽ xảy ra?"
options = ["w", "x", "y", "z"]
"""
WIDGET = "application/vnd.jupyter.widget-view+json"


def run(loss, epochs=1):
    metrics = {name: [loss] * epochs for name in records.METRICS}
    return records.Record("5", "fashion_mnist", "", metrics, [1.0] * epochs)


def item(name):
    return quiz.parse(FILE)[name]


@pytest.fixture
def shown(monkeypatch):
    """What `ask` displays: one MIME bundle per item."""
    bundles = []

    def display(bundle, raw):
        assert raw
        bundles.append(bundle)

    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.delenv("VGKIT_STATIC", raising=False)
    return bundles


@pytest.fixture
def boxes(monkeypatch):
    """The children of every box that `ask` builds: heading, choice, button, verdict."""
    kept, real = [], ipywidgets.VBox

    def box(children):
        kept.append(children)
        return real(children)

    monkeypatch.setattr(ipywidgets, "VBox", box)
    return kept


# --- the file


def test_a_question_has_three_items_and_a_prediction_one():
    assert list(quiz.parse(FILE)) == ["Q1.published", "Q1.robust", "Q1.why", "P1"]


def test_an_item_holds_what_the_file_says():
    robust = item("Q1.robust")
    assert (robust.exercise, robust.key) == ("5", "C")
    assert robust.measured == quiz.Measured("loss", 1, 0.01, part=None)
    assert (robust.text, robust.options) == ("Loss, robust?", ["1.0", "1.2", "1.5", "1.9"])
    assert robust.because == {"en": "Because.", "vi": "Bởi vì."}
    assert item("Q1.why").measured is None
    assert (item("P1").key, item("P1").measured, item("P1").because) == (None, None, None)


def test_a_question_on_one_of_several_trainings_says_which():
    staged = quiz.parse(FILE.replace("epoch = 1", "epoch = 1\npart = 3"))
    assert staged["Q1.published"].measured.part == staged["Q1.robust"].measured.part == 3
    assert staged["Q1.why"].measured is None


def test_a_published_item_may_have_no_key_where_nobody_can_tell():
    assert quiz.parse(FILE.replace('key = "B"', ""))["Q1.published"].key is None
    with pytest.raises(QuizError, match="Q1.robust: .*a key out of ABCD is needed"):
        quiz.parse(FILE.replace('key = "C"', ""))


def test_texts_and_options_follow_the_language():
    why = item("Q1.why")
    assert (why.text, why.options[1], why.edition) == ("Why?", "two", "why?")
    set_language("vi")
    assert (why.text, why.options[1], why.edition) == ("Vì sao?", "hai", "vì sao?")
    assert [item(name).edition for name in ("Q1.published", "Q1.robust", "P1")] == [
        "bản gốc (2022)", "bản ổn định", "dự đoán",
    ]  # fmt: skip


def test_an_empty_file_has_no_items():
    assert quiz.parse("") == {}


@pytest.mark.parametrize(("old", "new", "words"), [
    ("spread = 0.01", "", ["KeyError: 'spread'"]),
    ('vi = "Vì sao?"', "", ["'vi'"]),
    ('options_vi = ["một", "hai", "ba", "bốn"]', "", ["options"]),
    ("[question.why]", "[question.wherefore]", ["KeyError: 'why'"]),
    ('["w", "x", "y", "z"]', '["w", "x", "y"]', ["P1", "4 options are needed. Received: ['w', 'x', 'y']"]),
    ('"ba", "bốn"]', '"ba"]', ["Q1.why", "4 options are needed. Received: ["]),
    ('key = "A"', "", ["Q1.why", "a key out of ABCD is needed. Received: None"]),
    ('key = "A"', 'key = "E"', ["Q1.why", "a key out of ABCD is needed. Received: 'E'"]),
    ('key = "A"', 'key = "a"', ["Q1.why", "a key out of ABCD is needed. Received: 'a'"]),
    ('key = "B"', 'key = "E"', ["Q1.published", "a key out of ABCD is needed. Received: 'E'"]),
    ('options = ["w"', 'key = "E"\noptions = ["w"',
     ["P1", "a key out of ABCD is needed. Received: 'E'"]),
    ('"1.0", "1.2", "1.5"', '"1.1", "1.2", "1.5"', ["Q1.robust", "too close (0.1)"]),
    ('"1.1", "1.2", "1.3"', '"1.2", "1.1", "1.3"', ["Q1.published", "out of order"]),
    ('"1.1", "1.2", "1.3"', '"1.2", "1.2", "1.3"', ["Q1.published", "too close (0)"]),
    ('"1.1", "1.2"', '"1.1", "about 1.2"', ["ValueError", "about 1.2"]),
    ("[[prediction]]", FILE + "[[prediction]]", ["Q1.published exists twice"]),
    ('id = "P1"', 'id = "Q1.why"\nkey = "A"', ["Q1.why exists twice"]),
    ("[[question]]", "[[question]", ["line 2"]),
    ("spread = 0.01", "spread = 'wide'", ["TypeError"]),
    (FILE, "question = 3", ["TypeError"]),
    (FILE, "question = [3]", ["TypeError"]),
], ids=lambda value: value[:24] if isinstance(value, str) else None)  # fmt: skip
def test_a_malformed_file_is_refused_with_what_it_lacks(old, new, words):
    assert old in FILE
    with pytest.raises(QuizError, match="quiz file") as caught:
        quiz.parse(FILE.replace(old, new, 1))
    for word in words:
        assert word in str(caught.value)


def test_options_just_wide_enough_are_taken():
    wide = FILE.replace('"1.0", "1.2", "1.5"', '"1.0", "1.101", "1.5"')
    assert quiz.parse(wide)["Q1.robust"].options[1] == "1.101"


@pytest.mark.parametrize("key", ["", "AB", "ABCD"])
@pytest.mark.parametrize("old", ['key = "A"', 'key = "B"'])
def test_a_key_is_one_letter(old, key):
    with pytest.raises(QuizError, match=f"a key out of ABCD is needed. Received: '{key}'"):
        quiz.parse(FILE.replace(old, f'key = "{key}"'))


@pytest.mark.parametrize(("line", "name"), [
    ('vi = "Vì sao?"', "Q1.why"),
    ('vi = "Loss là bao nhiêu?"', "Q1.published"),
])  # fmt: skip
def test_the_message_names_the_item_that_lacks_something(line, name):
    with pytest.raises(QuizError, match=name):
        quiz.parse(FILE.replace(line, ""))


def test_options_are_a_list():
    with pytest.raises(QuizError, match="P1: .*4 options are needed. Received: 'wxyz'"):
        quiz.parse(FILE.replace('options = ["w", "x", "y", "z"]', 'options = "wxyz"'))


# --- what the course ships


@pytest.mark.parametrize("name", quiz.items())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_item_is_whole_in_both_languages(name, language):
    shipped = quiz.items()[name]
    assert shipped.texts[language].strip()
    assert len(set(shipped.choices[language])) == 4 and all(shipped.choices[language])
    assert shipped.because is None or shipped.because[language].strip()
    if shipped.measured is None:
        assert shipped.texts["en"] != shipped.texts["vi"]
        assert shipped.choices["en"] != shipped.choices["vi"]


MEASURED = [name for name, shipped in quiz.items().items() if shipped.measured]


@pytest.mark.parametrize("name", MEASURED)
def test_the_key_is_the_option_nearest_to_the_kits_own_record(name):
    shipped = quiz.items()[name]
    value = shipped.measured.of(shipped.exercise, records.load_reference)
    assert value is not None
    numbers = [float(option) for option in shipped.options]
    nearest = quiz.LETTERS[int(np.argmin([abs(number - value) for number in numbers]))]
    if shipped.key is None:  # because runs lie further apart than the options do
        assert name.endswith(".published")
        assert shipped.measured.spread > min(np.diff(numbers))
    else:
        assert shipped.key == nearest


def test_question_6_is_the_published_one():
    assert quiz.items()["Q6.published"].options == ["2.2641", "2.2642", "2.2643", "2.2644"]
    assert quiz.items()["Q6.published"].key == "D"


@pytest.mark.parametrize(("wanted", "names"), [
    ("Q6", ["Q6.published", "Q6.robust", "Q6.why"]),
    ("Q6.why", ["Q6.why"]),
    ("P5", ["P5"]),
])  # fmt: skip
def test_an_id_stands_for_one_item_or_for_all_of_a_question(wanted, names):
    assert [found.id for found in quiz.find(wanted)] == names


@pytest.mark.parametrize(("language", "words"), [
    ("en", "There is no question 'Q66'. Choose one of: {}."),
    ("vi", "Không có câu hỏi 'Q66'. Hãy chọn một trong: {}."),
])  # fmt: skip
def test_an_unknown_question_is_refused_with_the_list_of_known_ones(language, words):
    set_language(language)
    with pytest.raises(QuizError) as caught:
        quiz.find("Q66")
    known = dict.fromkeys(name.partition(".")[0] for name in quiz.items())
    assert {"Q6", "P5"} <= set(known)
    assert str(caught.value) == words.format(", ".join(known))


# --- judging


NO_RUN = "No run of your own of exercise 5 that reaches epoch 1 is kept on this machine"


@pytest.mark.parametrize(("letter", "own", "right", "words"), [
    ("C", 1.5, True, "Right: your run measured 1.50000. Because."),
    ("C", 1.505, True, "Right: your run measured 1.50500. Because."),
    ("C", 1.52, True, "The letter is right, but your run measured 1.52000, which is not this"),
    ("A", 1.5, False, "Your run is right and your reading is not: your run measured 1.50000 "
                      "(loss, epoch 1). Which option is that?"),
    ("A", 1.0, False, "Not right, and the cause lies before the question: your run measured "
                      "1.00000"),
    ("C", None, True, f"Right. Because. {NO_RUN}"),
    ("A", None, False, f"Not right. {NO_RUN}"),
])  # fmt: skip
def test_an_answer_is_held_against_the_own_run_and_the_kits(letter, own, right, words):
    verdict = quiz.judge(item("Q1.robust"), letter, own, 1.5)
    assert verdict.right is right
    assert verdict.message.startswith(words)


@pytest.mark.parametrize(("letter", "own", "words"), [
    ("C", 1.5, "Đúng: lần chạy của bạn đo được 1.50000. Bởi vì."),
    ("C", 1.6, "Chữ thì đúng, nhưng lần chạy của bạn đo được 1.60000"),
    ("A", 1.5, "Lần chạy thì đúng nhưng đọc số chưa đúng"),
    ("A", 1.0, "Chưa đúng, và nguyên nhân nằm trước câu hỏi"),
    ("C", None, "Đúng. Bởi vì. Trên máy này chưa lưu lần chạy nào"),
    ("A", None, "Chưa đúng. Trên máy này chưa lưu lần chạy nào"),
])  # fmt: skip
def test_a_verdict_speaks_vietnamese(letter, own, words):
    set_language("vi")
    verdict = quiz.judge(item("Q1.robust"), letter, own, 1.5)
    assert verdict.message.startswith(words)


@pytest.mark.parametrize("own", [1.5, 1.0, None])
def test_a_wrong_answer_gives_away_neither_the_key_nor_the_reason(own):
    message = quiz.judge(item("Q1.robust"), "A", own, 1.5).message
    assert "Because" not in message
    assert " C" not in message and '"C"' not in message


def test_a_run_is_measured_at_the_questions_epoch():
    measured = quiz.Measured("val_loss", 2, 0.01)
    kept = run(1.5, epochs=3)
    kept.metrics["val_loss"] = [1.0, 2.0, 3.0]
    assert measured.of("5", {"5": kept}.get) == 2.0


def test_a_run_too_short_for_the_question_counts_as_none():
    late = quiz.Measured("loss", 3, 0.01)
    assert late.of("5", {"5": run(1.5, epochs=2)}.get) is None
    assert late.of("5", {"5": run(1.5, epochs=3)}.get) == 1.5
    message = quiz.judge(replace(item("Q1.robust"), measured=late), "C", None, 1.5).message
    assert "No run of your own of exercise 5 that reaches epoch 3" in message


def test_no_run_measures_nothing():
    assert quiz.Measured("loss", 1, 0.01).of("5", {}.get) is None


def test_one_of_several_trainings_is_measured_under_its_own_name():
    runs = {"6": run(1.0), "6.3": run(3.0)}
    assert quiz.Measured("loss", 1, 0.01, part=3).of("6", runs.get) == 3.0
    assert quiz.Measured("loss", 1, 0.01, part=2).of("6", runs.get) is None


def test_without_a_record_of_the_kit_the_own_run_is_believed():
    assert quiz.judge(item("Q1.robust"), "C", 7.0).message.startswith("Right: your run")


def test_a_run_that_diverged_is_not_called_right():
    verdict = quiz.judge(item("Q1.robust"), "C", float("nan"), 1.5)
    assert verdict.message.startswith("The letter is right, but")


UNDECIDABLE = replace(
    item("Q1.published"),
    key=None,
    measured=quiz.Measured("loss", 1, 0.25),
    because={"en": "Because.", "vi": "Bởi vì."},
)
NOBODY = {
    "en": "Nobody can tell from here: runs that differ by rounding alone lie up to 0.25 apart, "
    "the options only 0.0001.",
    "vi": "Không thể phân định: các lần chạy chỉ khác nhau ở sai số làm tròn đã lệch nhau tới "
    "0.25, còn các phương án chỉ cách nhau 0.0001.",
}


@pytest.mark.parametrize("letter", quiz.LETTERS)
@pytest.mark.parametrize(("language", "advice"), [
    ("en", NO_RUN), ("vi", "Trên máy này chưa lưu lần chạy nào của bạn cho bài 5 đến epoch 1"),
])  # fmt: skip
def test_where_nobody_can_tell_no_letter_is_right_or_wrong(letter, language, advice):
    set_language(language)
    verdict = quiz.judge(UNDECIDABLE, letter, None, 1.5)
    assert verdict.right is None
    assert verdict.message.startswith(f"{NOBODY[language]} {advice}")


@pytest.mark.parametrize("letter", quiz.LETTERS)
@pytest.mark.parametrize(("own", "reference", "nearest", "distance"), [
    (1.5, 1.45, "D", "0.1000"), (1.33, 1.5, "C", "0.0300"), (1.0, None, "A", "0.1000"),
])  # fmt: skip
def test_where_nobody_can_tell_a_good_run_is_told_the_nearest_option(
    letter, own, reference, nearest, distance
):
    verdict = quiz.judge(UNDECIDABLE, letter, own, reference)
    assert verdict.right is None
    assert verdict.message == (
        f"{NOBODY['en']} Your run measured {own:.5f}; the nearest option is {nearest}, {distance} "
        "away, so your run is as good as the published one. Take the robust edition."
    )
    set_language("vi")
    assert quiz.judge(UNDECIDABLE, letter, own, reference).message == (
        f"{NOBODY['vi']} Lần chạy của bạn đo được {own:.5f}; phương án gần nhất là {nearest}, cách "
        f"{distance}, nên lần chạy của bạn tốt không kém bản gốc. Hãy làm bản ổn định."
    )


@pytest.mark.parametrize("own", [1.0, 1.76, float("nan")])
def test_where_nobody_can_tell_a_bad_run_is_told_so_before_the_options(own):
    verdict = quiz.judge(UNDECIDABLE, "A", own, 1.5)
    assert verdict.right is None
    assert verdict.message == (
        f"Before the options matter: your run measured {own:.5f}, which is not this network's "
        "number. Look at the check of the exercise again, then train anew."
    )
    set_language("vi")
    message = quiz.judge(UNDECIDABLE, "A", own, 1.5).message
    assert message.startswith("Trước khi xét các phương án: lần chạy của bạn đo được")


def test_an_undecidable_item_is_kept_and_marked_neither_way(monkeypatch, shown, boxes):
    monkeypatch.setattr(quiz, "items", lambda: {UNDECIDABLE.id: UNDECIDABLE})
    vgkit.ask("Q1")
    ((_, choice, button, verdict),) = boxes
    choice.value = "C"
    button.click()
    assert verdict.value.startswith("Nobody can tell from here")
    assert quiz.kept_answers() == {"Q1.published": "C"}


@pytest.mark.parametrize(("letter", "right", "words"), [
    ("A", True, "Right."), ("B", False, "Not this one. Think again."),
])  # fmt: skip
def test_a_why_is_judged_by_its_letter_alone(letter, right, words):
    assert quiz.judge(item("Q1.why"), letter) == quiz.Verdict(right, words)


def test_a_prediction_is_kept_and_not_judged():
    assert quiz.judge(item("P1"), "B") == quiz.Verdict(None, "Kept: B.")


@pytest.mark.parametrize("letter", ["c", " C ", "c\n"])
def test_small_letters_and_spaces_are_forgiven(letter):
    assert quiz.judge(item("Q1.robust"), letter).right


@pytest.mark.parametrize("letter", ["E", "", "AB", "ABCD", "1.5", None, 3])
@pytest.mark.parametrize("name", ["Q1.robust", "P1"])
def test_anything_but_one_of_the_four_letters_is_refused(letter, name):
    with pytest.raises(QuizError, match="one of the letters A, B, C, D. Received: "):
        quiz.judge(item(name), letter)


# --- answering and remembering


def test_an_answer_is_printed_and_kept(capsys):
    vgkit.answer("Q6.robust", "b")
    assert capsys.readouterr().out.startswith("Right. The others were measured too")
    assert quiz.kept_answers() == {"Q6.robust": "B"}


def test_a_later_answer_replaces_the_earlier_one_of_its_item_only():
    quiz.take(quiz.items()["P5"], "A")
    quiz.take(quiz.items()["Q6.why"], "B")
    quiz.take(quiz.items()["P5"], "C")
    assert quiz.kept_answers() == {"P5": "C", "Q6.why": "B"}


def test_a_refused_letter_is_not_kept():
    with pytest.raises(QuizError):
        quiz.take(quiz.items()["P5"], "E")
    assert quiz.kept_answers() == {}


def test_an_answer_is_judged_against_the_run_kept_on_this_machine():
    assert "No run of your own" in quiz.take(quiz.items()["Q6.published"], "D").message
    records.keep_user_run(run(2.26437))
    message = quiz.take(quiz.items()["Q6.published"], "D").message
    assert message == "Right: your run measured 2.26437."
    records.keep_user_run(run(1.5219, epochs=2))
    message = quiz.take(quiz.items()["Q6.published"], "A").message
    assert message.startswith("Not right, and the cause lies before the question")


def test_answering_a_whole_question_at_once_is_refused_with_its_parts():
    with pytest.raises(QuizError, match="answer one of: Q6.published, Q6.robust, Q6.why"):
        vgkit.answer("Q6", "A")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1, 2]", b"null"])
def test_an_unreadable_file_of_answers_counts_as_none_and_is_written_anew(content):
    path = folders.user_folder("answers.json")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert quiz.kept_answers() == {}
    quiz.take(quiz.items()["P5"], "B")
    assert quiz.kept_answers() == {"P5": "B"}


def test_where_nothing_can_be_written_the_verdict_still_counts(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VGKIT_HOME", str(tmp_path / "file"))
    assert quiz.take(quiz.items()["Q6.why"], "C").right
    assert quiz.kept_answers() == {}


@pytest.mark.parametrize(("language", "none", "one"), [
    ("en", 'You kept no prediction: vgkit.answer("P5", "…") keeps one.\n',
     "You predicted B: Large in the layers that lie on"),
    ("vi", 'Bạn chưa ghi lại dự đoán nào: vgkit.answer("P5", "…") để ghi lại.\n',
     "Bạn đã dự đoán B: Lớn ở những lớp nằm trên"),
])  # fmt: skip
def test_a_prediction_is_recalled_with_its_words(capsys, language, none, one):
    set_language(language)
    vgkit.recall("P5")
    assert capsys.readouterr().out == none
    quiz.take(quiz.items()["P5"], "b")
    vgkit.recall("P5")
    assert capsys.readouterr().out.startswith(one)


@pytest.mark.parametrize("content", [b'{"P5": "E"}', b'{"P5": 3}'])
def test_a_kept_answer_that_is_no_letter_counts_as_none(capsys, content):
    path = folders.user_folder("answers.json")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    vgkit.recall("P5")
    assert capsys.readouterr().out.startswith("You kept no prediction: ")


@pytest.mark.parametrize("asked", ["Q6", "Q6.why"])
def test_recalling_a_question_is_refused_in_the_kits_own_words(asked):
    with pytest.raises(QuizError, match=f"'{asked}' is a question, not a prediction"):
        vgkit.recall(asked)


@pytest.mark.parametrize(("answers", "english", "vietnamese"), [
    ({}, ["0 right out of 2; 2 not answered yet."], ["Đúng 0 trên 2; còn 2 câu chưa trả lời."]),
    # The published edition and predictions do not count, nor does what is no letter.
    ({"Q1.published": "A", "P1": "A", "Q1.robust": "C", "Q1.why": "E"},
     ["1 right out of 2; 1 not answered yet."], ["Đúng 1 trên 2; còn 1 câu chưa trả lời."]),
    ({"Q1.robust": "A", "Q1.why": "A"},
     ["1 right out of 2; 0 not answered yet.", "Q1.robust: look at exercise 5 again."],
     ["Đúng 1 trên 2; còn 0 câu chưa trả lời.", "Q1.robust: hãy xem lại bài 5."]),
])  # fmt: skip
def test_the_score_counts_robust_answers_and_whys(
    monkeypatch, capsys, answers, english, vietnamese
):
    monkeypatch.setattr(quiz, "items", lambda: quiz.parse(FILE))
    folders.write_atomically(folders.user_folder("answers.json"), json.dumps(answers).encode())
    for language, lines in (("en", english), ("vi", vietnamese)):
        set_language(language)
        vgkit.score()
        assert capsys.readouterr().out.splitlines() == lines


# --- synthetic images


def test_no_quiz_is_held_on_synthetic_images(monkeypatch, shown):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    for attempt in (lambda: vgkit.ask("Q6"), lambda: vgkit.answer("Q6.why", "C")):
        with pytest.raises(QuizError, match="synthetic images .*Unset the variable"):
            attempt()
    assert shown == [] and quiz.kept_answers() == {}


def test_a_prediction_may_be_made_on_synthetic_images(monkeypatch, shown, capsys):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    monkeypatch.setenv("VGKIT_STATIC", "1")
    vgkit.ask("P5")
    vgkit.answer("P5", "A")
    assert len(shown) == 1 and quiz.kept_answers() == {"P5": "A"}


# --- asking


def test_an_item_as_text_has_its_options_and_the_call_that_answers_it():
    assert quiz.plain(item("Q1.why")) == (
        "Q1.why · why?\n"
        "Why?\n"
        "  A. one\n"
        "  B. two\n"
        "  C. three\n"
        "  D. four\n"
        'Answer with: vgkit.answer("Q1.why", "…")'
    )


def test_without_widgets_a_question_is_html_and_text(monkeypatch, shown):
    monkeypatch.setenv("VGKIT_STATIC", "1")
    vgkit.ask("Q6")
    assert [list(bundle) for bundle in shown] == [["text/html", "text/plain"]] * 3
    for bundle, asked in zip(shown, quiz.find("Q6"), strict=True):
        assert bundle["text/plain"] == quiz.plain(asked)
        assert all(option in bundle["text/html"] for option in asked.options if "'" not in option)
        assert f'vgkit.answer("{asked.id}"' in bundle["text/html"]


@pytest.mark.parametrize("static", ["1", ""])
def test_what_is_shown_does_not_depend_on_the_key(monkeypatch, shown, boxes, static):
    monkeypatch.setenv("VGKIT_STATIC", static)
    for key in "ABCD":
        robust = replace(item("Q1.robust"), key=key)
        monkeypatch.setattr(quiz, "items", lambda robust=robust: {robust.id: robust})
        vgkit.ask("Q1")
    for kind in ("text/html", "text/plain"):
        assert len({bundle[kind] for bundle in shown}) == 1
        assert "Because" not in shown[0][kind]
    assert len({(choice.options, choice.value) for _, choice, _, _ in boxes}) in (0, 1)
    assert len({heading.value for heading, _, _, _ in boxes}) in (0, 1)
    assert {verdict.value for _, _, _, verdict in boxes} <= {""}


def test_html_is_escaped(monkeypatch, shown, boxes):
    nasty = replace(item("P1"), texts={"en": "<b> & 'so'", "vi": ""})
    nasty = replace(nasty, choices={"en": ["<i>1", "2", "3", "4"], "vi": []})
    monkeypatch.setattr(quiz, "items", lambda: {"P1": nasty})
    vgkit.ask("P1")
    assert "<i>" not in shown[0]["text/html"] and "&lt;i&gt;1" in shown[0]["text/html"]
    assert "&lt;b&gt; &amp;" in shown[0]["text/html"]
    assert "&lt;b&gt; &amp;" in boxes[0][0].value


def test_with_widgets_a_question_is_clickable_and_still_text(shown):
    vgkit.ask("Q6")
    assert len(shown) == 3
    for bundle, asked in zip(shown, quiz.find("Q6"), strict=True):
        assert bundle[WIDGET]["model_id"]
        assert bundle["text/plain"] == quiz.plain(asked)
        assert "text/html" in bundle


def test_the_button_waits_for_a_choice(shown, boxes):
    vgkit.ask("Q6.robust")
    ((_, choice, button, verdict),) = boxes
    assert isinstance(choice, ipywidgets.RadioButtons) and isinstance(button, ipywidgets.Button)
    assert (choice.value, button.disabled, verdict.value) == (None, True, "")
    assert [label for label, _ in choice.options] == [
        "A.  1.5219", "B.  2.2644", "C.  2.3294", "D.  2.3371",
    ]  # fmt: skip
    choice.value = "B"
    assert button.disabled is False


@pytest.mark.parametrize(("asked", "letter", "word", "words"), [
    ("Q6.robust", "B", "Check", "✓ Right. The others were measured too"),
    ("Q6.robust", "C", "Check", "✗ Not right. No run of your own"),
    ("Q6.why", "A", "Check", "✗ Not this one. Think again."),
    ("P5", "D", "Keep", "Kept: D."),
])  # fmt: skip
def test_pressing_the_button_shows_the_verdict_and_keeps_the_answer(
    shown, boxes, asked, letter, word, words
):
    vgkit.ask(asked)
    ((_, choice, button, verdict),) = boxes
    assert button.description == word
    choice.value = letter
    button.click()
    assert verdict.value.startswith(words)
    assert quiz.kept_answers() == {asked: letter}


def test_a_button_can_be_pressed_again_with_another_choice(shown, boxes):
    vgkit.ask("Q6.why")
    ((_, choice, button, verdict),) = boxes
    for letter, mark in (("A", "✗"), ("C", "✓")):
        choice.value = letter
        button.click()
        assert verdict.value.startswith(mark)
    assert quiz.kept_answers() == {"Q6.why": "C"}


def test_a_button_shows_an_error_where_the_verdict_would_stand(monkeypatch, shown, boxes):
    vgkit.ask("Q6.why")
    ((_, choice, button, verdict),) = boxes
    choice.value = "C"
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    button.click()
    assert verdict.value.startswith("The quiz asks about Fashion-MNIST")
    assert quiz.kept_answers() == {}


def test_a_button_speaks_of_a_spoiled_record_of_the_own_run(shown, boxes):
    records.keep_user_run(run(2.26437))
    path = folders.user_folder("runs", "5-fashion_mnist.json")
    path.write_text(path.read_text().replace("2.26437", "2.26438"))
    vgkit.ask("Q6.published")
    ((_, choice, button, verdict),) = boxes
    choice.value = "D"
    button.click()
    assert "the checksum does not match" in verdict.value


def test_an_own_record_that_is_not_even_text_is_refused_in_the_kits_own_words():
    path = folders.user_folder("runs", "5-fashion_mnist.json")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(records.RecordError):
        quiz.take(quiz.items()["Q6.published"], "D")


# --- no side effect on training


def test_taking_a_quiz_changes_no_random_stream_that_training_uses(shown, boxes):
    def start():
        model = mlp.mlp(depth=1)
        starting_point.set_initial_weights(model)
        orders = [order.numpy() for order in starting_point.batch_orders(images=50).take(2)]
        return [*model.get_weights(), *orders]

    def take_quiz():
        vgkit.ask("P5")
        vgkit.ask("Q6")
        for _, choice, button, _ in boxes:
            choice.value = "B"
            button.click()
        assert len(quiz.kept_answers()) == 4

    random.seed(1), np.random.seed(1), tf.random.set_seed(1)
    first, numpy_draw, tf_draw = start(), np.random.rand(3), tf.random.uniform([3])
    random.seed(1), np.random.seed(1), tf.random.set_seed(1)
    take_quiz()
    for ours, theirs in zip(first, start(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(np.random.rand(3), numpy_draw)
    np.testing.assert_array_equal(tf.random.uniform([3]), tf_draw)
