"""Where a picture comes from: drawn, uploaded, chosen; and what cannot be used, refused in words."""

import io
from itertools import product

import numpy as np
import pytest
from PIL import Image

from tests.conftest import thorough_but
from tests.data.test_photographs import ORIENTATION, UNUSABLE, bytes_of, drawn
from tests.demo.test_digits import content_of, photograph
from tests.demo.visits import alts, answer, opened, upload
from vgkit import data
from vgkit.demo import digits, pictures, results, server
from vgkit.messages import LANGUAGES, say


@pytest.mark.usefixtures("no_figures")
def test_what_is_drawn_is_read(monkeypatch):
    ink = np.zeros((112, 112), np.uint8)
    ink[20:92, 52:62] = 255
    monkeypatch.setattr(pictures, "drawing", lambda: "drawn")
    monkeypatch.setattr(digits, "from_drawing", lambda text: digits.centred(ink / 255))
    assert answer(opened()).startswith("Answer: 1")


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
SOME = {name: USABLE[name] for name in ("cmyk.jpg", "16 bits.png", "transparent.png")}


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize(
    ("language", "answers"),
    thorough_but([PHOTOGRAPHS[0]], PHOTOGRAPHS),
)
def test_every_kind_of_photograph_is_a_cat_or_a_dog(language, answers, monkeypatch, thorough):
    monkeypatch.setattr(results.gradients, "measure", lambda *_: {"gradient_norm": [0.0]})
    app = opened(language, 1)
    for name, content in USABLE.items() if thorough else SOME.items():
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


@pytest.mark.thorough  # as another photograph, above
@pytest.mark.usefixtures("gradients_only")
def test_chelsea_is_a_cat():
    app = opened(tab=1, way="chelsea")
    assert answer(app).startswith("Answer: cat")
    assert "output " in alts(app)[-1] and "conv 49 " in alts(app)[-1]


def test_where_cifar10_is_not_here_it_is_not_offered(monkeypatch):
    monkeypatch.setattr(data, "at_hand", lambda name: False)
    monkeypatch.setattr(pictures, "has_chelsea", lambda: False)
    assert opened(tab=1).radio(key="photograph_way").options == ["Upload a picture"]


def test_a_bomb_is_a_small_file_and_would_be_a_large_picture():
    assert len(bomb()) < 1_000_000
    with pytest.warns(Image.DecompressionBombWarning):
        assert Image.open(io.BytesIO(bomb())).size == (10_000, 10_000)
