import base64
import gzip
import json

import numpy as np
import pytest

from vgkit import course, data
from vgkit.networks import starting_point
from vgkit.site import packs


@pytest.fixture(scope="module")
def images():
    return packs.packed_images(data.load())


def unpacked(text):
    """The parts of a script, as the playground reads them, and what stands beside them."""
    name, value = text.removeprefix("globalThis.").removesuffix(";\n").split(" = ", 1)
    assert name == packs.GLOBAL
    pack = json.loads(value)
    content = np.frombuffer(gzip.decompress(base64.b64decode(pack.pop("data"))), np.uint8)
    counts = pack["train"], pack["test"]
    ends = np.cumsum([pack["pixels"] * counts[0], pack["pixels"] * counts[1], counts[0]])
    x_train, x_test, y_train, y_test = np.split(content, ends)
    shape = (-1, pack["pixels"])
    return pack, x_train.reshape(shape), y_train, x_test.reshape(shape), y_test


def test_the_training_images_are_those_of_the_courses_first_batches(images):
    whole, row = data.load(), course.get("5")
    order = next(iter(starting_point.batch_orders(len(whole.x_train), seed=row.seed))).numpy()
    batches = packs.TRAIN // row.batch_size
    assert batches * row.batch_size == packs.TRAIN == len(images.x_train)
    for number in range(batches):
        batch = slice(number * row.batch_size, (number + 1) * row.batch_size)
        assert np.array_equal(images.x_train[batch], whole.x_train[order[batch]])
        assert np.array_equal(images.y_train[batch], whole.y_train[order[batch]])
    assert np.array_equal(images.x_test, whole.x_test[: packs.TEST])
    assert np.array_equal(images.y_test, whole.y_test[: packs.TEST])


def test_what_is_packed_comes_out_again(images):
    pack, *parts = unpacked(packs.script(images))
    assert pack == {"name": images.name, "train": packs.TRAIN, "test": packs.TEST, "pixels": 784}
    for part, expected in zip(
        parts, (images.x_train, images.y_train, images.x_test, images.y_test), strict=True
    ):
        assert np.array_equal(part, expected)


@pytest.mark.thorough
def test_the_script_is_written_the_same_every_time(tmp_path):
    first = packs.write(tmp_path / "new" / "folder")
    assert first.name == "data.js"
    assert first.read_bytes() == packs.write(tmp_path).read_bytes()
