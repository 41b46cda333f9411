"""What is not the original is refused with the reason, whatever container it comes in."""

import gzip
import lzma
import re

import numpy as np
import pytest

from tests.data.tiny import FILES, LABELS, REAL_FILES, empty_machine, flip, good, tiny_content
from vgkit import data
from vgkit.data import locating, verification
from vgkit.messages import set_language

__all__ = ["empty_machine", "good"]  # fixtures


FAULTS = {
    # name: (what becomes of the label file, words of the message)
    "empty": (lambda gz, raw: b"", ["0 bytes after decompression", "expected 12"]),
    "web page": (
        lambda gz, raw: b"<!DOCTYPE html><title>Sign in</title>",
        ["not a whole gzip file (37 bytes", "b'<!DOCTYP'"],
    ),
    "truncated": (lambda gz, raw: gz[:-9], ["not a whole gzip file", "Compressed file ended"]),
    "followed by rubbish": (lambda gz, raw: gz + b"rubbish", ["not a whole gzip file"]),
    "bit flipped in the compressed stream": (
        lambda gz, raw: flip(gz, 14),
        ["not a whole gzip file"],
    ),
    "bit flipped in the content": (
        lambda gz, raw: gzip.compress(flip(raw, 11), mtime=0),
        ["SHA-256", "at least one bit is wrong"],
    ),
    "wrong magic": (
        lambda gz, raw: gzip.compress(flip(raw, 3, bit=1), mtime=0),
        ["IDX header [2051, 4]", "expected [2049, 4]"],
    ),
    "wrong count": (
        lambda gz, raw: gzip.compress(flip(raw, 7), mtime=0),
        ["IDX header [2049, 5]", "expected [2049, 4]"],
    ),
    "a byte short": (lambda gz, raw: gzip.compress(raw[:-1], mtime=0), ["11 bytes", "expected 12"]),
    "a byte long": (
        lambda gz, raw: gzip.compress(raw + b"\0", mtime=0),
        ["13 bytes", "expected 12"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_not_the_original_is_refused_with_the_reason(good, fault):
    damage, words = FAULTS[fault]
    raw = tiny_content()["y_test"]
    with pytest.raises(data.DataError) as refusal:
        data.parse(damage(good[LABELS], raw), FILES.originals["y_test"])
    for word in words:
        assert word in str(refusal.value)


def test_no_flipped_bit_of_a_compressed_file_gets_through(good):
    expected = FILES.originals["y_test"]
    harmless = 0
    for position in range(len(good[LABELS])):
        for bit in range(8):
            try:
                array = data.parse(flip(good[LABELS], position, bit), expected)
            except data.DataError:
                continue
            assert array.tolist() == [5, 6, 8, 4]
            harmless += 1
    assert harmless < 64  # gzip's time stamp, level and system, and padding to a whole byte


def test_the_reason_is_told_in_vietnamese_too(good):
    set_language("vi")
    with pytest.raises(data.DataError, match="đáng lẽ phải là 12"):
        data.parse(b"", FILES.originals["y_test"])


def test_one_flipped_bit_in_the_real_labels_is_caught(real_data):
    expected = REAL_FILES["y_test"]
    places = [folder / expected.name for folder in locating.folders(FILES)]
    original = next(path for path in places if path.is_file()).read_bytes()
    assert np.array_equal(data.parse(original, expected), real_data.y_test)
    raw = flip(gzip.decompress(original), 5_000)
    with pytest.raises(data.DataError, match="expected 0402a96d92fd2663…: at least one bit"):
        data.parse(gzip.compress(raw, mtime=0), expected)


# Containers


@pytest.mark.parametrize("container", [".gz", ".xz", ""])
def test_the_same_content_comes_out_of_every_container(good, container):
    raw = tiny_content()["y_test"]
    packed = {".gz": gzip.compress, ".xz": lzma.compress, "": bytes}[container](raw)
    taken = verification.verified(packed, FILES.originals["y_test"], container)
    assert taken.tobytes() == raw
    assert not taken.flags.writeable


@pytest.mark.parametrize("container", [".gz", ".xz", ""])
def test_a_wrong_bit_is_found_in_every_container(good, container):
    raw = flip(tiny_content()["y_test"], 10)
    packed = {".gz": gzip.compress, ".xz": lzma.compress, "": bytes}[container](raw)
    with pytest.raises(data.DataError, match="SHA-256"):
        verification.verified(packed, FILES.originals["y_test"], container)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "not a whole xz file (40 bytes"), ("vi", "không phải một file xz trọn vẹn (40 byte")],
)
def test_a_truncated_xz_file_is_named_as_such(good, language, words):
    set_language(language)
    with pytest.raises(data.DataError, match=re.escape(words)):
        packed = lzma.compress(tiny_content()["y_test"])[:40]
        verification.verified(packed, FILES.originals["y_test"], ".xz")


@pytest.mark.parametrize("offset", [0, 8, 16])
def test_memory_starts_where_tensorflow_expects_it(offset):
    for _ in range(20):
        memory = verification.aligned(1000, offset)
        assert (memory.shape, memory.dtype) == ((1000,), np.uint8)
        assert (memory.ctypes.data + offset) % verification.ALIGNMENT == 0


def test_what_follows_the_header_stands_where_tensorflow_expects_it(good):
    for key, raw in tiny_content().items():
        array = data.parse(gzip.compress(raw), FILES.originals[key])
        assert array.ctypes.data % verification.ALIGNMENT == 0
