"""EfficientNet-Lite0: its size, and what it sees against what the published network saw."""

import functools
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import thorough_but
from vgkit.errors import VgkitError
from vgkit.messages import set_language
from vgkit.networks import efficientnet
from vgkit.networks.efficientnet import efficientnet_lite0

PUBLISHED = Path(__file__).with_name("published_logits.npz")  # by tools/published_logits.py


@functools.cache
def untrained():
    return efficientnet_lite0(32, weights=None)


@functools.cache
def trained():
    return efficientnet_lite0(32)


def photograph(name, size):
    """The middle of a photograph that scikit-image ships."""
    image = getattr(pytest.importorskip("skimage").data, name)()
    top, left = ((side - size) // 2 for side in image.shape[:2])
    return image[top : top + size, left : left + size, :3]


def test_it_says_of_three_photographs_what_the_published_network_says():
    published = np.load(PUBLISHED)
    pixels = np.stack([photograph(name, 224) for name in published["photographs"]])
    features = efficientnet_lite0(224)(pixels.astype(np.float32)).numpy().mean(axis=(1, 2))
    logits = features @ published["kernel"] + published["bias"]
    assert np.abs(logits - published["logits"]).max() < 1e-2
    likeliest = published["classes"][logits.argmax(axis=1)]
    assert likeliest.tolist() == ["tiger cat", "espresso", "missile"]


SIDES = [(128, 4), (96, 3), (33, 2), (32, 1)]


@pytest.mark.parametrize(("size", "side"), thorough_but([(33, 2)], SIDES))
def test_images_of_any_size_go_in_and_the_weights_stay_the_same(size, side):
    model = efficientnet_lite0(size, weights=None)
    assert model.count_params() == 3_413_024
    assert model.input_shape == (None, size, size, 3)
    assert model.output_shape == (None, side, side, 1280)


def test_without_weights_it_is_as_keras_initializes_it():
    first, second = untrained(), efficientnet_lite0(32, weights=None)
    kernels = [model.get_layer("stem_conv").kernel.numpy() for model in (first, second)]
    assert not np.array_equal(*kernels)
    loaded = trained().get_layer("stem_conv").kernel.numpy()
    assert np.isfinite(loaded).all() and not np.array_equal(kernels[0], loaded)


def test_every_weight_has_a_name_of_its_own():
    model = untrained()
    assert len(efficientnet.named_weights(model)) == len(model.weights)


def test_loaded_weights_are_float32_and_finite():
    for weight in trained().weights:
        assert weight.dtype == "float32" and np.isfinite(weight.numpy()).all()


def cut(content):
    return content[: len(content) // 2]


def one_bit(content):
    return content[:1000] + bytes([content[1000] ^ 1]) + content[1001:]


@pytest.mark.parametrize("spoil", [cut, one_bit, None], ids=["cut", "one bit", "missing"])
def test_a_damaged_file_is_named_and_not_used(tmp_path, monkeypatch, spoil):
    folder = tmp_path / "pretrained"
    folder.mkdir()
    if spoil:
        shipped = Path(efficientnet.__file__).parent / "pretrained" / "efficientnet_lite0.npz"
        (folder / "efficientnet_lite0.npz").write_bytes(spoil(shipped.read_bytes()))
    monkeypatch.setattr(efficientnet.resources, "files", lambda package: tmp_path)
    before = [weight.numpy().tobytes() for weight in untrained().weights]
    for language, words in (("en", "cannot be used"), ("vi", "Không dùng được")):
        set_language(language)
        with pytest.raises(VgkitError, match=words) as refusal:
            efficientnet.load_weights(untrained())
        assert str(folder / "efficientnet_lite0.npz") in str(refusal.value)
    assert [weight.numpy().tobytes() for weight in untrained().weights] == before
