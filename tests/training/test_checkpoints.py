"""A training's backup: a shorter one never replaces a longer one; Ctrl-C tells what it holds."""

import json

import numpy as np
import pytest

from tests.conftest import thorough_but
from tests.faults.test_surroundings import backup_of, first, whole
from tests.file_limits import no_file_beyond
from tests.processes import small_adam
from vgkit import hardware
from vgkit.errors import TrainingInterrupted
from vgkit.messages import set_language
from vgkit.training import bookkeeping, checkpoints, records, trainer

__all__ = ["whole"]  # a fixture

# Two kernels that train the same


@pytest.fixture(scope="module")
def model():
    model = small_adam()
    model.optimizer.build(model.trainable_variables)
    return model


def after(epochs):
    """A record of so many epochs, whatever they measured."""
    record = records.Record("small", "synthetic", "of a network")
    record.metrics = {name: [0.5] * epochs for name in records.METRICS}
    record.seconds = [0.1] * epochs
    return record


@pytest.fixture
def kernels(model, own_home):
    return [checkpoints.Checkpoint(after(0), model) for _ in range(2)]


def held(home):
    return checkpoints.read_state(backup_of(home))["epochs"]


def test_a_slower_kernel_leaves_the_longer_backup_until_it_has_caught_up(kernels, model, own_home):
    slow, fast = kernels
    found = []
    for kernel, epochs in (slow, 1), (fast, 3), (slow, 2), (slow, 3), (fast, 5), (slow, 4):
        kernel.save(model, after(epochs))
        found.append(held(own_home))
    assert found == [1, 3, 3, 3, 5, 5]
    slow.save(model, after(6))
    assert held(own_home) == 6


def test_the_file_is_read_only_where_another_kernel_has_changed_it(
    kernels, model, own_home, monkeypatch
):
    looks, read_state = [], checkpoints.read_state
    monkeypatch.setattr(checkpoints, "read_state", lambda file: looks.append(1) or read_state(file))
    slow, fast = kernels
    for epochs in range(1, 5):
        fast.save(model, after(epochs))
    assert not looks
    for epochs in range(1, 8):
        slow.save(model, after(epochs))
    assert len(looks) == 1


def test_another_kernels_damaged_backup_stops_nobody(kernels, model, own_home):
    kernels[0].save(model, after(1))
    backup_of(own_home).write_bytes(b"half")
    kernels[0].save(model, after(2))
    assert held(own_home) == 2


def test_training_anew_replaces_the_finished_backup_and_no_later_one(kernels, model, own_home):
    again, other = kernels
    other.save(model, after(3))
    assert again.take_up(model, 3, again=True) is None
    again.save(model, after(1))
    assert held(own_home) == 1
    other.save(model, after(3))
    again.save(model, after(2))
    assert held(own_home) == 3


def test_a_backup_that_is_gone_is_written_anew(kernels, model, own_home):
    kernels[0].save(model, after(4))
    backup_of(own_home).unlink()
    kernels[1].save(model, after(1))
    assert held(own_home) == 1


# Ctrl-C


def interrupted_after(monkeypatch, epoch, *arguments, **options):
    """The message of a training of the small network that is stopped after that epoch."""
    note = bookkeeping.Bookkeeper.note

    def stop(self, number, *measured):
        if number == epoch + 1:
            raise KeyboardInterrupt
        note(self, number, *measured)

    with monkeypatch.context() as patch, pytest.raises(TrainingInterrupted) as told:
        patch.setattr(bookkeeping.Bookkeeper, "note", stop)
        trainer.train(small_adam(), "small", *arguments, **options)
    return str(told.value)


FULL = {
    "en": "Of its 3 finished epochs, the backup holds the first 2: run the same call again and "
    "it goes on with epoch 3.",
    "vi": "Trong 3 epoch đã xong, checkpoint chỉ giữ 2 epoch đầu: chạy lại đúng lệnh này thì sẽ tiếp "
    "tục từ epoch 3.",
}


@pytest.mark.parametrize("language", thorough_but(["vi"], FULL))
def test_with_a_full_disk_the_older_backup_is_what_is_kept(
    tiny, own_home, whole, monkeypatch, language, capsys
):
    trainer.train(small_adam(), "small", 2)
    size = backup_of(own_home).stat().st_size
    set_language(language)
    with no_file_beyond(size // 2):
        told = interrupted_after(monkeypatch, 3, 5)
    assert FULL[language] in told
    assert {"en": "epoch 3 and what follows", "vi": "từ epoch 3 trở đi"}[
        language
    ] in capsys.readouterr().err
    assert trainer.train(small_adam(), "small", 5).metrics == first(whole, 5)
    assert {"en": "going on with epoch 3", "vi": "tiếp tục từ epoch 3"}[
        language
    ] in capsys.readouterr().err


def test_with_a_disk_that_was_always_full_nothing_is_kept(tiny, monkeypatch):
    with no_file_beyond(50_000):  # what is said goes to a file, too
        assert "nothing is kept" in interrupted_after(monkeypatch, 2, 3)


@pytest.mark.parametrize(("epochs", "again"), [(2, True), (1, False)])
def test_an_older_backup_that_is_not_gone_on_from_is_not_promised(
    tiny, own_home, monkeypatch, epochs, again
):
    trainer.train(small_adam(), "small", 2)
    before = backup_of(own_home).read_bytes()
    told = interrupted_after(monkeypatch, 0, epochs, again=again)
    assert told == "Training was interrupted. Its backup has 2 epochs and stays as it is."
    assert backup_of(own_home).read_bytes() == before


def test_a_training_shorter_than_the_one_that_is_kept_goes_on_from_a_file_of_its_own(
    tiny, own_home, monkeypatch, capsys
):
    whole = trainer.train(small_adam(), "small", 3).metrics
    longer = backup_of(own_home)
    before = longer.read_bytes()
    told = interrupted_after(monkeypatch, 1, 2)
    assert "The 1 finished epochs are kept" in told
    assert trainer.train(small_adam(), "small", 2).metrics == first(whole, 2)
    assert "going on with epoch 2" in capsys.readouterr().err
    trainer.train(small_adam(), "small", 2)
    assert "was finished earlier: 2 epochs restored" in capsys.readouterr().err
    assert longer.read_bytes() == before


# Where nobody is at the keyboard


@pytest.mark.parametrize("epochs", [3, 4])
def test_what_was_taken_up_is_said_to_a_person_only(model, own_home, epochs, monkeypatch, capsys):
    checkpoints.Checkpoint(after(0), model).save(model, after(3))
    monkeypatch.setenv("VGKIT_STATIC", "1")
    assert (
        checkpoints.Checkpoint(after(0), model).take_up(model, epochs, again=False)["epochs"] == 3
    )
    assert capsys.readouterr() == ("", "")
    monkeypatch.delenv("VGKIT_STATIC")
    checkpoints.Checkpoint(after(0), model).take_up(model, epochs, again=False)
    assert ("going on with epoch 4" in capsys.readouterr().err) == (epochs == 4)


def test_a_training_keeps_the_environment_of_the_session_that_trained(tiny, monkeypatch):
    real = hardware.environment()
    trainer.train(small_adam(), "small", 2)
    monkeypatch.setattr(hardware, "environment", lambda: {**real, "threads": "7 × 7"})
    restored = trainer.train(small_adam(), "small", 2)
    assert restored.environment == real
    longer = trainer.train(small_adam(), "small", 3)
    assert longer.environment == {**real, "resumed": [{"threads": "7 × 7"}]}
    monkeypatch.setattr(hardware, "environment", lambda: {**real, "threads": "8 × 8"})
    longest = trainer.train(small_adam(), "small", 4)
    assert longest.environment["resumed"] == [{"threads": "7 × 7"}, {"threads": "8 × 8"}]


def test_a_checkpoint_of_an_earlier_version_is_taken_up(tiny, own_home):
    trainer.train(small_adam(), "small", 2)
    (path,) = (own_home / "backups").glob("*.npz")
    with np.load(path) as file:
        arrays = dict(file)
    state = json.loads(arrays["state"].tobytes())
    assert state.pop("environment") == hardware.environment()
    arrays["state"] = np.frombuffer(json.dumps(state).encode(), np.uint8)
    np.savez(path, **arrays)
    assert trainer.train(small_adam(), "small", 3).environment == hardware.environment()
