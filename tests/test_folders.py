"""Files of the user: where they lie, written whole or not at all, set aside but never deleted."""

import os
import stat
import subprocess
import sys
import threading
import time
import uuid

import pytest

from vgkit import folders
from vgkit.errors import VgkitError
from vgkit.folders import check_output, set_aside, user_folder, write_atomically


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_users_folder_is_the_one_named_in_vgkit_home(tmp_path, monkeypatch):
    monkeypatch.setenv("VGKIT_HOME", str(tmp_path / "mine"))
    assert user_folder() == tmp_path / "mine"
    assert user_folder("runs", "5.json") == tmp_path / "mine" / "runs" / "5.json"


def test_naming_a_folder_does_not_make_it(tmp_path, monkeypatch):
    monkeypatch.setenv("VGKIT_HOME", str(tmp_path / "mine"))
    user_folder("runs")
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("value", [None, ""])
def test_without_vgkit_home_it_is_the_systems_cache_folder(tmp_path, monkeypatch, value):
    if value is None:
        monkeypatch.delenv("VGKIT_HOME")
    else:
        monkeypatch.setenv("VGKIT_HOME", value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    folder = user_folder("runs")
    assert folder.is_absolute()
    assert "vgkit" in folder.parts
    assert folder.name == "runs"


def test_a_file_is_written_and_its_folders_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "file.bin"
    write_atomically(path, b"\x00\xff\r\n")
    assert path.read_bytes() == b"\x00\xff\r\n"
    assert names(path.parent) == ["file.bin"]


def test_a_path_may_be_given_as_text(tmp_path):
    write_atomically(str(tmp_path / "file"), b"x")
    assert (tmp_path / "file").read_bytes() == b"x"


def test_an_older_file_is_replaced_whole(tmp_path):
    write_atomically(tmp_path / "file", b"a long first version")
    write_atomically(tmp_path / "file", b"short")
    assert (tmp_path / "file").read_bytes() == b"short"
    assert names(tmp_path) == ["file"]


def test_a_folder_that_cannot_be_made_is_an_oserror_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(OSError):
        write_atomically(tmp_path / "file" / "below", b"x")
    assert names(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"in the way"


def test_a_name_that_is_taken_by_a_folder_is_an_oserror_and_leaves_no_temporary_file(tmp_path):
    (tmp_path / "name").mkdir()
    with pytest.raises(OSError):
        write_atomically(tmp_path / "name", b"x")
    assert names(tmp_path) == ["name"]


def test_what_is_not_bytes_leaves_the_older_file_and_no_temporary_one(tmp_path):
    write_atomically(tmp_path / "file", b"old")
    with pytest.raises(TypeError):
        write_atomically(tmp_path / "file", 7)
    assert (tmp_path / "file").read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


KILLED = """
import os, signal, sys
from vgkit import folders
from vgkit.errors import VgkitError
from vgkit.folders import check_output, write_atomically

os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(sys.argv[1], b"half of it")
"""


def test_what_killed_processes_left_is_cleared_up_an_hour_later(own_home):
    own_home.mkdir()
    mine = ["notes.tmp", "data.1-2.tmp", ".vgkit-12.tmp", "file.tmp.txt"]  # not of the kit's making
    for name in mine:
        (own_home / name).touch()
    left = []
    for name in ("young", "older"):  # the young one may be what another process is writing
        subprocess.run([sys.executable, "-c", KILLED, str(own_home / name)])
        left += [p for p in own_home.iterdir() if p.name not in mine and p not in left]
    assert len(left) == 2
    young, older = left
    for path in (older, *(own_home / name for name in mine)):
        os.utime(path, (0, time.time() - 3700))
    write_atomically(own_home / "file", b"x")
    assert names(own_home) == sorted([*mine, young.name, "file"])


def test_outside_of_the_kits_own_folder_nothing_is_cleared_up(tmp_path):
    for name in ("data.1-2.tmp", f".vgkit-{'a' * 32}.tmp"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    write_atomically(tmp_path / "file", b"x")
    assert names(tmp_path) == sorted(["data.1-2.tmp", f".vgkit-{'a' * 32}.tmp", "file"])


def test_a_leftover_that_cannot_be_deleted_is_in_nobodys_way(own_home):
    leftover = own_home / f".vgkit-{'0' * 32}.tmp"
    leftover.mkdir(parents=True)
    os.utime(leftover, (0, 0))
    write_atomically(own_home / "file", b"x")
    assert (own_home / "file").read_bytes() == b"x"


def test_a_planted_temporary_file_is_neither_written_nor_followed(tmp_path, monkeypatch):
    taken = uuid.UUID(int=7)
    monkeypatch.setattr(folders.uuid, "uuid4", lambda: taken)
    (tmp_path / "theirs").write_bytes(b"precious")
    (tmp_path / f".vgkit-{taken.hex}.tmp").symlink_to(tmp_path / "theirs")
    with pytest.raises(FileExistsError):
        write_atomically(tmp_path / "file", b"x")
    assert (tmp_path / "theirs").read_bytes() == b"precious"


def test_a_device_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        write_atomically(tmp_path / "pipe", b"x")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode) and names(tmp_path) == ["pipe"]


def test_an_output_is_looked_at_before_the_work(tmp_path):
    (tmp_path / "old").write_bytes(b"x")
    assert check_output(str(tmp_path / "old")) == tmp_path / "old"
    assert check_output(tmp_path / "new") == tmp_path / "new" and names(tmp_path) == ["old"]
    (tmp_path / "link").symlink_to(tmp_path / "old")
    os.mkfifo(tmp_path / "pipe")
    for wrong, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "link", "or a link"),
        (tmp_path / "pipe", "a device"),
        ("/dev/null", "a device"),
        (tmp_path / "nowhere" / "file", "There is no folder"),
        (tmp_path / "old" / "file", "There is no folder"),
    ):
        with pytest.raises(VgkitError, match=words):
            check_output(wrong)


def test_threads_that_write_at_once_leave_one_whole_file(tmp_path):
    contents = [bytes([letter]) * 200_000 for letter in b"abcdefgh"]

    failures = []

    def write(content):
        try:
            for _ in range(10):
                write_atomically(tmp_path / "file", content)
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if (tmp_path / "file").exists():
            assert (tmp_path / "file").read_bytes() in contents
    assert failures == []
    assert (tmp_path / "file").read_bytes() in contents
    assert names(tmp_path) == ["file"]


def test_setting_aside_takes_the_first_free_number_and_loses_nothing(tmp_path):
    for content in (b"first", b"second", b"third"):
        (tmp_path / "backup.npz").write_bytes(content)
        set_aside(tmp_path / "backup.npz")
    assert names(tmp_path) == [f"backup.npz.aside-{n}" for n in (1, 2, 3)]
    assert (tmp_path / "backup.npz.aside-1").read_bytes() == b"first"
    assert (tmp_path / "backup.npz.aside-3").read_bytes() == b"third"


def test_setting_aside_says_where_the_file_is_now(tmp_path):
    (tmp_path / "backup.npz").write_bytes(b"x")
    aside = set_aside(str(tmp_path / "backup.npz"))
    assert aside == tmp_path / "backup.npz.aside-1"
    assert aside.read_bytes() == b"x"
    assert not (tmp_path / "backup.npz").exists()


# Hours of training

KILLED_AT_WORK = """
import os, signal, sys
from vgkit.folders import lasting
with lasting(sys.argv[1]):
    os.makedirs(sys.argv[1])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_folder_for_hours_is_for_one_at_a_time(tmp_path, capsys):
    with folders.lasting(tmp_path / "runs" / "5") as home:
        home.mkdir(parents=True)
        with pytest.raises(VgkitError, match=r"Another command is training in .*5 at this moment"):
            folders.lasting(home).__enter__()
    with folders.lasting(home) as again:
        assert again == home
    assert "Going on with the trainings" in capsys.readouterr().err
    assert names(tmp_path / "runs") == ["5"]


def test_nobody_waits_for_a_killed_process_to_end_its_hours(tmp_path, capsys):
    home = tmp_path / "runs" / "5"
    killed = subprocess.run([sys.executable, "-c", KILLED_AT_WORK, str(home)])
    assert killed.returncode != 0 and home.exists()
    with folders.lasting(home):
        assert "Going on with the trainings" in capsys.readouterr().err


def test_where_there_are_no_locks_hours_are_trained_without(tmp_path, monkeypatch):
    (tmp_path / "a file").touch()
    with folders.lasting(tmp_path / "a file" / "5") as home:
        assert not home.exists()


# Locks: what releases of filelock below the lower bound get wrong


def is_free(folder):
    try:
        with folders.lasting(folder):
            return True
    except VgkitError:
        return False


OPEN_FILES = "NOT TESTED: this system deletes no file that is open"


def test_a_lock_that_was_deleted_between_opening_and_locking_holds_nothing(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl", reason=OPEN_FILES)
    real, deleted = fcntl.flock, []

    def flock(file, operation):
        if not deleted:  # as by the process that held it until now
            deleted.append(os.unlink(tmp_path / "5.lock"))
        return real(file, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    with folders.locked(tmp_path / "5", seconds=5):
        assert deleted and not is_free(tmp_path / "5")


def test_whoever_lets_go_of_a_lock_leaves_the_next_ones_alone(tmp_path, monkeypatch):
    pytest.importorskip("fcntl", reason=OPEN_FILES)
    real, next_one = os.unlink, folders.locked(tmp_path / "5")

    def unlink(path):
        real(path)
        monkeypatch.setattr(os, "unlink", real)
        next_one.__enter__()

    monkeypatch.setattr(os, "unlink", unlink)
    with folders.locked(tmp_path / "5"):
        pass
    assert not is_free(tmp_path / "5")
    next_one.__exit__(None, None, None)
    assert is_free(tmp_path / "5")
