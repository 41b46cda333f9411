"""Trained weights beside a record: written and read to the bit, refused where they do not belong."""

import types

import numpy as np
import pytest

from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.training import trained_weights

layers = keras.layers


def compiled(units=5, activation=None, pixels=6):
    """A network with a normalization, whose moving averages are weights, and with dropout."""
    model = keras.Sequential(
        [
            keras.Input((pixels, pixels, 1)),
            layers.Conv2D(3, 3, name="mine"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(units, activation),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


ROW = types.SimpleNamespace(id="x", compiled=compiled)


def bits(model):
    return [(weight.dtype, weight.tobytes()) for weight in model.get_weights()]


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """The kit ships the weights of one model as exercise `x`: `(path, model)`."""
    model, folder = compiled(), tmp_path / "trained"
    draw = np.random.default_rng(0)
    lowest = [0.1 if "variance" in weight.path else -1 for weight in model.weights]
    weights = zip(lowest, model.get_weights(), strict=True)
    model.set_weights([draw.uniform(low, 1, array.shape) for low, array in weights])
    monkeypatch.setattr(trained_weights, "FOLDER", folder)
    trained_weights.save(folder / "x.npz", model)
    return folder / "x.npz", model


def test_another_model_of_the_network_gets_the_same_bits(shipped):
    _, model = shipped
    other = compiled()
    assert bits(other) != bits(model)
    trained_weights.load_reference(other, ROW)
    assert bits(other) == bits(model)
    assert {dtype for dtype, _ in bits(other)} == {np.dtype("float32")}


def test_the_same_weights_are_written_as_the_same_bytes(shipped):
    path, model = shipped
    before = path.read_bytes()
    trained_weights.save(path, model)
    assert path.read_bytes() == before


def refusal(model, language="en"):
    """The message with which the shipped weights are refused; the model stays as it was."""
    before = bits(model)
    set_language(language)
    with pytest.raises(VgkitError) as refused:
        trained_weights.load_reference(model, ROW)
    assert bits(model) == before
    return str(refused.value)


def in_other_words():
    """The same network, as a functional model with a layer of its own for what Flatten does."""
    pixels = keras.Input((6, 6, 1))
    maps = layers.BatchNormalization()(layers.Conv2D(3, (3, 3))(pixels))
    row = layers.Dense(5)(layers.Dropout(0.5)(layers.Reshape((48,))(maps)))
    model = keras.Model(pixels, layers.Dense(10)(row))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def test_the_same_network_in_other_words_gets_the_same_bits(shipped):
    other = in_other_words()
    trained_weights.load_reference(other, ROW)
    assert bits(other) == bits(shipped[1])


@pytest.mark.parametrize("make", [
    lambda: compiled(units=4), lambda: compiled(activation="relu"), lambda: compiled(pixels=7),
], ids=["units", "activation", "pixels"])  # fmt: skip
def test_weights_of_another_network_are_refused(shipped, make):
    assert refusal(make()) == (
        "The trained weights x.npz belong to another network than this one. Unset VGKIT_PROFILE "
        "and train."
    )


def test_weights_that_are_not_of_the_exercises_network_of_today_are_refused(shipped):
    trained_weights.save(shipped[0], compiled(activation="relu"))  # of the same shapes
    for network in (compiled(), in_other_words()):
        assert "belong to another network" in refusal(network)


def cut(path):
    path.write_bytes(path.read_bytes()[:300])


def one_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def one_array_less(path):
    with np.load(path) as content:
        kept = {name: content[name] for name in content.files if name != "w3"}
    np.savez(path, **kept)


def last_array_lost(path):
    with np.load(path) as content:
        last = f"w{len(content.files) - 2}"
        kept = {name: content[name] for name in content.files if name != last}
    np.savez(path, **kept)


def of_another_shape(path):
    with np.load(path) as content:
        np.savez(path, **{**content, "w0": np.zeros((2, 2), np.float32)})


def pickled(path):
    with np.load(path) as content:
        np.savez(path, **{**content, "w0": np.array([{}], object)})


@pytest.mark.parametrize("spoil", [
    cut, one_bit, one_array_less, last_array_lost, of_another_shape, pickled,
    lambda path: path.write_bytes(b""), lambda path: path.write_text("<<<<<<< HEAD"),
    lambda path: np.savez(path, w0=np.zeros(3)), lambda path: path.unlink(),
], ids=["cut", "bit", "array", "last array", "shape", "pickle", "empty", "merge", "no fingerprint",
        "missing"])  # fmt: skip
def test_what_cannot_be_used_is_told_by_name_with_a_way_out(shipped, spoil):
    spoil(shipped[0])
    message = refusal(compiled())
    assert message.startswith("The trained weights x.npz cannot be used (")
    assert message.endswith("Restore the file from the repository, or install vgkit again.")
    assert "x.npz" in refusal(compiled(), "vi")


def test_a_file_that_cannot_be_written_is_an_oserror_and_leaves_nothing(tmp_path):
    (tmp_path / "x.npz").mkdir()
    with pytest.raises(OSError):
        trained_weights.save(tmp_path / "x.npz", compiled())
    assert [path.name for path in tmp_path.iterdir()] == ["x.npz"]
