"""Trainings that are killed, or run on strange machines, end with the same bits."""

import json
import os
import random
import signal
import time

import pytest

from tests.faults.test_surroundings import backup_of
from tests.processes import Life, train_small, train_small_on_one_core, train_stages
from vgkit.notebooks import preloaded
from vgkit.training import checkpoints, records

EPOCHS = 60


def left_by(folder, target, *arguments, **environment):
    """What a training in a process of its own leaves when nothing disturbs it."""
    life = Life(target, str(folder / "result"), *arguments, folder=folder, **environment)
    assert life.end() == 0, life.log.read_text()
    return json.loads((folder / "result").read_text())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The folder of the small training in which nothing disturbs it."""
    folder = tmp_path_factory.mktemp("whole")
    left_by(folder, train_small, EPOCHS)
    return folder


@pytest.fixture(scope="module")
def whole(undisturbed):
    """What that training left."""
    return json.loads((undisturbed / "result").read_text())


# Killed


def kill_and_resume(folder, kills, target, *arguments):
    """Start a training, kill it at a random moment, and again, then let it come to its end.

    A moment is a random number of backups after the start, and a random time after the last.

    Returns:
        What the training left, how many kills hit it, and everything that was said.
    """
    randomly, hits = random.Random(2022), 0
    folder.mkdir()

    def done():
        return {path: path.stat().st_ino for path in (folder / "home" / "backups").glob("*.npz")}

    for _ in range(kills):
        life = Life(target, str(folder / "result"), *arguments, folder=folder)
        more, seen = randomly.randrange(4), done()
        pause = randomly.uniform(0, 0.03 if more else 1)
        while more and life.lives():
            if seen != (seen := done()):
                more -= 1
            time.sleep(0.0005)
        time.sleep(pause)
        life.kill()
        if life.end() == 0:
            break
        assert life.end() == -signal.SIGKILL, life.log.read_text()
        hits += 1
    return left_by(folder, target, *arguments), hits, (folder / "log.txt").read_text()


@pytest.mark.thorough  # `make test` kills the one of tests/test_tiny_convolutions.py
def test_a_training_killed_again_and_again_ends_with_the_same_bits(tmp_path, whole, thorough):
    kills = 20 if thorough else 6
    left, hits, said = kill_and_resume(tmp_path / "killed", kills, train_small, EPOCHS)
    assert left == whole
    assert hits > 1
    assert "An earlier training reached epoch" in said
    assert "cannot be used" not in said
    home = tmp_path / "killed" / "home"
    assert list((home / "backups").glob("*.aside-*")) == []
    kept = records.Record.from_json((home / "runs" / "small-synthetic.json").read_text("utf-8"))
    assert kept.metrics == whole["runs"][0]["metrics"]


@pytest.mark.thorough
def test_exercise_6_killed_across_its_stages_ends_with_the_same_bits(tmp_path, thorough):
    kills = 6 if thorough else 3
    left, hits, said = kill_and_resume(tmp_path / "killed", kills, train_stages, 4)
    assert left == left_by(tmp_path / "whole", train_stages, 4)
    assert hits > 1
    assert "cannot be used" not in said


# Machines


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="NOT TESTED: needs Linux")
def test_on_one_core_a_training_ends_with_the_same_bits(tmp_path, whole):
    assert left_by(tmp_path, train_small_on_one_core, EPOCHS) == whole


def test_folders_with_spaces_and_vietnamese_letters_make_no_difference(tmp_path, whole):
    folder = tmp_path / "Thư mục của Lê Văn Tám" / "bài tập số 1"
    assert left_by(folder, train_small, EPOCHS, "bài một") == whole
    (backup,) = (folder / "home" / "backups").iterdir()
    (record,) = (folder / "home" / "runs").iterdir()
    assert backup.name.startswith("bài một-synthetic-")
    assert record.name == "bài một-synthetic.json"


PLAIN = """
import os, sys
import keras
print(*[os.path.join(folder, file) for folder, _, files in os.walk("..") for file in files], sep="\\n")
sys.path.insert(0, sys.argv[1])
from tests.conftest import tiny_images
from tests.processes import small_adam
from vgkit import data
from vgkit.training import trainer
data.load = tiny_images
sys.stdout = sys.stderr
trainer.train(small_adam(), "small", 2)
"""


def test_nothing_is_written_outside_of_the_kits_own_folder(tmp_path, request):
    places = {"HOME": "home", "TMPDIR": "tmp", "VGKIT_HOME": "kit"}
    for place in ("cwd", "home", "tmp"):
        (tmp_path / place).mkdir()
    unset = ("KERAS_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {name: str(tmp_path / place) for name, place in places.items()}
    command = ["-c", PLAIN, str(request.config.rootpath)]
    done = preloaded.run(command, cwd=tmp_path / "cwd", env=environment)
    assert done.returncode == 0, done.stderr
    by_keras = {(tmp_path / "cwd" / line).resolve() for line in done.stdout.splitlines()}
    written = {path for path in tmp_path.rglob("*") if path.is_file()} - by_keras
    assert {path.relative_to(tmp_path).parts[:2] for path in written} == {
        ("kit", "backups"),
        ("kit", "runs"),
    }


@pytest.mark.thorough
def test_three_kernels_that_train_the_same_at_once_all_end_with_the_same_bits(tmp_path):
    alone = left_by(tmp_path / "alone", train_small, EPOCHS)
    folders = [tmp_path / name for name in ("one", "another", "a third")]
    home = tmp_path / "home"
    lives = []
    for place in folders:  # the later ones find what the first has backed up by then, and go on
        lives.append(
            Life(train_small, str(place / "result"), EPOCHS, folder=place, VGKIT_HOME=str(home))
        )
        while lives[0].lives() and not list(home.glob("backups/*.npz")):
            time.sleep(0.001)
    for place, life in zip(folders, lives, strict=True):
        assert life.end() == 0, life.log.read_text()
        assert json.loads((place / "result").read_text()) == alone
        assert "cannot be used" not in life.log.read_text()
    assert checkpoints.read_state(backup_of(home))["epochs"] == EPOCHS
    kept = records.Record.from_json((home / "runs" / "small-synthetic.json").read_text("utf-8"))
    assert kept.metrics == alone["runs"][0]["metrics"]
    assert len(list(home.rglob("*.*"))) == 2  # nothing else is left


def test_a_training_leaves_nothing_among_the_temporary_files(undisturbed):
    """Not even one that, like a killed one, has no time to tidy up: its process ends with _exit."""
    assert {path.name for path in undisturbed.iterdir()} == {"log.txt", "home", "result"}
