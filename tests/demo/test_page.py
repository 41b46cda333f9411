"""The whole page, run by Streamlit's own `AppTest`: what it says to a visitor, in both languages."""

import dataclasses
import re

import pytest

from tests.conftest import in_english_but, thorough_but
from tests.demo.visits import alts, answer, opened
from vgkit.data import DataError
from vgkit.demo import networks, results, server
from vgkit.messages import LANGUAGES
from vgkit.training.records import RecordError


@pytest.mark.parametrize(("language", "words"), in_english_but(
    ("en", ("Ask a network", "reads one digit", "the course ships")),
    ("vi", ("Hỏi network", "đọc một chữ số", "có sẵn của khóa học")),
))  # fmt: skip
def test_the_page_explains_itself_before_anything_is_chosen(language, words):
    app = opened(language)
    said = " ".join([app.title[0].value, *(text.value for text in app.markdown)])
    assert all(each in said for each in words)
    assert answer(app) is None and not app.error


DIGITS = [
    ("en", ("Answer: 7", "probability of each class", "conv 1 ", "hidden 2 ", "mean ")),
    ("vi", ("Trả lời: 7", "xác suất của từng class", "conv 1 ", "hidden 2 ", "trung bình ")),
]


@pytest.mark.parametrize(("language", "words"), thorough_but([DIGITS[1]], DIGITS))
def test_a_chosen_digit_of_mnist_is_read(language, words):
    app = opened(language, way="test")
    assert answer(app).startswith(words[0])
    told = alts(app)
    assert len(told) == 4 and all(len(each) > 40 for each in told)
    assert all(each in " ".join(told) for each in words[1:])


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("language", in_english_but(*LANGUAGES))
def test_the_answer_is_that_to_the_chosen_digit(language):
    app, word = opened(language, way="test"), {"en": "Answer", "vi": "Trả lời"}[language]
    for number, digit in ((1, 2), (9_999, 6)):
        app.number_input(key="digit_number").set_value(number).run()
        assert answer(app).startswith(f"{word}: {digit}")


@pytest.mark.usefixtures("gradients_only")
def test_the_gradient_is_that_of_the_class_that_the_visitor_names():
    app = opened(way="test")
    before, choice = alts(app)[-1], app.selectbox[0]
    assert choice.value == 7 and before.count("conv 1") == 1
    choice.set_value(3).run()
    after = alts(app)[-1]
    assert "7: conv 1" in before and before.removesuffix(".") in after
    norm = {
        digit: float(re.search(rf"\b{digit}: conv 1 ([\d.e+-]+\d)", after)[1]) for digit in (7, 3)
    }
    assert norm[3] > 100 * norm[7]
    assert any("For **3** the loss is" in text.value for text in app.markdown)


@pytest.mark.usefixtures("no_figures")
def test_the_switch_changes_the_language_and_nothing_else():
    app = opened(way="test")
    app.number_input(key="digit_number").set_value(4).run()
    app.selectbox[0].set_value(6).run()
    app.radio(key="language").set_value("vi").run()
    assert answer(app).startswith("Trả lời: 4")
    assert app.selectbox[0].value == 6 and app.radio(key="digit_way").value == "test"
    app.radio(key="language").set_value("en").run()
    assert answer(app).startswith("Answer: 4")


def test_the_switch_leaves_open_what_is_open():
    app = opened(tab=1)
    app.radio(key="language").set_value("vi").run()
    assert not app.exception
    assert any("EfficientNet" in text.value for text in app.markdown)


def test_two_visitors_do_not_change_each_other_s_language():
    first, second = opened("en"), opened("en")
    first.radio(key="language").set_value("vi").run()
    assert second.run().title[0].value == "Ask a network"
    assert first.run().title[0].value == "Hỏi network"


@pytest.mark.parametrize(("language", "words"), in_english_but(
    ("en", ("everything is a cat or a dog", "2,000", "84%")),
    ("vi", ("cái gì cũng là mèo hoặc chó", "2 000", "84%")),
))  # fmt: skip
def test_the_page_says_what_the_network_for_cats_and_dogs_is(language, words):
    said = " ".join(text.value for text in opened(language, 1).markdown)
    assert all(each in said for each in words)


@pytest.mark.parametrize(("language", "words"), in_english_but(
    ("en", ("**your own weights**, from your run of exercise 11: 5 epochs", "98.7%")),
    ("vi", ("**weights của chính bạn**, từ lần chạy bài 11: 5 epoch", "98.7%")),
))  # fmt: skip
def test_whose_weights_they_are_is_said(monkeypatch, language, words):
    class Run:
        exercise, epochs = "11", 5

        def at(self, metric, epoch):
            return {("val_accuracy", 5): 0.987}[metric, epoch]

    network = dataclasses.replace(results._digits(None), run=Run())
    monkeypatch.setattr(results, "digit_network", lambda: network)
    said = " ".join(text.value for text in opened(language).markdown)
    assert all(each in said for each in words)


@pytest.mark.usefixtures("no_figures")
def test_a_record_that_was_changed_is_told_and_the_shipped_weights_are_taken(monkeypatch):
    def changed():
        raise RecordError("runs/11.json: its numbers are not those that were measured")

    monkeypatch.setattr(networks, "own_run", changed)
    app = opened(way="test")
    assert "not those that were measured" in app.warning[0].value.replace("\\", "")
    assert answer(app).startswith("Answer: 7")


def test_without_mnist_the_page_says_what_to_do(monkeypatch):
    def nowhere(network, pixels, name):
        raise DataError("MNIST is nowhere. Run: vgkit data fetch mnist")

    monkeypatch.setattr(results, "show", nowhere)
    app = opened(way="test")
    assert "vgkit data fetch mnist" in app.error[0].value.replace("\\", "")


def test_nothing_on_the_page_comes_from_elsewhere():
    files = [path for path in server.SCRIPT.parent.rglob("drawing.*")]
    assert {path.suffix for path in files} == {".html", ".css", ".js"}
    for path in files:
        assert not re.search(r"https?:|url\(|\bimport\b|\bfetch\b", path.read_text("utf-8"))
