"""A backup that is not this training's, or a loss that is no number: advice, and no wrong start."""

import json
import math

import numpy as np
import pytest

from tests.conftest import in_english_but, thorough_but
from tests.faults.test_surroundings import backup_of, first, whole
from tests.processes import small_adam
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.folders import write_atomically
from vgkit.messages import set_language
from vgkit.training import checkpoints, trainer

__all__ = ["whole"]  # a fixture

# Backups that are not this training's


@pytest.mark.parametrize(
    ("language", "words"),
    in_english_but(
        ("en", "cannot be used here (it is of another model). It is kept as"),
        ("vi", "Không dùng được checkpoint của lần train trước (nó thuộc về một model khác)."),
    ),
)
def test_a_backup_swapped_for_another_models_is_set_aside(
    tiny, own_home, whole, language, words, capsys
):
    set_language(language)
    trainer.train(small_adam(), "small", 1)
    trainer.train(small_adam(keras.optimizers.Adam(0.5)), "other", 2)
    path, foreign = backup_of(own_home), backup_of(own_home, "other").read_bytes()
    path.write_bytes(foreign)
    capsys.readouterr()
    assert trainer.train(small_adam(), "small", 3).metrics == first(whole, 3)
    said = capsys.readouterr().err
    assert words in said
    (aside,) = path.parent.glob("small-*.aside-1")
    assert aside.name in said
    assert aside.read_bytes() == foreign


class Bomb:
    """What a pickle can do when it is loaded."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


@pytest.mark.parametrize("place", ["state", "v0"])
def test_a_backup_that_would_run_code_is_set_aside_and_runs_none(
    tiny, own_home, tmp_path, whole, place, capsys
):
    trainer.train(small_adam(), "small", 1)
    path, touched = backup_of(own_home), tmp_path / "touched"
    with np.load(path) as file:
        arrays = dict(file)
    arrays[place] = np.array([Bomb(touched)], dtype=object)
    with open(path, "wb") as file:
        np.savez(file, **arrays)
    assert trainer.train(small_adam(), "small", 2).metrics == first(whole, 2)
    assert "allow_pickle=False" in capsys.readouterr().err
    assert not touched.exists()
    with np.load(next(path.parent.glob("*.aside-1")), allow_pickle=True) as file:
        file[place]  # this is what it would have done
    assert touched.exists()


# A loss that is no number


def poisoned(after):
    """The small network with a rate of learning that destroys it after so many batches."""
    rates = keras.optimizers.schedules.PiecewiseConstantDecay([after], [1e-6, 1e30])
    return small_adam(keras.optimizers.SGD(rates), activation="linear")


@pytest.mark.parametrize(
    ("language", "words"),
    in_english_but(
        ("en", "The loss became nan in epoch 3: .*learning rate"),
        ("vi", "Loss trở thành nan ở epoch 3: .*learning rate"),
    ),
)
def test_a_loss_that_becomes_nan_leaves_a_backup_of_the_last_good_epoch(
    tiny, own_home, language, words
):
    set_language(language)
    for _ in range(2):  # the second time it goes on with epoch 3
        with pytest.raises(VgkitError, match=words):
            trainer.train(poisoned(after=6), "small", 5)  # three batches an epoch
    path = backup_of(own_home)
    assert checkpoints.read_state(path)["epochs"] == 2
    with np.load(path) as file:
        assert all(np.isfinite(file[name]).all() for name in file.files)
    assert not (own_home / "runs").exists()


def test_after_a_loss_that_became_nan_a_mended_network_starts_afresh(tiny, whole):
    model = small_adam(keras.optimizers.SGD(math.nan))
    with pytest.raises(VgkitError, match="in epoch 1"):
        trainer.train(model, "small", 2)
    assert not all(np.isfinite(weights).all() for weights in model.get_weights())
    model.compile("adam", model.loss, metrics=["accuracy"])
    assert trainer.train(model, "small", 2).metrics == first(whole, 2)


def test_a_backup_that_another_kernel_replaces_meanwhile_is_taken_up_as_one_piece(
    tiny, own_home, whole, monkeypatch
):
    """Its numbers and its weights are those of one epoch, whichever."""
    versions = []
    for epochs in (1, 3):
        trainer.train(small_adam(), "small", epochs)
        versions.append(backup_of(own_home).read_bytes())
    path, read = backup_of(own_home), checkpoints.read_state
    path.write_bytes(versions[0])

    def read_and_be_overtaken(*args):
        state = read(*args)
        write_atomically(path, versions[1])
        return state

    monkeypatch.setattr(checkpoints, "read_state", read_and_be_overtaken)
    assert trainer.train(small_adam(), "small", 5).metrics == first(whole, 5)


def rewrite(path, change):
    """Change the state inside a backup, as another version of the kit might have written it."""
    with np.load(path) as file:
        arrays = dict(file)
    state = json.loads(arrays["state"].tobytes())
    change(state)
    arrays["state"] = np.frombuffer(json.dumps(state).encode(), np.uint8)
    with open(path, "wb") as file:
        np.savez(file, **arrays)


VERSIONS = {
    "a later format": lambda state: state.update(format=2),
    "without times": lambda state: state.pop("seconds"),
    "without one metric": lambda state: state["metrics"].pop("val_loss"),
    "one number short": lambda state: state["metrics"]["loss"].pop(),
    "another count": lambda state: state.update(epochs=1),
}


@pytest.mark.parametrize("version", thorough_but(["another count"], VERSIONS))
def test_a_backup_from_another_version_is_set_aside(tiny, own_home, whole, version, capsys):
    trainer.train(small_adam(), "small", 2)
    path = backup_of(own_home)
    rewrite(path, VERSIONS[version])
    content = path.read_bytes()
    assert trainer.train(small_adam(), "small", 3).metrics == first(whole, 3)
    assert "cannot be used here" in capsys.readouterr().err
    (aside,) = path.parent.glob("*.aside-1")
    assert aside.read_bytes() == content


@pytest.mark.parametrize(
    ("language", "words"), in_english_but(("en", "cannot be used"), ("vi", "Không dùng được"))
)
def test_a_damaged_backup_that_cannot_be_set_aside_costs_no_training(
    tiny, own_home, whole, monkeypatch, capsys, language, words
):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    set_language(language)
    trainer.train(small_adam(), "small", 1)
    path = backup_of(own_home)
    path.write_bytes(b"half")
    monkeypatch.setattr(checkpoints, "set_aside", refuse)
    assert trainer.train(small_adam(), "small", 2).metrics == first(whole, 2)
    assert words in capsys.readouterr().err
    assert path.read_bytes() == b"half"


def test_a_name_too_long_for_a_file_costs_the_backup_and_not_the_training(
    tiny, own_home, whole, capsys
):
    (own_home / "backups").mkdir(parents=True)
    assert trainer.train(small_adam(), "x" * 250, 2).metrics == first(whole, 2)
    assert "No backups from here on (File name too long" in capsys.readouterr().err


def test_weights_destroyed_by_the_last_batch_of_an_epoch_are_not_backed_up(tiny, own_home):
    """The loss of the epoch is still a number then; that of the validation is not."""
    for _ in range(2):
        with pytest.raises(VgkitError, match="in epoch 2: .*learning rate"):
            trainer.train(poisoned(after=4), "small", 5)
    path = backup_of(own_home)
    assert checkpoints.read_state(path)["epochs"] == 1
    with np.load(path) as file:
        assert all(np.isfinite(file[name]).all() for name in file.files)


def test_a_last_epoch_that_ends_in_nan_is_no_finished_training(tiny, own_home):
    with pytest.raises(VgkitError, match="in epoch 2: .*learning rate"):
        trainer.train(poisoned(after=4), "small", 2)
    assert not (own_home / "runs").exists()
