"""CIFAR-10: channels last, the course's part or the whole, and no pickle trusted."""

import hashlib
import lzma
import os
import pickle

import numpy as np
import pytest

from tests.data.tiny import empty_machine, put
from vgkit import data
from vgkit.data import cifar10, verification

__all__ = ["empty_machine"]  # fixtures
IMAGES = 4  # in each batch


def batch(number):
    """A pickle like the published ones: pixel i of image n of a batch is n + number + i mod 251."""
    pixels = np.arange(3072) + np.arange(IMAGES)[:, None] + number
    labels = [(number + n) % 10 for n in range(IMAGES)]
    pickled = pickle.dumps({b"data": (pixels % 251).astype(np.uint8), b"labels": labels}, 3)
    return pickled.replace(b"numpy._core.multiarray", b"numpy.core.multiarray")


def consists_of(monkeypatch, batches):
    for name, body in batches.items():
        original = cifar10.Batch(name, len(body), hashlib.sha256(body).hexdigest())
        monkeypatch.setitem(cifar10.FILES.originals, name, original)


@pytest.fixture
def batches(monkeypatch, empty_machine, tmp_path):
    """Six batches of four images in a folder of one's own."""
    made = {name: batch(number) for number, name in enumerate(cifar10.FILES.originals)}
    consists_of(monkeypatch, made)
    monkeypatch.setattr(cifar10, "TEST_IMAGES", 3)
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path))
    put(tmp_path / "cifar-10-batches-py", made)
    return made


def test_the_course_has_the_first_batch_and_the_first_test_images(batches, tmp_path):
    images = data.load("cifar10")
    assert (images.name, images.source) == ("cifar10", str(tmp_path / "cifar-10-batches-py"))
    assert (images.x_train.shape, images.x_test.shape) == ((4, 32, 32, 3), (3, 32, 32, 3))
    assert (images.y_train.tolist(), images.y_test.tolist()) == ([0, 1, 2, 3], [5, 6, 7])
    assert {
        a.dtype.name for a in (images.x_train, images.y_train, images.x_test, images.y_test)
    } == {"uint8"}


def test_cats_and_dogs_are_all_of_them_in_their_order_with_two_labels(batches):
    images, whole = data.load("cats_and_dogs"), data.load("cifar10_whole")
    assert (images.name, images.source) == ("cats_and_dogs", whole.source)
    for part in ("train", "test"):
        x, y, labels = (getattr(images, f"x_{part}"), getattr(images, f"y_{part}"),
                        getattr(whole, f"y_{part}"))  # fmt: skip
        rows = [row for row, label in enumerate(labels) if label in (3, 5)]
        assert rows and np.array_equal(x, getattr(whole, f"x_{part}")[rows])
        assert y.tolist() == [int(labels[row] == 5) for row in rows]
        assert x.dtype == y.dtype == np.uint8


def test_the_whole_set_has_all_batches_in_order_and_another_name(batches):
    images = data.load("cifar10_whole")
    assert images.name == "cifar10_whole"
    assert (images.x_train.shape, images.x_test.shape) == ((20, 32, 32, 3), (4, 32, 32, 3))
    assert images.y_train.tolist() == [(b + n) % 10 for b in range(5) for n in range(4)]
    part = data.load("cifar10")
    assert np.array_equal(images.x_train[:4], part.x_train)
    assert np.array_equal(images.x_test[:3], part.x_test)


def test_the_three_colours_of_a_pixel_stand_side_by_side(batches):
    images = data.load("cifar10").x_train
    place = 5 * 32 + 7
    expected = [(2 + plane * 1024 + place) % 251 for plane in range(3)]
    assert images[2, 5, 7].tolist() == expected


def test_images_lie_where_tensorflow_can_use_them_as_they_are(batches):
    images = data.load("cifar10_whole")
    for array in (images.x_train, images.y_train, images.x_test, images.y_test):
        assert array.ctypes.data % verification.ALIGNMENT == 0
        assert not array.flags.writeable
        assert array.base.flags.writeable and array.base.ndim == 1


def test_batches_may_be_compressed(batches, tmp_path):
    expected = data.load("cifar10").x_train
    for name, body in batches.items():
        (tmp_path / "cifar-10-batches-py" / name).unlink()
        put(tmp_path / "cifar-10-batches-py", {f"{name}.xz": lzma.compress(body)})
    assert np.array_equal(cifar10.load().x_train, expected)
    assert [file.problem for file in data.status("cifar10")] == [None] * 6


class Harm:
    def __reduce__(self):
        return os.mkdir, ("harm",)


def test_a_pickle_that_is_not_the_original_is_never_opened(batches, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    body = pickle.dumps(Harm())
    put(tmp_path / "cifar-10-batches-py", {"data_batch_1": body + bytes(len(batch(0)) - len(body))})
    with pytest.raises(data.DataError, match="Two ways out"):
        data.load("cifar10")
    assert "data_batch_1 is damaged (SHA-256" in capsys.readouterr().err
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize(
    "harmful",
    [pickle.dumps(Harm()), b"cnumpy\nload\n.", b"cbuiltins\neval\n."],
    ids=["a call", "another function of NumPy", "a builtin"],
)
def test_an_unpickler_that_knows_only_arrays_reads_it(tmp_path, monkeypatch, harmful):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pickle.UnpicklingError, match="a batch of images needs no"):
        cifar10.unpickle(np.frombuffer(harmful, np.uint8))
    assert not (tmp_path / "harm").exists()


def test_the_archive_is_the_published_one_and_its_files_the_six():
    assert cifar10.FILES.origin + cifar10.FILES.archive == (
        "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    )
    assert list(cifar10.FILES.originals) == [*cifar10.TRAIN_BATCHES, cifar10.TEST_BATCH]
    assert cifar10.CLASS_NAMES[3] == "cat" and cifar10.CLASS_NAMES[5] == "dog"


def test_the_real_photographs_are_the_published_ones():
    if not data.at_hand("cifar10"):
        pytest.skip("NOT TESTED, no CIFAR-10: `vgkit data fetch cifar10` downloads it")
    images = data.load("cifar10")
    assert (images.x_train.shape, images.x_test.shape) == ((10_000, 32, 32, 3), (2_000, 32, 32, 3))
    assert images.y_train[:10].tolist() == [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]
    assert images.y_test[:10].tolist() == [3, 8, 8, 0, 6, 6, 1, 6, 3, 1]
    assert np.bincount(images.y_train).tolist() == [
        1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981,
    ]  # fmt: skip
    # The first pixel of the first photograph, a frog, as everyone's Keras shows it.
    assert images.x_train[0, 0, 0].tolist() == [59, 62, 63]
    means = images.x_train.mean(axis=(0, 1, 2)) / 255  # of all 50,000: 0.4914, 0.4822, 0.4465
    assert means == pytest.approx([0.4914, 0.4822, 0.4465], abs=0.005)


@pytest.mark.thorough
def test_half_of_the_real_pets_are_cats():
    if not data.at_hand("cifar10"):
        pytest.skip("NOT TESTED, no CIFAR-10: `vgkit data fetch cifar10` downloads it")
    images = data.load("cats_and_dogs")
    assert np.bincount(images.y_train).tolist() == [5_000, 5_000]
    assert np.bincount(images.y_test).tolist() == [1_000, 1_000]
