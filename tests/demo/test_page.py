"""The whole page, run by Streamlit's own `AppTest`: what it says to a visitor, in both languages."""

import dataclasses
import gc
import io
import re
from itertools import product

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.conftest import thorough_but
from tests.data.test_photographs import ORIENTATION, UNUSABLE, bytes_of, drawn
from tests.demo.test_digits import content_of, photograph
from vgkit import data
from vgkit.data import DataError
from vgkit.demo import digits, networks, pictures, results, server
from vgkit.figures.pictures import Picture
from vgkit.figures.plots import gradient_norms
from vgkit.messages import LANGUAGES, say, set_language
from vgkit.training.records import RecordError

NOTHING = Picture(bytes_of(drawn(), "PNG"), "nothing")


@pytest.fixture(autouse=True)
def no_collecting(monkeypatch):
    """Streamlit lets Python look for garbage after every run; beside TensorFlow that takes long."""
    monkeypatch.setattr(gc, "collect", lambda *_: 0)


@pytest.fixture
def no_figures(monkeypatch):
    """A result is shown without what takes a second to draw."""
    for module, name in (
        (results.cnn_plots, "feature_maps"),
        (results.plots, "gradient_norms"),
        (results.figures, "seen"),
        (results.figures, "probabilities"),
    ):
        monkeypatch.setattr(module, name, lambda *_, **__: NOTHING)


@pytest.fixture
def gradients_only(monkeypatch, no_figures):
    """The same, but for the gradients, which are drawn."""
    monkeypatch.setattr(results.plots, "gradient_norms", gradient_norms)


def opened(language="en", tab=0, way=None):
    """The page as somebody sees it who has chosen a language, a tab, and where a picture comes from."""
    set_language(language)
    app = AppTest.from_file(server.SCRIPT, default_timeout=120).run()
    if tab:
        app.session_state["tab"] = app.tabs[tab].label
        app.run()
    if way:
        app.radio(key=f"{('digit', 'photograph')[tab]}_way").set_value(way).run()
    assert not app.exception
    return app


def answer(app):
    """The first heading below a picture, or None."""
    assert not app.exception
    return app.subheader[0].value if app.subheader else None


def alts(app):
    return [image.proto.imgs[0].alt for image in app.get("image")]


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("Ask a network", "reads one digit", "the course ships")),
    ("vi", ("Hỏi network", "đọc một chữ số", "có sẵn của khóa học")),
])  # fmt: skip
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
@pytest.mark.parametrize("language", LANGUAGES)
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


@pytest.mark.usefixtures("no_figures")
def test_what_is_drawn_is_read(monkeypatch):
    ink = np.zeros((112, 112), np.uint8)
    ink[20:92, 52:62] = 255
    monkeypatch.setattr(pictures, "drawing", lambda: "drawn")
    monkeypatch.setattr(digits, "from_drawing", lambda text: digits.centred(ink / 255))
    assert answer(opened()).startswith("Answer: 1")


def upload(app, content, name):
    app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("no_figures")
def test_a_digit_that_is_uploaded_is_read():
    app = upload(opened(way="upload"), content_of(photograph("black", "white")), "seven.png")
    assert answer(app).startswith("Answer: 7") and not app.error


def sideways():
    exif = Image.Exif()
    exif[ORIENTATION] = 3
    return bytes_of(drawn(), exif=exif)


PHOTOGRAPHS = [
    ("en", ("Answer: cat", "Answer: dog")),
    ("vi", ("Trả lời: mèo", "Trả lời: chó")),
]
CERTAIN = "Every gradient is 0: the network is as sure as float32 can tell."
USABLE = {
    "cmyk.jpg": bytes_of(drawn("CMYK")),
    "grey.png": bytes_of(drawn("L"), "PNG"),
    "16 bits.png": bytes_of(Image.fromarray(np.full((20, 20), 40_000, np.uint16)), "PNG"),
    "transparent.png": bytes_of(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG"),
    "tiny.png": bytes_of(Image.new("RGB", (1, 1)), "PNG"),
    "sideways.jpg": sideways(),
}


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize(
    ("language", "answers"),
    thorough_but([PHOTOGRAPHS[0]], PHOTOGRAPHS),
)
def test_every_kind_of_photograph_is_a_cat_or_a_dog(language, answers, monkeypatch):
    monkeypatch.setattr(results.gradients, "measure", lambda *_: {"gradient_norm": [0.0]})
    app = opened(language, 1)
    for name, content in USABLE.items():
        assert answer(upload(app, content, name)).startswith(answers)
        assert not app.error
        assert [info.value for info in app.info] == [say(CERTAIN)]


def bomb():
    """A PNG of 100 megapixels in about a hundred kilobytes."""
    return bytes_of(Image.new("1", (10_000, 10_000)), "PNG")


BAD = UNUSABLE | {
    "moving.gif": (UNUSABLE["moving.jpg"][0], ("a GIF file", "file GIF")),
    "drawing.svg": UNUSABLE["drawing.png"],
    "bomb.png": (bomb(), ("megapixels", "megapixel")),
    "<b>*.png": (b"x", ("no image", "không phải là ảnh")),
}


@pytest.mark.parametrize(
    ("language", "tab"), thorough_but([("en", 0), ("vi", 1)], product(LANGUAGES, (0, 1)))
)
def test_what_cannot_be_used_is_refused_in_words(language, tab, monkeypatch):
    def decode(self):
        raise AssertionError("decoded")

    app = opened(language, tab, "upload")
    for name, (content, words) in BAD.items():
        with monkeypatch.context() as patch:
            if "megapixel" in words[1]:
                patch.setattr("PIL.ImageFile.ImageFile.load", decode)
            upload(app, content, name)
        (error,) = app.error
        said = error.value.replace("\\", "")
        assert name in said and words[LANGUAGES.index(language)] in said, said
        assert "\n" not in said and answer(app) is None


def test_a_name_is_no_formatting():
    app = upload(opened(way="upload"), b"x", "**a**[b](http:c).png")
    assert r"\*\*a\*\*\[b\]\(http\:c\)\.png" in app.error[0].value


def test_uploads_are_limited(monkeypatch):
    assert server.OPTIONS["server.maxUploadSize"] == 10
    assert opened(way="upload").file_uploader[0].proto.max_upload_size_mb == 10


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("everything is a cat or a dog", "2,000", "84%")),
    ("vi", ("cái gì cũng là mèo hoặc chó", "2 000", "84%")),
])  # fmt: skip
def test_the_page_says_what_the_network_for_cats_and_dogs_is(language, words):
    said = " ".join(text.value for text in opened(language, 1).markdown)
    assert all(each in said for each in words)


@pytest.mark.usefixtures("gradients_only")
def test_chelsea_is_a_cat():
    app = opened(tab=1, way="chelsea")
    assert answer(app).startswith("Answer: cat")
    assert "output " in alts(app)[-1] and "conv 49 " in alts(app)[-1]


def test_where_cifar10_is_not_here_it_is_not_offered(monkeypatch):
    monkeypatch.setattr(data, "at_hand", lambda name: False)
    monkeypatch.setattr(pictures, "has_chelsea", lambda: False)
    assert opened(tab=1).radio(key="photograph_way").options == ["Upload a picture"]


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("**your own weights**, from your run of exercise 11: 5 epochs", "98.7%")),
    ("vi", ("**weights của chính bạn**, từ lần chạy bài 11: 5 epoch", "98.7%")),
])  # fmt: skip
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


def test_a_bomb_is_a_small_file_and_would_be_a_large_picture():
    assert len(bomb()) < 1_000_000
    with pytest.warns(Image.DecompressionBombWarning):
        assert Image.open(io.BytesIO(bomb())).size == (10_000, 10_000)
