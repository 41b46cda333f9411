"""Which data set a call and a session get."""

import subprocess
import sys

import pytest

from tests.data.tiny import LABELS, cache_folder, empty_machine, files, good, put, server, shop
from vgkit import data
from vgkit.data import cifar10, locating, synthetic
from vgkit.errors import VgkitError
from vgkit.messages import set_language

__all__ = ["empty_machine", "files", "good", "server", "shop"]  # fixtures


def test_loading_twice_gives_the_same_arrays(good, tmp_path):
    put(cache_folder(), good)
    first = data.load()
    for path in cache_folder().iterdir():
        path.unlink()
    assert data.load() is first


def test_the_stand_in_is_taken_only_when_it_is_asked_for_and_says_so(good, monkeypatch):
    drawn = synthetic.draw(20, 10)
    monkeypatch.setattr(synthetic, "draw", lambda: drawn)
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    images = data.load()
    assert images.is_synthetic
    assert images.name == "synthetic"
    assert images.source == "drawn by vgkit"
    assert images.x_train is drawn["x_train"]


def test_a_data_set_that_means_nothing_is_refused(good, monkeypatch):
    monkeypatch.setenv("VGKIT_DATASET", "mnist")
    with pytest.raises(VgkitError, match="VGKIT_DATASET is 'mnist'. Unset it") as refusal:
        data.load()
    assert "'synthetic'" in str(refusal.value)


def test_an_empty_variable_counts_as_unset(good, monkeypatch):
    put(cache_folder(), good)
    monkeypatch.setenv("VGKIT_DATASET", "")
    monkeypatch.setenv("VGKIT_DATA_DIR", "")
    assert data.load().name == "fashion_mnist"


def test_a_data_set_has_the_name_that_it_is_called_by(good):
    put(cache_folder(), good)
    assert data.load("fashion_mnist") is data.load()
    assert data.load("fashion_mnist").name == "fashion_mnist"


def test_the_stand_in_replaces_fashion_mnist_and_nothing_else(good, monkeypatch):
    drawn = synthetic.draw(20, 10)
    monkeypatch.setattr(synthetic, "draw", lambda: drawn)
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    assert data.load("fashion_mnist").name == "synthetic"
    assert data.load("fashion_mnist") is data.load() is data.load("synthetic")
    for name in ("mnist", "cifar10", "cifar10_whole", "cats_and_dogs"):
        with pytest.raises(data.DataError, match="is not on this machine"):
            data.load(name)


def test_nothing_falls_back_to_the_stand_in_by_itself(good):
    for name in (None, *data.FILE_SETS):
        with pytest.raises(data.DataError, match="cannot be fetched"):
            data.load(name)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "name must be one of 'fashion_mnist', 'mnist', 'cifar10'"), ("vi", "name phải là một")],
)
def test_a_name_that_is_no_data_sets_is_refused_with_those_that_are(good, language, words):
    set_language(language)
    for ask in (data.load, data.fetch, data.status):
        with pytest.raises(VgkitError, match=f"{words}.* 'fashion'"):
            ask("fashion")


def test_a_loader_that_is_added_to_the_table_is_used(good, monkeypatch):
    images = data.Dataset("shapes", "drawn by a test", **synthetic.draw(20, 10))
    monkeypatch.setitem(data.DATASETS, "shapes", lambda: images)
    assert data.load("shapes") is images


def test_fetch_downloads_what_is_missing_and_names_the_folder(shop, good):
    put(cache_folder(), {n: body for n, body in good.items() if n != LABELS})
    assert data.fetch("fashion_mnist") == str(cache_folder())
    assert shop.requested == [LABELS]


def test_the_status_of_everything_leaves_out_what_is_not_committed_and_not_here(files):
    assert [file.dataset for file in data.status()] == ["fashion_mnist"] * 4 + ["mnist"] * 4
    assert {file.present for file in data.status()} == {True}
    put(cifar10.FILES.cache_folder(), dict.fromkeys(cifar10.FILES.originals, b"half"))
    report = [file for file in data.status() if file.dataset == "cifar10"]
    assert [file.problem.split(",")[0] for file in report] == ["4 bytes after decompression"] * 6
    assert data.at_hand("cifar10")


@pytest.mark.parametrize("module", ["pooch", "requests", "tarfile", "tensorflow", "keras"])
def test_looking_for_data_does_not_load_what_a_download_needs(module):
    code = f"import sys; from vgkit import data; data.at_hand('mnist'); print('{module}' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


@pytest.mark.parametrize(("here", "lacks"), [(False, True), (True, False)])
def test_only_what_no_checkout_holds_can_be_lacking(monkeypatch, here, lacks):
    monkeypatch.setattr(locating, "at_hand", lambda files: here)
    found = {name: data.lacking(name) for name in data.DATASETS}
    assert found == {
        "fashion_mnist": None, "mnist": None, "synthetic": None,
        "cifar10": cifar10.FILES if lacks else None,
        "cifar10_whole": cifar10.FILES if lacks else None,
        "cats_and_dogs": cifar10.FILES if lacks else None,
    }  # fmt: skip
