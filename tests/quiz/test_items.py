"""Questions and predictions: reading their file, finding them, the numbers they ask for."""

import numpy as np
import pytest

from tests.quiz.samples import FILE, item, run
from vgkit.course import LANGUAGES
from vgkit.messages import set_language
from vgkit.quiz import QuizError, items, judging
from vgkit.training import records


def test_a_question_has_three_items_a_case_and_a_prediction_one():
    assert list(items.parse(FILE)) == ["Q1.published", "Q1.robust", "Q1.why", "C1", "P1"]


def test_an_item_holds_what_the_file_says():
    robust = item("Q1.robust")
    assert (robust.exercise, robust.key) == ("5", "C")
    assert robust.measured == items.Measured("loss", 1, 0.01, part=None)
    assert (robust.text, robust.options) == ("Loss, robust?", ["1.0", "1.2", "1.5", "1.9"])
    assert robust.because == {"en": "Because.", "vi": "Bởi vì."}
    assert item("Q1.why").measured is None
    assert item("Q1.why").against["C"] == {"en": "Three is odd.", "vi": "Ba là số lẻ."}
    assert (item("C1").key, item("C1").because["en"]) == ("D", "It is grey.")
    assert list(item("C1").against) == ["A", "B", "C"] and robust.against == {}
    assert (item("P1").key, item("P1").measured, item("P1").because) == ("B", None, None)


def test_predictions_and_the_published_edition_do_not_count():
    assert [name for name, one in items.parse(FILE).items() if one.counts] == [
        "Q1.robust", "Q1.why", "C1",
    ]  # fmt: skip
    assert [name for name, one in items.parse(FILE).items() if one.is_prediction] == ["P1"]


def test_a_question_on_one_of_several_trainings_says_which():
    staged = items.parse(FILE.replace("epoch = 1", "epoch = 1\npart = 3"))
    assert staged["Q1.published"].measured.part == staged["Q1.robust"].measured.part == 3
    assert staged["Q1.why"].measured is None


def test_a_published_item_may_have_no_key_where_nobody_can_tell():
    assert items.parse(FILE.replace('key = "B"', "", 1))["Q1.published"].key is None
    with pytest.raises(QuizError, match="Q1.robust: .*a key out of ABCD is needed"):
        items.parse(FILE.replace('key = "C"', "", 1))


def test_texts_and_options_follow_the_language():
    why = item("Q1.why")
    assert (why.text, why.options[1], why.edition) == ("Why?", "two", "why?")
    set_language("vi")
    assert (why.text, why.options[1], why.edition) == ("Vì sao?", "hai", "vì sao?")
    assert [item(name).edition for name in ("Q1.published", "Q1.robust", "C1", "P1")] == [
        "bản gốc (2022)", "bản ổn định", "trường hợp mới", "dự đoán",
    ]  # fmt: skip


def test_an_empty_file_has_no_items():
    assert items.parse("") == {}


@pytest.mark.parametrize(("old", "new", "words"), [
    ("tolerance = 0.01", "", ["KeyError: 'tolerance'"]),
    ('vi = "Vì sao?"', "", ["'vi'"]),
    ('options_vi = ["một", "hai", "ba", "bốn"]', "", ["options"]),
    ("[question.why]", "[question.wherefore]", ["Q1.why: KeyError: 'options'"]),
    ('["w", "x", "y", "z"]', '["w", "x", "y"]', ["P1", "4 options are needed. Received: ['w', 'x', 'y']"]),
    ('"ba", "bốn"]', '"ba"]', ["Q1.why", "4 options are needed. Received: ["]),
    ('key = "A"', "", ["Q1.why", "a key out of ABCD is needed. Received: None"]),
    ('key = "A"', 'key = "E"', ["Q1.why", "a key out of ABCD is needed. Received: 'E'"]),
    ('key = "A"', 'key = "a"', ["Q1.why", "a key out of ABCD is needed. Received: 'a'"]),
    ('key = "B"', 'key = "E"', ["Q1.published", "a key out of ABCD is needed. Received: 'E'"]),
    ('key = "B"\noptions = ["w"', 'options = ["w"',
     ["P1", "a key out of ABCD is needed. Received: None"]),
    ('key = "D"', 'key = "C"', ["C1", "against is needed for ['A', 'B', 'D']. Received: ['A', 'B', 'C']"]),
    ("D = {en", "A = {en", ["Q1.why", "against is needed for ['B', 'C', 'D']. Received: ['A', 'B', 'C']"]),
    ('vi = "Ba là số lẻ."', 'fr = "Trois."', ["Q1.why", "'vi'"]),
    ('vi = "Ba là số lẻ."', "vi = 3", ["Q1.why", "text is needed in against.C. Received: {"]),
    ('because.en = "Because."', 'against.A = {en = "a", vi = "b"}\nbecause.en = "Because."',
     ["Q1.robust", "against is needed for no option. Received: ['A']"]),
    ('"1.0", "1.2", "1.5"', '"1.17", "1.2", "1.5"', ["Q1.robust", "too close (0.03)"]),
    ('"1.1", "1.2", "1.3"', '"1.2", "1.1", "1.3"', ["Q1.published", "out of order"]),
    ('"1.1", "1.2", "1.3"', '"1.2", "1.2", "1.3"', ["Q1.published", "too close (0)"]),
    ('"1.1", "1.2"', '"1.1", "about 1.2"', ["ValueError", "about 1.2"]),
    ("[[prediction]]", FILE + "[[prediction]]", ["Q1.published exists twice"]),
    ('id = "P1"', 'id = "C1"', ["C1 exists twice"]),
    ("[[question]]", "[[question]", ["line 2"]),
    ("tolerance = 0.01", "tolerance = 'wide'", ["TypeError"]),
    (FILE, "question = 3", ["TypeError"]),
    (FILE, "question = [3]", ["TypeError"]),
], ids=lambda value: value[:24] if isinstance(value, str) else None)  # fmt: skip
def test_a_malformed_file_is_refused_with_what_it_lacks(old, new, words):
    assert old in FILE
    with pytest.raises(QuizError, match="quiz file") as caught:
        items.parse(FILE.replace(old, new, 1))
    for word in words:
        assert word in str(caught.value)


OF_ITS_OWN = FILE.replace(
    '"1.9"]\nkey = "C"', '"1.9"]\nkey = "C"\nmetric = "val_loss"\nepoch = 2\ntolerance = 0.015'
)


def test_a_robust_item_may_ask_for_another_number_than_the_published_one():
    found = items.parse(OF_ITS_OWN)
    assert found["Q1.robust"].measured == items.Measured("val_loss", 2, 0.015)
    assert found["Q1.published"].measured == items.Measured("loss", 1, 0.01)
    assert found["Q1.why"].measured is None


@pytest.mark.parametrize(("old", "new", "words"), [
    ("tolerance = 0.015", "", "Q1.published.: KeyError: 'tolerance'"),
    ("tolerance = 0.015", "tolerance = 0.06", "too close"),
    ('metric = "val_loss"\n', "", "KeyError: 'metric'"),
])  # fmt: skip
def test_that_number_is_whole_too(old, new, words):
    assert old in OF_ITS_OWN
    with pytest.raises(QuizError, match=words):
        items.parse(OF_ITS_OWN.replace(old, new, 1))


OF_SEVERAL_RUNS = FILE.replace('metric = "loss"\nepoch = 1\n', "").replace(
    FILE[FILE.index("[question.published]") : FILE.index("[question.robust]")], ""
)


def test_a_question_without_a_metric_asks_for_a_number_of_no_single_run():
    robust = items.parse(OF_SEVERAL_RUNS)["Q1.robust"]
    assert (robust.measured, robust.key) == (None, "C")
    assert judging.judge(robust, "C").message == "Right. Because."
    assert judging.judge(robust, "A").right is False


@pytest.mark.parametrize(("old", "new", "words"), [
    ('"1.0", "1.2", "1.5"', '"1.17", "1.2", "1.5"', "too close"),
    ('"1.0", "1.2", "1.5"', '"1.2", "1.0", "1.5"', "out of order"),
    ("tolerance = 0.01", "", "tolerance"),
    ("tolerance = 0.01", "tolerance = 0.01\nepoch = 1", "metric"),
])  # fmt: skip
def test_its_options_are_numbers_far_apart_all_the_same(old, new, words):
    with pytest.raises(QuizError, match=words):
        items.parse(OF_SEVERAL_RUNS.replace(old, new))


def test_options_just_wide_enough_are_taken():
    wide = FILE.replace('"1.0", "1.2", "1.5"', '"1.0", "1.041", "1.5"')
    assert items.parse(wide)["Q1.robust"].options[1] == "1.041"


@pytest.mark.parametrize("key", ["", "AB", "ABCD"])
@pytest.mark.parametrize("old", ['key = "A"', 'key = "B"'])
def test_a_key_is_one_letter(old, key):
    with pytest.raises(QuizError, match=f"a key out of ABCD is needed. Received: '{key}'"):
        items.parse(FILE.replace(old, f'key = "{key}"'))


@pytest.mark.parametrize(("line", "name"), [
    ('vi = "Vì sao?"', "Q1.why"),
    ('vi = "Loss là bao nhiêu?"', "Q1.published"),
])  # fmt: skip
def test_the_message_names_the_item_that_lacks_something(line, name):
    with pytest.raises(QuizError, match=name):
        items.parse(FILE.replace(line, ""))


def test_options_are_a_list():
    with pytest.raises(QuizError, match="P1: .*4 options are needed. Received: 'wxyz'"):
        items.parse(FILE.replace('options = ["w", "x", "y", "z"]', 'options = "wxyz"'))


@pytest.mark.parametrize("name", items.all_items())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_item_is_whole_in_both_languages(name, language):
    shipped = items.all_items()[name]
    assert shipped.texts[language].strip()
    assert len(set(shipped.choices[language])) == 4 and all(shipped.choices[language])
    assert shipped.because is None or shipped.because[language].strip()
    if shipped.measured is None and not name.endswith(".robust"):  # whose options are numbers
        assert shipped.texts["en"] != shipped.texts["vi"]
        assert shipped.choices["en"] != shipped.choices["vi"]


MEASURED = [name for name, shipped in items.all_items().items() if shipped.measured]


@pytest.mark.parametrize("name", MEASURED)
def test_the_key_is_the_option_nearest_to_the_kits_own_record(name):
    shipped = items.all_items()[name]
    value = shipped.measured.of(shipped.exercise, records.load_reference)
    assert value is not None
    numbers = [float(option) for option in shipped.options]
    nearest = items.LETTERS[int(np.argmin([abs(number - value) for number in numbers]))]
    if shipped.key is None:  # because runs lie further apart than the options do
        assert name.endswith(".published")
        assert shipped.measured.tolerance > min(np.diff(numbers))
    else:
        assert shipped.key == nearest


ROBUST = [item for name, item in items.all_items().items() if name.endswith(".robust")]


@pytest.mark.parametrize("robust", ROBUST, ids=lambda item: item.id)
def test_a_robust_item_asks_for_a_number_that_the_published_options_do_not_tell(robust):
    published = items.all_items().get(robust.id.replace(".robust", ".published"))
    if published:
        assert robust.measured != published.measured


@pytest.mark.parametrize("robust", ROBUST, ids=lambda item: item.id)
def test_the_options_of_a_robust_item_are_too_near_to_each_other_to_be_told_apart_by_their_size(
    robust,
):
    numbers = [float(option) for option in robust.options]
    assert max(numbers) < 1.7 * min(numbers)


@pytest.mark.parametrize("robust", ROBUST, ids=lambda item: item.id)
def test_a_robust_item_says_of_each_wrong_number_where_it_was_measured(robust):
    for letter, option in zip(items.LETTERS, robust.options, strict=True):
        for language in LANGUAGES:
            assert letter == robust.key or option in robust.because[language]


def test_question_6_is_the_published_one():
    assert items.all_items()["Q6.published"].options == ["2.2641", "2.2642", "2.2643", "2.2644"]
    assert items.all_items()["Q6.published"].key == "D"


@pytest.mark.parametrize(("value", "letter", "distance"), [
    (1.2, "B", 0.0), (1.0, "A", 0.1), (9.0, "D", 7.6), (1.349, "C", 0.049),
])  # fmt: skip
def test_the_option_nearest_to_a_number_is_found(value, letter, distance):
    nearest, found = item("Q1.published").nearest_option(value)
    assert (nearest, found) == (letter, pytest.approx(distance))


@pytest.mark.parametrize(("wanted", "names"), [
    ("Q6", ["Q6.published", "Q6.robust", "Q6.why"]),
    ("Q6.why", ["Q6.why"]),
    ("P5", ["P5"]),
])  # fmt: skip
def test_an_id_stands_for_one_item_or_for_all_of_a_question(wanted, names):
    assert [found.id for found in items.find_items(wanted)] == names


@pytest.mark.parametrize(("language", "words"), [
    ("en", "There is no question 'Q66'. Choose one of: {}."),
    ("vi", "Không có câu hỏi 'Q66'. Hãy chọn một trong: {}."),
])  # fmt: skip
def test_an_unknown_question_is_refused_with_the_list_of_known_ones(language, words):
    set_language(language)
    with pytest.raises(QuizError) as caught:
        items.find_items("Q66")
    known = dict.fromkeys(name.partition(".")[0] for name in items.all_items())
    assert {"Q6", "P5"} <= set(known)
    assert str(caught.value) == words.format(", ".join(known))


def test_a_run_is_measured_at_the_questions_epoch():
    measured = items.Measured("val_loss", 2, 0.01)
    kept = run(1.5, epochs=3)
    kept.metrics["val_loss"] = [1.0, 2.0, 3.0]
    assert measured.of("5", {"5": kept}.get) == 2.0


def test_no_run_measures_nothing():
    assert items.Measured("loss", 1, 0.01).of("5", {}.get) is None


def test_one_of_several_trainings_is_measured_under_its_own_name():
    runs = {"6": run(1.0), "6.3": run(3.0)}
    assert items.Measured("loss", 1, 0.01, part=3).of("6", runs.get) == 3.0
    assert items.Measured("loss", 1, 0.01, part=2).of("6", runs.get) is None
