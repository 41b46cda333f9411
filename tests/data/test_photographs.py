"""A folder of photographs that the tests draw: what is usable is made ready, the rest is named."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.conftest import random_images
from vgkit import settings
from vgkit.data import DataError, photographs
from vgkit.data.photographs import make_ready, pipelines, read
from vgkit.messages import set_language

ORIENTATION = 274  # the tag's number in EXIF


def drawn(mode="RGB", size=(60, 40), color=None):
    """Red on the left, blue on the right; in grey, dark and light."""
    image = Image.new("RGB", size, color or "red")
    if color is None:
        image.paste("blue", (size[0] // 2, 0, *size))
    return image.convert(mode)


def save(path, image, kind="JPEG", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, kind, **options)
    return path


def left_and_right(pixels):
    side = pixels.shape[0]
    return pixels[side // 2, side // 8].tolist(), pixels[side // 2, -side // 8].tolist()


def near(color, expected):
    return np.abs(np.subtract(color, expected)).max() < 12


@pytest.mark.parametrize(("name", "kind"), [
    ("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.png", "PNG"), ("a.bmp", "BMP"), ("a.webp", "WEBP"),
])  # fmt: skip
def test_a_photograph_becomes_a_square_of_bytes(tmp_path, name, kind):
    pixels = read(save(tmp_path / name, drawn(), kind), 32)
    assert (pixels.shape, pixels.dtype) == ((32, 32, 3), np.uint8)
    left, right = left_and_right(pixels)
    assert near(left, (255, 0, 0)) and near(right, (0, 0, 255))


def test_the_middle_is_taken_and_nothing_is_squeezed(tmp_path):
    image = drawn(size=(90, 30), color="white")
    image.paste("black", (30, 0, 60, 30))
    assert read(save(tmp_path / "a.png", image, "PNG"), 30).max() == 0


def test_a_photograph_that_was_taken_sideways_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[ORIENTATION] = 3  # upside down
    pixels = read(save(tmp_path / "a.jpg", drawn(), exif=exif), 32)
    left, right = left_and_right(pixels)
    assert near(left, (0, 0, 255)) and near(right, (255, 0, 0))


def test_the_colours_of_a_printing_press_become_those_of_a_screen(tmp_path):
    left, right = left_and_right(read(save(tmp_path / "a.jpg", drawn("CMYK")), 32))
    assert left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


@pytest.mark.parametrize("value", [0, 128 * 257, 65535])
def test_16_bits_become_8_and_keep_their_brightness(tmp_path, value):
    grey = Image.fromarray(np.full((20, 20), value, np.uint16))
    pixels = read(save(tmp_path / "a.png", grey, "PNG"), 16)
    assert set(pixels.ravel().tolist()) == {value // 257}


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA"])
def test_what_has_no_colours_of_its_own_gets_three_channels(tmp_path, mode):
    image = drawn("L").convert(mode)
    assert read(save(tmp_path / "a.png", image, "PNG"), 16).shape == (16, 16, 3)


def test_what_is_transparent_is_white(tmp_path):
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert read(save(tmp_path / "a.png", image, "PNG"), 16).min() == 255


def bytes_of(image, kind="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def claims(width, height):
    """A PNG of a few bytes that says it has so many pixels."""
    content = bytearray(bytes_of(Image.new("L", (1, 1)), "PNG"))
    content[16:24] = struct.pack(">II", width, height)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def animation():
    frames = [drawn(color=color) for color in ("red", "green", "blue")]
    return bytes_of(frames[0], "GIF", save_all=True, append_images=frames[1:])


UNUSABLE = {
    # name of the file: (content, words in English and Vietnamese)
    "empty.jpg": (b"", ("is empty", "rỗng")),
    "cut.jpg": (bytes_of(drawn(size=(600, 400)))[:2000], ("is damaged", "bị hỏng")),
    "cut.png": (bytes_of(drawn(), "PNG")[:-40], ("is damaged", "bị hỏng")),
    "text.png": (b"not an image\n" * 20, ("no image", "không phải là ảnh")),
    "drawing.png": (
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        ("no image", "không phải là ảnh"),
    ),
    "moving.jpg": (animation(), ("a GIF file", "file GIF")),
    "still.jpg": (bytes_of(drawn(), "GIF"), ("a GIF file", "file GIF")),
    "other.jpg": (bytes_of(drawn(), "PNG"), ("a PNG file: give it", "file PNG: hãy")),
    "moving.webp": (
        bytes_of(drawn(), "WEBP", save_all=True, append_images=[drawn(color="green")]),
        ("an animation of 2", "ảnh động gồm 2"),
    ),
    "large.png": (claims(9_000, 9_000), ("megapixels", "megapixel")),
    "huge.png": (claims(60_000, 60_000), ("megapixels", "megapixel")),
}


@pytest.mark.parametrize("name", UNUSABLE)
@pytest.mark.parametrize("language", [0, 1], ids=["en", "vi"])
def test_what_is_no_photograph_is_refused_in_words(tmp_path, name, language):
    content, words = UNUSABLE[name]
    set_language(["en", "vi"][language])
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as refusal:
        read(tmp_path / name, 32)
    assert words[language] in str(refusal.value) and "\n" not in str(refusal.value)


def test_bytes_with_a_name_are_read_as_the_file_would_be(tmp_path):
    path = save(tmp_path / "a.JPG", drawn(size=(90, 40)))
    assert (photographs.read_bytes(path.read_bytes(), path.name, 32) == read(path, 32)).all()
    assert photographs.decoded(path.read_bytes(), path.name).size == (90, 40)
    with pytest.raises(DataError, match="a JPEG file: give it that ending"):
        photographs.read_bytes(path.read_bytes(), "a.png")


@pytest.fixture
def folder(tmp_path):
    """Two classes with six photographs each, in every state that can be used, and all that cannot."""
    root = tmp_path / "my photographs"
    for label in ("cats", "dogs"):
        for number in range(4):
            save(root / label / f"{number}.jpg", drawn(size=(50 + number, 40)))
        save(root / label / "press.jpg", drawn("CMYK"))
        save(root / label / "grey.png", drawn("L"), "PNG")
    for name, (content, _) in UNUSABLE.items():
        (root / "dogs" / name).write_bytes(content)
    (root / "dogs" / "notes.txt").write_text("not looked at")
    (root / ".hidden").mkdir()
    return root


def test_what_can_be_used_is_made_ready_and_the_rest_is_named(folder, own_home):
    found = make_ready(folder, 24)
    assert (found.class_names, found.counts) == (("cats", "dogs"), (6, 6))
    assert {each.path.name for each in found.left_out} == set(UNUSABLE)
    assert all(str(each).startswith(f"{each.path}: ") for each in found.left_out)
    assert own_home in found.folder.parents
    ready = sorted(found.folder.rglob("*.*"))
    assert len(ready) == 12
    for path in ready:
        with Image.open(path) as image:
            assert (image.size, image.mode, image.format) == ((24, 24), "RGB", "PNG")


def test_what_is_ready_is_not_read_again_and_what_has_changed_is(folder, monkeypatch):
    before = make_ready(folder, 24)
    looked_at, whole = [], photographs.read

    def look(path, size):
        looked_at.append(path.name)
        return whole(path, size)

    monkeypatch.setattr(photographs, "read", look)
    save(folder / "cats" / "0.jpg", drawn(color="green", size=(99, 40)))
    (folder / "cats" / "1.jpg").unlink()
    after = make_ready(folder, 24)
    assert set(looked_at) == {"0.jpg", *UNUSABLE}
    assert (before.counts, after.counts) == ((6, 6), (5, 6))
    assert len(list((after.folder / "cats").iterdir())) == 5


def test_interrupted_it_goes_on_with_the_rest(folder, monkeypatch):
    whole, done = photographs.read, []

    def read_three(path, size):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(path.name)
        return whole(path, size)

    with monkeypatch.context() as patch:
        patch.setattr(photographs, "read", read_three)
        with pytest.raises(KeyboardInterrupt):
            make_ready(folder, 24)
    again = []
    monkeypatch.setattr(
        photographs, "read", lambda path, size: again.append(path) or whole(path, size)
    )
    assert make_ready(folder, 24).counts == (6, 6)
    assert not {path.name for path in again if path.parent.name == "cats"} & set(done)


def test_the_photographs_themselves_stay_as_they_are(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    make_ready(folder, 24)
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before


def test_a_class_that_is_gone_is_gone(folder):
    save(folder / "fish" / "a.jpg", drawn())
    make_ready(folder, 24)
    for path in (folder / "fish").iterdir():
        path.unlink()
    (folder / "fish").rmdir()
    found = make_ready(folder, 24)
    assert found.class_names == ("cats", "dogs")
    assert sorted(path.name for path in found.folder.iterdir()) == ["cats", "dogs"]


@pytest.mark.parametrize(("language", "words"), [
    ("en", "has 1 subfolders. Put the photographs of each class"), ("vi", "chỉ có 1 thư mục con"),
])  # fmt: skip
def test_a_folder_without_classes_is_refused_with_advice(tmp_path, language, words):
    set_language(language)
    save(tmp_path / "photographs" / "cats" / "a.jpg", drawn())
    with pytest.raises(DataError, match=words):
        make_ready(tmp_path / "photographs")


def test_a_class_with_nothing_to_use_is_named(folder):
    (folder / "empty").mkdir()
    (folder / "empty" / "a.jpg").write_bytes(b"")
    with pytest.raises(DataError, match=r"empty holds no photograph .* \(1 files were left out\)"):
        make_ready(folder, 24)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere cannot be read \(No such file"):
        make_ready(tmp_path / "nowhere")


def test_keras_reads_them_in_batches_of_their_own_order(folder):
    found = make_ready(folder, 24)
    train, validation = pipelines(found, batch_size=4, validation=0.25)
    batches = list(train)
    assert batches[0][0].shape == (4, 24, 24, 3) and batches[0][0].dtype == "float32"
    assert batches[0][0].numpy().max() > 200
    labels = np.concatenate([labels for _, labels in (*batches, *validation)])
    assert sorted(labels.tolist()) == [0] * 6 + [1] * 6
    assert sum(len(labels) for _, labels in validation) == 3


def test_a_format_that_pillow_reads_and_keras_does_not_is_refused(tmp_path):
    path = save(tmp_path / "a.jpg", drawn(), "TIFF")
    with pytest.raises(DataError, match="a TIFF file"):
        read(path)


def test_the_sample_holds_whole_and_broken_files():
    folder = photographs.own_or_sample(random_images((32, 32, 3)), ("cat", "dog"))
    found = make_ready(folder, 24)
    assert found.class_names == ("cat", "dog") and min(found.counts) >= 3
    assert [each.path.name for each in found.left_out] == [
        "empty.jpg", "half_a_download.jpg", "not_an_image.jpg", "really_a_gif.jpg",
    ]  # fmt: skip
    made = [path.stat().st_mtime_ns for path in sorted(found.folder.rglob("*.png"))]
    make_ready(photographs.own_or_sample(random_images((32, 32, 3)), ("cat", "dog")), 24)
    assert made == [path.stat().st_mtime_ns for path in sorted(found.folder.rglob("*.png"))]


def test_a_folder_of_ones_own_takes_the_place_of_the_sample(monkeypatch, tmp_path):
    monkeypatch.setenv("VGKIT_IMAGES", str(tmp_path))
    settings.renew()
    assert photographs.own_or_sample(random_images((32, 32, 3)), ("cat", "dog")) == tmp_path
