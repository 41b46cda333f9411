"""A backup comes back bit for bit, or is refused and leaves the model as it was."""

import io
import json
import zipfile

import numpy as np
import pytest

from tests.conftest import thorough_but
from vgkit.backend import keras
from vgkit.training import checkpoints

STATE = {"epochs": 3, "metrics": {"loss": [0.1 + 0.2, 2.264366865158081]}, "note": "phép cộng"}


def small(optimizer="SGD", units=2, trained=0):
    """A compiled model with the weights that so many steps lead to."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units), keras.layers.Dense(1)])
    made = {
        "SGD": lambda: keras.optimizers.SGD(0.01),
        "momentum": lambda: keras.optimizers.SGD(0.01, momentum=0.9),
        "Adam": lambda: keras.optimizers.Adam(),
    }[optimizer]()
    model.compile(optimizer=made, loss="mse", run_eagerly=True)
    if trained:
        x = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
        model.fit(x, x.sum(axis=1), epochs=trained, batch_size=2, shuffle=False, verbose=0)
    return model


def values(model):
    return [np.array(variable) for variable in checkpoints._variables(model)]


def same(one, other):
    return len(one) == len(other) and all(
        a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
        for a, b in zip(one, other, strict=True)
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The bytes of one sound backup, what it holds, and a fresh model that it fits."""
    trained = small("SGD", trained=2)
    path = tmp_path_factory.mktemp("backup") / "sound.npz"
    checkpoints.save(path, trained, STATE)
    fresh = small("SGD")
    fresh.optimizer.build(fresh.trainable_variables)
    return path.read_bytes(), values(trained), fresh, values(fresh)


def write(path, content):
    path.write_bytes(content)
    return path


def arrays_of(content):
    with np.load(io.BytesIO(content)) as file:
        return dict(file)


def refused(path, fresh, before):
    """The message with which a backup is refused; the model must be as it was."""
    with pytest.raises(checkpoints.CheckpointMismatch) as refusal:
        checkpoints.restore(path, fresh)
    assert same(values(fresh), before)
    return str(refusal.value)


# Round trips


@pytest.mark.parametrize("optimizer", ["SGD", "momentum", "Adam"])
def test_a_model_and_its_optimizer_come_back_bit_for_bit(tmp_path, optimizer):
    trained = small(optimizer, trained=2)
    checkpoints.save(tmp_path / "b.npz", trained, STATE)
    fresh = small(optimizer)
    assert not same(values(fresh), values(trained))
    checkpoints.restore(tmp_path / "b.npz", fresh)
    assert same(values(fresh), values(trained))
    assert int(fresh.optimizer.iterations) == 4  # 2 epochs of 2 batches


@pytest.mark.parametrize("optimizer", thorough_but(["Adam"], ["SGD", "momentum", "Adam"]))
def test_training_on_from_a_backup_gives_the_bits_of_training_through(tmp_path, optimizer):
    halfway = small(optimizer, trained=1)
    checkpoints.save(tmp_path / "b.npz", halfway, STATE)
    resumed = small(optimizer)
    checkpoints.restore(tmp_path / "b.npz", resumed)
    x = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
    resumed.fit(x, x.sum(axis=1), epochs=2, batch_size=2, shuffle=False, verbose=0)
    assert same(values(resumed), values(small(optimizer, trained=3)))


def test_the_state_comes_back_with_every_digit_and_every_letter(saved, tmp_path):
    assert checkpoints.read_state(write(tmp_path / "b.npz", saved[0])) == STATE


def test_values_that_are_not_finite_come_back_too(tmp_path):
    model = small()
    model.layers[0].kernel.assign(np.array([[np.nan, np.inf], [-np.inf, -0.0], [1e-45, 0]]))
    checkpoints.save(tmp_path / "b.npz", model, {})
    fresh = small()
    checkpoints.restore(tmp_path / "b.npz", fresh)
    assert same(values(fresh), values(model))


def test_saving_and_reading_leave_the_model_alone(tmp_path):
    model = small("Adam", trained=1)
    before = values(model)
    checkpoints.save(tmp_path / "b.npz", model, STATE)
    checkpoints.read_state(tmp_path / "b.npz")
    assert same(values(model), before)


# Damage


@pytest.mark.parametrize("kept", [0, 1, 4, 100, 0.25, 0.5, 0.75, -100, -22, -1])
def test_a_truncated_backup_is_refused_as_damaged(saved, tmp_path, kept):
    content, _, fresh, before = saved
    length = int(kept * len(content)) if isinstance(kept, float) else kept
    path = write(tmp_path / "b.npz", content[:length])
    assert refused(path, fresh, before).startswith("damaged: ")
    with pytest.raises(checkpoints.CheckpointMismatch, match="^damaged: "):
        checkpoints.read_state(path)


def test_a_backup_that_is_not_there_is_refused(saved, tmp_path):
    assert "damaged: " in refused(tmp_path / "none.npz", *saved[2:])


def flips_of(content, positions, masks):
    for position in positions:
        for mask in masks:
            changed = bytearray(content)
            changed[position] ^= mask
            yield position, mask, bytes(changed)


def outcome(path, saved):
    """`refused` or `harmless`; anything else is a failure."""
    _, expected, fresh, before = saved
    try:
        state = checkpoints.read_state(path)
        checkpoints.restore(path, fresh)
    except checkpoints.CheckpointMismatch:
        assert same(values(fresh), before)
        return "refused"
    assert state == STATE
    assert same(values(fresh), expected)
    for variable, value in zip(checkpoints._variables(fresh), before, strict=True):
        variable.assign(value)
    return "harmless"


@pytest.mark.parametrize("part", range(8))
def test_no_flipped_byte_of_the_arrays_gets_through(saved, tmp_path, part, thorough):
    content = saved[0]
    end = content.index(b"PK\x01\x02")  # where the table of contents begins
    positions = range(part, end, 8 * 3 if thorough else 8 * 7)
    outcomes = [
        outcome(write(tmp_path / "b.npz", changed), saved)
        for _, _, changed in flips_of(content, positions, [0x01, 0xFF])
    ]
    assert outcomes.count("refused") > 0.7 * len(outcomes)  # the rest: dates and padding


@pytest.mark.parametrize("name", ["state.npy", "v0.npy", "v1.npy"])
def test_any_flipped_bit_of_the_values_is_refused(saved, tmp_path, name):
    content = saved[0]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        raw = archive.read(name)
    start = content.index(raw)
    positions = range(start + 128, start + len(raw))  # behind the header of the array
    for position, mask, changed in flips_of(content, positions, [0x01, 0x80]):
        result = outcome(write(tmp_path / "b.npz", changed), saved)
        assert result == "refused", (name, position, mask)


@pytest.mark.parametrize(
    ("offset", "mask"),
    [
        pytest.param(6, 0x40, id="version needed"),
        pytest.param(8, 0x01, id="encrypted"),
        pytest.param(8, 0x20, id="patched"),
        pytest.param(10, 0x01, id="method of compression"),
    ],
)
def test_a_flipped_bit_in_the_table_of_contents_is_refused(saved, tmp_path, offset, mask):
    content = saved[0]
    position = content.index(b"PK\x01\x02") + offset
    ((_, _, changed),) = flips_of(content, [position], [mask])
    assert outcome(write(tmp_path / "b.npz", changed), saved) == "refused"


# Backups of something else


@pytest.mark.parametrize(
    ("other", "words"),
    [
        pytest.param(lambda: small("SGD", 5), ["shape (3, 5)", "expected (3, 2)"], id="shape"),
        pytest.param(lambda: small("Adam", 2, 1), ["14 arrays", "expected 6"], id="optimizer"),
    ],
)
def test_a_backup_of_another_model_is_refused_and_the_difference_named(
    saved, tmp_path, other, words
):
    checkpoints.save(tmp_path / "b.npz", other(), STATE)
    message = refused(tmp_path / "b.npz", *saved[2:])
    for word in words:
        assert word in message


def test_a_shape_that_differs_only_in_the_last_array_leaves_the_first_alone(saved, tmp_path):
    arrays = arrays_of(saved[0])
    last = f"v{len(arrays) - 2}"
    arrays[last] = np.zeros((4,), np.float32)
    np.savez(tmp_path / "b.npz", **arrays)
    message = refused(tmp_path / "b.npz", *saved[2:])
    assert "shape (4,) and type float32, expected () and float32" in message


def test_a_missing_array_is_refused(saved, tmp_path):
    arrays = arrays_of(saved[0])
    arrays["w0"] = arrays.pop("v0")
    np.savez(tmp_path / "b.npz", **arrays)
    assert "v0" in refused(tmp_path / "b.npz", *saved[2:])


@pytest.mark.parametrize("kind", ["float64", "int8", "str128"])
def test_an_array_of_another_type_is_refused(saved, tmp_path, kind):
    content, _, fresh, before = saved
    arrays = arrays_of(content)
    arrays["v1"] = arrays["v1"].astype(kind.replace("str128", "U4"))
    np.savez(tmp_path / "b.npz", **arrays)
    message = refused(tmp_path / "b.npz", fresh, before)
    assert f"type {kind}, expected (2,) and float32" in message


def test_nothing_is_ever_unpickled(saved, tmp_path, monkeypatch):
    class Bomb:
        def __reduce__(self):
            return (exec, ("raise SystemExit('unpickled')",))

    arrays = arrays_of(saved[0])
    arrays["v0"] = np.array([Bomb()], dtype=object)
    np.savez(tmp_path / "b.npz", **arrays)
    assert "allow_pickle=False" in refused(tmp_path / "b.npz", *saved[2:])
    arrays["state"] = np.array([Bomb()], dtype=object)
    np.savez(tmp_path / "b.npz", **arrays)
    with pytest.raises(checkpoints.CheckpointMismatch, match="^damaged: "):
        checkpoints.read_state(tmp_path / "b.npz")


def test_a_state_that_is_not_json_is_refused(saved, tmp_path):
    arrays = arrays_of(saved[0])
    arrays["state"] = np.frombuffer(json.dumps(STATE).encode()[:-1], np.uint8)
    np.savez(tmp_path / "b.npz", **arrays)
    with pytest.raises(checkpoints.CheckpointMismatch, match="^damaged: "):
        checkpoints.read_state(tmp_path / "b.npz")


# Writing


def test_saving_again_replaces_the_backup_and_leaves_nothing_beside_it(tmp_path):
    model = small()
    for epochs in (1, 2):
        checkpoints.save(tmp_path / "b.npz", model, {"epochs": epochs})
    assert checkpoints.read_state(tmp_path / "b.npz") == {"epochs": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["b.npz"]


def test_a_backup_that_cannot_be_written_is_an_oserror_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"in the way")
    (tmp_path / "folder.npz").mkdir()
    for path in (tmp_path / "file" / "b.npz", tmp_path / "folder.npz"):
        with pytest.raises(OSError):
            checkpoints.save(path, small(), STATE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.npz"]
    assert (tmp_path / "file").read_bytes() == b"in the way"


def test_a_state_that_json_cannot_hold_leaves_the_older_backup(tmp_path):
    checkpoints.save(tmp_path / "b.npz", small(), STATE)
    with pytest.raises(TypeError):
        checkpoints.save(tmp_path / "b.npz", small(), {"epochs": object()})
    assert checkpoints.read_state(tmp_path / "b.npz") == STATE
    assert [path.name for path in tmp_path.iterdir()] == ["b.npz"]
