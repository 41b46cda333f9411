"""A disk that is full, folders that cannot be written, no home: training goes on, and says so."""

import contextlib
import errno
import os
import tempfile
from pathlib import Path

import pytest

from tests.conftest import MonkeyPatch, in_english_but, thorough_but, tiny_images, without_graphs
from tests.file_limits import no_file_beyond
from tests.processes import small_adam
from vgkit import data, folders, quiz
from vgkit.cli import doctor
from vgkit.data import locating
from vgkit.errors import VgkitError
from vgkit.folders import set_aside, user_folder, write_atomically
from vgkit.messages import set_language
from vgkit.training import records, trainer


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The metrics of the small training where nothing is in its way."""
    with MonkeyPatch.context() as patch, without_graphs():
        patch.setenv("VGKIT_HOME", str(tmp_path_factory.mktemp("whole")))
        patch.setenv("VGKIT_PROGRESS", "off")
        patch.setattr(data, "load", tiny_images)
        return trainer.train(small_adam(), "small", 5).metrics


def first(whole, epochs):
    return {name: values[:epochs] for name, values in whole.items()}


def backup_of(home, name="small"):
    (path,) = (home / "backups").glob(f"{name}-*.npz")
    return path


# A disk that is full or cannot be written


def disk_is_full_for(folder, monkeypatch):
    """Whatever the kit writes into a folder goes to a device that is always full."""

    def full(path, mode):
        return open("/dev/full" if Path(path).parent == folder else path, mode.replace("x", "w"))

    monkeypatch.setattr(folders, "open", full, raising=False)


@contextlib.contextmanager
def no_right_to_write(folder):
    """`folder` may be read and not written, even if the tests are run by root."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            try:
                os.seteuid(65534)
            except OSError:
                pytest.skip("NOT TESTED: root may write anywhere, and cannot become nobody here")
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


WORDS = {
    "en": ("No backups from here on (File too large", "VGKIT_HOME"),
    "vi": ("Từ đây không ghi được checkpoint (File too large", "VGKIT_HOME"),
}


@pytest.mark.parametrize("language", thorough_but(["vi"], ["en", "vi"]))
def test_a_disk_that_is_full_within_a_backup_costs_the_backup_and_nothing_else(
    tiny, own_home, whole, language, capsys
):
    trainer.train(small_adam(), "small", 2)
    path = backup_of(own_home)
    before = path.read_bytes()
    set_language(language)
    with no_file_beyond(len(before) // 2):
        run = trainer.train(small_adam(), "small", 5)
    said = capsys.readouterr().err
    assert all(said.count(words) == 1 for words in WORDS[language])
    assert run.metrics == first(whole, 5)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    assert trainer.train(small_adam(), "small", 5).metrics == run.metrics  # from epoch 2


def test_a_disk_without_space_for_the_first_backup_is_named(
    tiny, own_home, whole, capsys, monkeypatch
):
    trainer.train(small_adam(), "small", 1)
    path = backup_of(own_home)
    path.unlink()
    disk_is_full_for(path.parent, monkeypatch)
    assert trainer.train(small_adam(), "small", 2).metrics == first(whole, 2)
    assert "No backups from here on (No space left on device" in capsys.readouterr().err
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "words"),
    in_english_but(
        ("en", "The record of this run could not be kept (File too large"),
        ("vi", "Không ghi được record của lần chạy này (File too large"),
    ),
)
def test_a_disk_that_is_full_within_a_record_leaves_the_older_record(
    tiny, own_home, whole, language, words, capsys
):
    set_language(language)
    trainer.train(small_adam(), "small", 1)
    kept = own_home / "runs" / "small-synthetic.json"
    before = kept.read_bytes()
    with no_file_beyond(len(before) // 2):
        assert trainer.train(small_adam(), "small", 2).metrics == first(whole, 2)
    assert words in capsys.readouterr().err
    assert kept.read_bytes() == before
    assert list(kept.parent.iterdir()) == [kept]


@pytest.mark.parametrize("full", [no_file_beyond, lambda size: contextlib.nullcontext()])
def test_a_write_that_fails_halfway_leaves_the_older_file_whole(tmp_path, full, monkeypatch):
    path = tmp_path / "file"
    write_atomically(path, b"older")
    if full is not no_file_beyond:
        disk_is_full_for(tmp_path, monkeypatch)
    with full(100_000), pytest.raises(OSError) as failure:
        write_atomically(path, bytes(300_000))
    assert failure.value.errno == (errno.EFBIG if full is no_file_beyond else errno.ENOSPC)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_without_the_right_to_write_is_an_oserror_and_keeps_what_it_holds():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(b"older")
        with no_right_to_write(path.parent):
            assert path.read_bytes() == b"older"
            for change in (lambda path: write_atomically(path, b"new"), set_aside):
                with pytest.raises(PermissionError):
                    change(path)
        assert list(path.parent.iterdir()) == [path]
        assert path.read_bytes() == b"older"


# Folders

NOWHERE = Path("/sys/vgkit")  # where nobody can make a folder, not even root
needs_sys = pytest.mark.skipif(not NOWHERE.parent.is_dir(), reason="NOT TESTED: needs Linux' /sys")


@needs_sys
@pytest.mark.parametrize("name", ["VGKIT_HOME", "XDG_CACHE_HOME", "HOME"])
def test_a_home_that_cannot_be_made_costs_backup_and_record_and_nothing_else(
    tiny, whole, name, monkeypatch, capsys
):
    for other in ("VGKIT_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, str(NOWHERE))
    assert trainer.train(small_adam(), "small", 2).metrics == first(whole, 2)
    said = capsys.readouterr().err
    assert said.count("No backups from here on") == 1
    assert said.count("The record of this run could not be kept") == 1
    assert said.count(str(NOWHERE)) == 2
    assert "set VGKIT_HOME" in said
    monkeypatch.setattr(data, "status", list)  # no data to verify
    finding = next(f for f in doctor.examine() if "backups and runs" in f.what)
    assert not finding.ok
    assert "VGKIT_HOME" in finding.advice


@needs_sys
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Kept: A.", "The answer could not be kept (", "VGKIT_HOME")),
        ("vi", ("Đã ghi lại: A.", "Không ghi lại được câu trả lời (", "VGKIT_HOME")),
    ],
)
def test_an_answer_that_cannot_be_kept_is_not_called_kept(monkeypatch, language, words):
    set_language(language)
    kept, lost, advice = words
    assert quiz.take(quiz.find_items("P5")[0], "A").message == kept
    monkeypatch.setenv("VGKIT_HOME", str(NOWHERE))
    prediction = quiz.take(quiz.find_items("P5")[0], "A").message
    assert kept not in prediction
    assert lost in prediction and advice in prediction
    verdict = quiz.take(quiz.find_items("Q6.why")[0], "C")
    assert verdict.right
    assert lost in verdict.message and advice in verdict.message


@pytest.fixture
def homeless(monkeypatch, tmp_path):
    """A user for whom neither the environment nor the system names a home folder."""
    pwd = pytest.importorskip("pwd")

    def unknown(user):
        raise KeyError(user)

    for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "VGKIT_HOME", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setattr(pwd, "getpwnam", unknown)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "There is no home folder .* Name a folder .* VGKIT_HOME"),
     ("vi", "Không có thư mục home .* Hãy ghi đường dẫn .* VGKIT_HOME")],
)  # fmt: skip
def test_without_a_home_the_variable_that_helps_is_named_and_nothing_is_written(
    tiny, homeless, language, words
):
    set_language(language)
    for ask in (
        user_folder,
        lambda: trainer.train(small_adam(), "small", 1),
        lambda: quiz.take(quiz.find_items("P5")[0], "A"),
        lambda: records.load_user_run("5"),
    ):
        with pytest.raises(VgkitError, match=words):
            ask()
    assert list(homeless.iterdir()) == []


def test_without_a_home_the_named_folder_serves(tiny, homeless, monkeypatch, whole):
    monkeypatch.setenv("VGKIT_HOME", str(homeless / "kit"))
    assert trainer.train(small_adam(), "small", 1).metrics == first(whole, 1)
    assert [path.name for path in homeless.iterdir()] == ["kit"]
    assert backup_of(homeless / "kit").is_file()


def test_without_a_home_the_doctor_says_what_to_do(homeless, monkeypatch):
    monkeypatch.setattr(data, "status", list)
    monkeypatch.setattr(data, "status", list)  # no data to verify
    finding = next(f for f in doctor.examine() if "backups and runs" in f.what)
    assert not finding.ok
    assert "VGKIT_HOME" in finding.advice


def test_without_a_home_data_are_looked_for_where_keras_keeps_them(homeless):
    assert locating.keras_home() == Path("/tmp/.keras")
    cache = data.FILE_SETS["fashion_mnist"].cache_folder()
    assert cache == Path("/tmp/.keras/datasets/fashion-mnist")


def test_the_doctor_counts_the_cores_that_may_be_used(monkeypatch):
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("NOT TESTED: needs Linux")
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {1})
    assert doctor._cores().what.startswith("1 processor core(s)")
