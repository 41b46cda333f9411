"""Files are found where they are promised to be looked for; a damaged one is named and passed over."""

import gzip
import lzma
from pathlib import Path

import numpy as np
import pytest

from tests.data.tiny import (
    FILES,
    LABELS,
    cache_folder,
    empty_machine,
    flip,
    found_in,
    good,
    put,
    server,
    shop,
    tiny_content,
)
from vgkit import data
from vgkit.data import locating, mnist
from vgkit.messages import set_language

__all__ = ["empty_machine", "good", "server", "shop"]  # fixtures


def test_the_folders_are_looked_at_in_the_promised_order(good, tmp_path, monkeypatch):
    cache = tmp_path / "keras" / "datasets" / "fashion-mnist"
    assert locating.folders(FILES) == [cache]
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path / "own"))
    assert locating.folders(FILES) == [tmp_path / "own" / "fashion-mnist", tmp_path / "own", cache]


def test_without_keras_home_the_cache_is_below_the_users_home(good, tmp_path, monkeypatch):
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    expected = tmp_path / "me" / ".keras" / "datasets" / "fashion-mnist"
    assert cache_folder() == expected


def test_the_source_names_every_folder_that_a_file_came_from(good, shop, tmp_path, monkeypatch):
    put(tmp_path / "own" / "fashion-mnist", good)
    name = next(iter(data.FILE_SETS["fashion_mnist"].originals.values())).name
    (tmp_path / "own" / name).write_bytes((tmp_path / "own" / "fashion-mnist" / name).read_bytes())
    (tmp_path / "own" / "fashion-mnist" / name).unlink()
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path / "own"))
    assert data.load().source == f"{tmp_path / 'own'}, {tmp_path / 'own' / 'fashion-mnist'}"


@pytest.mark.parametrize("below", ["", "fashion-mnist"])
def test_a_named_folder_is_used_as_it_is_or_with_the_subfolder(
    good, shop, tmp_path, monkeypatch, below
):
    put(tmp_path / "own" / below, good)
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path / "own"))
    images = data.load()
    assert images.source == str(tmp_path / "own" / below)
    assert images.name == "fashion_mnist"
    assert not images.is_synthetic
    assert images.x_train.shape == (6, 784)
    assert images.x_test.shape == (4, 784)
    assert images.x_train.dtype == np.uint8
    assert images.y_train.tolist() == [9, 0, 3, 1, 2, 7]
    assert images.x_train[1, :3].tolist() == [7 * n % 251 for n in (784, 785, 786)]
    assert shop.requested == []


def test_a_damaged_file_in_the_named_folder_is_passed_over_for_the_cache(
    good, shop, tmp_path, monkeypatch, capsys
):
    own = tmp_path / "own"
    put(own, good | {LABELS: good[LABELS][:20]})
    put(cache_folder(), good)
    monkeypatch.setenv("VGKIT_DATA_DIR", str(own))
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    told = capsys.readouterr()
    assert f"{own / LABELS} is damaged (not a whole gzip file (20 bytes" in told.err
    assert "It is not used" in told.err
    assert told.out == ""
    assert shop.requested == []
    assert (own / LABELS).read_bytes() == good[LABELS][:20]


def test_a_damaged_file_in_the_cache_is_named_and_fetched_again(good, shop, capsys):
    raw = flip(tiny_content()["y_test"], 9)
    put(cache_folder(), good | {LABELS: gzip.compress(raw, mtime=0)})
    assert data.load().y_test.tolist() == [5, 6, 8, 4]
    told = capsys.readouterr()
    assert f"{cache_folder() / LABELS} is damaged (SHA-256" in told.err
    assert f"Downloading {LABELS}" in told.err
    assert told.out == ""
    assert shop.requested == [LABELS]
    assert (cache_folder() / LABELS).read_bytes() == good[LABELS]
    assert found_in(cache_folder()) == sorted(good)


def test_a_damaged_file_that_cannot_be_fetched_again_stays_where_it_is(good):
    put(cache_folder(), good | {LABELS: b"half"})
    with pytest.raises(data.DataError, match="Three ways out"):
        data.load()
    assert (cache_folder() / LABELS).read_bytes() == b"half"
    assert found_in(cache_folder()) == sorted(good)


def test_the_status_of_nothing_is_four_missing_files_and_makes_no_folder(good, tmp_path):
    report = data.status("fashion_mnist")
    assert [(f.key, f.present, f.problem) for f in report] == [
        (key, False, None) for key in ("x_train", "y_train", "x_test", "y_test")
    ]
    assert report[3].path == cache_folder() / LABELS
    assert not (tmp_path / "keras").exists()


def test_the_status_lists_every_copy_and_what_is_wrong_with_it(good, tmp_path, monkeypatch):
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path))
    put(tmp_path, {LABELS: b"half"})
    put(cache_folder(), good)
    report = data.status("fashion_mnist")
    assert len(report) == 5
    bad = [file for file in report if file.problem]
    assert [(file.path, file.present) for file in bad] == [(tmp_path / LABELS, True)]
    assert "not a whole gzip file (4 bytes" in bad[0].problem
    assert (tmp_path / LABELS).read_bytes() == b"half"


@pytest.fixture
def checkout(good, tmp_path, monkeypatch):
    """The package runs from a checkout that has the tiny data set in `data/`."""
    root = tmp_path / "checkout"
    (root / "src" / "vgkit").mkdir(parents=True)
    put(root / "data" / "fashion-mnist", good)
    monkeypatch.setattr(locating, "checkout_folders", lambda: [root / "data"])
    return root


def test_the_checkouts_own_files_come_after_the_named_folder_and_before_the_cache(
    checkout, good, tmp_path, monkeypatch
):
    own, cache = tmp_path / "own", cache_folder()
    monkeypatch.setenv("VGKIT_DATA_DIR", str(own))
    committed = checkout / "data" / "fashion-mnist"
    assert locating.folders(FILES) == [own / "fashion-mnist", own, committed, cache]
    put(cache, good)
    assert locating.find(FILES, "y_test")[1] == str(committed)
    put(own, good)
    assert locating.find(FILES, "y_test")[1] == str(own)


def test_a_damaged_file_of_the_checkout_is_passed_over_for_the_cache(checkout, good, capsys):
    damaged = checkout / "data" / "fashion-mnist" / LABELS
    damaged.write_bytes(b"version https://git-lfs.github.com/spec/v1")
    put(cache_folder(), good)
    content, folder = locating.find(FILES, "y_test")
    assert (content[8:].tolist(), folder) == ([5, 6, 8, 4], str(cache_folder()))
    assert f"{damaged} is damaged" in capsys.readouterr().err


def make_checkout(root):
    (root / "src" / "vgkit").mkdir(parents=True)
    (root / "data").mkdir()
    return root / "data"


def test_the_checkout_is_the_one_that_the_package_lies_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    committed = make_checkout(tmp_path / "checkout")
    monkeypatch.setattr(locating, "__file__", str(committed.parent / "src/vgkit/data/locating.py"))
    assert locating.checkout_folders() == [committed]


def test_an_installed_package_takes_the_checkout_around_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "work" / "hints").mkdir(parents=True)
    committed = make_checkout(tmp_path / "work")
    installed = tmp_path / "lib/python3.12/site-packages/vgkit/data/locating.py"
    monkeypatch.setattr(locating, "__file__", str(installed))
    monkeypatch.chdir(tmp_path / "work" / "hints")
    assert locating.checkout_folders() == [committed]
    monkeypatch.chdir(tmp_path)
    assert locating.checkout_folders() == []


def test_a_current_folder_that_was_deleted_does_no_harm(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr(locating, "__file__", str(tmp_path / "lib/vgkit/data/locating.py"))
    assert locating.checkout_folders() == []


def test_this_checkout_has_fashion_mnist_and_mnist(monkeypatch):
    root = Path(__file__).parents[2]
    if not (root / "data").is_dir():
        pytest.skip("NOT TESTED: not in a checkout")
    assert locating.checkout_folders()[0] == root / "data"
    for files in (FILES, mnist.FILES):
        found = {path.name for path in (root / "data" / files.subfolder).glob("*.gz")}
        assert found == {original.name for original in files.originals.values()}


# Other containers, other data sets


@pytest.mark.parametrize(
    ("name", "pack"),
    [(LABELS[:-3], bytes), (LABELS[:-3] + ".xz", lzma.compress)],
    ids=["in no container", "xz"],
)
def test_a_file_of_a_folder_of_ones_own_may_come_in_another_container(
    good, tmp_path, monkeypatch, name, pack
):
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path))
    put(tmp_path, {name: pack(tiny_content()["y_test"])})
    content, folder = locating.find(FILES, "y_test")
    assert (content[8:].tolist(), folder) == ([5, 6, 8, 4], str(tmp_path))
    (file,) = [file for file in data.status("fashion_mnist") if file.present]
    assert (file.path, file.problem) == (tmp_path / name, None)


@pytest.mark.parametrize(
    ("called", "fashion", "digits"),
    [("fashion-mnist", True, False), ("mnist", False, True), ("anything", True, False)],
)
def test_a_folder_of_one_data_set_is_of_that_which_it_is_called_by(
    good, tmp_path, monkeypatch, called, fashion, digits
):
    folder = tmp_path / called
    monkeypatch.setenv("VGKIT_DATA_DIR", str(folder))
    for files, looked_at in ((FILES, fashion), (mnist.FILES, digits)):
        assert (folder in locating.folders(files)) == looked_at
        assert locating.folders(files)[0] == folder / files.subfolder


def test_at_hand_means_a_copy_of_every_file_wherever(good, tmp_path, monkeypatch):
    monkeypatch.setenv("VGKIT_DATA_DIR", str(tmp_path))
    put(cache_folder(), {name: body for name, body in good.items() if name != LABELS})
    assert not locating.at_hand(FILES)
    put(tmp_path, {LABELS: good[LABELS]})
    assert locating.at_hand(FILES)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "MNIST is not on this machine .* Two ways out: .* `vgkit data fetch mnist`"),
        ("vi", "Máy này chưa có MNIST .* Có hai cách: .* `vgkit data fetch mnist`"),
    ],
)
def test_a_data_set_without_a_stand_in_has_two_ways_out(empty_machine, language, words):
    set_language(language)
    with pytest.raises(data.DataError, match=words) as refusal:
        locating.contents(mnist.FILES)
    message = str(refusal.value)
    assert "VGKIT_DATA_DIR" in message and "12 MB" in message
    assert str(mnist.FILES.cache_folder()) in message
    assert "synthetic" not in message and "\n" not in message
